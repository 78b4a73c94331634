"""What happened to people's data. An incident owns title, status and dates; it owns no count."""

import pghistory
import pgtrigger
from django.db import models

from incidents.models.articles import Article
from incidents.models.fields import PartialDateField, code_check, code_choices, one_of_check, partial_date_check

# candidate -> in_review -> published -> merged | withdrawn; a candidate may be rejected.
STATES = {
    "candidate": "Candidate",
    "in_review": "In review",
    "published": "Published",
    "rejected": "Rejected",
    "merged": "Merged into another",
    "withdrawn": "Withdrawn",
}


class IncidentSerial(models.Model):
    """The last serial given in a year; locked while the next one is taken, so that none is reused."""

    year = models.PositiveIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"PIKB-{self.year}-{self.last:05}"


@pghistory.track()
class Incident(models.Model):
    """An incident as curators keep it. `public_id` is given at first publication and never changes."""

    public_id = models.CharField(max_length=20, unique=True, null=True, blank=True, editable=False)
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True, default="")
    status = models.CharField(max_length=32, choices=code_choices("incident_status"), default="IncidentStatusUnknown")
    veracity = models.CharField(max_length=20, choices=code_choices("veracity"), default="Suspected")
    occurred_from = PartialDateField(null=True, blank=True)
    occurred_from_qualifier = models.CharField(max_length=8, choices=code_choices("date_qualifier"), default="exact")
    occurred_to = PartialDateField(null=True, blank=True)
    occurred_to_qualifier = models.CharField(max_length=8, choices=code_choices("date_qualifier"), default="exact")
    first_public = PartialDateField(null=True, blank=True)
    first_public_qualifier = models.CharField(max_length=8, choices=code_choices("date_qualifier"), default="exact")
    state = models.CharField(max_length=12, choices=STATES, default="candidate")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from")
    state_reason = models.TextField(null=True, blank=True)  # why withdrawn, rejected or merged
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1, editable=False)  # optimistic lock

    class Meta:
        ordering = ["-pk"]
        constraints = [
            one_of_check("incident_state_known", field="state", allowed=STATES),
            code_check("incident_status_known", field="status", vocabulary="incident_status"),
            code_check("incident_veracity_known", field="veracity", vocabulary="veracity"),
            partial_date_check("incident_dates", "occurred_from", "occurred_to", "first_public"),
            models.CheckConstraint(
                name="incident_published_has_id",
                condition=models.Q(state__in=["candidate", "in_review", "rejected"])
                | models.Q(public_id__isnull=False, public_id__regex=r"^PIKB-\d{4}-\d{5,}$"),
            ),
            models.CheckConstraint(
                name="incident_merged_names_survivor",
                condition=models.Q(state="merged", merged_into__isnull=False)
                | (~models.Q(state="merged") & models.Q(merged_into__isnull=True)),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="public_id_is_for_ever",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__public_id__isnull=False),
                func="""
                    IF TG_OP = 'DELETE' OR NEW.public_id IS DISTINCT FROM OLD.public_id THEN
                        RAISE EXCEPTION 'incident %: a public id is never changed or deleted', OLD.public_id
                            USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.public_id or 'unpublished'}: {self.title}"


# A link is proposed by machine (same parties, same dates) or made by a curator.
LINK_STATES = {"proposed": "Proposed", "accepted": "Accepted", "rejected": "Rejected"}


@pghistory.track()
class IncidentArticle(models.Model):
    """An article feeds an incident. `incident_number` is the article's own numbering of its incidents ("1", "2")."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="article_links")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="incident_links")
    incident_number = models.CharField(max_length=4, default="1")
    state = models.CharField(max_length=8, choices=LINK_STATES, default="proposed")
    score = models.FloatField(null=True, blank=True)  # of the machine's proposal, 0 to 1
    reason = models.CharField(max_length=300, null=True, blank=True)  # why proposed, in words
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "incident", "incident_number"], name="incident_article_linked_once"
            ),
            models.UniqueConstraint(
                fields=["article", "incident_number"],
                condition=models.Q(state="accepted"),
                name="incident_article_number_accepted_once",
            ),
            one_of_check("incident_article_state_known", field="state", allowed=LINK_STATES),
        ]

    def __str__(self) -> str:
        return f"{self.article} -> {self.incident} ({self.state})"
