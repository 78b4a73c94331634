"""Words of several classes that stand close together, in any order: "sold the answers to brokers", "brokers bought".

Causes are told in so many constructions – passive, gerund, noun, relative clause – that a row asks only which classes
of words must stand within some words of one sentence: one that gives, an outsider, something personal. What each row
is worth is for the weights to say. `lexicon/cause_frames.json` holds `classes` (words as printed or lemmas, separated
by blanks) and `rows`: `near` names the classes, `within` how many words apart the outermost may stand, `sure` how much
such words tell by themselves.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from incidents.extraction import lexicon
from incidents.extraction.patterns import Match, Row
from incidents.extraction.reading import Reading, Sentence, begin, end_of

if TYPE_CHECKING:
    from spacy.tokens import Token

WITHIN = 10
MOST_ANCHORS = 40  # words of the first class that are looked at in one sentence
NAMES = frozenset(("outsider", "adnet", "foreign", "state", "chatgroup", "own"))  # classes that name bodies and places
BREAKS = frozenset((";", "•", "|"))


@dataclass(frozen=True)
class Near:
    """A row: the classes of which one word each must stand within so many words."""

    row: Row
    classes: tuple[str, ...]
    within: int


def find(name: str, reading: Reading) -> Iterator[Match]:
    """For each row the closest words in each sentence that fill all its classes."""
    rows = _rows(name)
    for sentence in reading.sentences:
        places = _places(name, sentence)
        for near in rows:
            if all(one in places for one in near.classes):
                words = _closest(near, places, sentence)
                if words is not None:
                    head = next((word for word in words if word.pos_ in ("VERB", "AUX")), words[0])
                    yield Match(near.row, begin(words[0]), end_of(words[-1]), head, "near")


@cache
def _rows(name: str) -> tuple[Near, ...]:
    return tuple(
        Near(
            Row(
                index=index,
                code=row["code"],
                verbs=frozenset(),
                objects=frozenset(),
                without=frozenset(),
                to=frozenset(),
                phrases=(),
                sure=row.get("sure", "fair"),
                more=row,
            ),
            tuple(row["near"]),
            row.get("within", WITHIN),
        )
        for index, row in enumerate(lexicon.load(name)["rows"])
    )


@cache
def _classes_of(name: str) -> Mapping[str, tuple[str, ...]]:
    """The classes that each word belongs to."""
    found: dict[str, list[str]] = defaultdict(list)
    for one, words in lexicon.load(name)["classes"].items():
        for word in words.split():
            found[word].append(one)
    return {word: tuple(classes) for word, classes in found.items()}


def _places(name: str, sentence: Sentence) -> Mapping[str, Sequence[int]]:
    """Where in a sentence each class has a word, by the word as printed or its lemma."""
    known = _classes_of(name)
    places: dict[str, list[int]] = defaultdict(list)
    for token in sentence.span:
        named = bool(token.ent_type_) and token.pos_ == "PROPN"
        for one in dict.fromkeys((*known.get(token.lower_, ()), *known.get(token.lemma_.lower(), ()))):
            if not named or one in NAMES:
                places[one].append(token.i - sentence.span.start)
    return places


def _closest(near: Near, places: Mapping[str, Sequence[int]], sentence: Sentence) -> list[Token] | None:
    """The words nearest to each other that fill the classes, each by a word of its own; None where all are too far."""
    best: list[int] | None = None
    for anchor in places[near.classes[0]][:MOST_ANCHORS]:
        chosen = [anchor]
        for one in near.classes[1:]:
            place = _nearest(places[one], anchor, chosen)
            if place is None:
                break
            chosen.append(place)
        else:
            reach = max(chosen) - min(chosen)
            if reach <= near.within and (best is None or reach < max(best) - min(best)):
                best = chosen
    if best is None:
        return None
    words = [sentence.span[place] for place in sorted(best)]
    between = sentence.span[min(best) : max(best)]
    return None if any(token.text in BREAKS for token in between) else words


def _nearest(places: Sequence[int], anchor: int, taken: Sequence[int]) -> int | None:
    """The place nearest to an anchor that no other class has taken, of those that rise from left to right."""
    at = bisect_left(places, anchor)
    around = places[max(0, at - len(taken) - 1) : at + len(taken) + 1]
    return min((place for place in around if place not in taken), key=lambda place: abs(place - anchor), default=None)
