"""What curators decided about an article's facts, so that no extractor proposes it again."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from incidents.curation import journal, rules
from incidents.models import ACCEPTED, Article, ArticleVersion, Decision, Fact

Content = str


def content_of(kind: str, number: str, fields: Mapping[str, Any]) -> Content:
    """What is said of which incident of the article, comparable between proposals and decisions."""
    # The number too: "phishing" may be said of two incidents, and words about one are no evidence for the other.
    return json.dumps([kind, number, rules.contract_part(kind, fields)], sort_keys=True)


class Decided:
    """What curators decided about an article, by content as proposed and as accepted."""

    def __init__(self, article: Article, version: ArticleVersion) -> None:
        self._number = version.number
        self._facts: dict[tuple[Content, str], Fact | None] = {}  # None where rejected
        self._places: dict[Content, list[tuple[int, int]]] = defaultdict(list)
        for fact in article.facts.filter(review_state="curator_rejected"):
            self._note(fact, fact.incident_number, rules.read(fact), _words_of(fact), None)
        # An edited fact is known by what had been proposed too, else the extractor would propose the mistake again.
        acceptances = Decision.objects.filter(article=article, fact__article=article, undone_by=None)
        acceptances = acceptances.filter(kind__in=("accept", "edit_and_accept"))
        for decision in acceptances.select_related("fact").order_by("pk"):
            assert decision.fact is not None
            before, stands = decision.before, decision.fact if decision.fact.is_accepted else None
            self._note(decision.fact, before["incident_number"], before["fields"], before["evidence"], stands)
        for fact in article.facts.filter(review_state__in=ACCEPTED):
            self._note(fact, fact.incident_number, rules.read(fact), _words_of(fact), fact)

    def knows(self, content: Content, quote: str) -> bool:
        """Whether these words were decided about with these fields, in whichever text."""
        return (content, quote) in self._facts

    def fact(self, content: Content, quote: str) -> Fact | None:
        """The accepted fact; None where it was rejected."""
        return self._facts[content, quote]

    def overlaps(self, content: Content, start: int, end: int) -> bool:
        """Whether the same was decided about words of this text that overlap: extractors cut quotes differently."""
        return any(begin < end and start < stop for begin, stop in self._places[content])

    def _note(
        self,
        fact: Fact,
        number: str,
        fields: Mapping[str, Any],
        words: Iterable[Mapping[str, Any]],
        stands: Fact | None,
    ) -> None:
        content = content_of(fact.kind, number, fields)
        for one in words:
            self._facts[content, one["quote"]] = stands
            if one["version"] == self._number:
                self._places[content].append((one["start"], one["end"]))


def _words_of(fact: Fact) -> list[dict[str, Any]]:
    return [journal.describe_evidence(words) for words in fact.evidence.select_related("article_version")]
