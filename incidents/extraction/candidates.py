"""What the modules of the kinds hand on: a proposed fact with the features that speak for or against it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from incidents.extraction import lexicon
from incidents.extraction.frames import frames_of
from incidents.extraction.reading import Reading, Sentence
from incidents.proposed import ProposedFact

if TYPE_CHECKING:
    from incidents.extraction.attribution import Attribution
    from incidents.extraction.cast import Cast
    from incidents.extraction.entities import Entity

UNSCORED = 0.5  # confidence before the weights have spoken


@dataclass(frozen=True)
class Candidate:
    """A fact that may be right. Features are short words such as "rule:verb" or "quoted"; weights give them meaning.

    `rivalry` tells apart candidates that read the same words differently: one of them is chosen before all else.
    """

    fact: ProposedFact
    features: frozenset[str] = field(default_factory=frozenset)
    # By name only: one taken for the other would go unnoticed.
    rivalry: frozenset[str] = field(default_factory=frozenset, kw_only=True)  # against other readings of the same words
    evidence: frozenset[str] = field(default_factory=frozenset, kw_only=True)  # of a party: what speaks for its roles


@dataclass(frozen=True)
class Scene:
    """Everything the modules of the kinds read: the parsed text, who is in it, and who says what."""

    reading: Reading
    cast: Cast
    attribution: Attribution
    sentence_features: dict[int, frozenset[str]] = field(default_factory=dict)  # by sentence, filled on demand
    named_in: dict[int, list[tuple[int, Entity]]] = field(default_factory=dict)  # by sentence, filled on demand
    measures: dict[int, list[tuple[int, int, str]]] = field(default_factory=dict)  # by unit, filled on demand
    told_by_verb: dict[int, list[str]] = field(default_factory=dict)  # events by the verb's offset, filled on demand

    @property
    def text(self) -> str:
        return self.reading.text

    def in_headline(self, offset: int) -> bool:
        """Whether the words stand in a headline, whose facts are quoted where the article itself tells them."""
        unit = self.reading.unit_at(offset)
        return unit is not None and self.reading.units[unit].role == "headline"


def context_features(scene: Scene, start: int, end: int) -> frozenset[str]:
    """Where a span stands: in a quotation, headline or condition, beside words of an incident."""
    reading = scene.reading
    features: set[str] = set()
    unit = reading.unit_at(start)
    if unit is not None and reading.units[unit].role == "headline":
        features.add("headline")
    if scene.attribution.speech_at(start, end) is not None:
        features.add("quoted")
    sentence = reading.sentence_at(start)
    if sentence is None:
        return frozenset(features | {"between_sentences"})
    if sentence.index not in scene.sentence_features:
        scene.sentence_features[sentence.index] = _sentence_features(scene, sentence)
    return scene.sentence_features[sentence.index] | features


def _sentence_features(scene: Scene, sentence: Sentence) -> frozenset[str]:
    # "May" the month is no condition.
    words = {token.lemma_.lower() for token in sentence.span if token.pos_ != "PROPN" or token.lower_ != "may"}
    features = {f"near:{name}" for name, listed in lexicon.load("context").items() if words.intersection(listed)}
    features |= {f"frame:{name}" for name in frames_of(sentence.text)}
    if any(scene.cast.entity_at(token) is scene.cast.main for token in sentence.span if scene.cast.main is not None):
        features.add("near:main_organisation")
    if sentence.text.rstrip().endswith("?"):
        features.add("question")
    return frozenset(features)
