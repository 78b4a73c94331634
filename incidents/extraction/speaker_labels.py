"""Speakers who are named beside the words without a verb, or on the line before: "Ada Lund: “…”", "“…” – Ada Lund"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from incidents.extraction import lexicon
from incidents.extraction.cast import Cast
from incidents.extraction.framing import Stretch
from incidents.extraction.quotations import Quotation
from incidents.extraction.reading import Reading
from incidents.extraction.sources import Source, as_source
from incidents.extraction.subjects import head_of_phrase, subjects_of

if TYPE_CHECKING:
    from incidents.extraction.entities import Entity

LONGEST_LABEL = 140  # characters of "For the company, Ada Lund:" or "– Ada Lund, teacher"
LABEL = re.compile(r"(?:\W{0,3}\d{1,2}[:.h]\d{2}(?: ?[ap]\.?m\.?)?[\s–—-]{1,3})?[^:“”\"]{2,90}:\s*", re.IGNORECASE)
ASKED = re.compile(r"\W{0,3}(?:when )?(?:asked|pressed|questioned|challenged|quizzed|told|reached)\b", re.IGNORECASE)
DASHED = re.compile(r"\s{0,6}[–—―-]{1,3}\s{0,6}(?=[A-Z])")


@dataclass
class Rival:
    """One who may have said the words; `weight` is what the wording alone gives."""

    source: Source
    weight: float
    features: set[str] = field(default_factory=set)
    verb: str | None = None


def named_source(entity: Entity, way: str) -> Source:
    return Source(entity.name, way, entity, entity if entity.kind == "person" else None)


def labelled(reading: Reading, cast: Cast, stretch: Stretch, unit: int) -> Iterator[Rival]:
    """ "For the company, Ada Lund: “…”", "“…” – Ada Lund, teacher", and both on a line of their own."""
    text, quotation = reading.text, stretch.quotation
    if LABEL.fullmatch(stretch.left) and not ASKED.match(stretch.left):
        yield from _named_in(reading, cast, stretch.start, quotation.start - 1, "label", 2.4)
    if (dash := DASHED.match(text, quotation.end + 1, stretch.end)) is not None:
        yield from _named_in(reading, cast, dash.end(), min(stretch.end, dash.end() + LONGEST_LABEL), "dash", 3.2)
    if not stretch.alone:
        return
    if unit + 1 < len(reading.units):
        after = reading.units[unit + 1]
        dash = DASHED.match(text, after.start, after.end)
        if dash is not None and after.end - after.start < LONGEST_LABEL:
            yield from _named_in(reading, cast, dash.end(), after.end, "dash", 3.2)
    if (
        unit > 0
        and text[reading.units[unit - 1].end - 1] == ":"
        and re.match(r"\W*$", text[reading.units[unit].start : quotation.start])
    ):
        yield from _led_up_to(reading, cast, reading.units[unit - 1].end)


def _led_up_to(reading: Reading, cast: Cast, end: int) -> Iterator[Rival]:
    """ "The commissioner, Ada Lund, said:" on the line before."""
    sentence = reading.sentence_at(end - 1)
    if sentence is None:
        return
    verbs = [token for token in sentence.span if token.lemma_.lower() in lexicon.words("speech", "quoting")]
    unit = reading.unit_at(sentence.start) or 0
    line = Stretch(reading, (), Quotation(end, end), reading.units[unit].start, end)
    for verb in verbs[-1:]:
        for subject, less in subjects_of(verb, line, cast):
            source = as_source(cast, subject, "line_before", any_noun=True)
            if source.name is not None:
                yield Rival(source, 3.4 - less, {"way:line_before"}, verb.lemma_)
    yield from _named_in(reading, cast, sentence.start, sentence.end, "line_before", 2.0)


def _named_in(reading: Reading, cast: Cast, start: int, end: int, way: str, weight: float) -> Iterator[Rival]:
    """Those whom a label names; a person rather than the body beside it."""
    seen: list[Entity] = []
    for token in reading.tokens(start, end):
        entity = cast.entity_at(token)
        if entity is not None and entity.kind != "place" and entity not in seen:
            seen.append(entity)
    for entity in seen:
        yield Rival(named_source(entity, way), weight + 0.8 * (entity.kind == "person"), {f"way:{way}"})
    if not seen:
        nouns = [token for token in reading.tokens(start, end) if token.pos_ in ("NOUN", "PROPN")]
        for token in nouns[:1]:
            source = as_source(cast, head_of_phrase(token), way, any_noun=True)
            if source.name is not None:
                yield Rival(source, weight, {f"way:{way}"})
