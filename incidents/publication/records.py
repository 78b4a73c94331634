"""Flat records from an incident's body, each with the columns and codes that filters need.

`Record.codes` holds "<name>:<value>" strings, so that one GIN index serves every filter of every flat resource
(``codes @> ARRAY['measure:people', 'party:par_…']``). Values are vocabulary codes as the body prints them, or public ids.

| resource | codes, beside those of all facts |
|---|---|
| all facts | `party:` every party that the fact names in whatever part, `claimant:`, `origin:` machine, importer or person, `superseded:` true or false, `superseded_by:` the fact |
| estimates | `measure:` `bound:` `exposure:` `basis:` `status:` `rank:` `claimant_kind:` |
| roles | `role:` (each), `status:` `kind:` of the party |
| remediations | `action:` `status:` `verification:` `actor:` |
| actions | `action:` `status:` `currency:` `body:` `target:` |
| causes | `cause:` `actor:` |
| data | `category:` `asserted:` `exposure:` |
| events | `event:` `qualifier:` |
| statements | `statement_kind:` `speech:` `speaker:` |
| parties | `kind:` `jurisdiction:` `role:` (each role held in a published incident) `name:` (name and aliases, case-folded) |
| articles | `publisher:` (case-folded) |

What is null gives no code. `sort_on` is the earliest day of the date that the resource is sorted by: done_on, else
promised_on, for remediations, the event's date for events, published_on for articles, claimed_on for the rest; without
it the day of `known_on`. `known_on` is the latest day of claimed_on, else the publication date of the earliest article.
"""  # noqa: E501 - a table row is one line

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from incidents.partial_dates import PartialDate
from incidents.published.claim_dates import known_on
from incidents.published.intervals import interval
from incidents.published.remediations import known_since

Body = Mapping[str, Any]

ARRAY_OF_RESOURCE = {
    "estimates": "estimates",
    "roles": "parties",
    "remediations": "remediations",
    "actions": "actions",
    "causes": "causes",
    "data": "data",
    "events": "events",
    "statements": "statements",
}
_CODE_FIELDS = {
    "estimates": ("measure", "bound", "exposure", "basis", "status", "rank", "claimant_kind"),
    "roles": ("status",),
    "remediations": ("action", "status", "verification"),
    "actions": ("action", "status", "currency"),
    "causes": ("cause",),
    "data": ("category", "asserted", "exposure"),
    "events": ("event",),
    "statements": ("statement_kind", "speech"),
}
_PARTY_FIELDS = ("claimant", "actor", "body", "target", "speaker")


@dataclass(frozen=True, kw_only=True)
class Row:
    """What a Record row will hold, without its validity."""

    resource: str
    record_id: str
    body: Body
    sort_on: datetime.date | None
    known_on: datetime.date | None
    codes: list[str]
    name: str | None = None
    low: int | None = None
    high: int | None = None
    url_key: str | None = None
    incident_id: str | None = None
    incident_ids: list[str] = field(default_factory=list)


def fact_rows(body: Body) -> list[Row]:
    """The facts of an incident's body as rows of the flat resources."""
    return [
        _fact_row(resource, fact, body["id"]) for resource, array in ARRAY_OF_RESOURCE.items() for fact in body[array]
    ]


def party_ids(fact: Body) -> set[str]:
    """The public ids of the parties that a fact names in whatever part."""
    named = [fact.get(name) for name in (*_PARTY_FIELDS, "party", "by")]
    # An official action's `target` is a party, a remediation's a text.
    ids = {party["id"] for party in named if isinstance(party, Mapping) and party["id"]}
    for step in fact.get("steps", ()):
        ids |= party_ids(step)
    return ids


def article_row(article: Body, incident_ids: list[str]) -> Row:
    """An article as a flat record: what the bodies print, with all incidents that it feeds."""
    published = PartialDate(article["published_on"]) if article["published_on"] else None
    return Row(
        resource="articles",
        record_id=article["id"],
        body={**article, "incidents": incident_ids},
        sort_on=published.earliest if published else None,
        known_on=published.latest if published else None,
        codes=[f"publisher:{article['publisher'].casefold()}"] if article["publisher"] else [],
        name=article["title"],
        url_key=hashlib.sha256(article["url"].encode()).hexdigest(),
        incident_ids=incident_ids,
    )


def first_day(value: str | None) -> datetime.date | None:
    """The earliest day of a partial date."""
    return PartialDate(value).earliest if value else None


def last_day(value: str | None) -> datetime.date | None:
    """The latest day of a partial date."""
    return PartialDate(value).latest if value else None


def _fact_row(resource: str, fact: Body, incident_id: str) -> Row:
    known = known_since(fact) if resource == "remediations" else known_on(fact)
    allowed = None
    if resource == "estimates":
        allowed = interval(fact["low"], fact["best"], fact["high"], fact["bound"])
    return Row(
        resource=resource,
        record_id=fact["id"],
        body=fact,
        sort_on=first_day(_sort_date(resource, fact)) or known,
        known_on=known,
        codes=_codes(resource, fact),
        name=fact["party"]["name"] if resource == "roles" else None,
        low=allowed[0] if allowed else None,
        high=allowed[1] if allowed else None,
        incident_id=incident_id,
        incident_ids=[incident_id],
    )


def _sort_date(resource: str, fact: Body) -> str | None:
    if resource == "remediations":
        return fact["done_on"] or fact["promised_on"] or fact["claimed_on"]
    if resource == "events":
        return str(fact["date"]["value"])
    return fact["claimed_on"]


def _codes(resource: str, fact: Body) -> list[str]:
    codes = {f"{name}:{fact[name]}" for name in _CODE_FIELDS[resource] if fact[name] is not None}
    codes |= {f"party:{party}" for party in party_ids(fact)}
    for name in _PARTY_FIELDS:
        party = fact.get(name)
        if isinstance(party, Mapping) and party["id"]:
            codes.add(f"{name}:{party['id']}")
    codes.add(f"origin:{fact['origin']['kind']}")
    codes.add(f"superseded:{'false' if fact['superseded_by'] is None else 'true'}")
    codes |= {f"superseded_by:{fact['superseded_by']}"} if fact["superseded_by"] else set()
    if resource == "roles":
        codes |= {f"role:{role}" for role in fact["roles"]} | {f"kind:{fact['party']['kind']}"}
    if resource == "events":
        codes.add(f"qualifier:{fact['date']['qualifier']}")
    return sorted(codes)
