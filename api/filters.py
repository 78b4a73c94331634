"""How a filter is declared, and the SQL conditions that declarations are made of.

A declaration is the one source of what is accepted, how it is documented and what it asks of the database. In every
condition `r` is the row that is listed: an incident's revision or a flat record.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from psycopg import sql

from api.values import Code, Day, Flag, Moment, Party, Reader, Span
from incidents.partial_dates import PartialDate

Conditions = list[sql.Composable]
RANGE = ("__gte", "__gt", "__lte", "__lt")
EQUAL = ("", "!")
STATED = "__exists"
DATES = (*EQUAL, *RANGE)

_COMPARISON = {"__gte": ">=", "__gt": ">", "__lte": "<=", "__lt": "<"}


@dataclass(frozen=True, kw_only=True)
class Use:
    """One use of a filter in a request: `cause!=Phishing,Loss` has the operator `!` and two values."""

    operator: str
    values: list[Any]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What the whole request is read under: the two clocks and the options that filters look at."""

    as_of: datetime.datetime | None = None
    known_by: datetime.date | None = None
    options: dict[str, Any] = field(default_factory=dict)

    def valid(self, alias: str) -> sql.Composable:
        """The row of this alias was the published one at the instant asked for; without as_of, is it now."""
        if self.as_of is None:
            return sql.SQL("{}.valid_to IS NULL").format(sql.Identifier(alias))
        return sql.SQL("{a}.valid_from <= {at} AND ({a}.valid_to IS NULL OR {a}.valid_to > {at})").format(
            a=sql.Identifier(alias), at=sql.Literal(self.as_of)
        )

    def known(self, alias: str) -> sql.Composable:
        """The record of this alias had been claimed by the day asked for; TRUE without known_by."""
        if self.known_by is None:
            return sql.SQL("TRUE")
        return sql.SQL("{}.known_on <= {}").format(sql.Identifier(alias), sql.Literal(self.known_by))


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A filter of a list. `condition` turns all its uses in one request into conditions, which all must hold."""

    name: str
    says: str
    reader: Reader
    operators: tuple[str, ...] = EQUAL
    condition: Callable[[Sequence[Use], Reading], Conditions]
    stated: Callable[[Reading], sql.Composable] | None = None  # something is stated at all; None: always
    facet: str | None = None  # of published_incidentterm, whose index may then drive the list
    is_of_today: bool = False  # looks at what changes as a record goes on, and no column keeps for a past day

    @property
    def all_operators(self) -> tuple[str, ...]:
        return (*self.operators, STATED) if self.stated else self.operators

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(f"{self.name}{operator}" for operator in self.all_operators)

    def read(self, operator: str, text: str) -> Use:
        """Raises InvalidValue. Only equality takes several values."""
        if operator == STATED:
            return Use(operator=operator, values=[Flag().read(text)])
        values = [self.reader.read(text)] if operator in RANGE else self.reader.read_list(text)
        return Use(operator=operator, values=values)

    def conditions(self, uses: Sequence[Use], reading: Reading) -> Conditions:
        """What all the uses together ask of the row."""
        found: Conditions = []
        for use in uses:
            if use.operator == STATED and self.stated is not None:
                found.append(sql.SQL("{}" if use.values[0] else "({}) IS NOT TRUE").format(self.stated(reading)))
        others = [use for use in uses if use.operator != STATED]
        return found + (self.condition(others, reading) if others else [])


def either(condition: sql.Composable, operator: str) -> sql.Composable:
    """The condition, or its opposite for `!`; unknown (NULL) counts as not so."""
    if operator == "!":
        return sql.SQL("({}) IS NOT TRUE").format(condition)
    return condition


def one_of(expression: sql.Composable, values: Sequence[Any]) -> sql.Composable:
    """Equality where it is one value, because equality walks an index in order and ANY does not."""
    if len(values) == 1:
        return sql.SQL("{} = {}").format(expression, sql.Literal(values[0]))
    return sql.SQL("{} = ANY({})").format(expression, sql.Literal(list(values)))


def column(name: str) -> Callable[[Sequence[Use], Reading], Conditions]:
    """A column of the row equals one of the values."""

    def condition(uses: Sequence[Use], reading: Reading) -> Conditions:
        return [either(one_of(sql.Identifier("r", name), use.values), use.operator) for use in uses]

    return condition


def has_code(key: str) -> Callable[[Reading], sql.Composable]:
    """The record carries some code `key:…`."""

    def stated(reading: Reading) -> sql.Composable:
        return sql.SQL("EXISTS (SELECT 1 FROM unnest(r.codes) AS one(code) WHERE starts_with(one.code, {}))").format(
            sql.Literal(f"{key}:")
        )

    return stated


def has_value(name: str) -> Callable[[Reading], sql.Composable]:
    """The row's column is stated."""

    def stated(reading: Reading) -> sql.Composable:
        return sql.SQL("{} IS NOT NULL").format(sql.Identifier("r", name))

    return stated


