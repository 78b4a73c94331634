"""Cursors: where a page ended, signed and bound to the list that it belongs to."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing

_SALT = "api.cursor"
LONGEST_CURSOR = 2000


class BadCursor(ValueError):
    """The cursor is not one of ours, or belongs to another list, filter or sort."""


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """The sort values of the row at the edge, and whether the page lies after or before it."""

    values: tuple[str | None, ...]
    backwards: bool = False


def fingerprint(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Names the list that a cursor belongs to: its path and everything that decides which rows come in which order."""
    deciding = sorted(pair for pair in pairs if pair[0] not in ("cursor", "per_page"))
    return hashlib.sha256(repr((path, deciding)).encode()).hexdigest()[:16]


def sign(cursor: Cursor, of_list: str) -> str:
    return signing.Signer(salt=_SALT).sign_object([of_list, list(cursor.values), cursor.backwards])


def read(text: str, of_list: str, keys: int) -> Cursor:
    """The cursor of this list; raises BadCursor."""
    try:
        if len(text) > LONGEST_CURSOR:
            raise BadCursor("the cursor is longer than any of ours")
        belongs_to, values, backwards = _unsigned(text)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadCursor("the cursor is not one that this server gave out") from error
    if belongs_to != of_list or len(values) != keys:
        raise BadCursor("the cursor belongs to another list, filter or sort")
    return Cursor(values=tuple(values), backwards=backwards)


def _unsigned(text: str) -> Any:
    return signing.Signer(salt=_SALT).unsign_object(text)
