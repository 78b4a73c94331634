"""Estimates: every number is a candidate unless its noun says that it counts something else.

"no more than 70,000 customers" → at_most, high 70000, people; who says so comes from the attribution. Never a
value that the words do not give.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from incidents.extraction import lexicon
from incidents.extraction.bounds import bound_of, is_near, values_of
from incidents.extraction.candidates import UNSCORED, Candidate, Scene, context_features
from incidents.extraction.dates import find_dates
from incidents.extraction.numbers import Number, find_numbers
from incidents.extraction.reading import end_of
from incidents.extraction.sources import Source
from incidents.proposed import LARGEST_COUNT, ProposedEstimate, Reason

if TYPE_CHECKING:
    from spacy.tokens import Token

MEASURES = ("people", "accounts", "households", "devices", "organisations", "files", "data_volume_bytes", "records")
SMALLEST = 3  # "two users" are rather persons in the story than a count


@dataclass(frozen=True)
class Counted:
    """What a number counts: the noun's lemma, its measure (None when it counts something else) and where it ends."""

    noun: str | None
    measure: str | None
    end: int
    rejected: bool


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
        yield from _unknown(scene, unit.start, unit.end)
        yield from _none_affected(scene, unit.start, unit.end)


def _from_number(scene: Scene, number: Number, start: int, end: int) -> Iterator[Candidate]:
    text = scene.text
    if number.fraction or number.value > LARGEST_COUNT or _is_no_count(text, start, end):
        return
    money = _currency(text, start, end)
    counted = _counted(scene, start, end)
    if counted.rejected or (number.value < SMALLEST and counted.measure != "data_volume_bytes"):
        return
    if _is_total(scene, start, end):
        return
    measure = "money" if money else counted.measure or "people"
    value, upper = number.value, number.upper
    if measure == "data_volume_bytes" and counted.noun is not None:
        factor = lexicon.load("nouns")["volume_units"].get(counted.noun, 1)
        value, upper = value * factor, upper * factor if upper is not None else None
    bound, left, right, rule = bound_of(scene.reading, number, start, end)
    quote_start, quote_end = left, max(right, counted.end if not money else right)
    low, best, high = values_of(bound, value, upper)
    source = scene.attribution.claimant(start, end)
    status = _status(scene, start, end)
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
        claimant=claimant_name(scene, source),
        status=status,
        exposure=_exposure(scene, start, end),
        why=(
            Reason(field="bound", rule=rule, start=quote_start, end=quote_end),
            Reason(field="claimant", rule=source.rule),
        ),
    )
    yield Candidate(fact, _features(scene, fact, number, counted, source, money))


def _features(
    scene: Scene, fact: ProposedEstimate, number: Number, counted: Counted, source: Source, money: bool
) -> frozenset[str]:
    size = len(str(number.value))
    features = {
        f"bound:{fact.bound}",
        f"measure:{fact.measure}",
        f"source:{source.rule}",
        f"status:{fact.status}",
        f"digits:{min(size, 8)}",
        "noun:none" if counted.noun is None else f"noun:{'known' if counted.measure else 'unknown'}",
        f"exposure:{fact.exposure}",
    }
    if counted.noun is not None:
        features.add(f"noun:{counted.noun}")
    verb = _governing(scene, start=fact.start, end=fact.end)
    if verb is not None:
        features |= {f"verb:{verb.lemma_.lower()}", f"verb_dep:{verb.dep_}"}
        features |= {
            f"verb_in:{name}" for name, listed in lexicon.load("context").items() if verb.lemma_.lower() in listed
        }
    if number.value % 10:
        features.add("odd_number")
    if number.vague:
        features.add("vague")
    if money:
        features.add("money")
        features.add(f"loss:{is_near(scene.text, fact.start, fact.end, 'loss_words')}")
    return frozenset(features) | context_features(scene, fact.start, fact.end)


def _governing(scene: Scene, start: int, end: int) -> Token | None:
    """The nearest verb above the words: "employs 700 people" and "copied the files of 700 people" differ by it."""
    tokens = scene.reading.tokens(start, end)
    current = tokens[-1] if tokens else None
    for _ in range(8):
        if current is None or current.pos_ == "VERB":
            return current
        current = None if current.head == current else current.head
    return None


def _is_total(scene: Scene, start: int, end: int) -> bool:
    """ "which employs 700 people", "it serves 700 customers": how large somebody is, not how many were hit."""
    verb = _governing(scene, start, end)
    if verb is None or verb.lemma_.lower() not in lexicon.words("nouns", "verbs_of_size"):
        return False
    tokens = scene.reading.tokens(start, end)
    return not verb.conjuncts and any(
        child.dep_ == "dobj" and (child in tokens or child.is_ancestor(tokens[0])) for child in verb.children
    )


def _is_no_count(text: str, start: int, end: int) -> bool:
    """A share, a time, a part of a code or of another number."""
    before, after = text[max(0, start - 14) : start], text[end : end + 14]
    if re.match(
        r"\s?(?:%|per\s?cent|percent|percentage|x\b|:\d|st\b|nd\b|rd\b|th\b|/\d|°|a\.m|p\.m|am\b|pm\b|-year|-mile|-page|-month|-day|-week|-hour|s\b)|-\d|\.\d",
        after,
    ):
        return True
    if re.search(r"[\w]-$|#$|№\s?$|:\d?$|/$|\.$", before) or text[end : end + 1].isalpha():
        return True
    if before.endswith(", ") and after[:1] in ",;." and end - start <= 3:
        return True  # "Ada Lund, 52, said": an age
    word = re.search(r"([\w.]+)\s+$", before)
    return bool(word and word.group(1).lower() in lexicon.words("bounds", "rejecting_before"))


