"""From a question to the rows it asks for: where they come from, what must hold, in which order."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from psycopg import sql

from api import database
from api.filters import Conditions, Use
from api.incident_filters import anything_known
from api.pages import Counted, Selection
from api.questions import Question
from api.sorting import Order
from api.sql import statement
from api.values import PartyReference
from incidents.published.reading import SEARCH_CONFIG

Uses = Mapping[str, Sequence[Use]]
_DASHES = re.compile(r"-(?:\s*-)+")
_WITHDRAWN = (
    "EXISTS (SELECT 1 FROM published_incidentrevision AS today WHERE today.incident_id = {}"
    " AND today.valid_to IS NULL AND today.state = 'withdrawn')"
)


def select(question: Question, *extra: sql.Composable) -> Selection:
    """The selection behind a question; `extra` conditions come from the address itself."""
    uses = with_party_ids(question.uses)
    conditions = [*_always(question), *_filtered(question, uses), *extra]
    rows = _Rows(source=_source(question), conditions=conditions, orders=question.orders)
    if question.sample is not None:
        rows = _drawn(question, conditions)
    elif any(order.key.name == "relevance" for order in question.orders):
        rows = _best_matches(question, conditions)
    elif (driver := _driver(question, uses)) is not None:
        rows = _by_link_rows(question, driver)
    return Selection(
        table=question.listing.table,
        source=rows.source,
        record_id=sql.SQL(question.listing.id_column),
        conditions=rows.conditions,
        orders=rows.orders,
        per_page=question.per_page,
        cursor=question.cursor,
        counted=rows.counted,
    )


def matching(question: Question, *extra: sql.Composable) -> Counted:
    """All rows, called `r`, that pass a question, in no order and on no page."""
    uses = with_party_ids(question.uses)
    return Counted(source=_source(question), conditions=[*_always(question), *_filtered(question, uses), *extra])


@dataclass(frozen=True, kw_only=True)
class _Rows:
    source: sql.Composable
    conditions: Conditions
    orders: Sequence[Order]
    counted: Counted | None = None


def _source(question: Question) -> sql.Composable:
    return sql.SQL("{} AS r").format(sql.Identifier(question.listing.table))


def _always(question: Question) -> Conditions:
    """What holds for every row of the list, under the clocks, the words and the ids that were asked for."""
    conditions = _of_incidents(question) if question.listing.name == "incidents" else _of_records(question)
    if question.q is not None and question.listing.search is not None:
        conditions.append(question.listing.search(question.q))
    if question.ids is not None:
        wanted = sql.Literal(list(question.ids))
        conditions.append(sql.SQL("{} = ANY({})").format(sql.SQL(question.listing.id_column), wanted))
    return conditions


def _of_incidents(question: Question) -> Conditions:
    reading = question.reading
    conditions: Conditions = [sql.SQL("r.state = 'published'"), reading.valid("r")]
    if reading.as_of is not None:
        conditions.append(sql.SQL("NOT " + _WITHDRAWN).format(sql.SQL("r.incident_id")))
    if reading.known_by is not None:
        conditions.append(anything_known(reading))
    return conditions


def _of_records(question: Question) -> Conditions:
    reading = question.reading
    conditions: Conditions = [
        sql.SQL("r.resource = {}").format(sql.Literal(question.listing.name)),
        reading.valid("r"),
    ]
    if reading.as_of is not None:
        conditions.append(
            sql.SQL(
                "CASE WHEN r.incident_id IS NOT NULL THEN NOT " + _WITHDRAWN + " ELSE EXISTS (SELECT 1 FROM"
                " unnest(r.incident_ids) AS one(id) WHERE NOT " + _WITHDRAWN + ") END"
            ).format(sql.SQL("r.incident_id"), sql.SQL("one.id"))
        )
    if reading.known_by is not None:
        conditions.append(reading.known("r"))
        if question.listing.is_dated_by_claim:
            # Follows from the line above, and lets the index that the list is sorted by start at the day.
            conditions.append(sql.SQL("r.sort_on <= {}").format(sql.Literal(reading.known_by)))
    return conditions


def _drawn(question: Question, conditions: Conditions) -> _Rows:
    """The rows with the least digests of seed and id: a fair draw that anybody can repeat with the seed."""
    wanted = {
        "record_id": sql.SQL(question.listing.id_column),
        "seed": sql.Literal(str(question.seed)),
        "source": _source(question),
        "conditions": sql.SQL(" AND ").join(conditions),
        "limit": sql.Literal(question.sample),
    }
    drawn = sql.SQL(
        "(SELECT r.*, md5({seed} || ' ' || {record_id}) AS drawn, {record_id} AS drawn_id"
        " FROM {source} WHERE {conditions} ORDER BY drawn, drawn_id LIMIT {limit}) AS r"
    ).format(**wanted)
    so_many = sql.SQL("(SELECT 1 FROM {source} WHERE {conditions} LIMIT {limit}) AS drawn").format(**wanted)
    all_of = sql.SQL("TRUE")
    counted = Counted(source=so_many, conditions=[all_of])
    return _Rows(source=drawn, conditions=[all_of], orders=question.orders, counted=counted)


def _best_matches(question: Question, conditions: Conditions) -> _Rows:
    """The newest matches with their rank; the count tells of all of them."""
    source = statement("newest_matches").format(
        query=search_query(question.q or ""), conditions=sql.SQL(" AND ").join(conditions)
    )
    counted = Counted(source=_source(question), conditions=conditions)
    return _Rows(source=source, conditions=[sql.SQL("TRUE")], orders=question.orders, counted=counted)


def _by_link_rows(question: Question, driver: "_Driver") -> _Rows:
    """A link row exists only for a current, published revision, so it is counted without looking at that."""
    term = sql.SQL("d.facet = {} AND d.code = {} AND d.is_current").format(
        sql.Literal(driver.facet), sql.Literal(driver.code)
    )
    others = _filtered(question, driver.others)
    alone = Counted(source=sql.SQL("published_incidentterm AS d"), conditions=[term])
    return _Rows(
        source=sql.SQL("published_incidentterm AS d JOIN published_incidentrevision AS r ON r.id = d.revision_id"),
        conditions=[*_always(question), term, *others],
        orders=[_on_link_row(order) for order in question.orders],
        counted=None if others else alone,
    )


def _filtered(question: Question, uses: Uses) -> Conditions:
    return [
        condition
        for one in question.listing.filters
        if uses.get(one.name)
        for condition in one.conditions(uses[one.name], question.reading)
    ]


@dataclass(frozen=True, kw_only=True)
class _Driver:
    facet: str
    code: str
    others: Uses


def _driver(question: Question, uses: Uses) -> _Driver | None:
    """A link row to walk the list by: newest change first, one value of one many-valued filter, the base as it is.

    Its index holds value and sort date together, so the page costs the same at a million incidents.
    """
    if question.listing.name != "incidents" or question.q is not None or question.ids is not None:
        return None
    if question.reading.as_of is not None or question.reading.known_by is not None:
        return None
    if {order.key.name for order in question.orders} - {"modified", "id"}:
        return None
    for one in question.listing.filters:
        for use in uses.get(one.name, ()):
            if one.facet and use.operator == "" and len(use.values) == 1:
                rest = [other for other in uses[one.name] if other is not use]
                return _Driver(facet=one.facet, code=use.values[0], others={**uses, one.name: rest})
    return None


def _on_link_row(order: Order) -> Order:
    column = {"modified": "d.sort_on", "id": "d.incident_id"}[order.key.name]
    return replace(order, key=replace(order.key, expression=column))


def search_query(words: str) -> sql.Composable:
    """The same configuration as `incidents.published.reading.search_query`, as SQL for a hand-written statement.

    Not of not of not … is one operator each, and PostgreSQL gives up at 32 ("tsquery stack too small"): a run of
    dashes means one.
    """
    words = _DASHES.sub("-", words)
    return sql.SQL("websearch_to_tsquery({}::regconfig, unaccent({}))").format(
        sql.Literal(SEARCH_CONFIG), sql.Literal(words)
    )


def with_party_ids(uses: Uses) -> dict[str, list[Use]]:
    """The uses with every party as public ids: a name may fit several parties, or none."""
    names = {
        value.text
        for found in uses.values()
        for use in found
        for value in use.values
        if isinstance(value, PartyReference) and not value.is_id
    }
    ids = _party_ids(names) if names else {}
    return {
        name: [replace(use, values=[got for value in use.values for got in _ids_of(value, ids)]) for use in found]
        for name, found in uses.items()
    }


def _ids_of(value: object, ids: Mapping[str, list[str]]) -> list[object]:
    if not isinstance(value, PartyReference):
        return [value]
    return [value.text] if value.is_id else list(ids.get(value.text, []))


def _party_ids(names: set[str]) -> dict[str, list[str]]:
    codes = [f"name:{name}" for name in sorted(names)]
    query = sql.SQL(
        "SELECT record_id, codes FROM published_record"
        " WHERE resource = 'parties' AND valid_to IS NULL AND codes && {}::text[] ORDER BY record_id"
    )
    found = database.rows(query.format(sql.Literal(codes)))
    return {name: [record_id for record_id, carried in found if f"name:{name}" in carried] for name in names}
