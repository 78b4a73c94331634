"""Words and where they stand: offsets count Unicode code points of an article version's text."""

from dataclasses import dataclass

from incidents.curation.refusals import QuoteNotFound
from incidents.models import ArticleVersion, Evidence


@dataclass(frozen=True, kw_only=True)
class Span:
    """Words of an article version, from `start` up to but not including `end`."""

    version: ArticleVersion
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.version.text):
            raise QuoteNotFound(
                f"{self.start} to {self.end} is no span of a text with {len(self.version.text)} characters"
            )

    @property
    def quote(self) -> str:
        return self.version.text[self.start : self.end]


def find_quote(
    version: ArticleVersion, quote: str, *, nth: int | None = None, begin: int = 0, end: int | None = None
) -> Span:
    """Where the words stand: their only occurrence, or the nth (from 1) when they stand there several times.

    Only the text from `begin` up to `end` is looked at. Raises QuoteNotFound, saying how often the words do stand.
    """
    if not quote.strip():
        raise QuoteNotFound("no words were given; copy them from the text")
    starts = _occurrences(version.text, quote, begin, len(version.text) if end is None else end)
    if nth is None and len(starts) > 1:
        raise QuoteNotFound(f"{quote[:80]!r} stands {len(starts)} times in the text; say which, from 1")
    index = (nth or 1) - 1
    if not 0 <= index < len(starts):
        raise QuoteNotFound(f"{quote[:80]!r} stands {len(starts)} times in the text; number {nth or 1} does not exist")
    return Span(version=version, start=starts[index], end=starts[index] + len(quote))


def is_intact(evidence: Evidence) -> bool:
    """Whether the stored offsets still reproduce the quoted words."""
    return evidence.article_version.text[evidence.start : evidence.end] == evidence.quote


def _occurrences(text: str, quote: str, begin: int, end: int) -> list[int]:
    starts = []
    at = text.find(quote, begin, end)
    while at >= 0:
        starts.append(at)
        at = text.find(quote, at + len(quote), end)
    return starts
