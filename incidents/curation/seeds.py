"""Applies the decisions of seeds/ to articles that came in through the pipeline, as the given curator would by hand.

What was done is known by the decisions' notes ("seed <slug> v1 #<id>"), so that a second run changes nothing and goes
on where the first had to stop.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from incidents import jobs
from incidents.curation import decide, journal, link, propose, rules
from incidents.curation.refusals import Refusal
from incidents.curation.seed_files import SeedArticle, SeedDecisions, SeedFact, read_articles, read_decisions
from incidents.curation.spans import Span, find_quote
from incidents.models import Article, ArticleVersion, Decision, Fact, Incident, Source, User

SOURCE_NAME = "Seed articles"
_NOTE = re.compile(r"seed (?P<file>\S+ v\d+)(?: (?:#(?P<id>\S+)|incident (?P<key>\S+)))?(?:: .*)?", re.DOTALL)

_PUBLICATION_NOTE = "seed publication"


@dataclass
class Applied:
    """What a run did, by the names of the files ("<slug> v1")."""

    applied: list[str] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    outstanding: list[str] = field(default_factory=list)  # with the reason
    published: int = 0  # publish jobs entered


@dataclass(frozen=True, kw_only=True)
class _Proposal:
    """An open proposal of the text, read once."""

    fact: Fact
    start: int
    end: int
    fields: Mapping[str, Any]


@dataclass
class _Known:
    """What earlier decisions of the seeds made."""

    files: set[str]
    facts: dict[str, Fact]
    incidents: dict[str, Incident]


def register_source(feed_url: str) -> Source:
    """The feed that serves the seed articles, on loopback; the same source again when its port has changed."""
    source, _ = Source.objects.update_or_create(
        name=SOURCE_NAME,
        kind="feed",
        defaults={"url": feed_url},
        create_defaults={
            "url": feed_url,
            "trust": "established",
            "allowed_networks": ["127.0.0.0/8"],
            "licence": "CC BY 4.0",
        },
    )
    return source


def apply_decisions(folder: Path, curator: User) -> Applied:
    """Apply every file whose article version has arrived and been extracted, then enter the publish jobs."""
    articles = read_articles(folder / "articles")
    known = _read_known()
    result = Applied()
    for file in read_decisions(folder / "decisions"):
        if file.name in known.files:
            result.already.append(file.name)
        elif (version := _find_version(file, articles)) is None:
            result.outstanding.append(f"{file.name}: its text has not arrived or waits for extraction")
        else:
            try:
                _apply(file, version, _body_of(version, articles), curator=curator, known=known)
                result.applied.append(file.name)
            except Refusal as refusal:
                result.outstanding.append(f"{file.name}: {refusal}")
                known = _read_known()  # what the file had begun was rolled back
    result.published = _enter_publish_jobs(curator)
    if result.applied:
        propose.refresh_suggestions()
    return result


@transaction.atomic
def _apply(
    file: SeedDecisions, version: ArticleVersion, body: tuple[int, int], *, curator: User, known: _Known
) -> None:
    article = version.article
    if file.reason is not None:
        link.mark_not_relevant(article=article, curator=curator, reason=file.reason, note=f"seed {file.name}")
        known.files.add(file.name)
        return
    numbers = _link_incidents(file, article, curator, known)
    proposals = _open_proposals(version)
    for seed in file.facts:
        note = f"seed {file.name}" + (f" #{seed.id}" if seed.id else "") + (f": {seed.note}" if seed.note else "")
        span = find_quote(version, seed.quote, nth=seed.nth, begin=body[0], end=body[1])
        proposal = _take_proposal(proposals, seed, span, numbers[seed.incident])
        fact = _decide(seed, span, proposal, number=numbers[seed.incident], curator=curator, known=known, note=note)
        if seed.id:
            known.facts[seed.id] = fact
        if seed.supersedes:
            old = _known_fact(known, seed.supersedes)
            decide.supersede(old=old, new=fact, curator=curator, reason="revised", note=f"seed {file.name}")
    for left in proposals:
        fact, note = left.fact, f"seed {file.name}"
        decide.reject(fact=fact, curator=curator, version=fact.version, reason="not_needed", note=note)
    known.files.add(file.name)


def _link_incidents(file: SeedDecisions, article: Article, curator: User, known: _Known) -> dict[str, str]:
    """Link the article to its incidents, opening those that this file opens; key -> number."""
    numbers = {}
    for seed in file.incidents:
        numbers[seed.key] = seed.number
        linked = article.incident_links.filter(incident_number=seed.number, state="accepted").first()
        if linked is not None and seed.key in known.incidents and linked.incident == known.incidents[seed.key]:
            continue  # by an earlier version of the article
        note = f"seed {file.name} incident {seed.key}"
        if seed.key in known.incidents:
            incident = known.incidents[seed.key]
            link.link(article=article, number=seed.number, incident=incident, curator=curator, note=note)
        elif seed.fields is not None:
            fields = {"title": ""} | dict(seed.fields)
            known.incidents[seed.key] = link.open_incident(
                article=article, number=seed.number, curator=curator, note=note, **fields
            )
        else:
            raise Refusal(f"the incident {seed.key} is not open yet")
    return numbers


def _decide(
    seed: SeedFact, span: Span, proposal: Fact | None, *, number: str, curator: User, known: _Known, note: str
) -> Fact:
    """Accept, edit or reject the proposal, or add the fact by hand; returns the fact that is recorded."""
    if seed.same_as is not None:
        recorded = _known_fact(known, seed.same_as)
        if proposal is None:
            decide.add_evidence(recorded=recorded, span=span, curator=curator, note=note)
        else:
            decide.corroborate(fact=proposal, recorded=recorded, evidence=span, curator=curator, note=note)
        return recorded
    fields = _complete(seed)
    if proposal is None:
        link_row = span.version.article.incident_links.get(incident_number=number, state="accepted")
        decision = decide.add(
            article_version=span.version,
            incident=link_row.incident,
            kind=seed.kind,
            fields=fields,
            start=span.start,
            end=span.end,
            curator=curator,
            note=note,
        )
    else:
        decision = decide.edit_and_accept(
            fact=proposal,
            curator=curator,
            version=proposal.version,
            changes=fields,
            evidence=span,
            number=number,
            note=note,
        )
    assert decision.fact is not None
    return decision.fact


def _complete(seed: SeedFact) -> dict[str, Any]:
    """Every field of the kind: what the file does not say is the rule book's default, not the machine's guess."""
    defaults = {name: rule.default for name, rule in rules.fields_of(seed.kind).items()}
    return defaults | dict(seed.fields)


def _take_proposal(proposals: list[_Proposal], seed: SeedFact, span: Span, number: str) -> Fact | None:
    """Take out the proposal of the kind whose words overlap: of the same number, with most equal fields and words."""

    def rank(proposal: _Proposal) -> tuple[bool, int, int]:
        equal = sum(_plain(proposal.fields.get(name)) == _plain(value) for name, value in seed.fields.items())
        return proposal.fact.incident_number == number, equal, _common(proposal, span)

    fitting = [row for row in proposals if row.fact.kind == seed.kind and _common(row, span) > 0]
    if not fitting:
        return None
    best = max(fitting, key=rank)
    proposals.remove(best)
    return best.fact


def _common(proposal: _Proposal, span: Span) -> int:
    return min(proposal.end, span.end) - max(proposal.start, span.start)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _open_proposals(version: ArticleVersion) -> list[_Proposal]:
    """The open proposals that rest on this text."""
    facts = Fact.objects.filter(review_state="machine_proposed", evidence__article_version=version)
    found = []
    for fact in facts.distinct().order_by("pk").prefetch_related("evidence"):
        words = fact.evidence.all()[0]
        found.append(_Proposal(fact=fact, start=words.start, end=words.end, fields=rules.read(fact)))
    return found


def _known_fact(known: _Known, name: str) -> Fact:
    if name not in known.facts:
        raise Refusal(f"the fact {name} of an earlier file is not recorded yet")
    return Fact.objects.get(pk=known.facts[name].pk)


def _read_known() -> _Known:
    known = _Known(files=set(), facts={}, incidents={})
    decisions = Decision.objects.filter(note__startswith="seed ").select_related("fact", "incident").order_by("pk")
    for decision in decisions:
        found = _NOTE.fullmatch(decision.note or "")
        if found is None:
            continue
        known.files.add(found["file"])
        if found["key"] and decision.incident is not None:
            known.incidents[found["key"]] = decision.incident
        if found["id"] and decision.kind == "corroborate":
            known.facts[found["id"]] = Fact.objects.get(public_id=decision.after["recorded"])
        elif found["id"] and decision.fact is not None:
            known.facts[found["id"]] = decision.fact
    return known


def _find_version(file: SeedDecisions, articles: list[SeedArticle]) -> ArticleVersion | None:
    """The stored, extracted text that this file decides about: by path, then by which seed version it is."""
    mine = [seed for seed in articles if seed.slug == file.slug]
    paths = {seed.path for seed in mine}
    for article in Article.objects.filter(source__name=SOURCE_NAME).order_by("pk"):
        if urlsplit(article.url).path in paths:
            for version in article.versions.filter(relevant__isnull=False).select_related("article"):
                recognised = _recognise(version, mine)
                if recognised is not None and recognised.version == file.version:
                    return version
    return None


def _recognise(version: ArticleVersion, seeds: list[SeedArticle]) -> SeedArticle | None:
    """Which of the seed versions the text is: the one with the largest share of its paragraphs in it, at least half."""
    shares = [(sum(block in version.text for block in seed.paragraphs) / len(seed.paragraphs), seed) for seed in seeds]
    share, seed = max(shares, key=lambda pair: (pair[0], pair[1].version))
    return seed if share >= 0.5 else None


def _body_of(version: ArticleVersion, articles: list[SeedArticle]) -> tuple[int, int]:
    """Where the article's own paragraphs stand in the stored text: headline and page furniture do not count."""
    path = urlsplit(version.article.url).path
    seed = _recognise(version, [seed for seed in articles if seed.path == path])
    assert seed is not None
    places = [(version.text.index(block), len(block)) for block in seed.paragraphs if block in version.text]
    return min(start for start, _ in places), max(start + length for start, length in places)


def _enter_publish_jobs(curator: User) -> int:
    """One publish decision and job for each incident that the seeds touched since it was last decided to publish it."""
    seeded = Decision.objects.filter(note__startswith="seed ", incident__isnull=False)
    entered = 0
    for pk in seeded.order_by("incident_id").values_list("incident_id", flat=True).distinct():
        incident = Incident.objects.get(pk=pk)
        latest = seeded.filter(incident=incident).order_by("-pk").values_list("pk", "kind").first()
        if latest is None or latest[1] == "publish":
            continue
        with transaction.atomic():
            decision = journal.record(
                "publish", curator=curator, now=timezone.now(), incident=incident, note=_PUBLICATION_NOTE
            )
            key = f"incident:{incident.pk}@decision:{decision.pk}"
            jobs.enqueue("publish", key, payload={"incident": incident.pk, "curator": curator.pk})
        entered += 1
    return entered
