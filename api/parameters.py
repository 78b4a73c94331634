"""Parameters that steer a whole list and may come once, and what is told about wrong ones."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.problems import Finding
from api.values import Day, Flag, Ids, InvalidValue, Moment, OneOf, Reader, Span, Text, Whole
from incidents.vocabularies import nearest

LARGEST_PAGE = 200
LARGEST_SAMPLE = 1000
LARGEST_SEED = 2**31 - 1
LIST_FORMATS = ("json", "ndjson", "csv")
MODES = ("headline", "any", "all")


@dataclass(frozen=True, kw_only=True)
class Single:
    """A parameter that steers the whole list."""

    name: str
    says: str
    reader: Reader


SELECT = Single(
    name="select",
    says="These members of each object alone, between commas; a member's own members after a dot: `headline.low`.",
    reader=Text(longest=2000),
)
EXPAND = Single(
    name="expand",
    says="Whole objects in the place of references, between commas: `claimant`, `estimates.claimant`, `incident`.",
    reader=Text(longest=1000),
)
SINGLES: tuple[Single, ...] = (
    Single(name="q", says='Words to search for: `words`, `"a phrase"`, `or`, `-not`.', reader=Text(longest=300)),
    Single(
        name="affected_mode",
        says="Which claims `affected` looks at: the `headline` (default), `any` live claim, or `all` live claims.",
        reader=OneOf(MODES),
    ),
    Single(
        name="include_placeholders",
        says="`true`: a claim that names a placeholder instead of a number passes every range of `affected`.",
        reader=Flag(),
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
    Single(
        name="ids",
        says="These records alone, in this order, at most 100 between commas; `meta.missing` lists those not found.",
        reader=Ids(),
    ),
    Single(
        name="sample",
        says="So many records, 1 to 1,000, drawn at random from all that pass the filters.",
        reader=Whole(1, LARGEST_SAMPLE),
    ),
    Single(
        name="seed",
        says="What `sample` draws by: the same seed draws the same records from the same base.",
        reader=Whole(0, LARGEST_SEED),
    ),
    Single(
        name="group_by",
        says="Counts instead of records: one key or two between commas. What is not stated is the group `unknown`.",
        reader=Text(longest=100),
    ),
    SELECT,
    EXPAND,
    Single(
        name="format",
        says="`json` (default): a page. `ndjson`, `csv`: the whole list, an object or a row a line.",
        reader=OneOf(LIST_FORMATS),
    ),
)
ONLY_JSON = Single(name="format", says="`json`, the only format here.", reader=OneOf(("json",)))

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
    "api_key": "everything public is read without a key; one goes into the header `Authorization: Bearer …`",
    "fields": "the members of an answer are chosen by `select`",
    "include": "references are made whole by `expand`",
    "facet": "counts by group are asked for by `group_by`",
}


def unknown_parameter(name: str, allowed: Sequence[str]) -> Finding:
    """What to tell about a parameter that the address does not have."""
    hint = _HINTS.get(name, "")
    near = nearest(name[:60], allowed)
    if near and not hint:
        hint = f"did you mean {near[0]}?"
    detail = f"there is no parameter {name[:60]!r} here" + (f"; {hint}" if hint else "")
    return Finding(
        name=name[:60],
        code="unknown_parameter",
        detail=detail,
        allowed=tuple(allowed),
        did_you_mean=near,
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
            findings.append(invalid(name, error))
    return values


def invalid(name: str, error: InvalidValue) -> Finding:
    """What to tell about a value that cannot be read."""
    return Finding(
        name=name,
        code="invalid_value",
        detail=str(error),
        allowed=error.allowed,
        did_you_mean=error.did_you_mean,
    )


def read_as_of(values: Mapping[str, object], now: datetime.datetime, findings: list[Finding]) -> Span | None:
    """The instant or day of `as_of`; one that has not come yet is a finding, because its answer would still change."""
    as_of = values.get("as_of")
    if not isinstance(as_of, Span):
        return None
    if as_of.first > now:
        detail = f"{as_of.text} has not come yet; leave as_of out for the present"
        findings.append(Finding(name="as_of", code="invalid_value", detail=detail))
        return None
    return as_of
