"""Parameters that are right alone and wrong together, with what to ask instead."""

from collections.abc import Mapping, Sequence

from api.filters import Filter, Use
from api.problems import Finding
from api.sorting import Order

MOST_FILTERS = 20  # planning grows with every one: a hundred took longer than the time-out of the read role
_OWN_ORDER = {"ids": "the order is that of the ids", "sample": "the order is drawn"}


def contradictory(
    listing_name: str,
    filters: Sequence[Filter],
    uses: Mapping[str, Sequence[Use]],
    orders: Sequence[Order],
    values: Mapping[str, object],
) -> list[Finding]:
    """One finding for every combination that has no exact answer."""
    found = [*_without_affected(uses, values), *_own_order(values)]
    found += _whole_list(values)
    if values.get("known_by"):
        found += _of_a_past_day(filters, uses, values)
    if values.get("known_by") and listing_name == "incidents":
        found += _by_headline_of_a_past_day(uses, orders, values)
    findings = [Finding(name=name, code="incompatible_parameters", detail=detail) for name, detail in found]
    if (given := sum(map(len, uses.values()))) > MOST_FILTERS:
        detail = f"{given} filters; at most {MOST_FILTERS} are allowed in one request"
        findings.append(Finding(name="filters", code="invalid_value", detail=detail))
    return findings


def _without_affected(uses: Mapping[str, Sequence[Use]], values: Mapping[str, object]) -> list[tuple[str, str]]:
    names = [name for name in ("affected_mode", "include_placeholders") if name in values]
    ranged = any(use.operator != "__exists" for use in uses.get("affected", ()))
    return [] if ranged else [(name, "it says nothing without `affected`") for name in names]


def _own_order(values: Mapping[str, object]) -> list[tuple[str, str]]:
    """`ids` and `sample` bring an order of their own, and ids are answered at once."""
    found = []
    for name, why in _OWN_ORDER.items():
        if name in values and "sort" in values:
            found.append(("sort", f"with `{name}` {why}"))
    for name in ("cursor", "per_page", "sample"):
        if "ids" in values and name in values:
            found.append((name, "with `ids` all of them are answered at once"))
    if "seed" in values and "sample" not in values:
        found.append(("seed", "it says nothing without `sample`"))
    if "cursor" in values and "sample" in values and "seed" not in values:
        found.append(("seed", "to go on in a sample, give its seed: it is in `meta.seed` and in `next`"))
    if "group_by" in values:
        found += [
            (name, "with `group_by` all that pass the filters are counted")
            for name in ("ids", "sample", "cursor", "sort", "per_page", "select", "expand")
            if name in values
        ]
    return found


def _whole_list(values: Mapping[str, object]) -> list[tuple[str, str]]:
    """A stream has no pages; a table has no room for whole objects in cells."""
    if values.get("format") not in ("ndjson", "csv"):
        return []
    found = [(name, "the whole list is streamed") for name in ("cursor", "per_page") if name in values]
    found += [("group_by", "counts are answered as json")] if "group_by" in values else []
    if values["format"] == "csv" and "expand" in values:
        found.append(("expand", "a table has no whole objects; ask for ndjson"))
    return found


def _of_a_past_day(
    filters: Sequence[Filter], uses: Mapping[str, Sequence[Use]], values: Mapping[str, object]
) -> list[tuple[str, str]]:
    """What a record is today says nothing sure about a past day; no answer is better than a guessed one."""
    why = "with known_by the answer shows it as of that day, which is not indexed; filter the answer instead"
    today = [one.name for one in filters if one.is_of_today]
    keys = [part.strip() for part in str(values.get("group_by") or "").split(",")]
    return [(name, why) for name in today if name in uses] + [("group_by", why) for name in today if name in keys]


def _by_headline_of_a_past_day(
    uses: Mapping[str, Sequence[Use]], orders: Sequence[Order], values: Mapping[str, object]
) -> list[tuple[str, str]]:
    """Under known_by headlines are chosen anew for each answer; those of a past day stand in no column to search."""
    why = "with known_by the headline of that day is not indexed"
    found = []
    if "affected" in uses and values.get("affected_mode", "headline") == "headline":
        found.append(("affected_mode", f"{why}; ask with affected_mode=any or all"))
    if any(order.key.name == "affected" for order in orders):
        found.append(("sort", f"{why}; sort by another key"))
    return found
