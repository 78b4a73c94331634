"""What readers send in: kept in the letter box with what a repeated request is answered with, in one transaction."""

import datetime
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from rest_framework.request import Request

from api.callers import key_of
from api.problems import Problem
from api.throttles import address_of, network_of
from incidents.intake import keys
from incidents.intake.models import Answered

REMEMBERED = datetime.timedelta(days=1)
LONGEST_IDEMPOTENCY_KEY = 200
_RETRY = {"Retry-After": "60"}


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The answer to a letter: its status, body and address; `is_repeated` when it was given before."""

    status: int
    body: Mapping[str, Any]
    location: str
    is_repeated: bool = False


def check_open() -> None:
    """Raise Problem 503 on a server that takes nothing in."""
    if keys.ALIAS not in settings.DATABASES:
        raise Problem("unavailable", "This server only reads; nothing can be sent in here.", headers=_RETRY)


def keep_once(request: Request, told: Mapping[str, Any], keep: Callable[[], Kept]) -> Kept:
    """Keep a letter, once for each Idempotency-Key of a sender; `told` is what the letter says.

    The same key with the same letter is answered as before; with another letter it raises Problem 409. Two at the
    same moment wait for each other, because the answer's row is unique.
    """
    idempotency_key = request.headers.get("Idempotency-Key")
    if idempotency_key is None:
        with transaction.atomic(using=keys.ALIAS):
            return keep()
    if not (0 < len(idempotency_key) <= LONGEST_IDEMPOTENCY_KEY and idempotency_key.isprintable()):
        detail = f"Idempotency-Key has 1 to {LONGEST_IDEMPOTENCY_KEY} printable characters."
        raise Problem("invalid_request", detail)
    sender, fingerprint = _sender(request, idempotency_key), _digest(orjson.dumps(told, option=orjson.OPT_SORT_KEYS))
    with transaction.atomic(using=keys.ALIAS):
        answers = Answered.objects.using(keys.ALIAS)
        answers.filter(at__lt=timezone.now() - REMEMBERED).delete()
        answers.bulk_create([Answered(sender=sender, request=fingerprint)], ignore_conflicts=True)
        row = answers.get(sender=sender)
        if row.request != fingerprint:
            raise Problem("idempotency_conflict", "This Idempotency-Key was used for another body within a day.")
        if row.status:
            return Kept(status=row.status, body=orjson.loads(row.body), location=row.location, is_repeated=True)
        kept = keep()
        answers.filter(pk=row.pk).update(
            status=kept.status, body=orjson.dumps(kept.body).decode(), location=kept.location
        )
        return kept


def _sender(request: Request, idempotency_key: str) -> str:
    """Names a key of this sender for this address: nobody is answered with what another was told."""
    key = key_of(request)
    who = key.prefix if key is not None else network_of(address_of(request))
    return _digest(repr((who, request.path.rstrip("/"), idempotency_key)).encode())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
