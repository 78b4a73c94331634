"""The one claim that answers "how many?", chosen by a fixed rule, with its reason and everything it left out.

The rule, first difference decides:
1. only live claims that name a number of people, accounts … (no money, no bytes) whose data was reached;
2. a claim that curators prefer;
3. the measure that says most about people: people, accounts, households, devices, records, organisations, files;
4. the whole incident before a part of it, and where all claims count parts, the part with the largest figure; people
   whose data was reached before letters sent or installations;
5. the controller or processor, then regulator or court, then others, then claimants whose part is not known, and
   last whoever did the deed;
6. the latest claim, by the earliest day that its date allows;
7. the larger upper figure, and then the id, so that the same claims always give the same headline.
"""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from incidents.partial_dates import PartialDate
from incidents.published.claim_dates import earliest_publication
from incidents.published.intervals import VALUELESS
from incidents.published.wording import estimate_in_words

Estimate = Mapping[str, Any]
_Kind = tuple[int, bool, str]  # place of the measure, whether a part only, which part

MEASURES = ("people", "accounts", "households", "devices", "records", "organisations", "files", "unknown")
WHOLE = frozenset({"", "worldwide", "global", "globally", "total"})
_STANDING = {
    "controller": 0,
    "processor": 0,
    "regulator": 1,
    "court": 1,
    "journalist": 2,
    "researcher": 2,
    "whistleblower": 2,
    "legislator": 2,
    "other": 2,
    "unknown": 3,
    None: 3,
    "actor": 4,
}
_NOT_REACHED = {"notified": 1, "installed": 1, "contained": 1}  # counts of something beside the data that was reached
_SHOWN = ("measure", "low", "best", "high", "bound", "claimant", "claimed_on")


def choose(estimates: Sequence[Estimate]) -> dict[str, Any] | None:
    """The headline over the estimates of a body; None when no claim can stand for the incident.

    `range` goes from the lowest to the highest figure that live claims of the same measure and scope state.
    """
    dead = {estimate["id"]: reason for estimate in estimates if (reason := _why_unfit(estimate))}
    live = [estimate for estimate in estimates if estimate["id"] not in dead]
    if not live:
        return None
    sizes = _sizes(live)
    chosen = min(live, key=lambda estimate: _order(estimate, sizes))
    left_out = [
        {"estimate": estimate["id"], "reason": dead.get(estimate["id"]) or _why_lost(estimate, chosen, sizes)}
        for estimate in estimates
        if estimate["id"] != chosen["id"]
    ]
    comparable = [estimate for estimate in live if _is_comparable(estimate, chosen)]
    return (
        {name: chosen[name] for name in _SHOWN}
        | {"estimate": chosen["id"], "text": _text(chosen), "reason": _reason(chosen, live, sizes)}
        | {"range": _range(comparable), "left_out": left_out}
    )


def why_dead(estimate: Estimate) -> str | None:
    """Why a claim does not stand any more, or names no number; None while it is live."""
    if estimate["status"] == "retracted":
        return "retracted"
    # "revised" is the claim that revises an earlier one, and lives; what it replaced is "superseded".
    if estimate["superseded_by"] is not None or estimate["status"] == "superseded":
        return "superseded"
    if estimate["rank"] == "deprecated":
        return "deprecated"
    if estimate["bound"] in VALUELESS:
        return "no_value"
    return None


def _why_unfit(estimate: Estimate) -> str | None:
    """Why a claim cannot be a headline whatever else there is; None when it can."""
    if dead := why_dead(estimate):
        return dead
    if estimate["measure"] not in MEASURES:
        return "not_a_count"
    if estimate["exposure"] == "none":
        return "not_exposed"
    return None


def _order(estimate: Estimate, sizes: Mapping[_Kind, int]) -> tuple[Any, ...]:
    """The sort key; the least of all live claims is the headline. `sizes`: the largest figure of each kind of count."""
    kind = _kind_of_count(estimate)
    measure, is_part, _ = kind
    return (
        estimate["rank"] != "preferred",
        measure,
        is_part,
        -sizes[kind] if is_part else 0,
        _NOT_REACHED.get(estimate["exposure"], 0),
        _STANDING[estimate["claimant_kind"]],
        -_claim_day(estimate).toordinal(),
        -max(_figures(estimate)),
        estimate["id"],
    )


def _sizes(live: Sequence[Estimate]) -> dict[_Kind, int]:
    """The largest figure that live claims give for each measure and part."""
    sizes: dict[_Kind, int] = {}
    for estimate in live:
        kind = _kind_of_count(estimate)
        sizes[kind] = max(sizes.get(kind, 0), *_figures(estimate))
    return sizes


def _why_lost(estimate: Estimate, chosen: Estimate, sizes: Mapping[_Kind, int]) -> str:
    """The first rule by which a live claim yields to the headline."""
    reasons = (
        "not_preferred",
        "other_measure",
        "narrower_scope",
        "smaller_part",
        "other_exposure",
        "other_claimant",
        "earlier_claim",
        "smaller_value",
        "same_value",
    )
    pairs = zip(_order(chosen, sizes), _order(estimate, sizes), strict=True)
    return next(reason for reason, (one, other) in zip(reasons, pairs, strict=True) if one != other)


def _kind_of_count(estimate: Estimate) -> _Kind:
    """What the claim counts."""
    scope = (estimate["scope"] or "").strip().casefold()
    part = "" if scope in WHOLE else scope
    return MEASURES.index(estimate["measure"]), bool(part), part


def _is_comparable(one: Estimate, other: Estimate) -> bool:
    """Whether both count the same thing, so that their figures span a range."""
    reached = [_NOT_REACHED.get(estimate["exposure"], 0) for estimate in (one, other)]
    return _kind_of_count(one) == _kind_of_count(other) and reached[0] == reached[1]


def _claim_day(estimate: Estimate) -> datetime.date:
    """The earliest day of the claim's date; a claim without date is as old as its earliest article."""
    if estimate["claimed_on"] is not None:
        return PartialDate(estimate["claimed_on"]).earliest
    return earliest_publication(estimate["evidence"]) or datetime.date.min


def _figures(estimate: Estimate) -> list[int]:
    return [estimate[name] for name in ("low", "best", "high") if estimate[name] is not None]


def _range(estimates: Sequence[Estimate]) -> dict[str, int]:
    figures = [figure for estimate in estimates for figure in _figures(estimate)]
    return {"low": min(figures), "high": max(figures)}


def _text(estimate: Estimate) -> str:
    claimant = estimate["claimant"]["name"] if estimate["claimant"] else None
    whose = ", ".join(word for word in (claimant, estimate["claimed_on"]) if word)
    words = estimate_in_words(estimate)
    return f"{words} ({whose})" if whose else words


def _reason(chosen: Estimate, live: Sequence[Estimate], sizes: Mapping[_Kind, int]) -> str:
    if chosen["rank"] == "preferred":
        return f"preferred by the curators: {chosen['rank_reason']}"
    if len(live) == 1:
        return "only live claim"
    kind = chosen["claimant_kind"]
    by = (
        ""
        if kind in (None, "other", "unknown")
        else f" by {'the' if kind in ('controller', 'processor') else 'a'} {kind}"
    )
    up_to_the_day = _order(chosen, sizes)[:7]
    rivals = [estimate for estimate in live if _order(estimate, sizes)[:7] == up_to_the_day]
    if len({max(_figures(estimate)) for estimate in rivals}) > 1:
        return f"largest of the most recent live claims{by}"
    return f"most recent live claim{by}"
