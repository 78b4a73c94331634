"""What may have happened at a date: every event that the words around it speak of, each with what speaks for it.

The verbs and nouns above a date are asked, the nearest first, then the other words of its clause, its sentence and –
in a timeline, "May 6: endpoint off" – of its line. `lexicon/events.json` says which words tell of which event; several
may. The weights choose between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from incidents.extraction import lexicon
from incidents.extraction.candidates import Scene
from incidents.extraction.dates import Dated
from incidents.extraction.reading import begin
from incidents.extraction.sources import subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

CLIMB = 8
CLAUSES = 3  # verbs above a date that are asked what happened then
LINE = 25  # words of a timeline's line that are read
APART = frozenset(("relcl", "advcl", "ccomp", "conj", "parataxis", "csubj", "acl", "dep"))
_LOOSE = r"(?:(?:at least|about|around|late|early|the|mid)[\s-]{1,2}){0,3}$"
RANGE_FROM = re.compile(
    r"\b(?:between|from|since|as early as|starting(?: in| on)?|beginning(?: in| on| with)?|began (?:in|on)?|back to"
    r"|dating (?:back )?to|dates? (?:back )?to|as of|as far back as|with effect from|effective|ever since|after)"
    rf"\s{{1,2}}(?:model year )?{_LOOSE}",
    re.IGNORECASE,
)
RANGE_TO = re.compile(
    rf"(?:\b(?:until|till|through|thru|up to|to|and|(?:and )?ending(?: in| on)?)\s{{1,2}}|[–-]\s?){_LOOSE}",
    re.IGNORECASE,
)
OPEN_END = re.compile(r"\b(?:until|till|through|ending|up to)\b", re.IGNORECASE)
RANGE_GAP = 25  # characters between the two ends of a span of time
SPANS = {"occurred_from": "occurred_to", "data_collected_from": "data_collected_to"}


@dataclass
class Happening:
    """What may have happened at a date, and the features that speak for or against it."""

    event: str
    rule: str  # the first that named it
    features: set[str] = field(default_factory=set)


def happenings(scene: Scene, tokens: list[Token], words: str, dated: Dated, earlier: Dated | None) -> list[Happening]:
    """The events that may belong to a date, the nearest first; that it came about then is always among them."""
    held: dict[str, Happening] = {}

    def add(event: str, rule: str, *more: str) -> None:
        one = held.setdefault(event, Happening(event, rule))
        one.features.update((rule, f"{event}:{rule}", *more))

    for place, (event, rule, steps) in enumerate(_told(scene, tokens, dated)):
        add(event, rule, f"{rule}:{min(steps, 2)}", *(["nearest"] if place == 0 else []))
    for event in _near(scene, tokens[0]):
        add(event, "sentence")
    span = _end_of_span(words, dated, earlier)
    if span:
        for opens, closes in SPANS.items():
            add(opens if span == "from" else closes, f"range_{span}")
    collects = _collects(tokens[0])
    add("occurred_from", "always")
    for one in held.values():
        one.features |= {one.event, f"{one.event}:collects:{collects}", f"{one.event}:span:{span}"}
    return list(held.values())


def upwards(token: Token) -> Iterator[Token]:
    """A token and those above it."""
    for _ in range(CLIMB):
        yield token
        if token.head == token:
            return
        token = token.head


def _end_of_span(words: str, dated: Dated, earlier: Dated | None) -> str:
    """Which end of a span of time a date is, by the words before it: from, to or neither."""
    before = words[max(0, dated.start - 30) : dated.start]
    opened = earlier is not None and dated.start - earlier.end < RANGE_GAP
    if RANGE_TO.search(before) and (opened or OPEN_END.search(before)):
        return "to"
    return "from" if dated.form == "days" or RANGE_FROM.search(before) else ""


def _collects(token: Token) -> bool:
    verbs = (word for word in upwards(token) if word.pos_ == "VERB")
    return any(verb.lemma_.lower() in lexicon.words("events", "collecting") for verb in verbs)


# --- the words that tell it --------------------------------------------------------------------------------------


def _told(scene: Scene, tokens: list[Token], dated: Dated) -> Iterator[tuple[str, str, int]]:
    """(event, rule, how far away) by what stands behind "two days after", above the date, or in its line."""
    if dated.form == "event_offset":
        yield from _behind(scene, tokens[-1])
    clauses, found = 0, False
    for above in upwards(tokens[0]):
        if above.pos_ in ("NOUN", "PROPN") and above not in tokens:
            for event in _by_noun(scene, above):
                found = True
                yield event, "noun", clauses
        if above.pos_ in ("VERB", "AUX"):
            for place, event in enumerate(_by_verb(scene, above)):
                found = True
                yield event, "verb" if place == 0 else "verb_too", clauses
            clauses += 1
            if clauses == CLAUSES:
                break
    if not found or clauses == 0:
        yield from _in_line(scene, tokens)


def _behind(scene: Scene, last: Token) -> Iterator[tuple[str, str, int]]:
    """ "Two days after the first downloads": the clause or noun behind the words."""
    for token in last.doc[last.i + 1 : last.sent.end]:
        if token.pos_ in ("VERB", "NOUN"):
            events = _by_verb(scene, token) if token.pos_ == "VERB" else list(_by_noun(scene, token))
            yield from ((event, "behind", 0) for event in events)
            if token.pos_ == "VERB" and events:
                return
        if token.lower_ in (",", ";", "and") and token.i > last.i + 3:
            return


def _in_line(scene: Scene, tokens: list[Token]) -> Iterator[tuple[str, str, int]]:
    """ "6 May – endpoint off", "Discovered: 4 March": the words of the line that are no sentence."""
    doc = tokens[0].doc
    first = max(0, tokens[0].i - 6)
    for token in doc[first : tokens[-1].i + LINE]:
        if token in tokens or token.pos_ not in ("VERB", "NOUN", "PROPN", "ADJ", "ADP", "ADV"):
            continue
        events = _by_verb(scene, token) or list(_by_noun(scene, token))
        yield from ((event, "line", int(token.i > tokens[-1].i + 8)) for event in events)


def _near(scene: Scene, token: Token) -> list[str]:
    """The events that any verb of the sentence tells of, each once, in the order of the verbs."""
    verbs = (verb for verb in token.sent if verb.pos_ == "VERB")
    return list(dict.fromkeys(event for verb in verbs for event in _by_verb(scene, verb)[:1]))


def _by_noun(scene: Scene, noun: Token) -> Iterator[str]:
    """ "The ruling of 23 January", "a letter dated Oct. 12", "the 2016 burglary"."""
    lemma = noun.lemma_.lower()
    for event, nouns in _nouns().items():
        if lemma in nouns:
            to_authority = event == "subjects_notified" and _to_authority(scene, noun)
            yield "authority_notified" if to_authority else event


def _to_authority(scene: Scene, noun: Token) -> bool:
    words = _words(scene, list(noun.head.subtree))
    return bool(words & _members("authority"))


def _by_verb(scene: Scene, verb: Token) -> list[str]:
    """The events of the rows that fit a verb and its clause, in the order of the table."""
    at = begin(verb)
    if at not in scene.told_by_verb:
        scene.told_by_verb[at] = _fitting(scene, verb)
    return scene.told_by_verb[at]


def _fitting(scene: Scene, verb: Token) -> list[str]:
    lemma = verb.lemma_.lower()
    rows = _rows_of(lemma)
    if not rows:
        return []
    particles = {
        f"{lemma}_{child.lower_}" for child in verb.children if child.dep_ in ("prt", "advmod", "prep", "acomp")
    }
    own = _clause(verb)
    subject = subject_of(verb)
    under = list(subject.subtree) if subject is not None and subject.i < verb.i else []
    around = [word for word in own if word not in under]
    passive = any(child.dep_ == "nsubjpass" for child in verb.children)
    agent = next((child for child in verb.children if child.dep_ == "agent"), None)
    by_whom = list(agent.subtree) if agent is not None else []
    sets = {
        "any": _words(scene, own + under),
        "subject": _words(scene, by_whom if passive else under),
        "told": _words(scene, under),
        "object": _words(scene, [word for word in around if word not in by_whom] + (under if passive else [])),
    }
    fitting = [row.event for row in rows if ({lemma} | particles) & row.verbs and row.fits(sets, passive)]
    return list(dict.fromkeys(fitting))


def _clause(verb: Token) -> list[Token]:
    """The words of a verb's own clause, without the clauses that hang on it."""
    own, open_ = [verb], [child for child in verb.children if child.dep_ not in APART or child.pos_ == "NOUN"]
    while open_:
        token = open_.pop()
        own.append(token)
        open_ += [child for child in token.children if child.dep_ not in APART or child.pos_ == "NOUN"]
    return own


