"""Sort keys and where a page goes on: keyset conditions that an index can walk, exact with NULLs and equal keys."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from psycopg import sql


@dataclass(frozen=True, kw_only=True)
class SortKey:
    """Something to sort by. `expression` is SQL of this code base; a nullable key has its NULLs last either way."""

    name: str
    expression: str
    type: str
    says: str
    nullable: bool = False


@dataclass(frozen=True, kw_only=True)
class Order:
    """A sort key with its direction. `nulls_last` turns only when a list is walked backwards."""

    key: SortKey
    descending: bool
    nulls_last: bool = True

    @property
    def expression(self) -> sql.Composable:
        return sql.SQL(self.key.expression)

    @property
    def spelled(self) -> str:
        return f"-{self.key.name}" if self.descending else self.key.name

    def reversed(self) -> "Order":
        return replace(self, descending=not self.descending, nulls_last=not self.nulls_last)

    def clause(self, expression: sql.Composable) -> sql.Composable:
        direction = sql.SQL("DESC" if self.descending else "ASC")
        if not self.key.nullable:
            return sql.SQL("{} {}").format(expression, direction)
        nulls = sql.SQL("NULLS LAST" if self.nulls_last else "NULLS FIRST")
        return sql.SQL("{} {} {}").format(expression, direction, nulls)

    def literal(self, value: str) -> sql.Composable:
        return sql.SQL("{}::{}").format(sql.Literal(value), sql.SQL(self.key.type))


def beyond(orders: Sequence[Order], values: Sequence[str | None]) -> list[sql.Composable]:
    """What comes after the row with these key values, as branches that are read one after the other.

    One key and the id in the same direction, which is nearly every list, become a row comparison that an index walks
    and, where NULLs follow, a branch of their own; any other mixture is spelled out.
    """
    if len(orders) == 1 or (len(orders) == 2 and orders[0].descending == orders[1].descending):
        return _by_row_comparison(orders, values)
    return [_spelled_out(orders, values)]


def _by_row_comparison(orders: Sequence[Order], values: Sequence[str | None]) -> list[sql.Composable]:
    first = orders[0]
    comparison = sql.SQL("<" if first.descending else ">")
    if values[0] is None:
        same = sql.SQL("{} IS NULL AND {}").format(first.expression, _after(orders[1], values[1]))
        return [same] if first.nulls_last else [same, sql.SQL("{} IS NOT NULL").format(first.expression)]
    row = sql.SQL(", ").join(order.expression for order in orders)
    bound = sql.SQL(", ").join(order.literal(str(value)) for order, value in zip(orders, values, strict=True))
    following = sql.SQL("({}) {} ({})").format(row, comparison, bound)
    if first.key.nullable and first.nulls_last:
        return [following, sql.SQL("{} IS NULL").format(first.expression)]
    return [following]


def _spelled_out(orders: Sequence[Order], values: Sequence[str | None]) -> sql.Composable:
    cases: list[sql.Composable] = []
    for position, order in enumerate(orders):
        same = [_equal(before, values[index]) for index, before in enumerate(orders[:position])]
        cases.append(sql.SQL("({})").format(sql.SQL(" AND ").join([*same, _after(order, values[position])])))
    return sql.SQL("({})").format(sql.SQL(" OR ").join(cases))


def _equal(order: Order, value: str | None) -> sql.Composable:
    if value is None:
        return sql.SQL("{} IS NULL").format(order.expression)
    return sql.SQL("{} = {}").format(order.expression, order.literal(value))


def _after(order: Order, value: str | None) -> sql.Composable:
    if value is None:
        return sql.SQL("FALSE") if order.nulls_last else sql.SQL("{} IS NOT NULL").format(order.expression)
    comparison = sql.SQL("<" if order.descending else ">")
    later = sql.SQL("{} {} {}").format(order.expression, comparison, order.literal(value))
    if order.key.nullable and order.nulls_last:
        return sql.SQL("({} OR {} IS NULL)").format(later, order.expression)
    return later
