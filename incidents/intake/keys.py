"""API keys: made, recognised, renewed and revoked. A key is ``pikb_<prefix>_<secret>``; only its digest is kept.

The secret has 256 random bits, so that a plain SHA-256 of it tells nothing (no password, nothing to guess).
"""

import datetime
import hashlib
import re
import secrets
from collections.abc import Sequence
from typing import ClassVar

from django.db.models import Q
from django.utils import timezone

from incidents.intake.models import RATES, SCOPES, ApiKey

ALIAS = "intake"
SHAPE = re.compile(r"pikb_([a-z0-9]{8})_([A-Za-z0-9_-]{43})")
LONGEST_DAYS = 730
OVERLAP = datetime.timedelta(days=1)  # how long the old key works on after it was renewed
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


class UnusableKey(ValueError):
    """The key opens nothing; `code` says why."""

    code: ClassVar[str] = "invalid_key"


class ExpiredKey(UnusableKey):
    """The key did work once."""

    code: ClassVar[str] = "expired_key"


def issue(
    *, name: str, scopes: Sequence[str], days: int | None, contact: str = "", rate: str = "", alias: str | None = None
) -> tuple[ApiKey, str]:
    """A new key and, this once, the key as text. `days` until it expires; None: never. Raises ValueError."""
    if unknown := sorted(set(scopes) - set(SCOPES)):
        raise ValueError(f"{unknown[0]!r} is no scope; there are {', '.join(SCOPES)}")
    if not scopes:
        raise ValueError(f"a key needs a scope; there are {', '.join(SCOPES)}")
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        raise ValueError(f"{days} days: a key holds for 1 to {LONGEST_DAYS}")
    if rate and not RATES.fullmatch(rate):
        raise ValueError(f"{rate!r} is not limits such as 600/min,200000/day (second, min, hour or day)")
    prefix = "".join(secrets.choice(_LETTERS) for _ in range(8))
    text = f"pikb_{prefix}_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.using(alias or ALIAS).create(
        prefix=prefix,
        digest=digest(text),
        name=name,
        contact=contact,
        scopes=sorted(set(scopes)),
        expires_at=timezone.now() + datetime.timedelta(days=days) if days is not None else None,
        rate=rate,
    )
    return key, text


def recognise(text: str, *, alias: str | None = None) -> ApiKey:
    """The key of this text, its use noted to the minute. Raises UnusableKey."""
    if not SHAPE.fullmatch(text):
        raise UnusableKey("the key has not the shape pikb_xxxxxxxx_…")
    key = ApiKey.objects.using(alias or ALIAS).filter(digest=digest(text)).first()
    if key is None or key.revoked_at is not None:
        raise UnusableKey("the key is unknown or was revoked")
    now = timezone.now()
    if key.expires_at is not None and key.expires_at <= now:
        raise ExpiredKey(f"the key expired on {key.expires_at:%Y-%m-%d}")
    a_minute_ago = now - datetime.timedelta(minutes=1)
    unused = Q(last_used_at__isnull=True) | Q(last_used_at__lt=a_minute_ago)
    ApiKey.objects.using(alias or ALIAS).filter(unused, pk=key.pk).update(last_used_at=now)
    return key


def renew(key: ApiKey, *, days: int | None, alias: str | None = None) -> tuple[ApiKey, str]:
    """A new key with the same name, scopes and limits; the old one works on for a day, to change over."""
    fresh, text = issue(name=key.name, scopes=key.scopes, days=days, contact=key.contact, rate=key.rate, alias=alias)
    ends = timezone.now() + OVERLAP
    if key.expires_at is None or key.expires_at > ends:
        ApiKey.objects.using(alias or ALIAS).filter(pk=key.pk).update(expires_at=ends)
    return fresh, text


def revoke(key: ApiKey, *, alias: str | None = None) -> None:
    """End a key at once; twice is the same as once."""
    ApiKey.objects.using(alias or ALIAS).filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())


def digest(text: str) -> str:
    """How a key is kept."""
    return hashlib.sha256(text.encode()).hexdigest()
