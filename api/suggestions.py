"""What a reader may mean while a name is typed: parties, incidents and codes, each with the filter that it is for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from psycopg import sql

from api import database
from api.incident_filters import veracity_code
from api.listings import LISTS
from api.sql import statement
from api.values import Code
from incidents import vocabularies
from incidents.published.groups import GROUP_KEYS
from incidents.published.names import fold, likeness

MOST = 10
TYPES = ("party", "incident", "code")
LEAST_LIKENESS = 0.45  # of what was typed to some words of the name, by pg_trgm's word_similarity
LEAST_LIKENESS_OF_CODE = 0.4  # to the whole code or label
_SHORTEST_WITHIN = 3  # letters: fewer begin some word of nearly every name
_SHORTEST_NEAR = 4
_MOST_NEAR_WORDS = 2
_LOOKED_AT = {"party": 10_000, "incident": 1_000}
_ID = re.compile(r"PIKB[-0-9]*")


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """Something that fits. `place`: 0 is called just so, 1 begins so, 2 a word of it does, 3 nearly so."""

    type: str
    id: str
    label: str
    matched: str
    place: int
    list: str
    filter: str
    value: str = ""
    vocabulary: str | None = None
    count: int | None = None


def suggest(q: str, types: Sequence[str]) -> list[Suggestion]:
    """At most ten, the best first; where several types fit equally well they take turns."""
    makers = {"party": _parties, "incident": _incidents, "code": _codes}
    placed = [
        (one.place, turn, TYPES.index(one.type), one) for name in types for turn, one in enumerate(makers[name](q))
    ]
    return [one for *_, one in sorted(placed, key=lambda each: each[:3])][:MOST]


def _parties(q: str) -> Iterator[Suggestion]:
    folded = fold(q)
    rows = _named("party", folded) or _near("party", folded)
    own = _own_names([code for code, *_ in rows])
    for code, name, place, count in rows:
        yield Suggestion(
            type="party",
            id=code,
            label=own.get(code, name),
            matched=name,
            place=place,
            list="incidents",
            filter="party",
            value=code,
            count=count,
        )


def _incidents(q: str) -> Iterator[Suggestion]:
    folded = fold(q)
    rows = _with_id(q) or _named("incident", folded) or _near("incident", folded)
    titles = _own_titles([code for code, *_ in rows])
    for code, matched, place, _ in rows:
        yield Suggestion(
            type="incident",
            id=code,
            label=titles.get(code, matched),
            matched=matched,
            place=place,
            list="estimates",
            filter="incident",
        )


_Row = tuple[str, str, int, int | None]  # public id, name that fits, place, how many incidents


def _named(kind: str, folded: str) -> Sequence[_Row]:
    if not folded:
        return []
    # Beyond three words it is a title from its beginning, or nothing.
    is_within = len(folded) >= _SHORTEST_WITHIN and len(folded.split()) <= 3
    composed = statement("names").format(
        kind=sql.Literal(kind),
        folded=sql.Literal(folded),
        start=sql.Literal(f"{folded}%"),
        within=sql.Literal(f"% {folded}%" if is_within else ""),
        limit=sql.Literal(MOST),
    )
    return database.rows(composed)


def _near(kind: str, folded: str) -> Sequence[_Row]:
    words = len(folded.split())
    # A misspelt sentence shares some of its letters with most titles: it would cost much and mean nothing.
    if len(folded) < _SHORTEST_NEAR or (kind == "incident" and words > _MOST_NEAR_WORDS):
        return []
    composed = statement("near_names").format(
        kind=sql.Literal(kind),
        folded=sql.Literal(folded),
        looked_at=sql.Literal(_LOOKED_AT[kind]),
        limit=sql.Literal(MOST),
    )
    return database.rows_alike(LEAST_LIKENESS, composed)


def _with_id(q: str) -> Sequence[_Row]:
    wanted = q.strip().upper()
    if not _ID.fullmatch(wanted):
        return []
    composed = sql.SQL(
        "SELECT code, code, 1 - (code = {})::int, NULL::bigint FROM published_name"
        " WHERE kind = 'incident' AND code LIKE {} ORDER BY code LIMIT {}"
    )
    return database.rows(composed.format(sql.Literal(wanted), sql.Literal(f"{wanted}%"), sql.Literal(MOST)))


def _own_names(party_ids: Sequence[str]) -> dict[str, str]:
    """What the parties are called, where an alias was found."""
    query = "SELECT record_id, name FROM published_record WHERE resource = 'parties' AND valid_to IS NULL AND {}"
    return _looked_up(query, "record_id", party_ids)


def _own_titles(incident_ids: Sequence[str]) -> dict[str, str]:
    return _looked_up("SELECT code, name FROM published_name WHERE kind = 'incident' AND {}", "code", incident_ids)


def _looked_up(query: str, column: str, ids: Sequence[str]) -> dict[str, str]:
    if not ids:
        return {}
    among = sql.SQL("{} = ANY({})").format(sql.Identifier(column), sql.Literal(list(ids)))
    return dict(database.rows(sql.SQL(query).format(among)))


@dataclass(frozen=True, kw_only=True)
class _Term:
    """A code with the first filter that takes it: of incidents, or else of the flat list that has one."""

    code: str
    label: str
    words: frozenset[str]  # folded: the code and the label
    vocabulary: str
    list: str
    filter: str
    value: str


def _codes(q: str) -> list[Suggestion]:
    folded = fold(q)
    terms = _terms()
    placed = sorted(
        ((place, position) for position, term in enumerate(terms) if (place := _place(term, folded)) is not None)
    )[:MOST]
    if not placed and len(folded) >= _SHORTEST_NEAR:
        likest = sorted((-max(likeness(folded, word) for word in term.words), at) for at, term in enumerate(terms))
        placed = [(3, position) for unlike, position in likest[:MOST] if -unlike >= LEAST_LIKENESS_OF_CODE]
    counts = _counts([terms[position] for _, position in placed])
    return [_suggested(terms[position], place, counts) for place, position in placed]


def _place(term: _Term, folded: str) -> int | None:
    if not folded:
        return None
    if folded in term.words:
        return 0
    if any(word.startswith(folded) for word in term.words):
        return 1
    return 2 if any(f" {folded}" in word for word in term.words) and len(folded) >= _SHORTEST_WITHIN else None


def _suggested(term: _Term, place: int, counts: dict[tuple[str, str, str], int]) -> Suggestion:
    return Suggestion(
        type="code",
        id=term.code,
        label=term.label,
        matched=term.code,
        place=place,
        list=term.list,
        filter=term.filter,
        value=term.value,
        vocabulary=term.vocabulary,
        count=counts.get((term.list, term.filter, term.value), 0 if _is_counted(term) else None),
    )


def _counts(terms: Sequence[_Term]) -> dict[tuple[str, str, str], int]:
    """How many rows of its list each code finds, from the counts that publication keeps."""
    wanted = [term for term in terms if _is_counted(term)]
    if not wanted:
        return {}
    keys = [
        sql.SQL("({})").format(sql.SQL(", ").join(map(sql.Literal, (term.list, term.filter, term.value))))
        for term in wanted
    ]
    query = sql.SQL("SELECT resource, key, code, rows FROM published_groupcount WHERE (resource, key, code) IN ({})")
    return {(*key, code): rows for *key, code, rows in database.rows(query.format(sql.SQL(", ").join(keys)))}


def _is_counted(term: _Term) -> bool:
    return term.filter in {key.name for key in GROUP_KEYS[term.list]}


@cache
def _terms() -> tuple[_Term, ...]:
    """Every code that some filter takes, in the order of lists and files; deprecated ones are not suggested."""
    filter_of: dict[str, tuple[str, str]] = {"veracity": ("incidents", "veracity")}
    for name, listing in LISTS.items():
        for one in listing.filters:
            if isinstance(one.reader, Code):
                filter_of.setdefault(one.reader.vocabulary, (name, one.name))
    return tuple(
        _Term(
            code=term.code,
            label=term.label,
            words=frozenset((fold(term.code), fold(term.label))),
            vocabulary=vocabulary,
            list=of_list,
            filter=of_filter,
            value=veracity_code(term.code) if vocabulary == "veracity" else term.code,
        )
        for vocabulary, (of_list, of_filter) in filter_of.items()
        for term in vocabularies.load(vocabulary).terms
        if not term.deprecated_by
    )
