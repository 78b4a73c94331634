"""Resources as flat tables: one row a record, columns drawn from the declared shape, with a dictionary of them all.

| in the object | in the table |
|---|---|
| a text, number or date | one column of that name |
| an object (`headline`, `claimant`, `occurred.from`) | a column per member, named with a dot |
| a list of texts | one column, the texts between " | " |
| a list of objects (`estimates`, `evidence`) | `….count`, and for evidence the members of the first piece |

What is not stated is an empty cell. A text that a spreadsheet would take for a formula has an apostrophe in front.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from rest_framework import serializers

from api import schemas

BETWEEN_TEXTS = " | "
# A spreadsheet reads a cell that begins so as a formula (OWASP ASVS 1.2.10); NUL hides what follows from some of them.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column. `path` leads to the value; `count`: how many objects the list there has; `first`: of the first."""

    name: str
    path: tuple[str, ...]
    type: str
    says: str
    count: bool = False
    first: bool = False

    def value(self, body: Mapping[str, Any]) -> Any:
        """What the record has there; None where nothing is stated."""
        node: Any = body
        for part in self.path:
            if isinstance(node, list):
                node = node[0] if node else None
            node = node[part] if node is not None else None
        return len(node) if self.count and node is not None else node


@cache
def columns_of(resource: str) -> tuple[Column, ...]:
    """The columns of a resource's table, in the order of the object's members."""
    return tuple(_columns(schemas.SHAPES[resource], ()))


def chosen(resource: str, picked: Mapping[str, frozenset[str] | None] | None) -> tuple[Column, ...]:
    """The columns of the members that `select` picked; all without it."""
    if picked is None:
        return columns_of(resource)
    return tuple(column for column in columns_of(resource) if _is_picked(column, picked))


def header(columns: Sequence[Column]) -> bytes:
    """The first line."""
    return _lines([[column.name for column in columns]])


def rows(bodies: Iterable[Mapping[str, Any]], columns: Sequence[Column]) -> bytes:
    """The lines of some records: RFC 4180, UTF-8."""
    return _lines([_cell(column.value(body)) for column in columns] for body in bodies)


def dictionary() -> Iterator[dict[str, str]]:
    """Every column of every table with its type and meaning."""
    for resource in schemas.SHAPES:
        for column in columns_of(resource):
            yield {"table": resource, "column": column.name, "type": column.type, "meaning": column.says}


def table_of(records: Sequence[Mapping[str, str]]) -> bytes:
    """Plain records of texts as a table with a header, for small tables such as the dictionary."""
    names = list(records[0])
    return _lines([names, *([_cell(record[name]) for name in names] for record in records)])


def _columns(shape: type[serializers.Serializer], above: tuple[str, ...], *, first: bool = False) -> Iterator[Column]:
    for name, field in shape().get_fields().items():
        path = (*above, name)
        says = " ".join(str(field.help_text or "").split())
        child = getattr(field, "child", None)
        if isinstance(field, serializers.Serializer):
            yield from _columns(type(field), path, first=first)
        elif isinstance(child, serializers.Serializer):
            if first:
                continue
            dotted = ".".join(path)
            yield Column(name=f"{dotted}.count", path=path, type="integer", says=f"How many {name}", count=True)
            if isinstance(child, schemas.Evidence) and not above:
                yield from _columns(schemas.Evidence, path, first=True)
        else:
            yield Column(name=".".join(path), path=path, type=_type_of(field), says=says, first=first)


def _type_of(field: serializers.Field) -> str:
    if isinstance(field, serializers.ListField):
        return "texts"
    known = {
        serializers.IntegerField: "integer",
        serializers.FloatField: "number",
        serializers.BooleanField: "boolean",
        serializers.DateField: "date",
        serializers.DateTimeField: "instant",
    }
    return next((word for kind, word in known.items() if isinstance(field, kind)), "text")


def _is_picked(column: Column, picked: Mapping[str, frozenset[str] | None]) -> bool:
    head, *rest = column.path
    if head not in picked:
        return False
    inner = picked[head]
    return inner is None or (bool(rest) and rest[0] in inner)


def _cell(value: Any) -> Any:
    """A value as a cell. Numbers stay numbers; texts lose nothing but their power over spreadsheets."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, list):
        value = BETWEEN_TEXTS.join(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def _lines(table: Iterable[Sequence[Any]]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows(table)
    return written.getvalue().encode()
