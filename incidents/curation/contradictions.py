"""Accepted facts of one incident that cannot both hold. Found by rule; a curator resolves them or keeps them open.

The rules, each named as it is stored:
- `incompatible_counts`: same measure (and currency), same exposure or one not stated, overlapping scope, and what the
  two bounds allow does not meet. "At most 87 million" and "50 million" do meet. Whole against part: only a part that
  is larger than the whole contradicts it; two different parts never do.
- `done_not_done`: the same action of the same actor on the same target is completed by one claim, halted or not done
  by another.
- `admitted_denied`: a party admits a role by one claim and denies it by another.

Data said to be involved and data said not to be are no pair: a category is wider than the words ("hashed passwords"
were taken, "passwords in clear text" were not), so nearly every pair would be none.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from django.db import models, transaction

from incidents.curation import journal
from incidents.curation.parties import fold
from incidents.curation.refusals import EditConflict, InvalidField
from incidents.models import (
    ACCEPTED,
    AffectedEstimate,
    Contradiction,
    Decision,
    Fact,
    Incident,
    PartyRole,
    RemediationStep,
    User,
)
from incidents.models.curation import RESOLUTIONS

# Words round numbers: "about 500,000" and "496,000" are one count, and so are "50 million" and "50.3 million".
_ABOUT = 0.10
_ROUNDED = 0.05
_GONE = "One of the claims no longer stands."  # said by rule, never by a curator
_WITHDRAWN_CLAIMS = ("superseded", "retracted")
_DONE = "ActivityCompleted"
_NOT_DONE = ("ActivityHalted", "ActivityNotCompleted")


# Facts of other kinds contradict nothing by rule.
KINDS = ("estimate", "remediation", "party")

_Kind = TypeVar("_Kind", bound=Fact)


@dataclass(frozen=True)
class _Range:
    low: float
    high: float

    def meets(self, other: "_Range") -> bool:
        return self.low <= other.high and other.low <= self.high


@transaction.atomic
def find(incident: Incident) -> list[Contradiction]:
    """Store every contradiction between the incident's accepted, live facts; returns those that are open.

    What a curator resolved stays resolved. An open one whose facts are not both live any more counts as superseded,
    until both are live again.
    """
    found = {pair: rule for rule, check in _RULES.items() for pair in check(incident)}
    known = {(row.left_id, row.right_id): row for row in incident.contradictions.all()}
    for (left, right), rule in found.items():
        if (left, right) not in known:
            kind = Fact.objects.values_list("kind", flat=True).get(pk=left)
            Contradiction.objects.create(incident=incident, kind=kind, left_id=left, right_id=right, rule=rule)
    for pair, row in known.items():
        if row.resolution == "open" and pair not in found:
            _mark(row, "superseded", _GONE)
        elif (row.resolution, row.note) == ("superseded", _GONE) and pair in found:
            _mark(row, "open", None)
    return list(incident.contradictions.filter(resolution="open").order_by("pk"))


@transaction.atomic
def resolve(
    *, contradiction: Contradiction, resolution: str, curator: User, version: int, note: str | None = None
) -> Decision:
    """Say how two claims go together, or keep the contradiction open; it is shown either way."""
    journal.check_person(curator)
    if resolution not in RESOLUTIONS:
        raise InvalidField("resolution", f"{resolution!r} is not one of {', '.join(RESOLUTIONS)}")
    journal.lock_incident(contradiction.incident)
    locked = Contradiction.objects.select_for_update().get(pk=contradiction.pk)
    if locked.version != version:
        raise EditConflict(f"Somebody else has changed it meanwhile: {locked.get_resolution_display().lower()}.")
    before = {"resolution": locked.resolution, "note": locked.note}
    _mark(locked, resolution, note or None)
    return journal.record(
        "resolve_contradiction",
        curator=curator,
        incident=locked.incident,
        before=before,
        after={"resolution": resolution, "note": note or None, "contradiction": locked.pk},
        note=note or None,
    )


def _mark(row: Contradiction, resolution: str, note: str | None) -> None:
    row.resolution, row.note, row.version = resolution, note, row.version + 1
    row.save(update_fields=["resolution", "note", "version"])


def _counts(incident: Incident) -> Iterator[tuple[int, int]]:
    live = [row for row in _live(AffectedEstimate, incident) if row.status not in _WITHDRAWN_CLAIMS]
    for left, right in combinations(live, 2):
        if (left.measure, left.currency) == (right.measure, right.currency) and _same_exposure(left, right):
            first, second = _allowed(left), _allowed(right)
            if first and second and not _can_both_hold(left, first, right, second):
                yield left.pk, right.pk


def _same_exposure(left: AffectedEstimate, right: AffectedEstimate) -> bool:
    return left.exposure == right.exposure or "unknown" in (left.exposure, right.exposure)


def _can_both_hold(left: AffectedEstimate, first: _Range, right: AffectedEstimate, second: _Range) -> bool:
    scopes = fold(left.scope or ""), fold(right.scope or "")
    if scopes[0] == scopes[1]:
        return first.meets(second)
    if scopes[0] and scopes[1]:
        return True
    whole, part = (first, second) if not scopes[0] else (second, first)
    return part.low <= whole.high


def _allowed(estimate: AffectedEstimate) -> _Range | None:
    """The counts that the claim's words allow, with the play that round numbers have; None where it has no value."""
    low, best, high = estimate.low, estimate.best, estimate.high
    match estimate.bound:
        case "exact":
            return _Range(best or 0, best or 0)
        case "about":
            return _Range((best or 0) * (1 - _ABOUT), (best or 0) * (1 + _ABOUT))
        case "none_stated":
            return _Range((best or 0) * (1 - _ROUNDED), (best or 0) * (1 + _ROUNDED))
        case "at_most":
            return _Range(0, high or 0)
        case "fewer_than":
            return _Range(0, (high or 0) - 1)
        case "at_least" | "order_of_magnitude":
            return _Range(low or 0, float("inf"))
        case "more_than":
            return _Range((low or 0) + 1, float("inf"))
        case "between":
            return _Range(low or 0, high or 0)
    return None


def _deeds(incident: Incident) -> Iterator[tuple[int, int]]:
    for left, right in combinations(_live(RemediationStep, incident), 2):
        same_deed = (left.action, left.actor_id, fold(left.target or "")) == (
            right.action,
            right.actor_id,
            fold(right.target or ""),
        )
        if same_deed and _opposed(left.status, right.status, _DONE, _NOT_DONE):
            yield left.pk, right.pk


def _admissions(incident: Incident) -> Iterator[tuple[int, int]]:
    live = [row for row in _live(PartyRole, incident) if row.party_id is not None]
    for left, right in combinations(live, 2):
        same_part = left.party_id == right.party_id and set(left.roles) & set(right.roles)
        if same_part and _opposed(left.status, right.status, "admitted", ("denied",)):
            yield left.pk, right.pk


def _live(model: type[_Kind], incident: Incident) -> "models.QuerySet[_Kind]":
    """The accepted facts of a kind that nothing supersedes."""
    return model._default_manager.filter(  # type: ignore[return-value] # the stubs lose the model of a bound type
        review_state__in=ACCEPTED, incident=incident, superseded_by=None
    ).order_by("pk")


def _opposed(left: str, right: str, one: str, others: tuple[str, ...]) -> bool:
    return (left == one and right in others) or (right == one and left in others)


_RULES: dict[str, Callable[[Incident], Iterator[tuple[int, int]]]] = {
    "incompatible_counts": _counts,
    "done_not_done": _deeds,
    "admitted_denied": _admissions,
}
