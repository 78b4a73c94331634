"""Which incident of an article a fact belongs to.

Most articles report one. In a round-up every item is an incident; in other texts a sentence turns to another one
("Separately", "It is not the bank's first lapse") and a later paragraph turns back. One pass from top to bottom
follows these turns; incidents are numbered in order of first mention.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from incidents.extraction import lexicon
from incidents.extraction.cast import Cast
from incidents.extraction.reading import Reading, Sentence
from incidents.extraction.round_up import item_starts, lead_counts_several
from incidents.extraction.sources import subject_of

STAYS = 1.5  # how much a new paragraph is taken to go on with the incident that the last one told
NAMED = 3.0  # what a body that only one incident has weighs against a thing that only one has
OPENS = 2  # sentences from a turn on in which another body must be named
LOOKS_AHEAD = 4  # sentences of the paragraph in which harm must be told


@dataclass(frozen=True)
class Items:
    """Where the article turns to which incident; empty where it tells one."""

    starts: tuple[int, ...]
    numbers: tuple[int, ...] = ()

    def number_at(self, offset: int) -> str:
        """The incident's number at an offset, "1" before the first turn."""
        index = bisect_right(self.starts, offset) - 1
        return str(self.numbers[index]) if index >= 0 else "1"


@dataclass
class _Told:
    """An incident as far as it has been told: the bodies and things named where it is opened."""

    aside: bool
    bodies: set[int] = field(default_factory=set)
    things: set[str] = field(default_factory=set)


def find_items(reading: Reading, cast: Cast) -> Items:
    """The turns of an article from one incident to another."""
    starts = item_starts(reading, cast)
    if starts:
        return Items(starts, tuple(range(1, len(starts) + 1)))
    return _Discourse(reading, cast).follow()


class _Discourse:
    """One pass over the sentences, which keeps the incidents told so far and the one that is being told."""

    def __init__(self, reading: Reading, cast: Cast) -> None:
        self.reading = reading
        self.cast = cast
        self.several = lead_counts_several(reading)
        self.told = [_Told(aside=False)]
        self.current = 0
        self.turns: list[tuple[int, int]] = []

    def follow(self) -> Items:
        unit = -1
        for sentence in self.reading.sentences:
            if self.reading.units[sentence.unit].role == "headline":
                continue
            if sentence.unit != unit:
                self._begin_paragraph(sentence)
                unit = sentence.unit
            elif self._turns(sentence):
                self._open(sentence, aside=True)
            self._learn(sentence)
        if not self.turns:
            return Items(())
        return Items(tuple(start for start, _ in self.turns), tuple(number + 1 for _, number in self.turns))

    def _begin_paragraph(self, sentence: Sentence) -> None:
        """Opens another incident, goes back to one told before, or goes on."""
        if self._turns(sentence):
            self._open(sentence, aside=not _matches("separate", sentence.text))
        elif self.several and self._introduces(sentence):
            self._open(sentence, aside=False)
        elif (back := self._best(sentence)) != self.current:
            self.current = back
            self.turns.append((sentence.start, back))

    def _open(self, sentence: Sentence, *, aside: bool) -> None:
        self.told.append(_Told(aside))
        self.current = len(self.told) - 1
        self.turns.append((sentence.start, self.current))

    def _turns(self, sentence: Sentence) -> bool:
        """Whether a sentence says that it turns to another incident.

        "Separately, the regulator has opened an inquiry" stays with the same one.
        """
        if _matches("past", sentence.text):
            return True
        if _matches("separate", sentence.text) and not self._inquires(sentence):
            return True
        if not _matches("separate_weak", sentence.text):
            return False
        ahead = [one for one in self._ahead(sentence) if one.unit == sentence.unit]
        return any(map(_tells_harm, ahead)) and any(self._new_bodies(one) for one in ahead[:OPENS])

    def _ahead(self, sentence: Sentence) -> list[Sentence]:
        return self.reading.sentences[sentence.index : sentence.index + LOOKS_AHEAD]

    def _new_bodies(self, sentence: Sentence) -> list[int]:
        known = {body for one in self.told for body in one.bodies}
        return [body for body in self._bodies(sentence) if body not in known]

    def _inquires(self, sentence: Sentence) -> bool:
        """Whether an authority, or whoever sues, is the subject: it acts on what has been told."""
        root = sentence.span.root
        subject = subject_of(root)
        entity = self.cast.resolve(subject) if subject is not None else None
        asks = root.lemma_.lower() in lexicon.words("incidents", "inquiring")
        return asks and (entity is None or entity.kind in ("authority", "person")) and not self._new_bodies(sentence)

    def _introduces(self, sentence: Sentence) -> bool:
        """Whether a paragraph starts with a body that was not named before, to which something happened."""
        known = {body for one in self.told for body in one.bodies}
        return (
            bool(self._new_bodies(sentence))
            and not known.intersection(self._bodies(sentence))
            and _tells_harm(sentence)
            and bool(known)
        )

    def _best(self, sentence: Sentence) -> int:
        """The incident that a paragraph goes on with: by the bodies and things of its first sentence."""
        bodies, things = set(self._bodies(sentence)), _things(sentence)

        def weight(number: int) -> float:
            one = self.told[number]
            others = [other for other in self.told if other is not one]
            own_bodies = one.bodies.difference(*(other.bodies for other in others))
            own_things = one.things.difference(*(other.things for other in others))
            stays = STAYS * (number == self.current and not one.aside)
            stays += STAYS * (self.told[self.current].aside and number == self._before())
            return NAMED * len(bodies & own_bodies) + len(things & own_things) + stays

        return max(range(len(self.told)), key=weight)

    def _before(self) -> int:
        """The incident that was told before an aside."""
        main = (number for _, number in reversed(self.turns) if not self.told[number].aside)
        return next(main, 0)

    def _learn(self, sentence: Sentence) -> None:
        one = self.told[self.current]
        one.bodies.update(self._bodies(sentence))
        one.things |= _things(sentence)

    def _bodies(self, sentence: Sentence) -> Iterable[int]:
        """The organisations and gangs that a sentence names, as numbers; authorities have to do with many incidents."""
        found = (self.cast.entity_at(token) for token in sentence.span if token.pos_ == "PROPN")
        return [id(entity) for entity in found if entity is not None and entity.kind in ("organisation", "group")]


def _things(sentence: Sentence) -> set[str]:
    """The common nouns of a sentence."""
    return {token.lemma_.lower() for token in sentence.span if token.pos_ == "NOUN" and len(token.text) > 3}


def _tells_harm(sentence: Sentence) -> bool:
    return any(token.lemma_.lower() in lexicon.words("incidents", "harm") for token in sentence.span)


@cache
def _cues(key: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{cue})" for cue in lexicon.load("incidents")[key]), re.IGNORECASE)


def _matches(key: str, text: str) -> bool:
    return _cues(key).search(text) is not None
