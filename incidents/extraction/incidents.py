"""Which incident of an article a fact belongs to.

Most articles report one. In a round-up every item is an incident; in other texts a sentence turns to another one
("Separately", "It is not the bank's first lapse") and a later paragraph turns back. One pass from top to bottom
follows these turns; incidents are numbered in order of first mention.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from incidents.extraction import lexicon
from incidents.extraction.cast import Cast
from incidents.extraction.reading import Reading, Sentence
from incidents.extraction.round_up import headings, item_starts, lead_counts_several, matches
from incidents.extraction.sources import subject_of
from incidents.proposed import ProposedFact

if TYPE_CHECKING:
    from spacy.tokens import Token

LETTERS = re.compile(r"[^\W\d_]{2}")  # "14." numbers a paragraph and is no sentence
STAYS = 1.5  # how much a new paragraph is taken to go on with the incident that the last one told
NAMED = 3.0  # what a body that only one incident has weighs against a thing that only one has
TELLING = frozenset(("estimate", "cause", "event"))  # kinds that tell of an incident, not of its sequel
NAMED_KINDS = ("organisation", "group", "person")
LONGEST_LEAD = 500  # characters before the first heading of a round-up; more is an item under the headline
FEWEST_TELLING = 2  # facts of these kinds in a section that is an incident of its own


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
    names: set[int] = field(default_factory=set)
    things: set[str] = field(default_factory=set)


def find_items(reading: Reading, cast: Cast, facts: Iterable[ProposedFact]) -> Items:
    """The turns of an article from one incident to another; `facts` are those proposed, whatever becomes of them."""
    telling = sorted(fact.start for fact in facts if fact.kind in TELLING)
    starts = item_starts(reading, cast)
    if not starts:
        return _Discourse(reading, cast, telling).follow()
    first = 2 if _is_item(reading, telling, starts[0]) else 1
    return Items(starts, tuple(range(first, first + len(starts))))


def _is_item(reading: Reading, telling: Sequence[int], end: int) -> bool:
    """Whether what stands before the first heading is more than a lead: the headline is its own."""
    length = sum(unit.end - unit.start for unit in reading.units if unit.end <= end and unit.role == "body")
    return length > LONGEST_LEAD and bisect_left(telling, end) >= FEWEST_TELLING


class _Discourse:
    """One pass over the sentences, which keeps the incidents told so far and the one that is being told."""

    def __init__(self, reading: Reading, cast: Cast, telling: Sequence[int]) -> None:
        self.reading = reading
        self.cast = cast
        self.telling = telling  # where facts that tell of an incident stand, in order
        self.headings = headings(reading)
        self.several = lead_counts_several(reading)
        self.told = [_Told(aside=False)]
        self.known: set[int] = set()  # the bodies named so far
        self.current = 0
        self.turns: list[tuple[int, int]] = []

    def follow(self) -> Items:
        unit = -1
        for sentence in self.reading.sentences:
            if self.reading.units[sentence.unit].role == "headline" or not LETTERS.search(sentence.text):
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
            self._open(sentence, aside=not matches("separate", sentence.text))
        elif (self.several and self._introduces(sentence)) or self._opens_section(sentence):
            self._open(sentence, aside=False)
        elif (back := self._best(sentence)) != self.current:
            self.current = back
            self.turns.append((sentence.start, back))

    def _open(self, sentence: Sentence, *, aside: bool) -> None:
        self.told.append(_Told(aside))
        self.current = len(self.told) - 1
        self.turns.append((sentence.start, self.current))

    def _turns(self, sentence: Sentence) -> bool:
        """Whether a sentence says that it turns to another incident, and something is told of it."""
        if matches("past", sentence.text):
            return True
        return matches("separate", sentence.text) and self._tells(sentence.start, self._end_of(sentence))

    def _introduces(self, sentence: Sentence) -> bool:
        """Whether a paragraph starts with a body that was not named before, to which something happened."""
        known = self.known
        return (
            bool(known)
            and known.isdisjoint(self._bodies(sentence))
            and self._is_about_new(sentence)
            and self._count(sentence.start, self._end_of(sentence)) > 0
        )

    def _is_about_new(self, sentence: Sentence) -> bool:
        """Whether the subject is or has in it a body not named before, which does more than say something."""
        root = sentence.span.root
        subject = subject_of(root)
        if subject is None or root.lemma_.lower() in lexicon.words("speech", "saying"):
            return False
        # A capital at the start of a sentence may be any word's.
        named = self._named(token for token in subject.subtree if token.i > sentence.span.start or _goes_on(token))
        return not self.known.issuperset(named)

    def _opens_section(self, sentence: Sentence) -> bool:
        """Whether a heading stands before a paragraph on a new body, and no known one is named until the next."""
        known = self.known
        if sentence.unit - 1 not in self.headings or not known or not self._is_about_new(sentence):
            return False
        last = next((unit for unit in self.headings if unit > sentence.unit), len(self.reading.units))
        end = self.reading.units[last - 1].end
        section = self.reading.sentences_over(sentence.start, end)
        return self._count(sentence.start, end) >= FEWEST_TELLING and known.isdisjoint(
            body for one in section for body in self._bodies(one)
        )

    def _best(self, sentence: Sentence) -> int:
        """The incident that a paragraph goes on with: by the bodies and things of its first sentence."""
        named, things = self._named(sentence.span, NAMED_KINDS), _things(sentence)

        def weight(number: int) -> float:
            one = self.told[number]
            others = [other for other in self.told if other is not one]
            own_names = one.names.difference(*(other.names for other in others))
            own_things = one.things.difference(*(other.things for other in others))
            stays = STAYS * (number == self.current and not one.aside)
            stays += STAYS * (self.told[self.current].aside and number == self._before())
            return NAMED * len(named & own_names) + len(things & own_things) + stays

        return max(range(len(self.told)), key=weight)

    def _before(self) -> int:
        """The incident that was told before an aside."""
        main = (number for _, number in reversed(self.turns) if not self.told[number].aside)
        return next(main, 0)

    def _learn(self, sentence: Sentence) -> None:
        one = self.told[self.current]
        one.names |= self._named(sentence.span, NAMED_KINDS)
        self.known |= self._bodies(sentence)
        one.things |= _things(sentence)

    def _bodies(self, sentence: Sentence) -> set[int]:
        """The organisations and gangs that a sentence names, as numbers; authorities have to do with many incidents."""
        return self._named(sentence.span)

    def _named(self, tokens: Iterable[Token], kinds: Collection[str] = ("organisation", "group")) -> set[int]:
        found = (self.cast.entity_at(token) for token in tokens if token.pos_ == "PROPN")
        return {id(entity) for entity in found if entity is not None and entity.kind in kinds}

    def _end_of(self, sentence: Sentence) -> int:
        return self.reading.units[sentence.unit].end

    def _count(self, start: int, end: int) -> int:
        return bisect_left(self.telling, end) - bisect_left(self.telling, start)

    def _tells(self, start: int, end: int) -> bool:
        """Whether anything between two offsets tells of an incident: data, people, a cause, harm."""
        return self._count(start, end) > 0 or any(_tells_harm(one) for one in self.reading.sentences_over(start, end))


def _goes_on(token: Token) -> bool:
    return token.i + 1 < len(token.doc) and token.nbor().pos_ == "PROPN"


def _things(sentence: Sentence) -> set[str]:
    """The common nouns of a sentence, and pairs of them: "book", "address book"."""
    nouns = [token for token in sentence.span if token.pos_ == "NOUN" and len(token.text) > 3]
    pairs = {
        f"{token.lower_} {token.head.lemma_.lower()}"
        for token in nouns
        if token.dep_ == "compound" and token.head.i == token.i + 1
    }
    return {token.lemma_.lower() for token in nouns} | pairs


def _tells_harm(sentence: Sentence) -> bool:
    """A verb or noun of harm; not the first half of "records manager"."""
    words = lexicon.words("incidents", "harm")
    return any(token.lemma_.lower() in words for token in sentence.span if token.dep_ != "compound")
