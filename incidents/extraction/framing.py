"""The words around a quotation that may say whose it is: how far they reach, and the verbs of saying in them.

English sets the saying after the words ("…," said X), before them (X said: "…"), around them ("…," X said, "…") or
leaves it out. Which of several verbs belongs to which quotation is told by commas, colons and order more than by the
parse, which quotation marks confuse.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from incidents.extraction import lexicon
from incidents.extraction.quotations import Quotation
from incidents.extraction.reading import Reading, begin, end_of
from incidents.extraction.subjects import is_quoted, subjects_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from incidents.extraction.cast import Cast

POINT = re.compile(r"[.!?…][”’\"')\]»]{0,3}\s+(?=[(\[]?[“‘\"'«]?[A-Z\d])")
ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Capt|Cmdr|Hon|Rev|Fr|St|Jr|Sr|No|Inc|Ltd|Co|Corp|vs|v|Det|Insp"
    r"|Supt|Atty|Pres|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|approx|est|Art|para|[A-Z]))$"
)
ADJACENT = re.compile(r"[\s,:;–—-]*(?:that|it|them|him|her|this|how|as|to|the|an?|its|their|his|to be|is|was)?[\s,:]*")
JOINED = re.compile(
    r"[\s,]{0,6}(?:and|but|while|whereas|although|though|as|when|before|after|yet|so|or)\b", re.IGNORECASE
)
MOST_VERBS = 6  # of one quotation, nearest first


@dataclass(frozen=True)
class Frame:
    """A verb of saying near a quotation, its subject, and how the two stand to the words: `way` names it."""

    verb: Token
    subject: Token
    way: str
    weight: float  # how much the wording speaks for it, before anything is learnt


@dataclass(frozen=True)
class Stretch:
    """The sentence around a quotation, `text[start:end]`, whatever sentences the quoted words hold."""

    reading: Reading
    quotations: Sequence[Quotation]  # of the paragraph
    quotation: Quotation
    start: int
    end: int

    @property
    def left(self) -> str:
        """The words before the quotation without its mark."""
        return self.reading.text[self.start : max(self.start, self.quotation.start - 1)]

    @property
    def right(self) -> str:
        """The words after the quotation without its mark."""
        return self.reading.text[min(self.end, self.quotation.end + 1) : self.end]

    @cached_property
    def tokens(self) -> list[Token]:
        """The tokens that are not quoted."""
        return [
            token
            for token in self.reading.tokens(self.start, self.end)
            if self.start <= (at := begin(token)) < self.end and not is_quoted(self.quotations, at)
        ]

    @property
    def runs_on(self) -> bool:
        """Whether the quoted words end as before "he said": with a comma, or with a mark that the sentence survives."""
        text, end = self.reading.text, self.quotation.end
        return text[end - 1] in ",?!—–-…" or text[end + 1 : end + 2] == ","

    @property
    def alone(self) -> bool:
        """Whether the quoted words are a sentence of their own, without a word beside them."""
        return not re.search(r"\w", self.left) and not re.search(r"\w", self.right)


def stretches(reading: Reading, unit: int, quotations: Sequence[Quotation]) -> list[Stretch]:
    """The sentence around each quotation of a paragraph."""
    found = reading.units[unit]
    edges = [found.start, *_edges(reading.text, found.start, found.end, quotations), found.end]
    around = []
    for quotation in quotations:
        first = max(edge for edge in edges if edge <= max(found.start, quotation.start - 1))
        last = min((edge for edge in edges if edge >= quotation.end), default=found.end)
        around.append(Stretch(reading, quotations, quotation, first, max(last, quotation.end)))
    return around


def _edges(text: str, start: int, end: int, quotations: Sequence[Quotation]) -> Iterator[int]:
    """Where sentences of a paragraph begin, outside quotations."""
    for match in POINT.finditer(text, start, end):
        at = match.start()
        index = bisect_left(quotations, at + 1, key=lambda one: one.start) - 1
        quotation = quotations[index] if index >= 0 else None
        if quotation is not None and at < quotation.end:
            if match.end() <= quotation.end:
                continue  # a sentence that ends within the quoted words
            if text[at] in "?!…" and _goes_on(text[match.end() : min(end, match.end() + 60)]):
                continue  # “Why?” Ms Lund asked.
        elif text[at] == "." and ABBREVIATED.search(text[max(start, at - 7) : at]):
            continue
        yield match.end()


def _goes_on(words: str) -> bool:
    """Whether a saying clause follows a question: "Ms Lund asked", "The judge told him"."""
    near = re.findall(r"[a-z]+", words)[:4]
    return any(_stem(word) & lexicon.words("speech", "plain_saying") for word in near)


def _stem(word: str) -> set[str]:
    return {
        word,
        word.removesuffix("s"),
        word.removesuffix("ed"),
        word.removesuffix("d"),
        word.removesuffix("ied") + "y",
    }


# --- verbs of saying ------------------------------------------------------------------------------------------


def frames_of(stretch: Stretch, cast: Cast) -> list[Frame]:
    """The verbs of saying around a quotation with their subjects, the likeliest first."""
    found = []
    verbs = [token for token in stretch.tokens if _says(token)]
    verbs.sort(key=lambda verb: _gap(verb, stretch.quotation))
    for verb in verbs[:MOST_VERBS]:
        for subject, less in subjects_of(verb, stretch, cast):
            before = end_of(verb) <= stretch.quotation.start
            way, weight = _before(verb, stretch) if before else _after(verb, subject, stretch)
            if _is_passive(verb) and verb.lemma_.lower() != "quote":
                weight -= 1.5
                way += ":passive"
            found.append(Frame(verb, subject, way, weight - less))
    return sorted(found, key=lambda frame: -frame.weight)


def _says(token: Token) -> bool:
    """Whether a token is a verb of saying; "submits" and "rages" count where the tagger took them for nouns."""
    lemma = token.lemma_.lower()
    if token.dep_ == "amod" or (token.tag_ == "VBG" and token.dep_ in ("pcomp", "pobj")):
        return False
    if lemma in lexicon.words("speech", "plain_saying"):
        if token.pos_ in ("VERB", "AUX") or token.lower_ in ("said", "says", "told", "wrote", "added", "replied"):
            return True
        return token.tag_ == "NNS" and token.i > 0 and token.nbor(-1).pos_ == "PROPN" and token.nbor(-1).tag_ != "POS"
    return token.pos_ == "VERB" and lemma in lexicon.words("speech", "quoting")


def _gap(verb: Token, quotation: Quotation) -> int:
    return max(quotation.start - end_of(verb), begin(verb) - quotation.end, 0)


def _is_passive(verb: Token) -> bool:
    return any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children)


def _before(verb: Token, stretch: Stretch) -> tuple[str, float]:
    """How a verb before the words leads up to them."""
    text, quotation = stretch.reading.text, stretch.quotation
    gap = text[end_of(verb) : quotation.start - 1]
    between = [one for one in stretch.quotations if end_of(verb) <= one.start < quotation.start]
    own = _without(text, end_of(verb), quotation.start - 1, between)
    words = len(re.findall(r"\w+", own))
    if ADJACENT.fullmatch(gap):
        way, weight = "before:adjacent", 3.0
    elif own.rstrip().endswith(":"):
        way, weight = "before:colon", 2.6
    elif words <= 4:
        way, weight = "before:near", 2.1
    else:
        way, weight = ("before:clause", 1.5) if words <= 10 else ("before:far", 0.9)
    weight -= 1.2 * (";" in own) + 0.3 * len(between)
    weight -= 0.5 * any(begin(verb) < begin(other) < quotation.start and _says(other) for other in stretch.tokens)
    weight -= 0.3 * (verb.lemma_.lower() not in lexicon.words("speech", "plain_saying") and words > 4)
    return way, weight


def _after(verb: Token, subject: Token, stretch: Stretch) -> tuple[str, float]:
    """How a verb behind the words takes them up."""
    text, quotation = stretch.reading.text, stretch.quotation
    first = min(begin(verb), begin(subject)) if begin(subject) > quotation.end else begin(verb)
    gap = text[quotation.end + 1 : first]
    words = len(re.findall(r"\w+", gap))
    plain = verb.lemma_.lower() in lexicon.words("speech", "plain_saying")
    if gap.strip() in ("that", "which", "as"):
        way, weight = "after:relative", 2.8  # “several thousand” that Ms Lund spoke of
    elif JOINED.match(gap) or ";" in gap:
        way, weight = "after:joined", 0.7
    elif stretch.runs_on:
        way, weight = ("after:comma", 4.0) if words <= 4 else ("after:comma_far", 1.8)
    elif text[quotation.end - 1] == ".":
        way, weight = "after:point", 2.2
    elif gap.rstrip().endswith(",") and plain:
        way, weight = "after:inserted", 2.0
    else:
        way, weight = ("after:near", 1.4) if words <= 2 else ("after:far", 0.6)
    weight -= 0.4 * len([one for one in stretch.quotations if quotation.end <= one.start < begin(verb)])
    return way, weight - 0.5 * (not plain)


def _without(text: str, start: int, end: int, cut: Sequence[Quotation]) -> str:
    """`text[start:end]` without quoted words."""
    kept, at = [], start
    for one in cut:
        kept.append(text[at : one.start])
        at = one.end
    return "".join([*kept, text[at:end]])
