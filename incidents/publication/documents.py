"""The body of an incident as the API prints it, built from accepted facts alone. Reads; writes nothing."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from incidents.models import ArticleVersion, Contradiction, Fact, Incident, IncidentArticle
from incidents.publication.objects import Context, Object, claimant_kinds, date_object, fact_object
from incidents.publication.selection import Selection, select
from incidents.published import headline, remediations
from incidents.published.bodies import Address, dump, etag

LICENCE = "CC-BY-4.0"
UNPUBLISHED_ID = "PIKB-0000-00000"  # stands in previews for the id that the first publication will give
API_ROOT = "/api/v1"

_ARRAYS = {
    "actions": "action",
    "causes": "cause",
    "data": "data_category",
    "events": "event",
    "statements": "statement",
}
# What changes with every publication even when the content stays.
_STAMPS = ("version", "published_on", "modified")


def build(
    incident: Incident, *, number: int, now: datetime.datetime, first_published_at: datetime.datetime | None = None
) -> Object:
    """The body as revision `number` would publish it at `now`; the same facts always give the same body."""
    return assemble(incident, select(incident), number=number, now=now, first_published_at=first_published_at)


def assemble(
    incident: Incident,
    selection: Selection,
    *,
    number: int,
    now: datetime.datetime,
    first_published_at: datetime.datetime | None = None,
) -> Object:
    """The body over facts that were selected before."""
    incident_id = incident.public_id or UNPUBLISHED_ID
    context = Context(
        incident_id=incident_id,
        evidence=selection.evidence,
        claimant_kinds=claimant_kinds(selection.facts["party"]),
        ids=selection.ids,
    )
    estimates = _objects(selection.facts["estimate"], context)
    return (
        _about(incident, incident_id)
        | {"headline": headline.choose(estimates), "estimates": estimates}
        | {"parties": _objects(selection.facts["party"], context)}
        | {"remediations": _remediations(selection.facts["remediation"], context)}
        | {name: _objects(selection.facts[kind], context) for name, kind in _ARRAYS.items()}
        | {"contradictions": _contradictions(incident, context)}
        | {"articles": _articles(incident, selection)}
        | {"aliases": _merged_ids(incident, deep=True), "merged_from": _merged_ids(incident, deep=False)}
        | {
            "version": number,
            "published_on": (first_published_at or now).astimezone(datetime.UTC).date().isoformat(),
            "modified": instant(now),
            "licence": LICENCE,
        }
    )


def instant(moment: datetime.datetime) -> str:
    """RFC 3339 in UTC, to the second: ``2018-04-06T12:00:00Z``."""
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def content(body: dict[str, Any]) -> dict[str, Any]:
    """The body without what changes with every publication."""
    return {name: value for name, value in body.items() if name not in _STAMPS}


def fingerprint(body: dict[str, Any]) -> str:
    """Tells whether two bodies say the same."""
    return etag(dump(content(body)))


def _about(incident: Incident, incident_id: str) -> Object:
    return {
        "id": incident_id,
        "url": Address(f"{API_ROOT}/incidents/{incident_id}"),
        "html_url": Address(f"/incidents/{incident_id}"),
        "title": incident.title,
        "summary": incident.summary or None,
        "status": incident.status,
        "veracity": veracity_code(incident.veracity),
        "occurred": {
            "from": date_object(incident.occurred_from, incident.occurred_from_qualifier),
            "to": date_object(incident.occurred_to, incident.occurred_to_qualifier),
        },
        "first_public": date_object(incident.first_public, incident.first_public_qualifier),
    }


def veracity_code(word: str) -> str:
    """The API's form of VERIS's words: ``Near miss`` is ``near_miss``, ``Confirmed`` is ``confirmed``."""
    return word.lower().replace(" ", "_")


def _objects(facts: Sequence[Fact], context: Context) -> list[Object]:
    return [fact_object(fact, context) for fact in facts]


def _remediations(facts: Sequence[Fact], context: Context) -> list[Object]:
    """Steps that replace each other are one remediation, known by the id of the step that was stored first."""
    by_key = {fact.pk: fact for fact in facts}
    chains: dict[int, list[Fact]] = {}
    for fact in facts:
        chains.setdefault(_path(fact, by_key)[-1], []).append(fact)
    chains_in_order = sorted(chains.values(), key=lambda chain: min(step.pk for step in chain))
    found = []
    for chain in chains_in_order:
        first = min(chain, key=lambda step: step.pk)
        steps = sorted(chain, key=lambda step: (-len(_path(step, by_key)), step.pk))
        objects = [fact_object(step, context) for step in steps]
        found.append(remediations.assemble(first.public_id, context.incident_id, objects))
    return found


def _path(fact: Fact, by_key: dict[int, Fact]) -> list[int]:
    """The keys from a step to the last one that replaces it, over published steps alone."""
    path = [fact.pk]
    while (successor := by_key[path[-1]].superseded_by_id) in by_key and successor not in path:
        path.append(successor)
    return path


def _contradictions(incident: Incident, context: Context) -> list[Object]:
    found = Contradiction.objects.filter(incident=incident, left_id__in=context.ids, right_id__in=context.ids)
    return [
        {
            "kind": one.kind,
            "between": [context.ids[one.left_id], context.ids[one.right_id]],
            "rule": one.rule,
            "resolution": one.resolution,
            "note": one.note,
        }
        for one in found.order_by("left_id", "right_id")
    ]


def _articles(incident: Incident, selection: Selection) -> list[Object]:
    """Articles that published facts rest on, and those that a curator linked.

    An attacker's own page is no reading, nor is one that a curator found to report no incident.
    """
    linked = IncidentArticle.objects.filter(incident=incident, state="accepted").exclude(
        Q(article__source__trust="hostile") | Q(article__review_state="not_relevant")
    )
    resting = {
        words.article_version.article_id
        for facts in selection.facts.values()
        for fact in facts
        for words in selection.evidence[fact.pk]
    }
    article_ids = resting | set(linked.values_list("article_id", flat=True))
    versions = (
        ArticleVersion.objects.filter(article_id__in=article_ids)
        .select_related("article")
        .only("article", "number", "title", "published_on", "article__public_id", "article__url", "article__publisher")
        .order_by("article_id", "number")
    )
    by_article: dict[int, list[ArticleVersion]] = {}
    for version in versions:
        by_article.setdefault(version.article_id, []).append(version)
    return [_article(its_versions) for its_versions in by_article.values()]


def _article(versions: Sequence[ArticleVersion]) -> Object:
    """Title as the latest text has it; publication date as the first that states one, since later ones are updates."""
    article = versions[0].article
    return {
        "id": article.public_id,
        "url": article.url,
        "title": next((version.title for version in reversed(versions) if version.title), None),
        "publisher": article.publisher,
        "published_on": next((version.published_on for version in versions if version.published_on), None),
        "versions": len(versions),
    }


def _merged_ids(incident: Incident, *, deep: bool) -> list[str]:
    """Public ids of incidents merged into this one; `deep` also those merged into these before."""
    ids: list[str] = []
    for merged in incident.merged_from.order_by("public_id"):
        ids += [merged.public_id] if merged.public_id else []
        ids += _merged_ids(merged, deep=True) if deep else []
    return ids
