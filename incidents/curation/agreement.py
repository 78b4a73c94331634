"""When several extractors propose the same: one open fact, with the others' names on it.

The same is: kind, incident of the article and all fields equal, and words that overlap. Whoever proposed first is the
fact's origin; each other is kept beside it, with its own words and confidence, and takes the fact's place when the
origin does not propose it any more.
"""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from incidents.models import ArticleVersion, Fact


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """That an extractor proposed a fact too; `start` and `end` are its own words in the same text."""

    name: str
    version: str
    confidence: float | None
    why: list[dict[str, Any]]
    start: int
    end: int


def of(fact: Fact) -> list[Agreement]:
    """Who else proposed the fact."""
    return [Agreement(**stored) for stored in fact.agreed_by]


def add(fact: Fact, agreement: Agreement) -> bool:
    """Note that the extractor agrees, in place of what it had said before; whether that is new."""
    before = of(fact)
    if agreement in before:
        return False
    _write(fact, [*(one for one in before if one.name != agreement.name), agreement])
    return True


def withdraw(facts: Iterable[Fact], name: str) -> None:
    """Forget what the extractor said of these facts."""
    for fact in facts:
        before = of(fact)
        kept = [one for one in before if one.name != name]
        if kept != before:
            _write(fact, kept)


def overlaps(fact: Fact, version: ArticleVersion, start: int, end: int) -> bool:
    """Whether the fact rests on words of this text that share a character with these."""
    return any(
        words.article_version_id == version.pk and words.start < end and start < words.end
        for words in fact.evidence.all()
    )


def _write(fact: Fact, agreements: list[Agreement]) -> None:
    # The row's version stays: what a curator who has the page open decides about is the same.
    fact.agreed_by = [dataclasses.asdict(one) for one in agreements]
    Fact.objects.filter(pk=fact.pk).update(agreed_by=fact.agreed_by)
