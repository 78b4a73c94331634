"""The organisation that an article is about."""

from __future__ import annotations

from collections.abc import Sequence

from incidents.extraction import lexicon, names
from incidents.extraction.entities import Entity, sounds_like
from incidents.extraction.reading import Reading


def main_of(entities: Sequence[Entity], reading: Reading) -> Entity | None:
    """The organisation that the article is about: named most, in the headline and early."""

    def weight(entity: Entity) -> float:
        early = entity.first.start < 0.4 * len(reading.text)
        regulator = entity.kind == "authority" and _oversees(entity)
        headline = any(
            reading.units[unit].role == "headline"
            for mention in entity.mentions
            if (unit := reading.unit_at(mention.start)) is not None
        )
        press = sounds_like(entity.name, "press_words")
        legislature = entity.kind == "authority" and sounds_like(entity.name, "legislature_words")
        owning = sum(
            mention.root.dep_ == "poss"
            and mention.root.head.lemma_.lower() in lexicon.words("entities", "owned_by_companies")
            for mention in entity.mentions
        )
        return (
            len(entity.mentions)
            + 2 * headline
            + early
            + min(3, owning)
            - 6 * (regulator or legislature)
            - 2 * press
            - 4 * (entity.kind == "group")
        )

    candidates = [entity for entity in entities if entity.kind not in ("person", "place")]
    return max(candidates, key=weight, default=None)


def _oversees(entity: Entity) -> bool:
    """A regulator, court or police force; "authority" alone says nothing: health and port authorities lose data too."""
    named = set(names.fold(entity.name)) & (lexicon.words("entities", "regulator_words") - {"authority", "ap"})
    return bool(named) or sounds_like(entity.name, "regulator_phrases", "court_words", "police_words")