def codes(key: str, value_of: Callable[[Any], str] = str) -> Callable[[Sequence[Use], Reading], Conditions]:
    """The record carries one of the codes `key:value`."""

    def condition(uses: Sequence[Use], reading: Reading) -> Conditions:
        return [
            either(
                sql.SQL("r.codes && {}::text[]").format(
                    sql.Literal([f"{key}:{value_of(value)}" for value in use.values])
                ),
                use.operator,
            )
            for use in uses
        ]

    return condition


def admits(
    low: sql.Composable, high: sql.Composable, operator: str, first: sql.Composable, last: sql.Composable
) -> sql.Composable:
    """Some value between low and high can be so: interval arithmetic, the one rule of every range filter.

    The asked value is itself an interval from `first` to `last` (for a count both are the same). A NULL bound is open
    only where the caller says so by COALESCE; elsewhere it is "not stated" and admits nothing.
    """
    template = {
        "": "({low} <= {last} AND {high} >= {first})",
        "__gte": "{high} >= {first}",
        "__gt": "{high} > {last}",
        "__lte": "{low} <= {last}",
        "__lt": "{low} < {first}",
    }[operator.replace("!", "")]
    return sql.SQL(template).format(low=low, high=high, first=first, last=last)


def days(earliest: str, latest: str) -> Callable[[Sequence[Use], Reading], Conditions]:
    """The row's own date, known to a year, month or day, admits the date asked for."""

    def condition(uses: Sequence[Use], reading: Reading) -> Conditions:
        if _is_empty(uses):
            return [sql.SQL("FALSE")]
        low, high = sql.Identifier("r", earliest), sql.Identifier("r", latest)
        found: Conditions = []
        for use in uses:
            tests = [
                admits(low, high, use.operator, sql.Literal(day.earliest), sql.Literal(day.latest))
                for day in use.values
            ]
            found.append(either(any_of(tests), use.operator))
        return found

    return condition


def _is_empty(uses: Sequence[Use]) -> bool:
    """No day lies in all the ranges asked for."""
    first, last = datetime.date.min, datetime.date.max
    for use in uses:
        if use.operator not in RANGE:
            continue
        day: PartialDate = use.values[0]
        if use.operator in ("__gte", "__gt"):
            bound = day.earliest if use.operator == "__gte" else _next(day.latest)
            first = max(first, bound)
        else:
            last = min(last, day.latest if use.operator == "__lte" else _previous(day.earliest))
    return first > last


def _next(day: datetime.date) -> datetime.date:
    return day + datetime.timedelta(days=1) if day < datetime.date.max else day


def _previous(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=1) if day > datetime.date.min else day


def any_of(tests: Sequence[sql.Composable]) -> sql.Composable:
    return tests[0] if len(tests) == 1 else sql.SQL("({})").format(sql.SQL(" OR ").join(tests))


def modified(says: str) -> Filter:
    """The filter by when a row was published as it is; every list has it."""
    return Filter(name="modified", says=says, reader=Moment(), operators=RANGE, condition=instants("valid_from"))


def instants(name: str) -> Callable[[Sequence[Use], Reading], Conditions]:
    """An instant column compared with a date (all its days) or an instant."""

    def condition(uses: Sequence[Use], reading: Reading) -> Conditions:
        found: Conditions = []
        for use in uses:
            span: Span = use.values[0]
            edge = span.first if use.operator in ("__gte", "__lt") else span.last
            found.append(
                sql.SQL("{} {} {}").format(
                    sql.Identifier("r", name), sql.SQL(_COMPARISON[use.operator]), sql.Literal(edge)
                )
            )
        return found

    return condition


def coded(name: str, vocabulary: str, says: str, *, key: str | None = None, is_of_today: bool = False) -> Filter:
    """A filter of a flat resource by a code of one of our lists."""
    key = key or name
    return Filter(
        name=name,
        says=says,
        reader=Code(vocabulary),
        condition=codes(key),
        stated=has_code(key),
        is_of_today=is_of_today,
    )


def day_range(name: str, says: str, *, latest: str = "sort_on", is_of_today: bool = False) -> Filter:
    """A filter of a flat resource by the date that it is sorted by; `latest` is the column of the date's last day."""
    return Filter(
        name=name,
        says=says,
        reader=Day(),
        operators=DATES,
        condition=days("sort_on", latest),
        stated=has_value("sort_on"),
        is_of_today=is_of_today,
    )


def party_named(name: str, says: str) -> Filter:
    """A filter of a flat resource by a party; names were resolved to ids before the condition is made."""
    return Filter(name=name, says=says, reader=Party(), condition=codes(name), stated=has_code(name))
