"""Pipeline work that is due. The row is the truth; a broker message only says "look".

due -> working (claimed: attempt counted, fresh token, lease) -> done
working -> due (failed, attempts left; or lease expired) | quarantined (attempts used up, or told so at once)
quarantined -> due (by hand)
"""

from django.db import models
from django.db.models import Q

from incidents.models.fields import one_of_check

STATES = {"due": "Due", "working": "Claimed", "done": "Done", "quarantined": "Quarantined"}
KINDS = {
    "poll": "Poll a feed",
    "fetch": "Fetch and parse an article",
    "extract": "Extract facts from an article version",
    "publish": "Publish an incident",
}


class Job(models.Model):
    """A piece of work: `key` is its natural identity within the kind, so that it is never entered twice."""

    kind = models.CharField(max_length=16, choices=KINDS)
    key = models.CharField(max_length=300)  # "source:3@2026-11-25T10:15", "version:12 rules 1.0"
    payload = models.JSONField(default=dict)  # what the worker needs to find its subject: ids, never content
    state = models.CharField(max_length=12, choices=STATES, default="due")
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    token = models.UUIDField(null=True)  # of the claim that may finish it
    lease_until = models.DateTimeField(null=True)  # by the database's clock
    rung_at = models.DateTimeField(null=True)  # when a worker was last told; a lost message is sent again
    reason = models.CharField(max_length=60, null=True, blank=True)  # a stable code: "text_lost", "deadline"
    detail = models.TextField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="job_once"),
            one_of_check("job_state_known", field="state", allowed=STATES),
            one_of_check("job_kind_known", field="kind", allowed=KINDS),
            models.CheckConstraint(
                name="job_working_has_lease",
                condition=~Q(state="working") | Q(token__isnull=False, lease_until__isnull=False),
            ),
            models.CheckConstraint(
                name="job_quarantined_has_reason", condition=~Q(state="quarantined") | Q(reason__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="due"), name="job_due"),
            models.Index(fields=["lease_until"], condition=Q(state="working"), name="job_leased"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} ({self.state})"
