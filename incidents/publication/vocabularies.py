"""The code lists as the API serves them: the files of incidents/vocabularies, loaded into the published side."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from incidents import vocabularies
from incidents.published.models import VocabularyTerm


class TermVanished(Exception):
    """A served code is in no file any more; codes are deprecated, never removed."""


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """How many terms came, changed, and stayed as they were."""

    created: int
    updated: int
    unchanged: int


def load() -> Loaded:
    """Bring the served terms up to the files, in one transaction; a second run changes nothing.

    Raises TermVanished, with nothing changed, when a term that is not deprecated is missing from the files.
    """
    wanted = {
        (name, term.code): _columns(position, term)
        for name in vocabularies.names()
        for position, term in enumerate(vocabularies.load(name).terms)
    }
    with transaction.atomic():
        stored = {(row.vocabulary, row.code): row for row in VocabularyTerm.objects.select_for_update()}
        _refuse_vanished([row for key, row in stored.items() if key not in wanted])
        fresh = [key for key in wanted if key not in stored]
        changed = [key for key in wanted if key in stored and _has_changed(stored[key], wanted[key])]
        VocabularyTerm.objects.bulk_create(
            VocabularyTerm(vocabulary=name, code=code, **wanted[name, code]) for name, code in fresh
        )
        for name, code in changed:
            VocabularyTerm.objects.filter(vocabulary=name, code=code).update(**wanted[name, code])
    return Loaded(created=len(fresh), updated=len(changed), unchanged=len(wanted) - len(fresh) - len(changed))


def _columns(position: int, term: vocabularies.Term) -> dict[str, Any]:
    return {
        "position": position,
        "label": term.label,
        "definition": term.definition,
        "standard": term.standard or None,
        "standard_version": term.version or None,
        "source_term": term.source_term or None,
        "match": term.match,
        "parent": term.parent or None,
        "deprecated_by": term.deprecated_by or None,
    }


def _has_changed(row: VocabularyTerm, columns: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in columns.items())


def _refuse_vanished(rows: list[VocabularyTerm]) -> None:
    """A deprecated term may leave the files and stays served, because old facts are stored under it."""
    vanished = sorted(str(row) for row in rows if row.deprecated_by is None)
    if vanished:
        raise TermVanished(f"not in the files any more: {', '.join(vanished)}; give them deprecated_by instead")
