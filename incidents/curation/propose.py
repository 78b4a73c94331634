"""Stores what an extractor proposes. The only place that does.

Runs inside the transaction that finishes the extraction job. A newer text or extractor outdates what is still open;
what a curator has decided stays decided. Extractors that run side by side do not touch each other's proposals, and
what they agree in is one fact (agreement.py).
"""

import dataclasses
import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q

from incidents.curation import acceptance, agreement, journal, matching, rules
from incidents.curation.agreement import Agreement
from incidents.curation.decided import Content, Decided, content_of
from incidents.curation.refusals import InvalidField
from incidents.curation.spans import Span
from incidents.extraction.document import Extraction
from incidents.models import Article, ArticleVersion, Evidence, ExtractionRun, Fact, IncidentArticle
from incidents.proposed import ProposedFact

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Stored:
    """What became of the proposals: counts, and the refused ones with the rule that they broke."""

    created: int = 0
    known: int = 0  # stored before, or decided before with the same fields and words
    confirmed: int = 0  # new words for facts that were accepted from an older text
    agreed: int = 0  # open already, as proposed by another extractor
    outdated: int = 0
    refused: tuple[str, ...] = ()
    superseded_by_newer_text: bool = False


@transaction.atomic
def store_proposals(*, version: ArticleVersion, extraction: Extraction) -> Stored:
    """Store an extraction of one article version; doing it again changes nothing.

    A proposal that breaks the rule book is left out, logged and returned in `refused`: one bad fact of a hostile text
    must not hide the others. An older text that is extracted late stores nothing but its relevance
    and how far it was read.
    """
    article = journal.lock_article(version.article)
    version.relevant = extraction.relevant or _is_relevant_to_others(version, extraction.extractor_name)
    # What one extractor cannot read stays with people until another finds something in it.
    version.unsupported_language = not version.relevant and (
        extraction.unsupported_language or version.unsupported_language
    )
    ArticleVersion.objects.filter(pk=version.pk).update(
        relevant=version.relevant, unsupported_language=version.unsupported_language
    )
    ExtractionRun.objects.update_or_create(
        article_version=version,
        extractor_name=extraction.extractor_name,
        defaults={"extractor_version": extraction.extractor_version, "unread_from": extraction.unread_from},
    )
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


def _is_relevant_to_others(version: ArticleVersion, extractor: str) -> bool:
    """Whether another extractor found facts in the text: one that sees no incident does not speak for the others."""
    found = Fact.objects.filter(evidence__article_version=version, origin_kind="machine")
    return found.exclude(origin_name=extractor).exclude(review_state="outdated").exists()


def _store(article: Article, version: ArticleVersion, extraction: Extraction) -> Stored:
    here = _open_in(article, version, extraction)
    others = _Others(article, version, extraction.extractor_name)
    decided = Decided(article, version)
    keep: set[int] = set()
    created = known = confirmed = agreed = 0
    refused: list[str] = []
    for proposal in extraction.facts:
        content = content_of(proposal.kind, proposal.incident, proposal.fields())
        at = (content, proposal.quote, proposal.start)
        if at in here:
            keep.add(here[at])
            known += 1
        elif decided.knows(content, proposal.quote):
            added = _confirm(decided.fact(content, proposal.quote), version, proposal)
            confirmed, known = confirmed + added, known + (not added)
        elif decided.overlaps(content, proposal.start, proposal.end):
            known += 1
        elif proposal.stands_in(version.text) and (same := others.find(content, proposal.start, proposal.end)):
            keep.add(same.pk)
            is_new = agreement.add(same, _agreement(extraction, proposal))
            agreed, known = agreed + is_new, known + (not is_new)
        else:
            try:
                keep.add(_create(article, version, extraction, proposal).pk)
                created += 1
            except InvalidField as error:
                refused.append(f"{proposal.kind} at {proposal.start}: {error}")
    agreement.withdraw((fact for fact in others.facts if fact.pk not in keep), extraction.extractor_name)
    outdated = _outdate(article, version, extraction.extractor_name, keep)
    return Stored(
        created=created, known=known, confirmed=confirmed, agreed=agreed, outdated=outdated, refused=tuple(refused)
    )


def _outdate(article: Article, version: ArticleVersion, extractor: str, keep: set[int]) -> int:
    """Outdate the open proposals of older texts, and of this extractor those not kept; returns how many.

    What another extractor had proposed too stands on as its own.
    """
    in_this = Q(pk__in=Evidence.objects.filter(article_version=version).values("fact"))
    stale = list(
        article.facts.filter(review_state="machine_proposed", origin_kind="machine")
        .exclude(pk__in=keep)
        .filter(Q(origin_name=extractor) | ~in_this)
    )
    Fact.objects.filter(pk__in=[fact.pk for fact in stale]).update(review_state="outdated", version=F("version") + 1)
    for fact in stale:
        if fact.evidence.filter(article_version=version).exists():
            _stand_on(fact, version)
    return len(stale)


def _stand_on(fact: Fact, version: ArticleVersion) -> None:
    """Let those who agreed with an outdated proposal propose it themselves, or agree with its successor."""
    values = rules.read(fact)
    content = content_of(fact.kind, fact.incident_number, values)
    for one in agreement.of(fact):
        same = _Others(fact.article, version, one.name).find(content, one.start, one.end)
        if same is not None:
            agreement.add(same, one)
            continue
        acceptance.create_proposal(
            kind=fact.kind,
            article=fact.article,
            number=fact.incident_number,
            values=values,
            spans=[Span(version=version, start=one.start, end=one.end)],
            origin={
                "origin_kind": "machine",
                "origin_name": one.name,
                "origin_version": one.version,
                "confidence": one.confidence,
                "why": one.why,
            },
        )


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


def _agreement(extraction: Extraction, proposal: ProposedFact) -> Agreement:
    return Agreement(
        name=extraction.extractor_name,
        version=extraction.extractor_version,
        confidence=proposal.confidence,
        why=[dataclasses.asdict(reason) for reason in proposal.why],
        start=proposal.start,
        end=proposal.end,
    )


def _open_in(article: Article, version: ArticleVersion, extraction: Extraction) -> dict[tuple[Content, str, int], int]:
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
        found[content_of(fact.kind, fact.incident_number, rules.read(fact)), words.quote, words.start] = fact.pk
    return found


class _Others:
    """The open proposals that other extractors made of this text."""

    def __init__(self, article: Article, version: ArticleVersion, extractor: str) -> None:
        self._version = version
        self.facts = list(
            article.facts.filter(
                review_state="machine_proposed", origin_kind="machine", evidence__article_version=version
            )
            .exclude(origin_name=extractor)
            .prefetch_related("evidence")
        )
        self._contents = {fact.pk: content_of(fact.kind, fact.incident_number, rules.read(fact)) for fact in self.facts}

    def find(self, content: Content, start: int, end: int) -> Fact | None:
        """The one that says the same of these words."""
        for fact in self.facts:
            if self._contents[fact.pk] == content and agreement.overlaps(fact, self._version, start, end):
                return fact
        return None


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
