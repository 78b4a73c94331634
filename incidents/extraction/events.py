"""Events: dated happenings. Every date expression is a candidate; the clause that it stands in says what happened.

The table `lexicon/events.json` is read in order: the first row whose verb governs the date, and whose other words
stand in the same clause, names the event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from incidents.extraction import lexicon
from incidents.extraction.candidates import UNSCORED, Candidate, Scene, context_features
from incidents.extraction.dates import Dated, find_dates
from incidents.extraction.sources import subject_of
from incidents.proposed import ProposedEvent, Reason

if TYPE_CHECKING:
    from spacy.tokens import Token

CLIMB = 8
CLAUSES = 3  # verbs above a date that are asked what happened then
APART = frozenset(("relcl", "advcl", "ccomp", "conj", "parataxis", "csubj", "acl", "dep"))
_LOOSE = r"(?:(?:at least|about|around|late|early|the|mid)[\s-]{1,2}){0,3}$"
RANGE_FROM = re.compile(
    r"\b(?:between|from|since|as early as|starting(?: in)?|beginning(?: in| with)?|began (?:in|on)?|back to|dating to"
    rf"|as of|as far back as|with effect from|effective)\s{{1,2}}(?:model year )?{_LOOSE}",
    re.IGNORECASE,
)
RANGE_TO = re.compile(
    rf"\b(?:until|till|through|up to|to|and|(?:and )?ending(?: in| on)?)\s{{1,2}}{_LOOSE}", re.IGNORECASE
)
OPEN_END = re.compile(r"\b(?:until|till|through|ending|up to)\b", re.IGNORECASE)
RANGE_GAP = 25  # characters between the two ends of a span of time


@dataclass(frozen=True)
class Happening:
    """What happened at a date, by which rule, and how many clauses above it the words stand."""

    event: str
    rule: str
    steps: int


def candidates(scene: Scene) -> Iterator[Candidate]:
    """For each date the event that its clause names, and the ends of a span of time."""
    for unit, _ in scene.reading.body():
        words = scene.text[unit.start : unit.end]
        dates = find_dates(words, scene.reading.document.published_on)
        for index, dated in enumerate(dates):
            earlier = dates[index - 1] if index else None
            candidate = _candidate(scene, unit.start, words, dated, earlier)
            if candidate is not None:
                yield candidate


def _candidate(scene: Scene, shift: int, words: str, dated: Dated, earlier: Dated | None) -> Candidate | None:
    start, end = shift + dated.start, shift + dated.end
    tokens = scene.reading.tokens(start, end)
    if not tokens:
        return None
    happening = _happening(scene, tokens, words, dated, earlier)
    fact = ProposedEvent(
        start=start,
        end=end,
        quote=scene.text[start:end],
        confidence=UNSCORED,
        event=happening.event,
        date=dated.value,
        qualifier=dated.qualifier,
        why=(Reason(field="event", rule=happening.rule, start=start, end=end),),
    )
    return Candidate(fact, _features(scene, fact, happening, tokens, words, dated))


def _features(
    scene: Scene, fact: ProposedEvent, happening: Happening, tokens: list[Token], words: str, dated: Dated
) -> frozenset[str]:
    before = words[max(0, dated.start - 12) : dated.start].split()
    features = {
        f"event:{fact.event}",
        f"rule:{happening.rule}",
        f"steps:{happening.steps}",
        f"form:{dated.form}",
        f"precision:{len(dated.value)}",
        f"qualifier:{dated.qualifier}",
        f"preposition:{before[-1].lower() if before else ''}",
    }
    published = scene.reading.document.published_on
    if published is not None and dated.value > published.isoformat():
        features.add("ahead")
    verb = next((token for token in _upwards(tokens[0]) if token.pos_ in ("VERB", "AUX")), None)
    if verb is not None:
        features.add(f"lemma:{verb.lemma_.lower()}")
        features |= {"passive" for child in verb.children if child.dep_ == "nsubjpass"}
        subject = subject_of(verb)
        entity = scene.cast.resolve(subject) if subject is not None else None
        features.add(f"subject:{entity.kind if entity else 'none'}")
    return frozenset(features) | context_features(scene, fact.start, fact.end)


def _upwards(token: Token) -> Iterator[Token]:
    for _ in range(CLIMB):
        yield token
        if token.head == token:
            return
        token = token.head


def _happening(scene: Scene, tokens: list[Token], words: str, dated: Dated, earlier: Dated | None) -> Happening:
    named = _of_event(scene, tokens) if dated.form == "event_offset" else _by_clause(scene, tokens[0])
    before = words[max(0, dated.start - 30) : dated.start]
    collects = (named is not None and named.event.startswith("data_")) or _collects(tokens[0])
    opened = earlier is not None and dated.start - earlier.end < RANGE_GAP
    if dated.form == "days" or (RANGE_FROM.search(before) and _spans(named)):
        return Happening("data_collected_from" if collects else "occurred_from", "range_from", 0)
    if RANGE_TO.search(before) and (opened or OPEN_END.search(before)) and _spans(named):
        return Happening("data_collected_to" if collects else "occurred_to", "range_to", 0)
    return named or Happening("occurred_from", "fallback", CLAUSES)


def _spans(named: Happening | None) -> bool:
    """Whether what happened can last: "since May it has been blocked" tells of the day of blocking."""
    return named is None or named.event not in ("contained", "discovered", "authority_notified", "decision")


def _collects(token: Token) -> bool:
    verbs = (word for word in _upwards(token) if word.pos_ == "VERB")
    return any(verb.lemma_.lower() in lexicon.words("events", "collecting") for verb in verbs)


def _of_event(scene: Scene, tokens: list[Token]) -> Happening | None:
    """ "Two days after the first downloads": the noun or clause behind the words."""
    last = tokens[-1]
    for token in last.doc[last.i + 1 : last.sent.end]:
        if token.pos_ == "VERB":
            event = _match(scene, token)
            if event is not None:
                return Happening(event, f"row:{event}", 0)
        if token.lower_ in (",", ";", "and") and token.i > last.i + 3:
            break
    return Happening("occurred_from", "row:occurred_from", 0)


def _by_clause(scene: Scene, token: Token) -> Happening | None:
    """By the nouns and verbs above a date, the nearest first."""
    clauses = 0
    for above in _upwards(token):
        if above.pos_ == "NOUN" and above != token and (event := _by_noun(scene, above)) is not None:
            return Happening(event, f"noun:{event}", clauses)
        if above.pos_ in ("VERB", "AUX"):
            event = _match(scene, above)
            if event is not None:
                return Happening(event, f"row:{event}", clauses)
            clauses += 1
            if clauses == CLAUSES:
                return None
    return None


def _by_noun(scene: Scene, noun: Token) -> str | None:
    """ "The ruling of 23 January", "a letter dated Oct. 12", "the 2016 burglary"."""
    lemma = noun.lemma_.lower()
    named = (event for event, nouns in lexicon.load("events")["nouns"].items() if lemma in nouns)
    event: str | None = next(named, None)
    return "authority_notified" if event == "subjects_notified" and _to_authority(scene, noun) else event


def _to_authority(scene: Scene, noun: Token) -> bool:
    words = {word.lemma_.lower() for word in noun.head.subtree} | _kinds(scene, list(noun.head.subtree))
    return bool(words & lexicon.words("events", "authorities"))


def _match(scene: Scene, verb: Token) -> str | None:
    """The event of the first row that fits a verb and its clause."""
    lemma = verb.lemma_.lower()
    particles = {f"{lemma}_{child.lower_}" for child in verb.children if child.dep_ in ("prt", "advmod", "prep")}
    own = _clause(verb)
    subject = subject_of(verb)
    under = list(subject.subtree) if subject is not None and subject.i < verb.i else []
    around = [word for word in own if word not in under]
    passive = any(child.dep_ == "nsubjpass" for child in verb.children)
    sets = {
        "any": _words(scene, own + under),
        "subject": _words(scene, around if passive and _has_agent(verb) else under),
        "object": _words(scene, around + (under if passive else [])),
    }
    for row in lexicon.load("events")["rows"]:
        if ({lemma} | particles) & _set(row, "verbs") and _fits(row, sets, passive):
            return str(row["event"])
    return None


def _has_agent(verb: Token) -> bool:
    return any(child.dep_ == "agent" for child in verb.children)


def _fits(row: dict[str, Any], sets: dict[str, set[str]], passive: bool) -> bool:
    if row.get("passive") and not passive:
        return False
    if sets["any"] & _set(row, "without"):
        return False
    return all(key not in row or sets[key] & _set(row, key) for key in sets)


def _set(row: dict[str, Any], key: str) -> set[str]:
    return set(row.get(key, ()))


def _clause(verb: Token) -> list[Token]:
    """The words of a verb's own clause, without the clauses that hang on it."""
    own, open_ = [verb], [child for child in verb.children if child.dep_ not in APART or child.pos_ == "NOUN"]
    while open_:
        token = open_.pop()
        own.append(token)
        open_ += [child for child in token.children if child.dep_ not in APART or child.pos_ == "NOUN"]
    return own


def _words(scene: Scene, tokens: list[Token]) -> set[str]:
    return {token.lemma_.lower() for token in tokens} | {token.lower_ for token in tokens} | _kinds(scene, tokens)


def _kinds(scene: Scene, tokens: list[Token]) -> set[str]:
    entities = (scene.cast.entity_at(token) for token in tokens)
    return {f"<{entity.kind}>" for entity in entities if entity is not None}
