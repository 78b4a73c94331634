"""A list and what was asked of it: every parameter checked, all that is wrong told at once."""

import datetime
import secrets
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from psycopg import sql

from api import cursors
from api.combinations import contradictory
from api.filters import Filter, Reading, Use
from api.parameters import (
    LARGEST_PAGE,
    LARGEST_SEED,
    SINGLES,
    Single,
    invalid,
    read_as_of,
    read_singles,
    unknown_parameter,
)
from api.problems import Finding, refuse
from api.shaping import Shaping, read_shaping
from api.sorting import Order, SortKey
from api.values import InvalidValue, Span
from incidents.partial_dates import PartialDate
from incidents.published.groups import GROUP_KEYS, GroupKey
from incidents.vocabularies import nearest

MOST_GROUP_KEYS = 2
_OF_INCIDENTS = ("affected_mode", "include_placeholders")
# The order of a sample: by the draw, whose column the selection adds.
_DRAWN = tuple(
    Order(key=SortKey(name=name, expression=column, type="text", says=""), descending=False)
    for name, column in (("sample", "r.drawn"), ("id", "r.drawn_id"))
)


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
        left_out = set() if self.search else {"q"}
        left_out |= set() if self.name == "incidents" else set(_OF_INCIDENTS)
        return tuple(one for one in SINGLES if one.name not in left_out)

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(name for one in self.filters for name in one.parameters) + tuple(s.name for s in self.singles)

    @property
    def sort_keys(self) -> Mapping[str, SortKey]:
        keys = {key.name: key for key in self.sorts}
        return keys | ({self.relevance.name: self.relevance} if self.relevance else {})

    @property
    def group_keys(self) -> Mapping[str, GroupKey]:
        return {key.name: key for key in GROUP_KEYS[self.name]}


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
    shaping: Shaping
    ids: tuple[str, ...] | None
    sample: int | None
    seed: int | None
    is_drawn_anew: bool
    group_by: tuple[GroupKey, ...]
    format: str

    @property
    def sort(self) -> str:
        return ",".join(order.spelled for order in self.orders)


def understand(
    listing: Listing, pairs: Sequence[tuple[str, str]], *, path: str, now: datetime.datetime, accepted: str = "json"
) -> Question:
    """The question behind the parameters; raises one Problem that lists everything wrong with them.

    `accepted` is the format of the Accept header, which holds where the query names none.
    """
    findings: list[Finding] = []
    values = read_singles(pairs, listing.singles, findings)
    values["format"] = values.get("format") or accepted
    uses = _read_uses(listing, pairs, findings)
    as_of, known_by = read_as_of(values, now, findings), values.get("known_by")
    known_by = known_by if isinstance(known_by, PartialDate) else None
    q = values.get("q")
    sample, seed, ids = values.get("sample"), values.get("seed"), values.get("ids")
    orders = _DRAWN if sample else _read_sort(listing, values.get("sort"), q is not None, findings)
    shaping = read_shaping(listing.name, values, findings)
    group_by = _read_groups(listing, values.get("group_by"), findings)
    findings += contradictory(listing.name, listing.filters, uses, orders, values)
    is_drawn_anew = bool(sample) and seed is None
    if is_drawn_anew:
        seed = secrets.randbelow(LARGEST_SEED)
        pairs = [*pairs, ("seed", str(seed))]  # the next page goes on in the same draw
    list_key = cursors.fingerprint(path, pairs)
    cursor = _read_cursor(values.get("cursor"), list_key, len(orders), findings)
    if findings:
        raise refuse(findings)
    return Question(
        listing=listing,
        uses={name: tuple(found) for name, found in uses.items()},
        reading=Reading(
            as_of=min(as_of.last, now) if as_of else None,
            known_by=known_by.latest if known_by else None,
            options={
                "affected_mode": values.get("affected_mode") or "headline",
                "include_placeholders": bool(values.get("include_placeholders")),
            },
        ),
        orders=orders,
        cursor=cursor,
        per_page=_per_page(values),
        list_key=list_key,
        as_of=as_of,
        known_by=known_by,
        q=str(q) if q is not None else None,
        shaping=shaping,
        ids=tuple(ids) if isinstance(ids, list) else None,
        sample=sample if isinstance(sample, int) else None,
        seed=seed if isinstance(seed, int) else None,
        is_drawn_anew=is_drawn_anew,
        group_by=group_by,
        format=str(values["format"]),
    )


def _per_page(values: Mapping[str, object]) -> int:
    """How many rows are answered: as asked, all ids that were named, a whole sample where it fits, or 25."""
    ids, sample, per_page = values.get("ids"), values.get("sample"), values.get("per_page")
    if isinstance(per_page, int):
        return per_page
    if isinstance(ids, list):
        return len(ids)
    return min(sample, LARGEST_PAGE) if isinstance(sample, int) else 25


def _read_groups(listing: Listing, text: object, findings: list[Finding]) -> tuple[GroupKey, ...]:
    if not isinstance(text, str):
        return ()
    keys = listing.group_keys
    names = [part.strip() for part in text.split(",")]
    if len(names) > MOST_GROUP_KEYS or len(set(names)) < len(names):
        detail = f"{text[:60]!r}: one key or two different ones are allowed"
        findings.append(Finding(name="group_by", code="invalid_value", detail=detail, allowed=tuple(keys)))
    for name in dict.fromkeys(names):
        if name not in keys:
            findings.append(
                Finding(
                    name="group_by",
                    code="unknown_field",
                    detail=f"there is no {name[:60]!r} to group by here",
                    allowed=tuple(keys),
                    did_you_mean=nearest(name[:60], keys),
                )
            )
    return tuple(keys[name] for name in names if name in keys)


def _read_uses(listing: Listing, pairs: Sequence[tuple[str, str]], findings: list[Finding]) -> dict[str, list[Use]]:
    by_parameter = {
        f"{one.name}{operator}": (one, operator) for one in listing.filters for operator in one.all_operators
    }
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
