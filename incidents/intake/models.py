"""The letter box: what readers send in, what became of it, and the keys of the API.

Nothing here is public. A sender sees what became of a letter by its id, which nobody can guess; curators see all of it
in the admin. Rows name articles and accounts by their public ids and user names, so that this application stands alone.
"""

import base64
import re
import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

# Limits of a key's own, such as 600/min,200000/day.
RATES = re.compile(r"[1-9]\d{0,8}/(second|min|hour|day)(, ?[1-9]\d{0,8}/(second|min|hour|day))*")
STATES = {"received": "Received", "accepted": "Accepted", "declined": "Declined"}
SCOPES = {
    "read": "Read with higher limits",
    "submit": "Send in articles and corrections with higher limits",
}


def new_letter_id(prefix: str) -> str:
    """An id that is also the way back to the letter: 130 random bits in lower-case base 32."""
    return f"{prefix}_{base64.b32encode(secrets.token_bytes(20)).decode().lower()[:26]}"


def new_submission_id() -> str:
    return new_letter_id("sub")


def new_correction_id() -> str:
    return new_letter_id("cor")


class ApiKey(models.Model):
    """A key: what it may do, until when, and whether it was used. The key itself is shown once and kept as SHA-256."""

    prefix = models.CharField(max_length=12, unique=True)  # names the key to people and in logs
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the whole key, in hex
    name = models.CharField(max_length=100)  # what it is for, in its holder's words
    contact = models.CharField(max_length=254, blank=True, default="")
    scopes = ArrayField(models.CharField(max_length=12, choices=SCOPES))
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)  # to the minute
    revoked_at = models.DateTimeField(null=True, blank=True)
    # Exceptional users: limits of their own instead of everybody's.
    rate = models.CharField(max_length=60, blank=True, default="", help_text="Such as 600/min,200000/day")

    class Meta:
        verbose_name = "API key"
        constraints = [
            models.CheckConstraint(name="key_scopes_known", condition=Q(scopes__contained_by=list(SCOPES))),
            models.CheckConstraint(name="key_has_a_scope", condition=Q(scopes__len__gt=0)),
        ]

    def __str__(self) -> str:
        return f"pikb_{self.prefix}_…"


class Letter(models.Model):
    """What submissions and corrections have in common: when and by which key it came, and what became of it."""

    contact = models.CharField(max_length=254, blank=True, default="")
    key = models.ForeignKey(ApiKey, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    received_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=STATES, default="received")
    outcome = models.TextField(blank=True, default="")  # told to the sender
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=150, blank=True, default="")

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided it yet."""
        return self.state == "received"


class Submission(Letter):
    """An article that somebody finds worth reading: an address, or a text, and why."""

    public_id = models.CharField(max_length=40, unique=True, default=new_submission_id)
    url = models.CharField(max_length=2048, blank=True, default="")  # canonical
    text = models.TextField(blank=True, default="")
    title = models.CharField(max_length=500, blank=True, default="")
    publisher = models.CharField(max_length=200, blank=True, default="")
    published_on = models.CharField(max_length=10, blank=True, default="")
    reason = models.TextField()
    article = models.CharField(max_length=24, blank=True, default="")  # public id, once it was taken in

    class Meta:
        ordering = ["-received_at"]
        constraints = [
            models.CheckConstraint(name="submission_has_something", condition=~Q(url="") | ~Q(text="")),
            models.CheckConstraint(name="submission_state_known", condition=Q(state__in=list(STATES))),
            models.CheckConstraint(
                name="submission_decided_with_outcome",
                condition=Q(state="received", decided_at=None) | (Q(decided_at__isnull=False) & ~Q(outcome="")),
            ),
        ]
        indexes = [models.Index(fields=["state", "received_at"])]

    def __str__(self) -> str:
        return self.title or self.url or f"{self.text[:60]}…"


class Correction(Letter):
    """Something that a public record has wrong, in the words of whoever noticed."""

    public_id = models.CharField(max_length=40, unique=True, default=new_correction_id)
    record = models.CharField(max_length=24)  # public id of an incident or of any flat record
    member = models.CharField(max_length=60, blank=True, default="")  # of the object, such as headline.high
    problem = models.TextField()
    proposal = models.TextField(blank=True, default="")
    evidence_url = models.CharField(max_length=2048, blank=True, default="")  # canonical

    class Meta:
        ordering = ["-received_at"]
        constraints = [
            models.CheckConstraint(name="correction_state_known", condition=Q(state__in=list(STATES))),
            models.CheckConstraint(
                name="correction_decided_with_outcome",
                condition=Q(state="received", decided_at=None) | (Q(decided_at__isnull=False) & ~Q(outcome="")),
            ),
        ]
        indexes = [models.Index(fields=["state", "received_at"])]

    def __str__(self) -> str:
        return f"{self.record}: {self.problem[:60]}"


class Answered(models.Model):
    """What an Idempotency-Key was answered with, so that a request sent twice is done once. Kept for a day."""

    sender = models.CharField(max_length=64)  # SHA-256 of key or network, path and Idempotency-Key
    request = models.CharField(max_length=64)  # SHA-256 of the body
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(default="")
    location = models.TextField(default="")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sender"], name="answered_once")]
        indexes = [models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.sender[:8]}… at {self.at:%Y-%m-%d %H:%M}"
