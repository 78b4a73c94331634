"""Stores what an extractor proposes. The only place that does.

Runs inside the transaction that finishes the extraction job. A newer text or extractor outdates what is still open;
what a curator has decided stays decided.
"""

import dataclasses
import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from incidents.curation import acceptance, journal, matching, rules
from incidents.curation.refusals import InvalidField
from incidents.curation.spans import Span
from incidents.extraction.document import Extraction
from incidents.models import ACCEPTED, Article, ArticleVersion, Decision, Fact, IncidentArticle
from incidents.proposed import ProposedFact

_log = logging.getLogger(__name__)
_Key = str


@dataclass(frozen=True, kw_only=True)
class Stored:
    """What became of the proposals: counts, and the refused ones with the rule that they broke."""

    created: int = 0
    known: int = 0  # stored before, or decided before with the same fields and words
    confirmed: int = 0  # new words for facts that were accepted from an older text
    outdated: int = 0
    refused: tuple[str, ...] = ()
    superseded_by_newer_text: bool = False


@transaction.atomic
def store_proposals(*, version: ArticleVersion, extraction: Extraction) -> Stored:
    """Store an extraction of one article version; doing it again changes nothing.

    A proposal that breaks the rule book is left out, logged and returned in `refused`: one bad fact of a hostile text
    must not hide the others. An older text that is extracted late stores nothing but its relevance.
    """
    article = journal.lock_article(version.article)
    ArticleVersion.objects.filter(pk=version.pk).update(relevant=extraction.relevant)
    version.relevant = extraction.relevant
    if article.versions.filter(number__gt=version.number, relevant__isnull=False).exists():
        return Stored(superseded_by_newer_text=True)
    stored = _store(article, version, extraction)
    _refresh_links(article)
    _settle(article)
    if stored.created or stored.outdated:
        journal.touch_article(article)
    if stored.refused:
        _log.warning("article %s: %d proposals refused: %s", article.pk, len(stored.refused), "; ".join(stored.refused))
    return stored


def refresh_suggestions() -> int:
    """Suggest incidents anew for every article that waits, after many incidents became known; returns how many wait."""
    waiting = list(Article.objects.awaiting_review())
    for article in waiting:
        with transaction.atomic():
            _refresh_links(journal.lock_article(article))
    return len(waiting)


def _store(article: Article, version: ArticleVersion, extraction: Extraction) -> Stored:
    here = _open_in(article, version, extraction)
    decided = _decided(article)
    keep: set[int] = set()
    created = known = confirmed = 0
    refused: list[str] = []
    for proposal in extraction.facts:
        key = _key(proposal.kind, proposal.incident, proposal.fields(), proposal.quote)
        at = (key, proposal.start)
        if at in here:
            keep.add(here[at])
            known += 1
        elif key in decided:
            added = _confirm(decided[key], version, proposal)
            confirmed, known = confirmed + added, known + (not added)
        else:
            try:
                keep.add(_create(article, version, extraction, proposal).pk)
                created += 1
            except InvalidField as error:
                refused.append(f"{proposal.kind} at {proposal.start}: {error}")
    outdated = (
        article.facts.filter(review_state="machine_proposed", origin_kind="machine")
        .exclude(pk__in=keep)
        .update(review_state="outdated", version=F("version") + 1)
    )
    return Stored(created=created, known=known, confirmed=confirmed, outdated=outdated, refused=tuple(refused))


def _create(article: Article, version: ArticleVersion, extraction: Extraction, proposal: ProposedFact) -> Fact:
    if not proposal.stands_in(version.text):
        raise InvalidField("start", f"the text at {proposal.start} to {proposal.end} is not the quote")
    values = rules.validate(
        proposal.kind, proposal.fields(), start=proposal.start, end=proposal.end, quote=proposal.quote
    )
    return acceptance.create_proposal(
        kind=proposal.kind,
        article=article,
        number=proposal.incident,
        values=values,
        spans=[Span(version=version, start=proposal.start, end=proposal.end)],
        origin={
            "origin_kind": "machine",
            "origin_name": extraction.extractor_name,
            "origin_version": extraction.extractor_version,
            "confidence": proposal.confidence,
            "why": [dataclasses.asdict(reason) for reason in proposal.why],
        },
    )


