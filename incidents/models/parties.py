"""Organisations, authorities, persons and unnamed groups, with the names they go by."""

import pghistory
from django.db import models

from incidents.models.fields import code_check, code_choices
from incidents.models.ids import new_party_id


@pghistory.track()
class Party(models.Model):
    """Somebody who has a part in incidents or says things about them. Merged like incidents are."""

    public_id = models.CharField(max_length=24, unique=True, default=new_party_id, editable=False)
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=14, choices=code_choices("party_kind"), default="organisation")
    jurisdiction = models.CharField(max_length=10, null=True, blank=True)  # ISO 3166: "GB", "US-CA"
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from")
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)  # optimistic lock

    class Meta:
        verbose_name_plural = "parties"
        ordering = ["name"]
        constraints = [code_check("party_kind_known", field="kind", vocabulary="party_kind")]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class PartyAlias(models.Model):
    """A name that the sources use for a party; `folded` (no case, accents, corporate suffix) finds it again."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=300)
    folded = models.CharField(max_length=300, db_index=True)

    class Meta:
        verbose_name_plural = "party aliases"
        constraints = [models.UniqueConstraint(fields=["party", "folded"], name="party_alias_once")]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class PartyIdentifier(models.Model):
    """An identifier of a register: LEI, Wikidata, Companies House …"""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=40)
    value = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "value"], name="party_identifier_once")]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"
