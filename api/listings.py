"""Every list of the API, declared once: addresses, documentation and the OpenAPI document are made from this table."""

from collections.abc import Mapping
from typing import Any

from psycopg import sql

from api import incident_filters as incidents
from api import record_filters as records
from api.filters import Filter, Reading
from api.questions import Listing
from api.selections import search_query
from api.sorting import SortKey


def _matches(words: str, reading: Reading) -> sql.Composable:
    return sql.SQL("r.search @@ {}").format(search_query(words))


INCIDENTS = Listing(
    name="incidents",
    says="Incidents, each with every claim about it.",
    table="published_incidentrevision",
    id_column="r.incident_id",
    filters=incidents.FILTERS,
    sorts=incidents.SORTS,
    default_sort="-modified",
    search=_matches,
    search_says="title, summary, names and quoted words",
    relevance=incidents.RELEVANCE,
)


def _flat(name: str, says: str, filters: tuple[Filter, ...], date: SortKey, **given: Any) -> Listing:
    return Listing(
        name=name,
        says=says,
        table="published_record",
        id_column="r.record_id",
        filters=filters,
        sorts=(date, *given.pop("more_sorts", ()), records.ID),
        is_dated_by_claim=date.name in ("claimed_on", "published_on"),
        default_sort=given.pop("default_sort", f"-{date.name}"),
        **given,
    )


_CLAIMED = records.date_key("claimed_on", "When claimed; not stated comes last.")

FLAT: Mapping[str, Listing] = {
    listing.name: listing
    for listing in (
        _flat("estimates", "Every claim of how many were affected.", records.ESTIMATES, _CLAIMED),
        _flat(
            "parties",
            "Organisations, authorities and people, with the roles that they have held.",
            records.PARTIES,
            records.NAME,
            default_sort="name",
            search=records.is_called,
            search_says="names and aliases, each word or part of a word in the same one",
        ),
        _flat("roles", "Which party played which part in which incident.", records.ROLES, _CLAIMED),
        _flat(
            "remediations",
            "What was done, is done or promised about incidents.",
            records.REMEDIATIONS,
            records.date_key("date", "When done, else promised, else claimed."),
        ),
        _flat("actions", "What authorities, courts and claimants did.", records.ACTIONS, _CLAIMED),
        _flat("causes", "How incidents came about.", records.CAUSES, _CLAIMED),
        _flat("data", "Kinds of data that were involved, or are said not to have been.", records.DATA, _CLAIMED),
        _flat("events", "Dated happenings.", records.EVENTS, records.date_key("date", "When it happened.")),
        _flat("statements", "What parties are directly quoted as saying.", records.STATEMENTS, _CLAIMED),
        _flat(
            "articles",
            "Articles that public facts rest on.",
            records.ARTICLES,
            records.date_key("published_on", "When published; not stated comes last."),
            more_sorts=(SortKey(name="title", expression="r.name", type="text", nullable=True, says="The title."),),
        ),
    )
}
LISTS: Mapping[str, Listing] = {INCIDENTS.name: INCIDENTS, **FLAT}
# Nested under an incident; `parties` there are the roles, as in the incident's body.
NESTED: Mapping[str, str] = {name: name for name in FLAT if name not in ("parties", "roles")} | {"parties": "roles"}
