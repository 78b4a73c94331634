"""Several extractors on one document: each one's answer, and which facts they agree in.

Two facts agree when kind, incident and every field are equal and their words overlap: the rule by which the review page
puts them into one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from incidents.extraction.document import Document, Extraction
from incidents.extraction.extractors import Extractor, label
from incidents.proposed import ProposedFact


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one extractor said of a document: an extraction, or what kept it from reading."""

    extractor: str  # name and version
    extraction: Extraction | None = None
    error: str | None = None


def read_by_each(document: Document, extractors: Sequence[Extractor]) -> list[Answer]:
    """The answers in the order of the extractors; that one fails, perhaps for want of a server, costs only its own."""
    return [_answer(document, extractor) for extractor in extractors]


def agreeing(fact: ProposedFact, own: Answer, answers: Sequence[Answer]) -> list[str]:
    """The other extractors that propose the same of these words."""
    return [
        other.extractor
        for other in answers
        if other is not own and other.extraction and any(agree(fact, one) for one in other.extraction.facts)
    ]


def agree(one: ProposedFact, other: ProposedFact) -> bool:
    """Whether two facts say the same, by words that share a character."""
    return (
        (one.kind, one.incident, one.fields()) == (other.kind, other.incident, other.fields())
        and one.start < other.end
        and other.start < one.end
    )


def _answer(document: Document, extractor: Extractor) -> Answer:
    try:
        return Answer(extractor=label(extractor), extraction=extractor.extract(document))
    except Exception as error:
        return Answer(extractor=label(extractor), error=f"{type(error).__name__}: {error}")
