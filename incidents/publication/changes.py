"""What changed between two bodies of an incident, as typed changes for readers that follow along.

The first publication tells `incident.published` and then every estimate, remediation and other fact as added.
Later ones tell each fact that came, went or changed its standing; `wording` when title or summary alone were reworded,
`incident.updated` for everything else, so that no change of content goes untold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from incidents.publication.in_words import FACT_ARRAYS, headline_in_words, in_words

Body = Mapping[str, Any]

_VERIFIED = ("corroborated", "independently_verified")
_WORDING = ("title", "summary")
_TOLD_ELSEWHERE = (*FACT_ARRAYS, "headline", "version", "published_on", "modified", *_WORDING)


@dataclass(frozen=True, kw_only=True)
class TypedChange:
    """One change: its type (published.models.CHANGE_TYPES), the fact that it is about, and words for people."""

    type: str
    text: str
    record_id: str | None = None


def between(old: Body | None, new: Body) -> list[TypedChange]:
    """The changes from one body to the next, in a fixed order; from None: the first publication.

    Empty only when the bodies have the same content.
    """
    if old is None:
        return [TypedChange(type="incident.published", text=new["title"]), *_facts(None, new)]
    changes = [*_facts(old, new), *_contradicted(old, new)]
    if old["headline"] != new["headline"] and headline_in_words(old) != headline_in_words(new):
        text = f"{headline_in_words(old)} → {headline_in_words(new)}"
        changes.append(TypedChange(type="headline.changed", text=text))
    updated = [name for name in new if name not in _TOLD_ELSEWHERE and old.get(name) != new[name]]
    if updated:
        changes.append(TypedChange(type="incident.updated", text=", ".join(updated)))
    reworded = [name for name in _WORDING if old[name] != new[name]]
    if reworded:
        changes.append(TypedChange(type="wording", text=", ".join(reworded)))
    if not changes and old["headline"] != new["headline"]:
        # The same claim stands, but its reason, range or what it left out reads differently.
        changes.append(TypedChange(type="incident.updated", text="headline"))
    return changes


def withdrawn(title: str, reason: str) -> TypedChange:
    """The incident is not shown any more."""
    return TypedChange(type="incident.withdrawn", text=f"{title}: {reason}")


def _facts(old: Body | None, new: Body) -> list[TypedChange]:
    changes: list[TypedChange] = []
    for array in FACT_ARRAYS:
        before = {fact["id"]: fact for fact in old[array]} if old else {}
        after = {fact["id"]: fact for fact in new[array]}
        changes += [_told("added", array, fact) for fact in after.values() if fact["id"] not in before]
        changes += [_told("retracted", array, fact) for fact in before.values() if fact["id"] not in after]
        both = [(before[fact_id], fact) for fact_id, fact in after.items() if fact_id in before]
        changes += [_restanding(array, was, now) for was, now in both if was != now]
    return changes


def _told(verb: str, array: str, fact: Body) -> TypedChange:
    known = {("estimates", "added"), ("estimates", "retracted"), ("remediations", "added")}
    subject = array.removesuffix("s") if (array, verb) in known else "fact"
    return TypedChange(type=f"{subject}.{verb}", text=in_words(array, fact), record_id=fact["id"])


def _restanding(array: str, was: Body, now: Body) -> TypedChange:
    """A fact that stays and reads differently: superseded, verified, or with further words or steps."""
    kind = "incident.updated"
    if array == "estimates" and was["superseded_by"] is None and now["superseded_by"] is not None:
        kind = "estimate.superseded"
    if array == "remediations" and now["verification"] in _VERIFIED and was["verification"] != now["verification"]:
        kind = "remediation.verified"
    return TypedChange(type=kind, text=in_words(array, now), record_id=now["id"])


def _contradicted(old: Body, new: Body) -> Sequence[TypedChange]:
    """Estimates that a contradiction names which was not there before."""
    known = {tuple(one["between"]) for one in old["contradictions"]}
    texts = {estimate["id"]: in_words("estimates", estimate) for estimate in new["estimates"]}
    return [
        TypedChange(type="estimate.contradicted", text=texts[fact_id], record_id=fact_id)
        for one in new["contradictions"]
        if tuple(one["between"]) not in known
        for fact_id in one["between"]
        if fact_id in texts
    ]