def _confirm(fact: Fact | None, version: ArticleVersion, proposal: ProposedFact) -> bool:
    """Let an accepted fact rest on the newer text's words too; whether they were new to it."""
    if fact is None or not proposal.stands_in(version.text):
        return False
    _, is_new = acceptance.add_words(fact, Span(version=version, start=proposal.start, end=proposal.end))
    return is_new


def _open_in(article: Article, version: ArticleVersion, extraction: Extraction) -> dict[tuple[_Key, int], int]:
    """The open proposals that this extractor made of this text, by their content and place."""
    mine = article.facts.filter(
        review_state="machine_proposed",
        origin_kind="machine",
        origin_name=extraction.extractor_name,
        origin_version=extraction.extractor_version,
        evidence__article_version=version,
    ).prefetch_related("evidence")
    found = {}
    for fact in mine:
        words = fact.evidence.all()[0]
        found[_key(fact.kind, fact.incident_number, rules.read(fact), words.quote), words.start] = fact.pk
    return found


def _decided(article: Article) -> dict[_Key, Fact | None]:
    """What curators decided about this article, by content as proposed and as accepted; None where rejected."""
    found: dict[_Key, Fact | None] = {}
    for fact in article.facts.filter(review_state="curator_rejected").prefetch_related("evidence"):
        for evidence in fact.evidence.all():
            found[_key(fact.kind, fact.incident_number, rules.read(fact), evidence.quote)] = None
    # An edited fact is known by what had been proposed too, else the extractor would propose the mistake again.
    acceptances = Decision.objects.filter(article=article, fact__article=article, undone_by=None)
    for decision in acceptances.filter(kind__in=("accept", "edit_and_accept")).select_related("fact").order_by("pk"):
        assert decision.fact is not None
        for words in decision.before["evidence"]:
            number, fields = decision.before["incident_number"], decision.before["fields"]
            key = _key(decision.fact.kind, number, fields, words["quote"])
            found[key] = decision.fact if decision.fact.is_accepted else None
    accepted = article.facts.filter(review_state__in=ACCEPTED).prefetch_related("evidence")
    for fact in accepted:
        for quote in {evidence.quote for evidence in fact.evidence.all()}:
            found[_key(fact.kind, fact.incident_number, rules.read(fact), quote)] = fact
    return found


def _key(kind: str, number: str, fields: "dict[str, object]", quote: str) -> _Key:
    # The number too: "phishing" may be said of two incidents, and words about one are no evidence for the other.
    return json.dumps([kind, number, rules.contract_part(kind, fields), quote], sort_keys=True)


def _refresh_links(article: Article) -> None:
    """Replace the machine's open suggestions for numbers that no curator has linked."""
    links = IncidentArticle.objects.filter(article=article)
    decided = set(links.filter(state="accepted").values_list("incident_number", flat=True))
    turned_down = set(links.filter(state="rejected").values_list("incident_number", "incident_id"))
    links.filter(state="proposed").delete()
    IncidentArticle.objects.bulk_create(_suggestions(article, decided, turned_down))


def _suggestions(article: Article, decided: set[str], turned_down: set[tuple[str, int]]) -> Iterable[IncidentArticle]:
    for match in matching.propose_incidents(article):
        if match.number not in decided and (match.number, match.incident.pk) not in turned_down:
            yield IncidentArticle(
                article=article,
                incident=match.incident,
                incident_number=match.number,
                score=match.score,
                reason=match.reason,
            )


def _settle(article: Article) -> None:
    if article.review_state == "awaiting_text":
        Article.objects.filter(pk=article.pk).update(review_state="no_facts")
    journal.settle(article)
