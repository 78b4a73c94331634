"""Records of what several incidents share, parties and articles, drawn together over published incidents alone.

Runs under the lock on ChangeCounter: two incidents published at once would otherwise each overlook the other.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from incidents.models import Party
from incidents.publication.records import Row, article_row
from incidents.published.bodies import parse
from incidents.published.models import Record
from incidents.published.reading import current_records

Body = Mapping[str, Any]


def party_rows(party_ids: Iterable[str]) -> list[Row]:
    """The parties as current fact records show them; a party that no record names has no row."""
    wanted = sorted(party_ids)
    codes = [f"party:{party_id}" for party_id in wanted]
    naming: dict[str, list[Record]] = {party_id: [] for party_id in wanted}
    facts = Record.objects.filter(valid_to__isnull=True, incident_id__isnull=False, codes__overlap=codes)
    for record in facts.order_by("incident_id", "record_id"):
        for code in record.codes:
            if code.startswith("party:") and (party_id := code.removeprefix("party:")) in naming:
                naming[party_id].append(record)
    parties = Party.objects.filter(public_id__in=wanted).prefetch_related("aliases", "identifiers")
    return [_party_row(party, naming[party.public_id]) for party in parties if naming[party.public_id]]


def _party_row(party: Party, records: Sequence[Record]) -> Row:
    roles = [_role_held(parse(record.body)) for record in records if record.resource == "roles"]
    roles_held = [role for role in roles if role["party"] == party.public_id]
    incidents = sorted({record.incident_id for record in records if record.incident_id})
    codes = {f"kind:{party.kind}"} | {f"role:{name}" for role in roles_held for name in role["roles"]}
    if party.jurisdiction:
        codes.add(f"jurisdiction:{party.jurisdiction}")
    # Only a curator adds names to a party; they are public with the party, whichever incident they were learnt from.
    aliases = sorted({alias.name for alias in party.aliases.all()} - {party.name})
    codes |= {f"name:{name.casefold()}" for name in (party.name, *aliases)}
    return Row(
        resource="parties",
        record_id=party.public_id,
        body={
            "id": party.public_id,
            "name": party.name,
            "kind": party.kind,
            "jurisdiction": party.jurisdiction,
            "aliases": aliases,
            "identifiers": sorted(
                ({"scheme": one.scheme, "value": one.value} for one in party.identifiers.all()),
                key=lambda one: (one["scheme"], one["value"]),
            ),
            "roles": [{name: role[name] for name in ("id", "incident", "roles", "status")} for role in roles_held],
            "incidents": incidents,
        },
        sort_on=None,
        known_on=min((record.known_on for record in records if record.known_on), default=None),
        codes=sorted(codes),
        name=party.name,
        incident_ids=incidents,
    )


def _role_held(role: Body) -> dict[str, Any]:
    return {name: role[name] for name in ("id", "incident", "roles", "status")} | {"party": role["party"]["id"]}


def article_rows(incident_id: str, articles: Sequence[Body]) -> list[Row]:
    """The articles of the incident's new body, and those that only its last one had while other incidents keep them."""
    fresh = {article["id"]: article for article in articles}
    known = {
        record.record_id: record
        for record in articles_of(incident_id) | current_records("articles").filter(record_id__in=fresh)
    }
    rows = []
    for article_id in sorted(fresh.keys() | known.keys()):
        others = set(known[article_id].incident_ids) - {incident_id} if article_id in known else set()
        incidents = sorted(others | ({incident_id} if article_id in fresh else set()))
        if incidents:
            rows.append(article_row(fresh.get(article_id) or _without_incidents(known[article_id]), incidents))
    return rows


def articles_of(incident_id: str) -> QuerySet[Record]:
    """The current article records that name the incident; only with this NULL does the index on incident_ids serve."""
    return current_records("articles").filter(incident_id__isnull=True, incident_ids__contains=[incident_id])


def _without_incidents(record: Record) -> dict[str, Any]:
    return {name: value for name, value in parse(record.body).items() if name != "incidents"}
