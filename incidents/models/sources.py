"""Where articles come from."""

import ipaddress
from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from incidents.models.fields import one_of_check

# How far a source is trusted. An attacker's post or an unverified portal may open a candidate,
# but never carries a published fact alone.
TRUST = {
    "established": "Established publisher or authority",
    "unverified": "Unverified",
    "hostile": "Attacker or leak site",
}
KINDS = {
    "feed": "RSS or Atom feed",
    "page": "Single web page",
    "register": "Regulator's or breach register",
    "submission": "Submission",
    "hand": "Entered by hand",
}
POLLED = ("feed", "page")  # what is asked again and again; it needs an address


def _are_networks(values: list[str]) -> None:
    for value in values:
        try:
            ipaddress.ip_network(value)
        except ValueError as error:
            raise ValidationError(f"{value!r} is not a network such as 127.0.0.0/8") from error


class SourceQuerySet(models.QuerySet["Source"]):
    def due(self, now: Any) -> "SourceQuerySet":
        """Feeds and single pages whose next poll is due."""
        return self.filter(kind__in=POLLED, is_active=True, next_poll_at__lte=now)


@pghistory.track()
class Source(models.Model):
    """A feed, site, register, submission or hand entry: schedule, licence, trust and the addresses it may use."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=KINDS)
    url = models.URLField(max_length=2048, null=True, blank=True, unique=True)
    publisher = models.CharField(max_length=200, null=True, blank=True)
    licence = models.CharField(max_length=200, null=True, blank=True)
    trust = models.CharField(max_length=12, choices=TRUST, default="unverified")
    # Networks that the fetcher may reach for this source beside public addresses: empty unless a self-hoster needs it.
    allowed_networks = ArrayField(models.CharField(max_length=50), default=list, blank=True, validators=[_are_networks])
    is_active = models.BooleanField(default=True)
    poll_seconds = models.PositiveIntegerField(default=900)
    next_poll_at = models.DateTimeField(default=timezone.now)
    polled_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    last_failure = models.CharField(max_length=500, null=True, blank=True)
    etag = models.CharField(max_length=500, null=True, blank=True)
    last_modified = models.CharField(max_length=100, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            one_of_check("source_kind_known", field="kind", allowed=KINDS),
            one_of_check("source_trust_known", field="trust", allowed=TRUST),
            models.CheckConstraint(
                name="source_polled_has_url", condition=~models.Q(kind__in=POLLED) | models.Q(url__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name
