"""Bases for hostile readers: what is public, and, beside it in one of two twins, thousands of rows that are not.

The public part is the same in both, ids and instants included. Everything hidden carries the word CANARY.
"""

import contextlib
import datetime
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection

from incidents.intake.models import ApiKey, Correction, Submission
from incidents.models import Article, ArticleVersion, Evidence, Fact, Incident, Party, ids
from incidents.publication.publish import publish
from tests.api.dataset import ACCEPTED, Dataset, at, publish_everything
from tests.builders import (
    a_cause,
    a_contradiction,
    a_curator,
    a_data_category,
    a_fact,
    a_link,
    a_party,
    a_remediation,
    a_role,
    a_source,
    a_statement,
    a_version,
    an_article,
    an_estimate,
    an_event,
    an_incident,
    an_official_action,
    articles,
)

CANARY = "canary"
MORE_INCIDENTS = 30
_NOT_PUBLIC = ("machine_proposed", "curator_rejected", "outdated", "retracted")
_FETCHED = datetime.datetime(2018, 4, 5, 9, tzinfo=datetime.UTC)


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """Ids and words of what is not public, to ask for."""

    ids: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)


class Drawing:
    """Stands in for `secrets` where public ids are drawn, and for the serials of addresses.

    What is public draws the same ones in both twins, however much is hidden in between.
    """

    def __init__(self) -> None:
        self._random, self._serials = random.Random("public"), itertools.count(1)

    def token_bytes(self, size: int) -> bytes:
        return self._random.randbytes(size)

    def __next__(self) -> int:
        return next(self._serials)

    @contextlib.contextmanager
    def hidden(self, when: str) -> Iterator[None]:
        public = self._random, self._serials
        self._random, self._serials = random.Random(when), itertools.count(1_000_000)
        yield
        self._random, self._serials = public


def build(monkeypatch: pytest.MonkeyPatch, *, with_hidden: bool) -> tuple[Dataset, Hidden]:
    """Fill the database of the default connection; hidden rows come before, between and after the public ones."""
    drawing, hidden = Drawing(), Hidden()
    monkeypatch.setattr(ids, "secrets", drawing)
    monkeypatch.setattr(articles, "_serial", drawing)
    if with_hidden:
        with drawing.hidden("before"):
            _hide(hidden, "before", 700)
    dataset = publish_everything()
    if with_hidden:
        with drawing.hidden("early"):
            _hide_within(hidden, "early")
    _publish_more(dataset)
    if with_hidden:
        with drawing.hidden("late"):
            _hide_within(hidden, "late")
            _hide(hidden, "after", 1_300)
    _publish_again()
    return dataset, hidden


def _publish_more(dataset: Dataset) -> None:
    """Incidents with facts of every kind, drawn from a fixed seed."""
    draw = random.Random("more")
    parties = [a_party(f"Company {number:02}", jurisdiction=draw.choice([None, "GB", "US-CA"])) for number in range(8)]
    parties += list(Party.objects.filter(public_id__in=[dataset.facebook, dataset.regulator]))
    for number in range(MORE_INCIDENTS):
        what, how = draw.choice(["Mailbox", "Backup", "Portal", "Laptop"]), draw.choice(["lost", "open"])
        incident = an_incident(
            title=f"{what} {number:02} {how}",
            occurred_from=draw.choice([None, "2016", "2017-05", "2019-11-30"]),
            first_public=draw.choice([None, "2018", "2019-02", "2020-07-14"]),
            status=draw.choice(["IncidentOngoing", "IncidentMitigated", "IncidentStatusUnknown"]),
        )
        _facts_of(incident, number, draw, parties)
        publish(incident=incident, curator=a_curator(), now=at(2023, 1 + number % 12, 1 + number % 28))


def _facts_of(incident: Incident, number: int, draw: random.Random, parties: list[Party]) -> None:
    count = draw.randrange(100, 5_000_000)
    text = (
        f"Number {number}: {count} people were told. Phishing was how. Passwords were copied. "
        "The regulator fined it. It was noticed in March 2019. “We regret it”, it said. It has reset all passwords."
    )
    version = a_version(text, published_on=draw.choice([None, "2019-03-04", "2020-08"]))
    said: dict[str, Any] = {"version": version, "incident": incident, "review_state": ACCEPTED}
    one, other = draw.sample(parties, 2)
    bound, value = draw.choice([("exact", "best"), ("at_least", "low"), ("at_most", "high"), ("none_stated", "best")])
    claimed_on = draw.choice([None, "2019", "2019-03", "2019-03-04"])
    an_estimate(quote=f"{count} people", bound=bound, claimant=one, claimed_on=claimed_on, **{value: count}, **said)
    a_cause(quote="Phishing", actor=draw.choice([None, other]), **said)
    a_role(quote="it said", name=one.name, party=one, roles=[draw.choice(["DataController", "platform"])], **said)
    a_data_category(quote="Passwords", category=draw.choice(["credentials", "contact"]), **said)
    an_official_action(quote="fined it", body=other, target=one, **said)
    an_event(quote="in March 2019", date="2019-03", **said)
    a_statement(quote="We regret it", speaker=one, claimed_on=claimed_on, **said)
    a_remediation(quote="has reset all passwords", actor=one, done_on=draw.choice([None, "2019-04"]), **said)


def _publish_again() -> None:
    """What is hidden beside the facts of an incident must not come out with its next revision."""
    for incident in Incident.objects.filter(state="published").order_by("public_id")[:12]:
        incident.title += " (revised)"
        incident.save()
        publish(incident=incident, curator=a_curator(), now=at(2024, 2))


