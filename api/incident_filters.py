"""The filters and sort keys of /incidents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psycopg import sql

from api.filters import (
    DATES,
    RANGE,
    Conditions,
    Filter,
    Reading,
    Use,
    column,
    days,
    has_value,
    modified,
    one_of,
)
from api.sorting import SortKey
from api.values import Code, Count, Day, OneOf, Party
from incidents import vocabularies


@dataclass(frozen=True, kw_only=True)
class FacetRecords:
    """Where the facts of a facet stand among the flat records `k`: resource (None: any), key of the code, condition."""

    key: str
    resource: str | None = None
    also: str = "TRUE"


RECORDS_OF_FACET: Mapping[str, FacetRecords] = {
    "party": FacetRecords(key="party"),
    "role": FacetRecords(key="role", resource="roles"),
    "cause": FacetRecords(key="cause", resource="causes"),
    "data": FacetRecords(key="category", resource="data", also="k.codes @> ARRAY['asserted:involved']"),
    "remediation": FacetRecords(key="action", resource="remediations"),
    "action": FacetRecords(key="action", resource="actions"),
    "action_body": FacetRecords(key="body", resource="actions"),
}
_OPEN = 2**63 - 1  # PostgreSQL's largest bigint stands for an open end
# What `affected` counts: not money and not bytes, which are claims about something else.
_COUNTS_OF_AFFECTED = [
    f"measure:{measure}"
    for measure in ("people", "accounts", "records", "households", "devices", "organisations", "files", "unknown")
]


def _facet(name: str) -> Filter:
    reader = {
        "party": Party(),
        "role": Code("party_role"),
        "cause": Code("cause"),
        "data": Code("data_category"),
        "remediation": Code("remediation_action"),
        "action": Code("official_action"),
        "action_body": Party(),
    }[name]

    def condition(uses: Sequence[Use], reading: Reading) -> Conditions:
        # NOT EXISTS, never NULL: written so, the planner makes an anti-join of it that stops with the page.
        return [
            sql.SQL("NOT {}" if use.operator == "!" else "{}").format(_has_term(name, use.values, reading))
            for use in uses
        ]

    def stated(reading: Reading) -> sql.Composable:
        return _has_term(name, None, reading)

    return Filter(name=name, says=_SAYS[name], reader=reader, condition=condition, stated=stated, facet=name)


_SAYS = {
    "party": "A party that a fact of the incident names, in whatever part: id, or exact name or alias.",
    "role": "Somebody has this role in the incident (list `party_role`).",
    "cause": "How it came about (list `cause`).",
    "data": "A kind of data that was involved (list `data_category`).",
    "remediation": "What somebody did, does or promises to do about it (list `remediation_action`).",
    "action": "What an authority, court or claimant did (list `official_action`).",
    "action_body": "Who took an official action: id, or exact name or alias.",
}


def _has_term(facet: str, values: Sequence[str] | None, reading: Reading) -> sql.Composable:
    """By the link rows of the revision; under known_by by the records that had been claimed by then. None: any."""
    if reading.known_by is not None:
        return has_record(RECORDS_OF_FACET[facet].resource, _carries(facet, values), reading)
    of_code = sql.SQL("TRUE") if values is None else one_of(sql.Identifier("t", "code"), values)
    return sql.SQL(
        "EXISTS (SELECT 1 FROM published_incidentterm AS t WHERE t.revision_id = r.id AND t.facet = {} AND {})"
    ).format(sql.Literal(facet), of_code)


def _carries(facet: str, values: Sequence[str] | None) -> sql.Composable:
    """Record `k` carries one of the facet's codes."""
    source = RECORDS_OF_FACET[facet]
    if values is None:
        test = sql.SQL("EXISTS (SELECT 1 FROM unnest(k.codes) AS one(code) WHERE starts_with(one.code, {}))").format(
            sql.Literal(f"{source.key}:")
        )
    else:
        wanted = [f"{source.key}:{value}" for value in values]
        test = sql.SQL("k.codes && {}::text[]").format(sql.Literal(wanted))
    return sql.SQL("{} AND {}").format(test, sql.SQL(source.also))


