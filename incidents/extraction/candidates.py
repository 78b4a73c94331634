"""What the modules of the kinds hand on: a proposed fact with the features that speak for or against it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from incidents.extraction import lexicon
from incidents.extraction.reading import Reading
from incidents.proposed import ProposedFact

if TYPE_CHECKING:
    from incidents.extraction.attribution import Attribution
    from incidents.extraction.mentions import Cast

UNSCORED = 0.5  # confidence before the weights have spoken


@dataclass(frozen=True)
class Candidate:
    """A fact that may be right. Features are short words such as "rule:verb" or "quoted"; weights give them meaning."""

    fact: ProposedFact
    features: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Scene:
    """Everything the modules of the kinds read: the parsed text, who is in it, and who says what."""

    reading: Reading
    cast: Cast
    attribution: Attribution

    @property
    def text(self) -> str:
        return self.reading.text


def context_features(scene: Scene, start: int, end: int) -> frozenset[str]:
    """Where a span stands: in a quotation, headline, condition, early or late, beside words of an incident."""
    reading = scene.reading
    features = {f"part:{min(4, 5 * start // max(1, len(reading.text)))}"}
    unit = reading.unit_at(start)
    if unit is not None and reading.units[unit].role == "headline":
        features.add("headline")
    if scene.attribution.speech_at(start, end) is not None:
        features.add("quoted")
    sentence = reading.sentence_at(start)
    if sentence is None:
        return frozenset(features | {"between_sentences"})
    words = {token.lemma_.lower() for token in sentence.span}
    for name, listed in lexicon.load("context").items():
        if words.intersection(listed):
            features.add(f"near:{name}")
    if any(entity is scene.cast.main for token in sentence.span if (entity := scene.cast.entity_at(token))):
        features.add("near:main_organisation")
    if sentence.text.rstrip().endswith("?"):
        features.add("question")
    features.add("sentence:long" if len(sentence.span) > 35 else "sentence:short" if len(sentence.span) < 12 else "sentence:middle")
    return frozenset(features)