def _words(scene: Scene, tokens: list[Token]) -> set[str]:
    entities = (scene.cast.entity_at(token) for token in tokens)
    kinds = {f"<{entity.kind}>" for entity in entities if entity is not None}
    return {token.lemma_.lower() for token in tokens} | {token.lower_ for token in tokens} | kinds


# --- the table ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One row of the table: verbs, and words of which one must stand in the clause, the subject or the object."""

    event: str
    verbs: frozenset[str]
    wanted: tuple[tuple[str, frozenset[str]], ...]
    without: frozenset[str]
    passive: bool

    def fits(self, sets: dict[str, set[str]], passive: bool) -> bool:
        """Whether the words of a clause are those that the row asks for."""
        if (self.passive and not passive) or sets["any"] & self.without:
            return False
        return all(sets[place] & words for place, words in self.wanted)


@cache
def _rows() -> tuple[Row, ...]:
    return tuple(_row(row) for row in lexicon.load("events")["rows"])


def _row(row: dict[str, Any]) -> Row:
    passive = bool(row.get("passive"))
    # Of a passive the row asks who was told, of an active verb who did it.
    places = (("any", "any"), ("told" if passive else "subject", "subject"), ("object", "object"))
    wanted = tuple((place, _expanded(row[key])) for place, key in places if key in row)
    without = _expanded(row.get("without", ()))
    return Row(row["event"], frozenset(row["verbs"]), wanted, without, passive)


@cache
def _rows_of(lemma: str) -> tuple[Row, ...]:
    """The rows that a verb, alone or with a particle, may fit."""
    return tuple(row for row in _rows() if any(verb.split("_")[0] == lemma for verb in row.verbs))


def _expanded(words: Iterable[str]) -> frozenset[str]:
    """Words of a row; "@people" stands for the set of this name."""
    return frozenset(
        word for listed in words for word in (_members(listed[1:]) if listed.startswith("@") else (listed,))
    )


@cache
def _members(name: str) -> frozenset[str]:
    return frozenset(lexicon.load("events")["sets"][name])


@cache
def _nouns() -> dict[str, frozenset[str]]:
    return {event: frozenset(nouns) for event, nouns in lexicon.load("events")["nouns"].items()}
