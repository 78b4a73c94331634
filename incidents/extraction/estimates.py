"""Estimates: every number is a candidate unless its noun says that it counts something else.

"no more than 70,000 customers" → at_most, high 70000, people; who says so comes from the attribution. Never a
value that the words do not give.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from incidents.extraction import lexicon
from incidents.extraction.bounds import bound_of, bound_words, cue_near, values_of
from incidents.extraction.candidates import UNSCORED, Candidate, Scene, context_features
from incidents.extraction.counts import (
    Counted,
    counted_by,
    governing,
    implied_measure,
    is_age,
    is_harmed,
    is_loss,
    is_money,
    is_no_count,
    is_total,
    role_features,
    sizes_by_words,
    stated_measure,
)
from incidents.extraction.dates import find_dates
from incidents.extraction.hypotheses import hypotheses_of
from incidents.extraction.numbers import Number, find_numbers
from incidents.proposed import LARGEST_COUNT, ProposedEstimate, Reason

if TYPE_CHECKING:
    from spacy.tokens import Token

FEW = 20  # so many companies or files are rather part of the story than a count
SMALLEST = 3  # "two users" are rather persons in the story than a count


def candidates(scene: Scene) -> Iterator[Candidate]:
    """Estimates with a number, with "unknown", and with none at all."""
    for unit, _ in scene.reading.body():
        words = scene.text[unit.start : unit.end]
        dated = [
            (unit.start + date.start, unit.start + date.end)
            for date in find_dates(words, scene.reading.document.published_on)
        ]
        for number in find_numbers(words):
            start, end = unit.start + number.start, unit.start + number.end
            if not any(start < right and left < end for left, right in dated):
                yield from _from_number(scene, number, start, end)
        yield from _zero(scene, unit.start, unit.end)
        yield from _unknown(scene, unit.start, unit.end)
        yield from _none_affected(scene, unit.start, unit.end)


def _from_number(scene: Scene, number: Number, start: int, end: int) -> Iterator[Candidate]:
    text = scene.text
    if number.value > LARGEST_COUNT or is_no_count(text, start, end):
        return
    money = is_money(text, start, end)
    counted = counted_by(scene, start, end)
    if number.fraction and counted.measure != "data_volume_bytes":
        return
    if counted.rejected or (number.value < SMALLEST and counted.measure != "data_volume_bytes"):
        return
    if is_age(text, number, start) or (not money and is_total(scene, counted, start, end)):
        return
    measure = "money" if money else counted.measure or implied_measure(scene, counted, start)
    value, upper = number.value, number.upper
    if measure == "data_volume_bytes" and counted.noun is not None:
        factor = lexicon.load("nouns")["volume_units"].get(counted.noun, 1)
        value = round((number.amount or value) * factor)
        upper = upper * factor if upper is not None else None
    bound, left, right, rule = bound_of(scene.reading, number, start, end)
    quote_start, quote_end = left, max(right, counted.end if not money else right)
    low, best, high = values_of(bound, value, upper)
    status, cue = _status(scene, start, end)
    fact = ProposedEstimate(
        start=quote_start,
        end=quote_end,
        quote=text[quote_start:quote_end],
        confidence=UNSCORED,
        bound=bound,
        measure=measure,
        low=low,
        best=best,
        high=high,
        status=status,
        exposure=_exposure(scene, start, end),
    )
    features = _features(scene, fact, number, counted, money)
    at = bound_words(rule, (start, end), (left, right))
    why = [Reason(field="bound", rule=rule, start=at[0], end=at[1])]
    if cue is not None:
        why.append(Reason(field="status", rule=f"cue:{status}", start=cue[0], end=cue[1]))
    yield from _claimed(scene, fact, (start, end), features, why)


def _claimed(
    scene: Scene, fact: ProposedEstimate, span: tuple[int, int], features: frozenset[str], told: Sequence[Reason]
) -> Iterator[Candidate]:
    """An estimate once for each who may have said it."""
    for one in hypotheses_of(scene, *span):
        why = (*told, one.source.reason("claimant"))
        yield Candidate(
            dataclasses.replace(fact, claimant=one.name, why=why), features, rivalry=frozenset(one.features)
        )


def _features(scene: Scene, fact: ProposedEstimate, number: Number, counted: Counted, money: bool) -> frozenset[str]:
    size = len(str(number.value))
    features = {
        f"bound:{fact.bound}",
        f"measure:{fact.measure}",
        f"status:{fact.status}",
        f"digits:{min(size, 8)}",
        "noun:none" if counted.noun is None else f"noun:{'known' if counted.measure else 'unknown'}",
        f"exposure:{fact.exposure}",
    }
    if counted.noun is not None:
        features.add(f"noun:{counted.noun}")
    verb = governing(scene, start=fact.start, end=fact.end)
    if verb is not None:
        features.add(f"verb:{verb.lemma_.lower()}")
        features |= {
            f"verb_in:{name}" for name, listed in lexicon.load("context").items() if verb.lemma_.lower() in listed
        }
        features.add(f"harm_governs:{verb.lemma_.lower() in lexicon.words('counts', 'harm_nearby')}")
    if counted.token is not None:
        features |= _noun_features(counted.token) | role_features(counted.token)
    if number.value < FEW and fact.measure not in ("people", "data_volume_bytes"):
        features.add("few_things")
    if sizes_by_words(scene.text, counted, fact.start, fact.end):
        harmed = counted.token is not None and is_harmed(counted.token)
        features |= {"sized", f"sized:harmed:{harmed}"}
    if number.value % 10:
        features.add("odd_number")
    if number.vague:
        features.add("vague")
    if money:
        features.add("money")
        features.add(f"loss:{is_loss(scene, fact.start, fact.end)}")
    return frozenset(features) | context_features(scene, fact.start, fact.end)


# --- who says it, and how it stands ---------------------------------------------------------------------------


def _noun_features(noun: Token) -> set[str]:
    """Harm told of the counted noun, adjectives of size."""
    words = {child.lemma_.lower() for child in noun.children if child.dep_ in ("amod", "compound")}
    features = {f"harmed:{is_harmed(noun)}"}
    if words & lexicon.words("counts", "size_adjectives"):
        features.add("size_adjective")
    return features


def _status(scene: Scene, start: int, end: int) -> tuple[str, tuple[int, int] | None]:
    """The status of a claim, and where the words stand that say so."""
    for status in ("superseded", "disputed", "revised"):
        if (cue := cue_near(scene.text, start, end, status)) is not None:
            return status, cue
    return "asserted", None


ZERO = re.compile(
    r"\b(?:figure|number|total|count|tally|toll|it|that)\s(?:of \w{1,20} )?(?:at|is|was|as|stands at|stood at|to be)\s"
    r"(?P<zero>zero|nil|nought|naught)\b",
    re.IGNORECASE,
)
EXPOSURES = (
    ("notified", re.compile(r"\b(?:notif|letters?|wrote to|mailed|mailing|envelopes)", re.IGNORECASE)),
    ("misused", re.compile(r"\b(?:fraud|misus|drained|cashed|defraud|swindl)", re.IGNORECASE)),
    (
        "acquired",
        re.compile(
            r"\b(?:cop(?:y|ied)|stol|steal|download|taken|exfiltrat|obtain|acquir|harvest|scrap|leak|grabbed|made off"
            r"|sold|handed|passed)",
            re.IGNORECASE,
        ),
    ),
    ("accessed", re.compile(r"\b(?:access|view|opened|looked|seen|read)", re.IGNORECASE)),
    (
        "potentially_accessible",
        re.compile(r"\b(?:could|(?-i:may)|might|exposed|open to|at risk|visible|accessible)", re.IGNORECASE),
    ),
)


def _exposure(scene: Scene, start: int, end: int) -> str:
    sentence = scene.reading.sentence_at(start)
    return _exposure_in(sentence.text) if sentence is not None else "unknown"


@lru_cache(maxsize=200)
def _exposure_in(sentence: str) -> str:
    return next((exposure for exposure, pattern in EXPOSURES if pattern.search(sentence)), "unknown")


# --- unknown and none ---------------------------------------------------------------------------------------


@cache
def _phrases(key: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(lexicon.load("bounds")[key]) + ")", re.IGNORECASE)


def _unknown(scene: Scene, start: int, end: int) -> Iterator[Candidate]:
    for match in _phrases("unknown").finditer(scene.text, start, end):
        measure = stated_measure(scene, match.start(), match.end())
        yield from _stated(scene, match.span(), bound="unknown_stated", best=None, exposure="unknown", measure=measure)


def _zero(scene: Scene, start: int, end: int) -> Iterator[Candidate]:
    """ "Puts the figure at zero"."""
    for match in ZERO.finditer(scene.text, start, end):
        measure = implied_measure(scene, Counted(None, None, match.end(), False), match.start())
        yield from _stated(scene, match.span("zero"), bound="none_stated", best=0, exposure="none", measure=measure)


def _none_affected(scene: Scene, start: int, end: int) -> Iterator[Candidate]:
    for match in _phrases("none_affected").finditer(scene.text, start, end):
        measure = stated_measure(scene, match.start(), match.end())
        yield from _stated(scene, match.span(), bound="none_stated", best=0, exposure="none", measure=measure)


def _stated(
    scene: Scene, span: tuple[int, int], *, bound: str, best: int | None, exposure: str, measure: str
) -> Iterator[Candidate]:
    start, end = span
    fact = ProposedEstimate(
        start=start,
        end=end,
        quote=scene.text[start:end],
        confidence=UNSCORED,
        bound=bound,
        measure=measure,
        best=best,
        exposure=exposure,
    )
    features = frozenset({f"bound:{bound}", f"rule:{bound}:{best}"}) | context_features(scene, start, end)
    why = [Reason(field="bound", rule=bound, start=start, end=end)]
    yield from _claimed(scene, fact, span, features, why)
