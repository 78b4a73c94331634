"""Events: dated happenings. Every date expression is a candidate; the words that govern it say what happened then."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from incidents.extraction import lexicon
from incidents.extraction.candidates import UNSCORED, Candidate, Scene, context_features
from incidents.extraction.dates import Dated, find_dates
from incidents.proposed import ProposedEvent, Reason

if TYPE_CHECKING:
    from spacy.tokens import Token

CLIMB = 8
RANGE_FROM = re.compile(
    r"\b(?:between|from|since|as early as|starting(?: in)?|beginning(?: in| with)?|began (?:in|on)?|back to)\s+"
    r"(?:(?:at least|about|around|late|early|the|mid)[\s-]+)*$",
    re.IGNORECASE,
)
RANGE_TO = re.compile(
    r"\b(?:until|till|through|up to|to|and)\s+(?:(?:at least|about|around|late|early|the|mid)[\s-]+)*$", re.IGNORECASE
)


def candidates(scene: Scene) -> Iterator[Candidate]:
    """For each date the event that the nearest governing verb names, and the ends of a span of time."""
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
    event, rule, steps = _event(tokens[0], words, dated, earlier)
    fact = ProposedEvent(
        start=start,
        end=end,
        quote=scene.text[start:end],
        confidence=UNSCORED,
        event=event,
        date=dated.value,
        qualifier=dated.qualifier,
        why=(Reason(field="event", rule=rule, start=start, end=end),),
    )
    before = words[max(0, dated.start - 12) : dated.start].split()
    features = {
        f"event:{event}",
        f"rule:{rule}",
        f"steps:{steps}",
        f"form:{dated.form}",
        f"precision:{len(dated.value)}",
        f"qualifier:{dated.qualifier}",
        f"preposition:{before[-1].lower() if before else ''}",
        f"event_form:{event}:{dated.form}",
    }
    published = scene.reading.document.published_on
    if published is not None and dated.value > published.isoformat():
        features.add("ahead")
    verb = _verb(tokens[0])
    if verb is not None:
        features.add(f"lemma:{verb.lemma_.lower()}")
        features |= {"passive" for child in verb.children if child.dep_ == "nsubjpass"}
        subject = next((child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")), None)
        entity = scene.cast.resolve(subject) if subject is not None else None
        features.add(f"subject:{entity.kind if entity else 'none'}")
    return Candidate(fact, frozenset(features) | context_features(scene, start, end))


def _event(token: Token, words: str, dated: Dated, earlier: Dated | None) -> tuple[str, str, int]:
    """The event, how it was found and how many steps up the tree its word stands."""
    before = words[max(0, dated.start - 30) : dated.start]
    sentence = token.sent.text.lower()
    collects = any(verb in sentence for verb in ("collect", "gather", "track", "record", "film", "scan"))
    if RANGE_FROM.search(before):
        return ("data_collected_from" if collects else "occurred_from"), "range_from", 0
    opened = earlier is not None and dated.start - earlier.end < 25
    if RANGE_TO.search(before) and (opened or re.search(r"\b(?:until|through|till)\b", before, re.IGNORECASE)):
        return ("data_collected_to" if collects else "occurred_to"), "range_to", 0
    lists = lexicon.load("events")
    order = (
        "decision",
        "discovered",
        "contained",
        "authority_notified",
        "subjects_notified",
        "first_public",
        "controller_aware",
        "data_collected_from",
        "occurred_from",
    )
    current = token
    for step in range(CLIMB):
        lemma = current.lemma_.lower()
        for event in order:
            if lemma in lists[event] and _fits(event, current):
                return event, f"climb:{event}", min(step, 4)
        if current.head == current:
            break
        current = current.head
    return "occurred_from", "fallback", 5


def _fits(event: str, token: Token) -> bool:
    """Ambiguous verbs need their object: "told the regulator", "told customers"."""
    needs = lexicon.load("events")["needs"]
    words = {word.lemma_.lower() for word in token.subtree}
    if event == "subjects_notified" and token.lemma_ == "get":
        return bool(words.intersection(needs["message"]))
    if event in ("authority_notified", "subjects_notified"):
        return bool(words.intersection(needs[event]))
    if event == "decision" and token.pos_ == "VERB" and token.lemma_ in needs["deciding_verbs"]:
        return bool(words.intersection(needs["decision"]))
    return True


def _verb(token: Token) -> Token | None:
    current = token
    for _ in range(CLIMB):
        if current.pos_ in ("VERB", "AUX"):
            return current
        if current.head == current:
            return None
        current = current.head
    return None
