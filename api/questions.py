"""A list and what was asked of it: every parameter checked, all that is wrong told at once."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from psycopg import sql

from api import cursors
from api.filters import Filter, Reading, Use
from api.problems import Finding, refuse
from api.sorting import Order, SortKey
from api.values import Day, InvalidValue, Moment, OneOf, Reader, Span, Text, Whole
from incidents.partial_dates import PartialDate
from incidents.vocabularies import nearest

LARGEST_PAGE = 200
MOST_FILTERS = 20  # planning grows with every one: a hundred took longer than the time-out of the read role
MODES = ("headline", "any", "all")


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
    def singles(self) -> tuple["Single", ...]:
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
class Single:
    """A parameter that steers the whole list."""

    name: str
    says: str
    reader: Reader


SINGLES: tuple[Single, ...] = (
    Single(name="q", says='Words to search for: `words`, `"a phrase"`, `or`, `-not`.', reader=Text(longest=300)),
    Single(
        name="affected_mode",
        says="Which claims `affected` looks at: the `headline` (default), `any` live claim, or `all` live claims.",
        reader=OneOf(MODES),
    ),
    Single(
        name="as_of",
        says="The base as it was published then: an instant, or a date, which means the end of its last day (UTC).",
        reader=Moment(),
    ),
    Single(
        name="known_by",
        says="Only what had been claimed by then: a date, which means its last day. Headlines are chosen anew.",
        reader=Day(),
    ),
    Single(
        name="sort",
        says="Sort keys between commas, `-` for descending; the id is always the last key.",
        reader=Text(longest=200),
    ),
    Single(name="cursor", says="Where to go on: taken from `next` or `previous`; `*` is the start.", reader=Text(2000)),
    Single(name="per_page", says="How many records a page has; 0 for `meta` alone.", reader=Whole(0, LARGEST_PAGE)),
    Single(name="format", says="`json`, the only format here.", reader=OneOf(("json",))),
)

_HINTS = {
    "page": "lists are walked by `cursor`: follow `next`",
    "offset": "lists are walked by `cursor`: follow `next`",
    "limit": "the size of a page is `per_page`",
    "page_size": "the size of a page is `per_page`",
    "order_by": "the order is `sort`",
    "ordering": "the order is `sort`",
    "search": "text search is `q`",
    "query": "text search is `q`",
    "since": "changes since a state are at /api/v1/changes; a modification date is `modified__gte`",
    "api_key": "everything public is read without a key",
}
_NOT_OFFERED = frozenset({"select", "expand", "group_by", "sample", "seed", "ids"})


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


def unknown_parameter(name: str, allowed: Sequence[str]) -> Finding:
    """What to tell about a parameter that the address does not have."""
    hint = _HINTS.get(name, "")
    if name in _NOT_OFFERED:
        hint = "this version of the API does not offer it"
    detail = f"there is no parameter {name[:60]!r} here" + (f"; {hint}" if hint else "")
    return Finding(
        name=name[:60],
        code="unknown_parameter",
        detail=detail,
        allowed=tuple(allowed),
        did_you_mean=nearest(name[:60], allowed),
    )


def read_singles(
    pairs: Sequence[tuple[str, str]], singles: Sequence[Single], findings: list[Finding]
) -> dict[str, object]:
    """The values of the parameters that may come once; what is wrong goes to `findings`."""
    readers = {one.name: one.reader for one in singles}
    values: dict[str, object] = {}
    for name, text in pairs:
        if name not in readers:
            continue
        if name in values:
            findings.append(Finding(name=name, code="repeated_parameter", detail=f"`{name}` may be given once"))
            continue
        values[name] = None
        try:
            values[name] = readers[name].read(text)
        except InvalidValue as error:
            findings.append(_invalid(name, error))
    return values


def understand(listing: Listing, pairs: Sequence[tuple[str, str]], *, path: str, now: datetime.datetime) -> Question:
    """The question behind the parameters; raises one Problem that lists everything wrong with them."""
    findings: list[Finding] = []
    values = read_singles(pairs, listing.singles, findings)
    uses = _read_uses(listing, pairs, findings)
    as_of = _span(values.get("as_of"))
    known_by = values.get("known_by")
    known_by = known_by if isinstance(known_by, PartialDate) else None
    if as_of and as_of.first > now:
        findings.append(
            Finding(
                name="as_of", code="invalid_value", detail=f"{as_of.text} has not come yet; leave as_of out for now"
            )
        )
    if sum(map(len, uses.values())) > MOST_FILTERS:
        detail = f"{sum(map(len, uses.values()))} filters; at most {MOST_FILTERS} are allowed in one request"
        findings.append(Finding(name="filters", code="invalid_value", detail=detail))
    q = values.get("q")
    orders = _read_sort(listing, values.get("sort"), q is not None, findings)
    mode = values.get("affected_mode") or "headline"
    if known_by:
        findings.extend(_unanswerable(listing, uses, orders, mode))
    if "affected_mode" in values and "affected" not in uses:
        findings.append(
            Finding(name="affected_mode", code="incompatible_parameters", detail="it says nothing without `affected`")
        )
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


def _span(value: object) -> Span | None:
    return value if isinstance(value, Span) else None


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
            findings.append(_invalid(name, error))
    return uses


def _invalid(name: str, error: InvalidValue) -> Finding:
    return Finding(
        name=name,
        code="invalid_value",
        detail=str(error),
        allowed=error.allowed,
        did_you_mean=error.did_you_mean,
    )


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


def _unanswerable(
    listing: Listing, uses: Mapping[str, Sequence[Use]], orders: Sequence[Order], mode: object
) -> list[Finding]:
    """What known_by would have to guess: headlines are chosen anew per answer and are not indexed per day."""
    findings = []
    if "affected" in uses and mode == "headline" and listing.name == "incidents":
        findings.append(
            Finding(
                name="affected_mode",
                code="incompatible_parameters",
                detail="with known_by the headline of that day is not indexed; ask with affected_mode=any or all",
            )
        )
    if listing.name == "incidents" and any(order.key.name == "affected" for order in orders):
        findings.append(
            Finding(
                name="sort",
                code="incompatible_parameters",
                detail="with known_by the headline of that day is not indexed; sort by another key",
            )
        )
    return findings
