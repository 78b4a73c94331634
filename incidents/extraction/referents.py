"""Whom a pronoun before or behind quoted words may stand for: everybody named so far, by gender, nearness and part.

`Cast.resolve` names one; here the others stand beside it, each with what speaks for it, so that the choice is left to
whoever has the whole evidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from incidents.extraction import lexicon, names
from incidents.extraction.cast import HE_SHE, SUBJECTS, Cast
from incidents.extraction.reading import begin
from incidents.extraction.sources import Source, noun_phrase
from incidents.extraction.subjects import is_quoted

if TYPE_CHECKING:
    from spacy.tokens import Token

    from incidents.extraction.entities import Entity

SHE = frozenset(("she", "her", "hers", "herself"))
THEY = frozenset(("they", "them", "their", "themselves"))
REACH = 2_500  # characters back to the last naming of somebody whom a pronoun may mean
MOST = 4  # of those whom a pronoun may mean
MOST_UNNAMED = 3
BACK = 80  # tokens in which somebody without a name is looked for


@dataclass(frozen=True)
class Weighing:
    """What the wording alone gives for nearness, part in the sentence and having spoken last."""

    prefix: str  # of the features
    kinds: tuple[str, ...]
    level: float
    rank: float  # less for each who was named since
    paragraph: float
    subject: float
    spoke_last: float


PERSON = Weighing("ref", ("person",), level=0.0, rank=0.6, paragraph=0.6, subject=0.3, spoke_last=0.6)
BODY = Weighing(
    "body", ("organisation", "authority", "group"), level=-0.6, rank=0.5, paragraph=0.3, subject=0.3, spoke_last=0.3
)
AGREEMENT = {"for": 0.5, "open": -0.3, "against": -2.5}  # of gender
RESOLVED = 0.8  # for the one that the cast resolves to, and more where others were named since


@dataclass(frozen=True)
class Referent:
    """One whom a pronoun may mean."""

    source: Source
    features: frozenset[str]
    weight: float


@dataclass(frozen=True)
class Naming:
    """A place where somebody is named."""

    start: int
    entity: Entity
    subject: bool


class Referents:
    """All namings of an article in order, and the answer for each pronoun."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self._namings = sorted(
            (
                Naming(mention.start, entity, mention.root.dep_ in SUBJECTS)
                for entity in cast.entities
                if entity.kind != "place"
                for mention in entity.mentions
            ),
            key=lambda naming: naming.start,
        )

    def of_person(self, pronoun: Token, way: str, last: Source | None, paragraph: int) -> list[Referent]:
        """Those whom "he", "she" or a singular "they" may mean, the likeliest first."""
        wanted = _gender_of_pronoun(pronoun)
        found: list[Referent] = []
        for naming, _, features, weight in self._weighed(begin(pronoun), last, paragraph, PERSON):
            agreement = _agreement(wanted, gender_of(naming.entity))
            features.add(f"ref_gender:{agreement}")
            found.append(Referent(_named(naming.entity, way), frozenset(features), weight + AGREEMENT[agreement]))
        found += self._unnamed(pronoun, way, wanted)
        if last is not None and last.entity is None and last.name is not None and last.rule != "nobody":
            found.append(Referent(last, frozenset(("ref:spoke_last", "ref:unnamed")), 0.3))
        return sorted(found, key=lambda one: -one.weight)[:MOST]

    def of_body(self, pronoun: Token, way: str, last: Source | None, paragraph: int) -> list[Referent]:
        """The organisations that "it", "they" or "the company" may mean beside the one that the cast resolves to."""
        resolved = self.cast.resolve(pronoun)
        found = []
        for naming, rank, features, weight in self._weighed(begin(pronoun), last, paragraph, BODY):
            if naming.entity is resolved:
                features.add("body:resolved")
                weight += RESOLVED + 0.4 * rank
            if naming.entity is self.cast.main:
                features.add("body:main")
                weight += 0.2
            found.append(Referent(_named(naming.entity, way), frozenset(features), weight))
        if resolved is not None and all(one.source.entity is not resolved for one in found):
            found.append(Referent(_named(resolved, way), frozenset(("body:resolved",)), 0.0))
        return sorted(found, key=lambda one: -one.weight)[:MOST]

    def _weighed(
        self, before: int, last: Source | None, paragraph: int, weighing: Weighing
    ) -> Iterator[tuple[Naming, int, set[str], float]]:
        """The last namings before an offset, each with its rank, and what nearness, part and speaking last give it."""
        for rank, naming in enumerate(self._latest(before, weighing.kinds)):
            told = (
                ("paragraph", naming.start >= paragraph, weighing.paragraph),
                ("subject", naming.subject, weighing.subject),
                ("spoke_last", last is not None and last.entity is naming.entity, weighing.spoke_last),
            )
            features = {f"{weighing.prefix}:{min(rank, 3)}"}
            features |= {f"{weighing.prefix}:{name}" for name, holds, _ in told if holds}
            weight = weighing.level - weighing.rank * rank + sum(gain for _, holds, gain in told if holds)
            yield naming, rank, features, weight

    def _latest(self, before: int, kinds: Sequence[str]) -> Iterator[Naming]:
        """The last naming of each entity of these kinds before an offset, the nearest first."""
        seen: set[int] = set()
        for naming in reversed(self._namings):
            if naming.start >= before or naming.entity.kind not in kinds or id(naming.entity) in seen:
                continue
            if before - naming.start > REACH or len(seen) > MOST:
                return
            seen.add(id(naming.entity))
            yield naming

    def _unnamed(self, pronoun: Token, way: str, wanted: str) -> Iterator[Referent]:
        """ "The assistant dean has apologised. … he wrote": somebody without a name in this paragraph or the last."""
        rank = 0
        for token in self._tokens_before(pronoun):
            if not self._can_be_meant(token):
                continue
            agreement = _agreement(wanted, _gender_of_noun(token))
            if token.dep_ not in SUBJECTS and agreement != "for":
                continue
            features = frozenset((f"ref_unnamed:{rank}", f"ref_gender:{agreement}"))
            weight = 0.4 - 0.6 * rank - 2.5 * (agreement == "against") + 0.5 * (agreement == "for")
            weight -= 0.4 * (token.doc is not pronoun.doc)
            yield Referent(Source(noun_phrase(token), f"{way}_noun"), features, weight)
            rank += 1
            if rank == MOST_UNNAMED:
                return

    def _tokens_before(self, token: Token) -> Iterator[Token]:
        """The tokens before one in its paragraph and the one before, backwards."""
        yield from reversed(token.doc[max(0, token.i - BACK) : token.i])
        unit = self.cast.reading.unit_at(begin(token))
        if unit:
            before = self.cast.reading.docs[unit - 1]
            yield from reversed(before[max(0, len(before) - BACK) :])

    def _can_be_meant(self, token: Token) -> bool:
        """Whether a noun tells of somebody without a name, outside quotations."""
        if token.pos_ != "NOUN" or not is_person_noun(token) or any(one.lower_ == "whose" for one in token.children):
            return False
        if self.cast.entity_at(token) is not None or _has_name_beside(self.cast, token):
            return False
        unit = self.cast.reading.unit_at(begin(token))
        return unit is not None and not is_quoted(self.cast.quotations[unit], begin(token))


