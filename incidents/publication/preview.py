"""What publishing an incident would change for its readers, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from incidents.models import Fact, Incident
from incidents.publication import documents
from incidents.publication.in_words import FACT_ARRAYS, headline_in_words, in_words
from incidents.publication.objects import Context, fact_object
from incidents.publication.selection import SETTLED, Selection, select
from incidents.published import remediations
from incidents.published.bodies import dump, parse
from incidents.published.models import IncidentRevision
from incidents.published.reading import revision_of

Body = Mapping[str, Any]

_ARRAY_OF_KIND = {
    "estimate": "estimates",
    "party": "parties",
    "remediation": "remediations",
    "action": "actions",
    "cause": "causes",
    "data_category": "data",
    "event": "events",
    "statement": "statements",
}


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A fact of the incident that readers will not see, and why."""

    words: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What readers see now and would see; `fingerprint` is what `publish` compares, `current` None before the first."""

    current: IncidentRevision | None
    fingerprint: str
    added: tuple[str, ...]
    changed: tuple[tuple[str, str], ...]  # before, after
    removed: tuple[str, ...]
    fields: tuple[tuple[str, Any, Any], ...]  # of the incident itself: name, before, after
    headline_before: str
    headline_after: str
    left_out: tuple[LeftOut, ...]
    fact_count: int

    @property
    def is_first(self) -> bool:
        return self.current is None

    @property
    def kept_back(self) -> tuple[LeftOut, ...]:
        """What could still become public, and what it waits for."""
        return tuple(fact for fact in self.left_out if fact.reason not in SETTLED)

    @property
    def settled(self) -> tuple[LeftOut, ...]:
        """What was decided against, or replaced."""
        return tuple(fact for fact in self.left_out if fact.reason in SETTLED)

    @property
    def is_unchanged(self) -> bool:
        """Whether publishing would change nothing."""
        return not (self.added or self.changed or self.removed or self.fields) and not self.is_first


def preview(incident: Incident) -> Preview:
    """Compare what is published with what would be; reads only."""
    incident = Incident.objects.get(pk=incident.pk)  # as it stands now, not as the caller once read it
    selection = select(incident)
    current = revision_of(incident.public_id) if incident.public_id else None
    shown = current if current and current.state == "published" else None
    draft = documents.assemble(incident, selection, number=0, now=timezone.now())
    old, new = parse(shown.body) if shown else None, parse(dump(draft))
    added, changed, removed = _facts(old, new)
    return Preview(
        current=shown,
        fingerprint=documents.fingerprint(draft),
        added=added,
        changed=changed,
        removed=removed,
        fields=_fields(old, new) if old else (),
        headline_before=headline_in_words(old) if old else "nothing published",
        headline_after=headline_in_words(new),
        left_out=tuple(
            LeftOut(words=_fact_in_words(fact, incident, selection), reason=reason)
            for fact, reason in selection.left_out
        ),
        fact_count=len(selection.ids),
    )


def _facts(old: Body | None, new: Body) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Added, changed and removed facts in words."""
    before = {(array, fact["id"]): fact for array in FACT_ARRAYS for fact in (old[array] if old else ())}
    after = {(array, fact["id"]): fact for array in FACT_ARRAYS for fact in new[array]}
    added = tuple(in_words(array, fact) for (array, key), fact in after.items() if (array, key) not in before)
    removed = tuple(in_words(array, fact) for (array, key), fact in before.items() if (array, key) not in after)
    changed = tuple(
        (in_words(array, before[array, key]), in_words(array, fact) + _how(before[array, key], fact))
        for (array, key), fact in after.items()
        if (array, key) in before and before[array, key] != fact
    )
    return added, changed, removed


def _how(before: Body, after: Body) -> str:
    """Which parts of a fact read differently, for changes that its one line does not show."""
    return f" [{', '.join(name for name in after if before.get(name) != after[name])}]"


def _fields(old: Body, new: Body) -> tuple[tuple[str, Any, Any], ...]:
    told = {*FACT_ARRAYS, "headline", "version", "published_on", "modified", "url", "html_url"}
    changed = [name for name in new if name not in told and old.get(name) != new[name]]
    # Whole lists would fill the page: how many there are says enough.
    return tuple((name, _short(old.get(name)), _short(new[name])) for name in changed)


def _short(value: Any) -> Any:
    if isinstance(value, list):
        return len(value)
    if isinstance(value, dict) and "value" in value:
        return f"{value['value']} ({value['qualifier']})"
    if isinstance(value, dict):
        return " – ".join(str(_short(part)) for part in value.values())
    return "not stated" if value is None else value


def _fact_in_words(fact: Fact, incident: Incident, selection: Selection) -> str:
    """A fact that stays behind, in the words that it would have had."""
    context = Context(
        incident_id=incident.public_id or documents.UNPUBLISHED_ID,
        evidence=selection.evidence,
        claimant_kinds={},
        ids=selection.ids,
    )
    printed = fact_object(fact, context)
    if fact.kind == "remediation":
        printed = remediations.assemble(fact.public_id, context.incident_id, [printed])
    return in_words(_ARRAY_OF_KIND[fact.kind], printed)