def has_record(resource: str | None, test: sql.Composable, reading: Reading) -> sql.Composable:
    """The incident has a record `k` (of one kind) that passes the test, was valid and had been claimed in time."""
    of_kind = sql.SQL("k.resource = {}").format(sql.Literal(resource)) if resource else sql.SQL("TRUE")
    return sql.SQL(
        "EXISTS (SELECT 1 FROM published_record AS k WHERE k.incident_id = r.incident_id AND {} AND {} AND {} AND {})"
    ).format(of_kind, reading.valid("k"), reading.known("k"), test)


def anything_known(reading: Reading) -> sql.Composable:
    """Something of the incident had been claimed by then; an incident of which nothing was known is not listed."""
    return has_record(None, sql.SQL("TRUE"), reading)


def _affected(uses: Sequence[Use], reading: Reading) -> Conditions:
    """All bounds of one request look at one claim: 1 m to 2 m asks for a claim that admits a value in between."""
    mode, placeholders = reading.options["affected_mode"], reading.options["include_placeholders"]
    if mode == "headline":
        tests = [sql.SQL("r.has_headline"), *affected_tests("r", "headline_low", "headline_high", uses)]
        if not placeholders:
            return tests
        only = sql.SQL("NOT r.has_headline AND {}").format(has_record("estimates", _placeholder(reading), reading))
        return [sql.SQL("(({}) OR ({}))").format(sql.SQL(" AND ").join(tests), only)]
    passes = sql.SQL(" AND ").join(affected_tests("k", "low", "high", uses))
    live = _live_claim(reading)
    if placeholders:
        live = sql.SQL("(({}) OR ({}))").format(live, _placeholder(reading))
        passes = sql.SQL("((k.low IS NULL AND k.high IS NULL) OR ({}))").format(passes)
    if mode == "any":
        return [has_record("estimates", sql.SQL("{} AND {}").format(live, passes), reading)]
    contrary = has_record("estimates", sql.SQL("{} AND NOT ({})").format(live, passes), reading)
    return [has_record("estimates", live, reading), sql.SQL("NOT {}").format(contrary)]


def _any_number(reading: Reading) -> sql.Composable:
    """Somebody's live claim names a number of those affected."""
    return has_record("estimates", _live_claim(reading), reading)


def affected_tests(alias: str, low: str, high: str, uses: Sequence[Use]) -> Conditions:
    """One number passes all the uses, and the claim allows it. `affected_numbers` says which numbers pass.

    A NULL bound beside a value is open: nothing was said against any smaller or larger number.
    """
    least = sql.SQL("COALESCE({}, 0)").format(sql.Identifier(alias, low))
    greatest = sql.SQL("COALESCE({}, {})").format(sql.Identifier(alias, high), sql.Literal(_OPEN))
    tests = [
        sql.SQL("({} <= {} AND {} >= {})").format(least, sql.Literal(last), greatest, sql.Literal(first))
        for first, last in affected_numbers(uses)
    ]
    return [sql.SQL("({})").format(sql.SQL(" OR ").join(tests)) if tests else sql.SQL("FALSE")]


def affected_numbers(uses: Sequence[Use]) -> list[tuple[int, int]]:
    """The numbers that pass all the uses, as intervals with both ends: none where they exclude one another.

    >>> affected_numbers([Use(operator="__gte", values=[5]), Use(operator="__lt", values=[10])])
    [(5, 9)]
    """
    first, last = 0, _OPEN
    listed: set[int] | None = None
    for use in uses:
        if use.operator == "":
            listed = set(use.values) if listed is None else listed & set(use.values)
            continue
        (value,) = use.values
        first = max(first, {"__gte": value, "__gt": value + 1}.get(use.operator, 0))
        last = min(last, {"__lte": value, "__lt": value - 1}.get(use.operator, _OPEN))
    if listed is not None:
        return [(value, value) for value in sorted(listed) if first <= value <= last]
    return [(first, last)] if first <= last else []


def _live_claim(reading: Reading) -> sql.Composable:
    """Estimate `k` names a number of those affected and is neither retracted nor superseded (by then)."""
    live = sql.SQL("(k.low IS NOT NULL OR k.high IS NOT NULL) AND k.codes && {}::text[]").format(
        sql.Literal(_COUNTS_OF_AFFECTED)
    )
    return sql.SQL("{} AND {}").format(live, live_by(reading, "k"))