def is_person_noun(token: Token) -> bool:
    """Whether a noun stands for one human being."""
    lemma = token.lemma_.lower()
    return token.tag_ in ("NN", "NNP") and any(
        lemma in words
        for words in (
            lexicon.words("entities", "person_nouns"),
            lexicon.words("entities", "own_voices"),
            lexicon.words("entities", "affected_titles"),
            lexicon.words("entities", "titles_of_office"),
            lexicon.words("speech", "female"),
            lexicon.words("speech", "male"),
        )
    )


def gender_of(entity: Entity) -> str:
    """ "f", "m" or "" of a person: by title and description, else by the given name."""
    told = frozenset(word.strip("~.") for word in entity.described)
    return {"she": "f", "he": "m"}.get(names.pronoun_of(entity.name, told) or "", "")


def _gender_of_noun(token: Token) -> str:
    words = {token.lemma_.lower(), *(child.lemma_.lower() for child in token.children if child.dep_ == "compound")}
    if words & lexicon.words("speech", "female"):
        return "f"
    return "m" if words & lexicon.words("speech", "male") else ""


def _gender_of_pronoun(token: Token) -> str:
    return "f" if token.lower_ in SHE else "m" if token.lower_ in HE_SHE else ""


def _agreement(wanted: str, found: str) -> str:
    if not wanted or not found:
        return "open"
    return "for" if wanted == found else "against"


def _has_name_beside(cast: Cast, token: Token) -> bool:
    return any(child.dep_ in ("appos", "compound") and cast.entity_at(child) is not None for child in token.children)


def _named(entity: Entity, way: str) -> Source:
    return Source(entity.name, f"{way}_pronoun", entity, entity if entity.kind == "person" else None)
