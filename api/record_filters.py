"""The filters and sort keys of the flat resources. A filter is named after the field of the object that it looks at."""

from collections.abc import Sequence

from psycopg import sql

from api.filters import (
    RANGE,
    Conditions,
    Filter,
    Reading,
    Use,
    coded,
    codes,
    day_range,
    either,
    has_code,
    modified,
    one_of,
    party_named,
)
from api.incident_filters import affected_tests
from api.lookups import url_key
from api.sorting import SortKey
from api.values import Code, Count, IncidentId, OneOf, Text, Url


def _of_incident(uses: Sequence[Use], reading: Reading) -> Conditions:
    return [either(one_of(sql.SQL("r.incident_id"), use.values), use.operator) for use in uses]


def _in_incident(uses: Sequence[Use], reading: Reading) -> Conditions:
    """Parties and articles belong to several incidents; of facts they are told apart by having no single one."""
    return [
        either(
            sql.SQL("r.incident_id IS NULL AND r.incident_ids && {}::varchar[]").format(sql.Literal(use.values)),
            use.operator,
        )
        for use in uses
    ]


def _affected(uses: Sequence[Use], reading: Reading) -> Conditions:
    return [_names_a_number(reading), *affected_tests("r", "low", "high", uses)]


def _names_a_number(reading: Reading) -> sql.Composable:
    return sql.SQL("(r.low IS NOT NULL OR r.high IS NOT NULL)")


def _named(uses: Sequence[Use], reading: Reading) -> Conditions:
    return codes("name", str.casefold)(uses, reading)


def _at_url(uses: Sequence[Use], reading: Reading) -> Conditions:
    return [
        either(one_of(sql.SQL("r.url_key"), [url_key(value) for value in use.values]), use.operator) for use in uses
    ]


INCIDENT = Filter(
    name="incident", says="The incident that it belongs to: public id.", reader=IncidentId(), condition=_of_incident
)
INCIDENTS = Filter(
    name="incident", says="An incident that it has a part in: public id.", reader=IncidentId(), condition=_in_incident
)
MODIFIED = modified("When this base published the record as it is: an instant.")
PARTY = party_named("party", "A party that the fact names, in whatever part: party id, or exact name or alias.")
ORIGIN = Filter(
    name="origin",
    says="Who found it: a machine, an importer or a person. A curator has accepted all of them.",
    reader=OneOf(("machine", "importer", "person")),
    condition=codes("origin"),
)
# What every fact has, whatever its kind.
OF_FACTS = (INCIDENT, PARTY, ORIGIN, MODIFIED)
CLAIMED_ON = day_range(
    "claimed_on",
    "When it was claimed, by the whole interval of the date; a claim without date counts from its earliest article.",
    latest="known_on",
)

ESTIMATES: tuple[Filter, ...] = (
    *OF_FACTS,
    party_named("claimant", "Who claims it: party id, or exact name or alias."),
    coded("claimant_kind", "claimant_kind", "What part the claimant plays (list `claimant_kind`)."),
    coded("measure", "measure", "What is counted (list `measure`)."),
    coded("bound", "bound", "How the words limit the number (list `bound`)."),
    coded("status", "claim_status", "Where the claim stands among later ones (list `claim_status`).", is_of_today=True),
    coded("exposure", "exposure", "What happened to the data (list `exposure`)."),
    coded("rank", "rank", "How curators rank it (list `rank`)."),
    Filter(
        name="affected",
        says="The number, by what the claim allows: `at most 87 million` admits every number from 0 to 87 million.",
        reader=Count(),
        operators=("", *RANGE),
        condition=_affected,
        stated=_names_a_number,
    ),
    CLAIMED_ON,
)
ROLES: tuple[Filter, ...] = (
    *OF_FACTS,
    coded("role", "party_role", "The role (list `party_role`)."),
    coded("status", "role_status", "How well established the role is (list `role_status`)."),
    CLAIMED_ON,
)
REMEDIATIONS: tuple[Filter, ...] = (
    *OF_FACTS,
    coded("action", "remediation_action", "What is done (list `remediation_action`)."),
    coded("status", "remediation_status", "How far it has come (list `remediation_status`).", is_of_today=True),
    coded("verification", "verification", "Who has checked it (list `verification`).", is_of_today=True),
    party_named("actor", "Who does it: party id, or exact name or alias."),
    day_range(
        "date",
        "When it was done, else promised, else claimed; a partial date by its earliest day.",
        is_of_today=True,
    ),
)
ACTIONS: tuple[Filter, ...] = (
    *OF_FACTS,
    coded("action", "official_action", "What was done (list `official_action`)."),
    coded("status", "action_status", "How far it has come (list `action_status`)."),
    party_named("body", "Who acts: party id, or exact name or alias."),
    party_named("target", "Against whom: party id, or exact name or alias."),
    CLAIMED_ON,
)
CAUSES: tuple[Filter, ...] = (
    *OF_FACTS,
    coded("cause", "cause", "How it came about (list `cause`)."),
    party_named("actor", "Who did it: party id, or exact name or alias."),
    CLAIMED_ON,
)
DATA: tuple[Filter, ...] = (
    *OF_FACTS,
    coded("category", "data_category", "The kind of data (list `data_category`)."),
    coded("asserted", "asserted", "Said to be involved, or not (list `asserted`)."),
    coded("exposure", "exposure", "What happened to it (list `exposure`)."),
    CLAIMED_ON,
)
EVENTS: tuple[Filter, ...] = (
    *OF_FACTS,
    coded("event", "event", "What happened (list `event`)."),
    day_range("date", "When it happened; a partial date by its earliest day."),
)
STATEMENTS: tuple[Filter, ...] = (
    *OF_FACTS,
    coded("statement_kind", "statement_kind", "What the speaker does with the words (list `statement_kind`)."),
    party_named("speaker", "Who speaks: party id, or exact name or alias."),
    CLAIMED_ON,
)
PARTIES: tuple[Filter, ...] = (
    INCIDENTS,
    MODIFIED,
    coded("kind", "party_kind", "What sort of party it is (list `party_kind`)."),
    Filter(
        name="role",
        says="It has this role in some incident (list `party_role`).",
        reader=Code("party_role"),
        condition=codes("role"),
        stated=has_code("role"),
    ),
    Filter(
        name="jurisdiction",
        says="Where it is at home, as the object prints it.",
        reader=Text(longest=20),
        condition=codes("jurisdiction"),
        stated=has_code("jurisdiction"),
    ),
    Filter(name="name", says="Its exact name or alias, whatever the case.", reader=Text(), condition=_named),
)
ARTICLES: tuple[Filter, ...] = (
    INCIDENTS,
    MODIFIED,
    Filter(
        name="publisher",
        says="Who published it, exactly, whatever the case.",
        reader=Text(),
        condition=codes("publisher", str.casefold),
        stated=has_code("publisher"),
    ),
    Filter(name="url", says="Its address, in any spelling that means the same page.", reader=Url(), condition=_at_url),
    day_range("published_on", "When it was published, by the whole interval of the date.", latest="known_on"),
)


def name_contains(words: str) -> sql.Composable:
    """The name has these words in it, whatever the case."""
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return sql.SQL("r.name ILIKE {}").format(sql.Literal(f"%{escaped}%"))


def date_key(name: str, says: str) -> SortKey:
    return SortKey(name=name, expression="r.sort_on", type="date", nullable=True, says=says)


ID = SortKey(name="id", expression="r.record_id", type="text", says="The public id.")
NAME = SortKey(name="name", expression="r.name", type="text", nullable=True, says="The name.")