def _placeholder(reading: Reading) -> sql.Composable:
    """Estimate `k` stands and names a placeholder instead of a number of those affected."""
    return sql.SQL("k.codes @> ARRAY['bound:placeholder'] AND k.codes && {}::text[] AND {}").format(
        sql.Literal(_COUNTS_OF_AFFECTED), live_by(reading, "k")
    )


_NEVER_LIVE = ["status:retracted", "rank:deprecated", "exposure:none"]
_REPLACED = ["superseded:true", "status:superseded", "status:revised"]


def live_by(reading: Reading, alias: str) -> sql.Composable:
    """The claim stands: what had not been claimed by the day of known_by cannot have superseded anything by then."""
    if reading.known_by is None:
        return sql.SQL("NOT ({}.codes && {}::text[])").format(
            sql.Identifier(alias), sql.Literal(_NEVER_LIVE + _REPLACED)
        )
    return sql.SQL(
        "NOT ({a}.codes && {never}::text[])"
        " AND ({a}.codes @> ARRAY['superseded:true'] OR NOT ({a}.codes && {replaced}::text[]))"
        " AND NOT EXISTS (SELECT 1 FROM published_record AS later WHERE later.incident_id = {a}.incident_id"
        " AND later.resource = 'estimates' AND {valid} AND {known}"
        " AND {a}.codes @> ARRAY['superseded_by:' || later.record_id])"
    ).format(
        a=sql.Identifier(alias),
        never=sql.Literal(_NEVER_LIVE),
        replaced=sql.Literal(_REPLACED),
        valid=reading.valid("later"),
        known=reading.known("later"),
    )


def veracity_code(word: str) -> str:
    """As bodies print VERIS's words: ``Near miss`` is ``near_miss``."""
    return word.lower().replace(" ", "_")


FILTERS: tuple[Filter, ...] = (
    *(_facet(name) for name in _SAYS),
    Filter(
        name="status",
        says="How far the incident has come (list `incident_status`).",
        reader=Code("incident_status"),
        condition=column("status"),
    ),
    Filter(
        name="veracity",
        says="How sure it is that it happened (list `veracity`).",
        reader=OneOf(tuple(veracity_code(code) for code in sorted(vocabularies.load("veracity").codes))),
        condition=column("veracity"),
    ),
    Filter(
        name="occurred",
        says="When it happened: from the first day of `occurred.from` to the last day of `occurred.to`.",
        reader=Day(),
        operators=DATES,
        condition=days("occurred_earliest", "occurred_latest"),
        stated=has_value("occurred_earliest"),
    ),
    Filter(
        name="first_public",
        says="When the public first learned of it: the whole interval of `first_public`.",
        reader=Day(),
        operators=DATES,
        condition=days("first_public_earliest", "first_public_latest"),
        stated=has_value("first_public_earliest"),
    ),
    modified("When this base last published the incident anew: `modified`, an instant."),
    Filter(
        name="affected",
        says="How many were affected, by what the claim allows; `affected_mode` says which claims are looked at.",
        reader=Count(),
        operators=("", *RANGE),
        condition=_affected,
        stated=_any_number,
    ),
)

SORTS: tuple[SortKey, ...] = (
    SortKey(name="modified", expression="r.valid_from", type="timestamptz", says="When last published anew."),
    SortKey(
        name="first_public",
        expression="r.first_public_earliest",
        type="date",
        nullable=True,
        says="When first public; not stated comes last.",
    ),
    SortKey(
        name="occurred",
        expression="r.occurred_earliest",
        type="date",
        nullable=True,
        says="When it began; not stated comes last.",
    ),
    SortKey(
        name="affected",
        expression="COALESCE(r.headline_high, r.headline_low)",
        type="bigint",
        nullable=True,
        says="The largest number that the headline names; no number comes last.",
    ),
    SortKey(name="id", expression="r.incident_id", type="text", says="The public id."),
)
RELEVANCE = SortKey(
    name="relevance", expression="r.relevance", type="float8", says="How well `q` fits; among the newest 1,000 matches."
)