def _hide_within(hidden: Hidden, when: str) -> None:
    """Undecided, rejected and unverified facts, links and contradictions of incidents that are public."""
    party = a_party(f"Canary Holding {when}")
    hidden.names.append(party.name)
    unverified = a_source(name=f"Canary Blog {when}", publisher="Canary Blog", trust="unverified")
    for number, incident in enumerate(Incident.objects.filter(state="published").order_by("pk")[:25]):
        url = f"http://canary.example/{when}/{number}"
        version = a_version(
            f"CANARY: {9_000_000 + number} canaries; canary phishing; a canary fine.",
            article=an_article(url=url, publisher="Canary Press"),
        )
        hidden.urls.append(url)
        a_link(version.article, incident, state="proposed" if number % 2 else "rejected")
        said: dict[str, Any] = {"version": version, "incident": incident, "claimed_on": "2018-04-01"}
        facts: list[Fact] = [
            an_estimate(
                quote=f"{9_000_000 + number} canaries", bound="exact", best=9_000_000 + number, claimant=party,
                review_state=_NOT_PUBLIC[number % 4], **said,
            ),
            a_role(quote="CANARY", name=party.name, party=party, review_state="machine_proposed", **said),
            a_cause(quote="canary phishing", cause="Loss", review_state="curator_rejected", **said),
        ]  # fmt: skip
        on_a_blog = a_version(
            f"canary breach {number}", article=an_article(source=unverified, url=f"{url}/blog", publisher="Canary Blog")
        )
        blogged = {"version": on_a_blog, "incident": incident, "review_state": ACCEPTED, "claimed_on": "2018-04-02"}
        facts.append(a_cause(quote="canary breach", cause="Loss", actor=party, **blogged))
        known = Fact.objects.filter(incident=incident, kind="estimate", review_state=ACCEPTED).first()
        if known is not None:
            a_contradiction(known, facts[0], note="CANARY")
        hidden.ids.extend(fact.public_id for fact in facts)
        hidden.ids.append(version.article.public_id)
    hidden.ids.append(party.public_id)


def _hide(hidden: Hidden, when: str, number_of_each: int) -> None:
    """Candidates and rejected incidents, articles with facts, parties, letters and keys in great number."""
    numbers = range(number_of_each)
    source = a_source(name=f"Canary Times {when}", publisher="Canary Times")
    parties = Party.objects.bulk_create(Party(name=f"Canary {when} {one} Inc", jurisdiction="ZZ") for one in numbers)
    incidents = Incident.objects.bulk_create(
        Incident(
            title=f"CANARY {when} {one}",
            summary="canary summary",
            first_public="2018-03-17",
            occurred_from="2017",
            state=("candidate", "in_review", "rejected")[one % 3],
            state_reason="canary reason",
        )
        for one in numbers
    )
    stored = Article.objects.bulk_create(
        Article(source=source, url=f"http://canary.example/{when}/article-{one}", publisher="Canary Times")
        for one in numbers
    )
    versions = ArticleVersion.objects.bulk_create(
        ArticleVersion(
            article=article, number=1, text=f"CANARY text {one}: phishing of canaries", title=f"CANARY {one}",
            published_on="2018-04-05", decoded_as="utf-8", fetched_at=_FETCHED,
        )
        for one, article in enumerate(stored)
    )  # fmt: skip
    facts = Fact.objects.bulk_create(
        Fact(
            public_id=ids.new_public_id("cau"), kind="cause", article=article, claimant_name="Canary",
            incident=incidents[one] if one % 2 else None, claimed_on="2018-04-04", claimant=parties[one],
            review_state=_NOT_PUBLIC[one % 3], origin_kind="machine", origin_name="rules", note="CANARY",
        )
        for one, article in enumerate(stored)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO incidents_cause (fact_ptr_id, cause) SELECT id, 'Phishing' FROM incidents_fact"
            " WHERE kind = 'cause' AND NOT EXISTS (SELECT 1 FROM incidents_cause WHERE fact_ptr_id = id)"
        )
    Evidence.objects.bulk_create(
        Evidence(fact_id=fact.pk, article_version=version, start=0, end=6, quote="CANARY")
        for fact, version in zip(facts, versions, strict=True)
    )
    Submission.objects.bulk_create(
        Submission(url=article.url, reason="CANARY reason", contact="canary@canary.example") for article in stored
    )
    Correction.objects.bulk_create(
        Correction(record="PIKB-2018-00001", problem="CANARY problem", proposal="canary proposal") for _ in numbers
    )
    ApiKey.objects.bulk_create(
        ApiKey(prefix=f"{when[:1]}cn{one:05}", digest=f"{when} {one}", name="CANARY key", scopes=["read"])
        for one in numbers
    )
    never_public = an_incident(title=f"CANARY accepted {when}")
    for kind, columns in (("cause", {"cause": "Phishing"}), ("event", {"event": "discovered", "date": "2018"})):
        fact = a_fact(
            kind, text="A CANARY said so.", quote="CANARY", version=a_version(article=an_article(
                source=source, url=f"http://canary.example/{when}/{kind}"), text=f"A CANARY said {kind}."),
            incident=never_public, review_state=ACCEPTED, **columns,
        )  # fmt: skip
        hidden.ids.append(fact.public_id)
    hidden.ids.extend(one.public_id for one in (*facts[::4], *stored[::4], *parties[::4]))
    hidden.names.extend(party.name for party in parties[::50])
    hidden.urls.extend(article.url for article in stored[::50])
