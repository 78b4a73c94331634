"""What curators decided, and where accepted facts cannot both hold."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models

from incidents.models.articles import Article
from incidents.models.facts import Fact
from incidents.models.fields import one_of_check
from incidents.models.incidents import Incident

DECISIONS = {
    "accept": "Accepted as proposed",
    "edit_and_accept": "Edited and accepted",
    "add": "Added by hand and accepted",
    "corroborate": "Accepted as further evidence of a recorded fact",
    "reject": "Rejected",
    "retract": "Retracted after acceptance",
    "supersede": "Superseded by another fact",
    "link": "Article linked to an incident",
    "unlink": "Link rejected or taken back",
    "open_incident": "Incident opened",
    "edit_incident": "Incident edited",
    "not_relevant": "Article reports no incident",
    "publish": "Published",
    "withdraw": "Withdrawn",
    "merge": "Merged",
    "resolve_contradiction": "Contradiction resolved",
    "undo": "Earlier decision undone",
}
REJECTION_REASONS = {
    "wrong_value": "Wrong value",
    "wrong_incident": "Belongs to no incident here",
    "not_stated": "Not what the text says",
    "hedged": "Hedge lost",
    "duplicate": "Already recorded",
    "not_needed": "True, but not worth keeping",
    "other": "Other",
}


class Decision(models.Model):
    """Append-only: what was decided about what, before and after, by whom, when and why. Undo is another decision."""

    kind = models.CharField(max_length=24, choices=DECISIONS)
    fact = models.ForeignKey(Fact, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    article = models.ForeignKey(Article, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    incident = models.ForeignKey(Incident, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField(max_length=40, null=True, blank=True)
    note = models.TextField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions")
    decided_at = models.DateTimeField()
    undoes = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            one_of_check("decision_kind_known", field="kind", allowed=DECISIONS),
            models.CheckConstraint(
                name="decision_reject_has_reason",
                condition=~models.Q(kind="reject")
                | models.Q(reason__isnull=False, reason__in=sorted(REJECTION_REASONS)),
            ),
        ]
        indexes = [models.Index(fields=["decided_at"])]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.kind} by {self.decided_by} at {self.decided_at:%Y-%m-%d %H:%M}"


RESOLUTIONS = {
    "open": "Kept open",
    "scope_differs": "The claims have different scopes",
    "superseded": "One claim replaces the other",
    "error_in_source": "One source is in error",
}


@pghistory.track()
class Contradiction(models.Model):
    """Two accepted facts that cannot both hold; found by rule, resolved or kept open by a curator, shown either way."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="contradictions")
    kind = models.CharField(max_length=16)  # the kind of both facts
    left = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="contradictions_left")
    right = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="contradictions_right")
    rule = models.CharField(max_length=40)  # which rule found it
    resolution = models.CharField(max_length=16, choices=RESOLUTIONS, default="open")
    note = models.TextField(null=True, blank=True)
    found_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="contradiction_once"),
            models.CheckConstraint(
                name="contradiction_left_before_right", condition=models.Q(left__lt=models.F("right"))
            ),
            one_of_check("contradiction_resolution_known", field="resolution", allowed=RESOLUTIONS),
        ]

    def __str__(self) -> str:
        return f"{self.left} against {self.right}: {self.resolution}"
