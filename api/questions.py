"""A list and what was asked of it: every parameter checked, all that is wrong told at once."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from psycopg import sql

from api import cursors
from api.filters import Filter, Reading, Use
from api.parameters import SINGLES, Single, invalid, read_as_of, read_singles, unknown_parameter
from api.problems import Finding, refuse
from api.sorting import Order, SortKey
from api.values import InvalidValue, Span
from incidents.partial_dates import PartialDate
from incidents.vocabularies import nearest

MOST_FILTERS = 20  # planning grows with every one: a hundred took longer than the time-out of the read role


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One list of the API: where its rows are, how they may be filtered, searched and sorted."""

    name: str
    says: str
    table: str
    id_column: str
    filters: tuple[Filter, ...]
    sorts: tuple[SortKey, ...]
    default_sort: str
    search: Callable[[str], sql.Composable] | None = None
    search_says: str = ""
    relevance: SortKey | None = None
    is_dated_by_claim: bool = False  # sort_on is the first and known_on the last day of one date

    @property
    def singles(self) -> tuple[Single, ...]:
        """The parameters that are no filters, each given at most once."""
        has_claims = any(one.name == "affected" for one in self.filters) and self.name == "incidents"
        kept = [one for one in SINGLES if not (one.name == "q" and self.search is None)]
        return tuple(one for one in kept if has_claims or one.name != "affected_mode")

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(name for one in self.filters for name in one.parameters) + tuple(s.name for s in self.singles)

    @property
    def sort_keys(self) -> Mapping[str, SortKey]:
        keys = {key.name: key for key in self.sorts}
        return keys | ({self.relevance.name: self.relevance} if self.relevance else {})


@dataclass(frozen=True, kw_only=True)
class Question:
    """A list request that was understood."""

    listing: Listing
    uses: Mapping[str, tuple[Use, ...]]
    reading: Reading
    orders: tuple[Order, ...]
    cursor: cursors.Cursor | None
    per_page: int
    list_key: str
    as_of: Span | None
    known_by: PartialDate | None
    q: str | None

    @property
    def sort(self) -> str:
        return ",".join(order.spelled for order in self.orders)


def understand(listing: Listing, pairs: Sequence[tuple[str, str]], *, path: str, now: datetime.datetime) -> Question:
    """The question behind the parameters; raises one Problem that lists everything wrong with them."""
    findings: list[Finding] = []
    values = read_singles(pairs, listing.singles, findings)
    uses = _read_uses(listing, pairs, findings)
    as_of, known_by = read_as_of(values, now, findings), values.get("known_by")
    known_by = known_by if isinstance(known_by, PartialDate) else None
    q = values.get("q")
    orders = _read_sort(listing, values.get("sort"), q is not None, findings)
    mode = values.get("affected_mode") or "headline"
    findings += _incompatible(listing, uses, orders, values)
    list_key = cursors.fingerprint(path, pairs)
    cursor = _read_cursor(values.get("cursor"), list_key, len(orders), findings)
    if findings:
        raise refuse(findings)
    per_page = values.get("per_page")
    return Question(
        listing=listing,
        uses={name: tuple(found) for name, found in uses.items()},
        reading=Reading(
            as_of=min(as_of.last, now) if as_of else None,
            known_by=known_by.latest if known_by else None,
            options={"affected_mode": mode},
        ),
        orders=orders,
        cursor=cursor,
        per_page=per_page if isinstance(per_page, int) else 25,
        list_key=list_key,
        as_of=as_of,
        known_by=known_by,
        q=str(q) if q is not None else None,
    )


def _read_uses(listing: Listing, pairs: Sequence[tuple[str, str]], findings: list[Finding]) -> dict[str, list[Use]]:
    by_parameter = {f"{one.name}{operator}": (one, operator) for one in listing.filters for operator in one.operators}
    singles = {one.name for one in listing.singles}
    uses: dict[str, list[Use]] = defaultdict(list)
    for name, text in pairs:
        if name in singles:
            continue
        if name not in by_parameter:
            findings.append(unknown_parameter(name, listing.parameters))
            continue
        one, operator = by_parameter[name]
        try:
            uses[one.name].append(one.read(operator, text))
        except InvalidValue as error:
            findings.append(invalid(name, error))
    return uses


def _read_sort(listing: Listing, text: object, has_q: bool, findings: list[Finding]) -> tuple[Order, ...]:
    """The orders asked for with the id as the last one; the best match first where words are searched for."""
    if not isinstance(text, str):
        text = "-relevance" if has_q and listing.relevance else listing.default_sort
    orders: list[Order] = []
    keys = listing.sort_keys
    for part in text.split(","):
        name = part.strip().removeprefix("-")
        if name not in keys:
            findings.append(
                Finding(
                    name="sort",
                    code="invalid_value",
                    detail=f"{part[:60]!r} is no sort key here",
                    allowed=tuple(keys),
                    did_you_mean=nearest(name[:60], keys),
                )
            )
        elif name == "relevance" and not has_q:
            findings.append(Finding(name="sort", code="incompatible_parameters", detail="relevance needs `q`"))
        elif name in {order.key.name for order in orders}:
            findings.append(Finding(name="sort", code="invalid_value", detail=f"{name!r} stands twice"))
        else:
            orders.append(Order(key=keys[name], descending=part.strip().startswith("-")))
    names = [order.key.name for order in orders]
    if "id" in names:
        return tuple(orders[: names.index("id") + 1])  # nothing is equal after the id
    return tuple(orders + [Order(key=keys["id"], descending=order.descending) for order in orders[-1:]])


def _read_cursor(text: object, list_key: str, keys: int, findings: list[Finding]) -> cursors.Cursor | None:
    if not isinstance(text, str) or text == "*":
        return None
    try:
        return cursors.read(text, list_key, keys)
    except cursors.BadCursor as error:
        findings.append(
            Finding(name="cursor", code="bad_cursor", detail=f"{error}; follow `next` as it is, or leave cursor out")
        )
        return None


def _incompatible(
    listing: Listing, uses: Mapping[str, Sequence[Use]], orders: Sequence[Order], values: Mapping[str, object]
) -> list[Finding]:
    """Parameters that are right alone and wrong together.

    Under known_by headlines are chosen anew for each answer; those of a past day stand in no column to search.
    """
    found: list[tuple[str, str]] = []
    if "affected_mode" in values and "affected" not in uses:
        found.append(("affected_mode", "it says nothing without `affected`"))
    if values.get("known_by") and listing.name == "incidents":
        why = "with known_by the headline of that day is not indexed"
        if "affected" in uses and values.get("affected_mode", "headline") == "headline":
            found.append(("affected_mode", f"{why}; ask with affected_mode=any or all"))
        if any(order.key.name == "affected" for order in orders):
            found.append(("sort", f"{why}; sort by another key"))
    findings = [Finding(name=name, code="incompatible_parameters", detail=detail) for name, detail in found]
    if (given := sum(map(len, uses.values()))) > MOST_FILTERS:
        detail = f"{given} filters; at most {MOST_FILTERS} are allowed in one request"
        findings.append(Finding(name="filters", code="invalid_value", detail=detail))
    return findings