def _currency(text: str, start: int, end: int) -> bool:
    before = re.search(r"(\S{1,4})\s?$", text[max(0, start - 5) : start])
    after = re.match(
        r"\s?(dollars|euros|pounds|rupees|crowns|kronor|won|yen|reais|rand|shillings|pesos|francs|€|£|\w+ crowns)",
        text[end : end + 24],
    )
    sign = before.group(1).lower().lstrip("(“‘\"'–-—") if before else ""
    return sign in lexicon.words("bounds", "currencies") or sign[-1:] in tuple("$€£¥₹₦₱") or bool(after)


def _counted(scene: Scene, start: int, end: int) -> Counted:
    """The noun after a number: by the tree, else the first known noun close behind it."""
    tokens = scene.reading.tokens(start, end)
    if not tokens:
        return Counted(None, None, end, False)
    noun = _noun_by_tree(tokens[-1], tokens)
    if noun is None:
        return Counted(None, None, end, False)
    lemma = noun.lemma_.lower()
    measure = _measure(noun)
    finish = end_of(noun) if 0 < end_of(noun) - start < 80 and noun.i > tokens[-1].i else end
    rejected = measure is None and (
        lemma in lexicon.words("nouns", "reject") or noun.ent_type_ in ("DATE", "TIME", "PERCENT")
    )
    return Counted(lemma, measure, finish, rejected)


def _noun_by_tree(last: Token, tokens: list[Token]) -> Token | None:
    current = last
    for _ in range(4):
        if (
            current.dep_ in ("nummod", "quantmod", "compound", "amod", "nmod", "npadvmod", "advmod", "pcomp", "punct")
            and current.head.i >= current.i
        ):
            current = current.head
            if current.pos_ in ("NOUN", "PROPN", "PRON") and current not in tokens:
                return current
            continue
        break
    for child in current.children:
        if child.dep_ == "prep" and child.lower_ in ("of", "in") and child.i > current.i:
            return (
                next((thing for thing in child.children if thing.dep_ == "pobj"), None)
                if child.lower_ == "of"
                else None
            )
    following = last.nbor(1) if last.i + 1 < len(last.doc) else None
    if following is not None and following.pos_ in ("NOUN", "PROPN") and following.sent == last.sent:
        while following.i + 1 < len(following.doc) and following.nbor(1).pos_ == "NOUN":
            following = following.nbor(1)
        return following
    return None


def _measure(noun: Token) -> str | None:
    lemma, word = noun.lemma_.lower(), noun.lower_
    for measure in MEASURES:
        listed = lexicon.words("nouns", measure)
        if lemma in listed or word in listed:
            return measure
    return "people" if noun.pos_ == "NOUN" and re.search(r"(?:ers|ors|ists|ants|ents|ees|ians)$", word) else None


# --- who says it, and how it stands ---------------------------------------------------------------------------


def claimant_name(scene: Scene, source: Source) -> str | None:
    """The claimant to print: "previous estimates" and their like are nobody."""
    name = scene.attribution.organisation_of(source)
    if name is None or (
        source.entity is None
        and name.split()[-1].lower().rstrip("s")
        in lexicon.words("speech", "claiming_nouns") - {"complaint", "filing", "notice", "report"}
    ):
        return None
    return name


def _status(scene: Scene, start: int, end: int) -> str:
    for status in ("superseded", "disputed", "revised"):
        if is_near(scene.text, start, end, status):
            return status
    return "asserted"


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
        re.compile(r"\b(?:could|may|might|exposed|open to|at risk|visible|accessible)", re.IGNORECASE),
    ),
)


def _exposure(scene: Scene, start: int, end: int) -> str:
    sentence = scene.reading.sentence_at(start)
    if sentence is not None:
        for exposure, pattern in EXPOSURES:
            if pattern.search(sentence.text):
                return exposure
    return "unknown"


# --- unknown and none ---------------------------------------------------------------------------------------


@cache
def _phrases(key: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(lexicon.load("bounds")[key]) + ")", re.IGNORECASE)


def _unknown(scene: Scene, start: int, end: int) -> Iterator[Candidate]:
    for match in _phrases("unknown").finditer(scene.text, start, end):
        yield _stated(scene, match.start(), match.end(), bound="unknown_stated", best=None, exposure="unknown")


def _none_affected(scene: Scene, start: int, end: int) -> Iterator[Candidate]:
    for match in _phrases("none_affected").finditer(scene.text, start, end):
        yield _stated(scene, match.start(), match.end(), bound="none_stated", best=0, exposure="none")


def _stated(scene: Scene, start: int, end: int, *, bound: str, best: int | None, exposure: str) -> Candidate:
    source = scene.attribution.claimant(start, end)
    tokens = scene.reading.tokens(start, end)
    if source.name is None and tokens and tokens[0].sent.root:
        subject = next((child for child in tokens[0].sent.root.children if child.dep_ == "nsubj"), None)
        entity = scene.cast.resolve(subject) if subject is not None else None
        source = Source(entity.name, "subject_of_not_knowing", entity) if entity is not None else source
    fact = ProposedEstimate(
        start=start,
        end=end,
        quote=scene.text[start:end],
        confidence=UNSCORED,
        bound=bound,
        measure="people",
        best=best,
        claimant=claimant_name(scene, source),
        exposure=exposure,
        why=(Reason(field="bound", rule=bound, start=start, end=end),),
    )
    return Candidate(
        fact,
        frozenset({f"bound:{bound}", f"source:{source.rule}", f"rule:{bound}:{best}"})
        | context_features(scene, start, end),
    )
