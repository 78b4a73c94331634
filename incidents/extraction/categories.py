"""Data categories: the kinds of data that an article names, item by item, and those it says were not involved.

"names, dates of birth and Social Security numbers" → three facts; "no card numbers were held" → not_involved. Vague
"personal information" is none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from incidents.extraction import lexicon
from incidents.extraction.candidates import UNSCORED, Candidate, Scene, context_features
from incidents.extraction.polarity import is_denied
from incidents.extraction.reading import Sentence
from incidents.extraction.starts import PhraseIndex
from incidents.proposed import ProposedDataCategory, Reason

if TYPE_CHECKING:
    from spacy.tokens import Token

LIST_WINDOW = 70
LONGEST_LINE = 90  # characters of a line that is no sentence


def candidates(scene: Scene) -> Iterator[Candidate]:
    """Every phrase of the table in every sentence of the article; the longest wins where two overlap."""
    named: Counter[str] = Counter()  # how often the sentences before named each code
    for sentence in scene.reading.sentences:
        found = _found(scene, sentence)
        kept: list[tuple[int, int, str, str]] = []
        for hit in found:
            if not kept or hit[0] >= kept[-1][1]:
                kept.append(hit)
        for start, end, code, rule in kept:
            candidate = _candidate(scene, sentence, kept, start, end, code, rule)
            seen = frozenset({f"named_before:{min(2, named[code])}"})
            yield replace(candidate, features=candidate.features | seen | _place(scene, sentence))
        if scene.reading.units[sentence.unit].role == "body":
            named.update({code for _, _, code, _ in kept})


def _found(scene: Scene, sentence: Sentence) -> list[tuple[int, int, str, str]]:
    """The phrases of a sentence in order, the longer before the shorter; of equals, one of a row marked as `first`."""
    hits = phrases().find(scene.text, sentence.start, sentence.end)
    ordered = sorted(hits, key=lambda hit: (hit[0], -hit[1], hit[2][1]))
    return [(start, end, code, code) for start, end, (code, _) in ordered]


@cache
def phrases() -> PhraseIndex[tuple[str, bool]]:
    """The phrases of the table by code, and whether they give way to other rows that read the same words."""
    return PhraseIndex(((row["code"], not row.get("first")), row["phrases"]) for row in lexicon.load("categories"))


def _candidate(
    scene: Scene, sentence: Sentence, hits: list[tuple[int, int, str, str]], start: int, end: int, code: str, rule: str
) -> Candidate:
    denied = is_denied(scene.text, sentence.start, sentence.end, start, end)
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
        if tokens[-1].dep_ == "pobj":
            features.add(f"prep:{tokens[-1].head.lower_}")
        if len(tokens) == 1 and tokens[0].lemma_.lower() in lexicon.words("nouns", "ambiguous_data"):
            features |= {"ambiguous", f"ambiguous:{min(neighbours, 1)}"}
        governing = _governor(tokens[-1])
        if governing is not None:
            features.add(f"verb:{governing}")
    return Candidate(fact, frozenset(features) | context_features(scene, start, end))


def _place(scene: Scene, sentence: Sentence) -> frozenset[str]:
    """Whether the words stand in a list or a title: a line that is short and no sentence, after a colon or not."""
    unit = scene.reading.units[sentence.unit]
    words = scene.text[unit.start : unit.end]
    if len(words) > LONGEST_LINE or words.endswith((".", "”", '"')):
        return frozenset()
    above = scene.text[max(0, unit.start - 4) : unit.start].rstrip(" \n\r\t•-–*·")
    return frozenset({"line", f"line_after_colon:{above.endswith((':', ','))}"})


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
