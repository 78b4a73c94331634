"""Runs a list: composes its one statement from the question and reads the page with its edges."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from psycopg import sql

from api import database
from api.cursors import Cursor
from api.filters import Conditions
from api.sorting import Order, beyond
from api.sql import statement

COUNT_CAP = 10_000
LARGEST_ANSWER_BYTES = 2_000_000


@dataclass(frozen=True, kw_only=True)
class DataVersion:
    """How far the base has come: the number of the last change, and when it was made."""

    sequence: int
    changed_at: datetime.datetime | None


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a page; `keys` are its sort values as text, for a cursor."""

    record_id: str
    incident_id: str | None
    keys: tuple[str | None, ...]
    body: str


@dataclass(frozen=True, kw_only=True)
class Page:
    """Rows in the order asked for, whether more lie on either side, and how many there are in all (up to the cap)."""

    rows: tuple[Row, ...]
    has_next: bool
    has_previous: bool
    found: int
    version: DataVersion
    backwards: bool = False


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What is counted, where that is more or simpler than what is listed."""

    source: sql.Composable
    conditions: Conditions


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Which rows, from where, in which order. `source` is a FROM clause in which the listed row is called `r`."""

    table: str
    source: sql.Composable
    record_id: sql.Composable
    conditions: Conditions
    orders: Sequence[Order]
    per_page: int
    cursor: Cursor | None
    counted: Counted | None = None

    @property
    def to_count(self) -> Counted:
        return self.counted or Counted(source=self.source, conditions=self.conditions)


def fetch(selection: Selection) -> Page:
    """The page of a selection; one statement, one snapshot."""
    key = _text_of(selection.to_count)
    found = database.rows(_composed(selection, _counts.get(key)))
    count, sequence, changed_at = found[0][:3]
    version = DataVersion(sequence=sequence or 0, changed_at=changed_at)
    _remember(key, _Count(version=version, found=count))
    rows = [
        Row(record_id=record_id, incident_id=incident_id, keys=tuple(keys), body=body)
        for _, _, _, row_id, record_id, incident_id, keys, body in found
        if row_id is not None
    ]
    backwards = selection.cursor is not None and selection.cursor.backwards
    more = len(rows) > selection.per_page
    kept = rows[: selection.per_page]
    if backwards:
        kept.reverse()
    return Page(
        rows=tuple(kept),
        has_next=backwards or more,
        has_previous=more if backwards else selection.cursor is not None,
        found=count,
        version=version,
        backwards=backwards,
    )


def within_limit(page: Page, bodies: Sequence[bytes]) -> tuple[Page, Sequence[bytes]]:
    """As many rows as fit into the largest answer, at least one, from the edge on; the next page goes on from there."""
    size = kept = 0
    for body in reversed(bodies) if page.backwards else bodies:
        size += len(body)
        if size > LARGEST_ANSWER_BYTES and kept:
            break
        kept += 1
    if kept == len(bodies):
        return page, bodies
    if page.backwards:
        return replace(page, rows=page.rows[-kept:], has_previous=True), bodies[-kept:]
    return replace(page, rows=page.rows[:kept], has_next=True), bodies[:kept]


def data_version() -> DataVersion:
    """The last change, which names the state of everything public; read before anything else is."""
    found = database.rows(sql.SQL("SELECT sequence, at FROM published_change ORDER BY sequence DESC LIMIT 1"))
    return DataVersion(sequence=found[0][0] if found else 0, changed_at=found[0][1] if found else None)


@dataclass(frozen=True, kw_only=True)
class _Count:
    """How many rows a list had at a version of the data; it has them until the next change."""

    version: DataVersion
    found: int


_counts: dict[str, _Count] = {}
_MOST_COUNTS = 2_000


def _text_of(counted: Counted) -> str:
    """Names what a count counts."""
    return sql.SQL("{} WHERE {}").format(counted.source, _all(counted.conditions)).as_string(None)


def _remember(key: str, count: _Count) -> None:
    if len(_counts) >= _MOST_COUNTS:
        _counts.clear()
    _counts[key] = count


def _composed(selection: Selection, counted: _Count | None) -> sql.Composed:
    backwards = selection.cursor is not None and selection.cursor.backwards
    orders = [order.reversed() for order in selection.orders] if backwards else list(selection.orders)
    limit = selection.per_page + 1 if selection.per_page else 0
    names = [sql.Identifier(f"key_{position}") for position in range(len(orders))]
    keys = [sql.SQL("{} AS {}").format(order.expression, name) for order, name in zip(orders, names, strict=True)]
    edges = [None] if selection.cursor is None else beyond(orders, selection.cursor.values)
    branches = [
        statement("branch").format(
            record_id=selection.record_id,
            keys=sql.SQL(", ").join(keys),
            source=selection.source,
            conditions=_all([*selection.conditions, *([edge] if edge is not None else [])]),
            order=_order(orders, [order.expression for order in orders]),
            limit=sql.Literal(limit),
        )
        for edge in edges
    ]
    page = branches[0] if len(branches) == 1 else _joined(branches, orders, names, limit)
    return statement("page").format(
        page=page,
        key_texts=sql.SQL("ARRAY[{}]").format(sql.SQL(", ").join(sql.SQL("page.{}::text").format(n) for n in names)),
        source=selection.to_count.source,
        conditions=_all(selection.to_count.conditions),
        counted_at=sql.Literal(counted.version.sequence if counted else None),
        counted_from=sql.Literal(counted.version.changed_at if counted else None),
        counted=sql.Literal(counted.found if counted else None),
        count_limit=sql.Literal(COUNT_CAP + 1),
        table=sql.Identifier(selection.table),
        order=_order(orders, [sql.SQL("page.{}").format(name) for name in names]),
    )


def _joined(
    branches: Sequence[sql.Composable], orders: Sequence[Order], names: Sequence[sql.Composable], limit: int
) -> sql.Composed:
    return sql.SQL("SELECT * FROM ({}) AS both_sides ORDER BY {} LIMIT {}").format(
        sql.SQL(" UNION ALL ").join(branches), _order(orders, names), sql.Literal(limit)
    )


def _order(orders: Sequence[Order], expressions: Sequence[sql.Composable]) -> sql.Composable:
    return sql.SQL(", ").join(order.clause(expression) for order, expression in zip(orders, expressions, strict=True))


def _all(conditions: Conditions) -> sql.Composable:
    return sql.SQL(" AND ").join(conditions)
