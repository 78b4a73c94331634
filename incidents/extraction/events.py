"""Events: dated happenings. Every date expression is a candidate once for each event that the words around it tell of.

What tells the rivals apart goes with each; the weights choose one (`choice.py`), and then whether it is an event.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from incidents.extraction import lexicon
from incidents.extraction.candidates import UNSCORED, Candidate, Scene, context_features
from incidents.extraction.dates import Dated, find_dates
from incidents.extraction.happenings import Happening, happenings, upwards
from incidents.extraction.sources import subject_of
from incidents.proposed import ProposedEvent, Reason

if TYPE_CHECKING:
    from spacy.tokens import Token

RIVALLING = (
    "preposition:",
    "no_verb",
)  # of what stands around a date, what tells events apart; more was measured worse
AROUND = 6  # words before and after a date whose kind is looked at


def candidates(scene: Scene) -> Iterator[Candidate]:
    """For each date the events that its clause may tell of."""
    for unit, _ in scene.reading.body():
        words = scene.text[unit.start : unit.end]
        dates = find_dates(words, scene.reading.document.published_on)
        for index, dated in enumerate(dates):
            yield from _candidates(scene, unit.start, words, dated, dates[index - 1] if index else None)


def _candidates(scene: Scene, shift: int, words: str, dated: Dated, earlier: Dated | None) -> Iterator[Candidate]:
    start, end = shift + dated.start, shift + dated.end
    tokens = scene.reading.tokens(start, end)
    if not tokens:
        return
    around = _around(scene, tokens, words, dated)
    context = context_features(scene, start, end)
    for one in happenings(scene, tokens, words, dated, earlier):
        fact = ProposedEvent(
            start=start,
            end=end,
            quote=scene.text[start:end],
            confidence=UNSCORED,
            event=one.event,
            date=dated.value,
            qualifier=dated.qualifier,
            why=(Reason(field="event", rule=one.rule, start=start, end=end),),
        )
        yield Candidate(fact, _features(one, around) | context, rivalry=_rivalry(one, around))


def _features(one: Happening, around: frozenset[str]) -> frozenset[str]:
    """What speaks for or against an event at this date at all."""
    return around | {f"event:{one.event}", *(f"by:{feature}" for feature in one.features)}


def _rivalry(one: Happening, around: frozenset[str]) -> frozenset[str]:
    """What speaks for this event rather than another one."""
    telling = (feature for feature in around if feature.startswith(RIVALLING))
    return frozenset(one.features | {f"{one.event}|{feature}" for feature in telling})


def _around(scene: Scene, tokens: list[Token], words: str, dated: Dated) -> frozenset[str]:
    """What a date looks like and what stands around it."""
    before = words[max(0, dated.start - 12) : dated.start].split()
    features = {
        f"form:{dated.form}",
        f"precision:{len(dated.value)}",
        f"qualifier:{dated.qualifier}",
        f"preposition:{before[-1].lower() if before else ''}",
    }
    published = scene.reading.document.published_on
    if published is not None:
        day = published.isoformat()
        features.add("ahead" if dated.value > day else "same_day" if dated.value == day else "behind")
    verb = next((token for token in upwards(tokens[0]) if token.pos_ in ("VERB", "AUX")), None)
    if verb is None:
        features.add("no_verb")
    else:
        features |= _of_verb(scene, verb)
    near = {token.lemma_.lower() for token in tokens[0].sent if abs(token.i - tokens[0].i) <= 2 * AROUND}
    features |= {f"idle:{name}" for name, listed in lexicon.load("events")["idle"].items() if near.intersection(listed)}
    return frozenset(features)


def _of_verb(scene: Scene, verb: Token) -> set[str]:
    features = {f"lemma:{verb.lemma_.lower()}", f"tense:{verb.tag_}"}
    features |= {"passive" for child in verb.children if child.dep_ == "nsubjpass"}
    features |= {f"aux:{child.lemma_.lower()}" for child in verb.children if child.dep_ in ("aux", "neg")}
    subject = subject_of(verb)
    entity = scene.cast.resolve(subject) if subject is not None else None
    features.add(f"subject:{entity.kind if entity else 'none'}")
    return features
