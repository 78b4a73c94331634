"""Counts by group: one statement over the rows that pass, or the counts that publication keeps for everything."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from api import database
from api.filters import Reading
from api.incident_filters import RECORDS_OF_FACET
from api.pages import COUNT_CAP, DataVersion, data_version
from api.questions import Question
from api.selections import matching
from api.sql import statement
from incidents import vocabularies
from incidents.published.groups import UNKNOWN, GroupKey

MOST_GROUPS = 200
MOST_ROWS = 100_000  # going through more would outlast the time-out: of more rows the newest so many are grouped
_NOT_STATED = "not stated"
_NEWEST = {
    "published_incidentrevision": "r.valid_from DESC, r.incident_id DESC",
    "published_record": "r.sort_on DESC NULLS LAST, r.record_id DESC",
}


@dataclass(frozen=True, kw_only=True)
class Groups:
    """The groups to show, how many there are in all, and how many rows were counted (up to the cap).

    `newest`: how many rows were grouped where that is not all of them.
    """

    rows: tuple[Mapping[str, Any], ...]
    groups: int
    found: int
    version: DataVersion
    newest: int | None = None


def fetch(question: Question, *extra: sql.Composable) -> Groups:
    """The groups of a question that names one key or two; `extra` conditions come from the address itself.

    What was counted holds until the next change: going through many rows costs more than looking whether one came.
    """
    composed = _composed(question, *extra)
    text = composed.as_string(None)
    remembered = _remembered.get(text)
    if remembered is not None and remembered.version == data_version():
        return remembered
    groups = _counted(question, composed, is_kept=_are_kept(question, *extra))
    if len(_remembered) >= _MOST_REMEMBERED:
        _remembered.clear()
    _remembered[text] = groups
    return groups


_remembered: dict[str, Groups] = {}
_MOST_REMEMBERED = 200


def _counted(question: Question, composed: sql.Composed, *, is_kept: bool) -> Groups:
    found = database.rows(composed)
    groups, rows, sequence, changed_at = found[0][:4]
    counted = [(first, second, count) for *_, first, second, count in found if first is not None]
    codes = [{first for first, _, _ in counted}, {second for _, second, _ in counted}]
    labels = [_labels(key, some) for key, some in zip(question.group_by, codes, strict=False)]
    shown = [_group(labels, *one) for one in counted]
    if len(question.group_by) == 1 and all(one["key"] != UNKNOWN for one in shown):
        shown.append({"key": UNKNOWN, "label": _NOT_STATED, "count": 0})
    version = DataVersion(sequence=sequence or 0, changed_at=changed_at)
    newest = MOST_ROWS if rows >= MOST_ROWS and not is_kept else None
    return Groups(rows=tuple(shown), groups=groups, found=rows, version=version, newest=newest)


def _composed(question: Question, *extra: sql.Composable) -> sql.Composed:
    rows = matching(question, *extra)
    keys = question.group_by
    shared = {
        "source": rows.source,
        "conditions": sql.SQL(" AND ").join(rows.conditions),
        "unknown": sql.Literal(UNKNOWN),
        "limit": sql.Literal(MOST_GROUPS),
    }
    if _are_kept(question, *extra):
        resource, key = sql.Literal(question.listing.name), sql.Literal(keys[0].name)
        count_limit = sql.Literal(COUNT_CAP + 1)
        return statement("kept_groups").format(resource=resource, key=key, count_limit=count_limit, **shared)
    names = ("first_key", "second_key")
    joins = [_joined(key, name, question.reading) for key, name in zip(keys, names, strict=False)]
    second = sql.SQL("COALESCE(second_key.code, {})").format(sql.Literal(UNKNOWN))
    return statement("groups").format(
        first=sql.SQL("first_key.code"),
        second=second if len(keys) == 2 else sql.SQL("NULL::text"),
        joins=sql.SQL(" ").join(joins),
        newest=sql.SQL(_NEWEST[question.listing.table]),
        most_rows=sql.Literal(MOST_ROWS),
        **shared,
    )


def _are_kept(question: Question, *extra: sql.Composable) -> bool:
    """Everything by one key: publication keeps these counts."""
    if len(question.group_by) != 1 or extra:
        return False
    reading = question.reading
    return not question.uses and question.q is None and reading.as_of is None and reading.known_by is None


def _joined(key: GroupKey, name: str, reading: Reading) -> sql.Composable:
    """The groups of each row beside it. Link rows are joined outright, because that hashes; the rest row by row."""
    alias = sql.Identifier(name)
    if key.kind == "facet" and reading.known_by is None:
        return sql.SQL("LEFT JOIN published_incidentterm AS {a} ON {a}.revision_id = r.id AND {a}.facet = {f}").format(
            a=alias, f=sql.Literal(key.name)
        )
    values = _claimed_by_then(key, reading) if key.kind == "facet" else key.values("r")
    return sql.SQL("LEFT JOIN LATERAL ({}) AS {} ON TRUE").format(values, alias)


def _claimed_by_then(key: GroupKey, reading: Reading) -> sql.Composable:
    """The groups of an incident by the records that had been claimed by the day, each once."""
    source = RECORDS_OF_FACET[key.name]
    return sql.SQL(
        "SELECT DISTINCT substr(one.code, {skip}) AS code FROM published_record AS k, unnest(k.codes) AS one(code)"
        " WHERE k.incident_id = r.incident_id AND {of_kind} AND {also} AND {valid} AND {known}"
        " AND starts_with(one.code, {prefix})"
    ).format(
        skip=sql.Literal(len(source.key) + 2),
        prefix=sql.Literal(f"{source.key}:"),
        of_kind=sql.SQL("k.resource = {}").format(sql.Literal(source.resource)) if source.resource else sql.SQL("TRUE"),
        also=sql.SQL(source.also),
        valid=reading.valid("k"),
        known=reading.known("k"),
    )


def _group(labels: list[Mapping[str, str]], first: str, second: str | None, count: int) -> dict[str, Any]:
    group = {"key": first, "label": labels[0].get(first, first)}
    if second is not None:
        group |= {"key_2": second, "label_2": labels[1].get(second, second)}
    return group | {"count": count}


def _labels(key: GroupKey, codes: Iterable[str]) -> Mapping[str, str]:
    """What codes are called: terms of their list, names of parties; the code itself where it is a word already."""
    stated = {UNKNOWN: _NOT_STATED}
    if key.labels == "party":
        return _names(sorted(set(codes) - {UNKNOWN})) | stated
    if key.labels:
        return stated | {term.code: term.label for term in vocabularies.load(key.labels).terms}
    return stated


def _names(party_ids: list[str]) -> dict[str, str]:
    query = sql.SQL(
        "SELECT record_id, name FROM published_record"
        " WHERE resource = 'parties' AND valid_to IS NULL AND record_id = ANY({})"
    )
    return dict(database.rows(query.format(sql.Literal(party_ids))))
