"""What parties and incidents are called, folded so that accents, case and punctuation do not matter.

Readers who know part of a name, or nearly know it, find it here: suggestions, the search for parties, and the repair
of misspelt words. Kept at publication for what is public now; a name that nothing public bears any more is gone.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from django.db import transaction

from incidents.published.bodies import parse
from incidents.published.lookup_models import Name
from incidents.published.models import IncidentRevision, Record

LONGEST_FOLDED = 200  # characters: an index entry holds at most 2,700 bytes
_ROWS_AT_ONCE = 5_000
# Letters that are one sign with their accent, which no decomposition takes off.
_LETTERS = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "TH"}
    | {"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ı": "i", "'": "", "’": ""}
)


def fold(text: str) -> str:
    """Letters and digits without accents and case, words between single blanks.

    >>> fold("Méta Platforms, Inc. (O'Brien)")
    'meta platforms inc obrien'
    """
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS)).casefold()
    kept = (one for one in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(one))
    return " ".join("".join(one if one.isalnum() else " " for one in kept).split())[:LONGEST_FOLDED].rstrip()


def likeness(one: str, other: str) -> float:
    """The share of trigrams that two folded texts have in common, as pg_trgm counts them: 1 for the same words."""
    ours, theirs = _trigrams(one), _trigrams(other)
    return len(ours & theirs) / len(ours | theirs) if ours else 0.0


def _trigrams(folded: str) -> set[str]:
    padded = [f"  {word} " for word in folded.split()]
    return {word[at : at + 3] for word in padded for at in range(len(word) - 2)}


def keep(kind: str, names: Mapping[str, Iterable[str]]) -> None:
    """Let these parties or incidents, by public id, have exactly these names; none: not public any more."""
    wanted = {(row.code, row.folded): row for code, given in names.items() for row in _rows(kind, code, given)}
    held = {(row.code, row.folded): row for row in Name.objects.filter(kind=kind, code__in=names)}
    gone = [row.pk for key, row in held.items() if key not in wanted or wanted[key].name != row.name]
    Name.objects.filter(pk__in=gone).delete()
    Name.objects.bulk_create(row for key, row in wanted.items() if key not in held or held[key].name != row.name)


def rebuild() -> None:
    """Make all names anew from what is public, for instance after a bulk load."""
    with transaction.atomic():
        Name.objects.all().delete()
        fresh = _all()
        while some := list(islice(fresh, _ROWS_AT_ONCE)):
            Name.objects.bulk_create(some)


def _all() -> Iterator[Name]:
    incidents = IncidentRevision.objects.filter(valid_to__isnull=True, state="published")
    for incident_id, title in incidents.values_list("incident_id", "title").iterator(chunk_size=_ROWS_AT_ONCE):
        yield from _rows("incident", incident_id, [title])
    parties = Record.objects.filter(resource="parties", valid_to__isnull=True)
    for body in parties.values_list("body", flat=True).iterator(chunk_size=_ROWS_AT_ONCE):
        party = parse(body)
        yield from _rows("party", party["id"], [party["name"], *party["aliases"]])


def _rows(kind: str, code: str, names: Iterable[str]) -> list[Name]:
    """One row for all names that read the same when folded: the first of them."""
    by_folded: dict[str, str] = {}
    for name in names:
        by_folded.setdefault(fold(name), name)
    return [Name(kind=kind, code=code, name=name, folded=folded) for folded, name in by_folded.items() if folded]
