"""Data categories: the kinds of data that an article names, item by item, and those it says were not involved.

"names, dates of birth and Social Security numbers" → three facts; "no card numbers were held" → not_involved. Vague
"personal information" is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from incidents.extraction import lexicon
from incidents.extraction.candidates import UNSCORED, Candidate, Scene, context_features
from incidents.extraction.reading import Sentence
from incidents.extraction.starts import PhraseIndex
from incidents.proposed import ProposedDataCategory, Reason

if TYPE_CHECKING:
    from spacy.tokens import Token

_NOT = r"(?:never|not|n['’]t)"
_BE = r"(?:was|were|are|is|have|has|had|did|do|does)"
_APART = r"(?:stored|held|kept|sits?|live) (?:\w+ ){0,2}(?:separately|apart|elsewhere|on a separate)"
_REACHED = r"(?:part|among|involved|touched|reached|affected|taken|exposed|held|stored|collected|included|accessed)"
NEGATION = re.compile(
    r"\b(?:no|not|never|none|neither|nor|without|excluding|cannot|nothing|out of reach|unaffected|separate(?:ly)?|apart"
    r"|intact|safe|spared)\b|n['’]t\b",
    re.IGNORECASE,
)
DENIED_AFTER = re.compile(
    rf"\b(?:{_BE} {_NOT}|{_BE}n['’]t|never|out of reach|unaffected|{_APART}|separate|neither|played no part"
    rf"|not {_REACHED}|(?:was|were) (?:on|in|among) none|on a (?:different|separate)|handled elsewhere|stayed put"
    r"|(?:is|are|was|were) (?:intact|safe|secure|elsewhere|spared|excluded|absent))\b",
    re.IGNORECASE,
)
DENIED_BEFORE = re.compile(
    r"\b(?:no|nor|neither|not|never|without|any|excluding|rather than|none of|except(?: for)?|other than|apart from"
    r"|instead of|short of|den(?:y|ies|ied)(?: that)?|nothing (?:about|on|to do with)"
    r"|(?:did|does|do|has|have|was|were)n['’]t|free of"
    r"|devoid of|minus|lacked|lacks|omit(?:s|ted)?|stripped of|left out|leaving out)\b[^.;]{0,70}$",
    re.IGNORECASE,
)
# "Only a photograph and the number are stored, never bank details": what follows a comma denies what follows it.
TURNED = re.compile(r",[^,]{0,40}?\b(?:never|not|nor|but no|though no|and no)\b", re.IGNORECASE)
LIST_WINDOW = 70


def candidates(scene: Scene) -> Iterator[Candidate]:
    """Every phrase of the table in every sentence of the article; the longest wins where two overlap."""
    for sentence in scene.reading.sentences:
        found = sorted(_found(scene, sentence), key=lambda hit: (hit[0], -hit[1]))
        kept: list[tuple[int, int, str, str]] = []
        for hit in found:
            if not kept or hit[0] >= kept[-1][1]:
                kept.append(hit)
        for start, end, code, rule in kept:
            yield _candidate(scene, sentence, kept, start, end, code, rule)


def _found(scene: Scene, sentence: Sentence) -> Iterator[tuple[int, int, str, str]]:
    for start, end, code in _phrases().find(scene.text, sentence.start, sentence.end):
        yield start, end, code, code


@cache
def _phrases() -> PhraseIndex:
    return PhraseIndex((row["code"], row["phrases"]) for row in lexicon.load("categories"))


def _candidate(
    scene: Scene, sentence: Sentence, hits: list[tuple[int, int, str, str]], start: int, end: int, code: str, rule: str
) -> Candidate:
    denied = _denied(scene.text, sentence, start, end)
    asserted = "not_involved" if denied else "involved"
    fact = ProposedDataCategory(
        start=start,
        end=end,
        quote=scene.text[start:end],
        confidence=UNSCORED,
        category=code,
        asserted=asserted,
        why=(Reason(field="category", rule=rule, start=start, end=end),),
    )
    neighbours = sum(1 for hit in hits if hit[0] != start and abs(hit[0] - start) < LIST_WINDOW)
    tokens = scene.reading.tokens(start, end)
    features = {
        f"code:{code}",
        f"asserted:{asserted}",
        f"list:{min(neighbours, 3)}",
        f"phrase:{' '.join(token.lemma_.lower() for token in tokens)}",
    }
    if tokens:
        features |= {
            f"dep:{tokens[-1].dep_}",
            f"pos:{tokens[-1].pos_}",
            "plural" if tokens[-1].tag_ in ("NNS", "NNPS") else "singular",
        }
        features |= {f"words:{min(3, len(tokens))}"}
        if tokens[0].i > 0 and tokens[0].nbor(-1).pos_ in ("DET", "PRON"):
            features.add(f"before:{'possessive' if tokens[0].nbor(-1).tag_ == 'PRP$' else tokens[0].nbor(-1).lower_}")
        governing = _governor(tokens[-1])
        if governing is not None:
            features.add(f"verb:{governing}")
    return Candidate(fact, frozenset(features) | context_features(scene, start, end))


def _governor(token: Token) -> str | None:
    """Which list of verbs the nearest verb above belongs to."""
    current = token
    for _ in range(6):
        head = current.head
        if head == current:
            return None
        if head.pos_ in ("VERB", "AUX"):
            for name, listed in lexicon.load("context").items():
                if name in ("breach", "disclose", "collect", "remedy") and head.lemma_.lower() in listed:
                    return str(name)
            return "other"
        current = head
    return None


def _denied(text: str, sentence: Sentence, start: int, end: int) -> bool:
    """Whether the clause says that this kind of data was not involved."""
    clause_start = max((text.rfind(mark, sentence.start, start) + 1 for mark in ";:—–"), default=sentence.start)
    stops = [at for mark in ";:—–" if (at := text.find(mark, end, sentence.end)) >= 0]
    clause_end = min(stops, default=sentence.end)
    before, after = text[max(clause_start, sentence.start) : start], text[end:clause_end]
    if not (NEGATION.search(text[sentence.start : sentence.end]) or DENIED_BEFORE.search(before)):
        return False
    if (turned := TURNED.search(after)) is not None:
        after = after[: turned.start()]
    if re.search(r",? but (?:not )?", before) and not DENIED_BEFORE.search(before.rsplit("but", 1)[1]):
        return bool(DENIED_AFTER.search(after[:60]))
    return bool(DENIED_BEFORE.search(before) or DENIED_AFTER.search(after[:90]))
