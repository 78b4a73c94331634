"""Parties without a name: "the attackers", "a former employee", "a federal judge in the Western District".

Every noun of `descriptors.json` is a candidate once per article, at its first mention that tells of somebody in
particular. The weights say which of them have a part; what they did says which.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from incidents.extraction import evidence, lexicon
from incidents.extraction.candidates import UNSCORED, Candidate, Scene, context_features
from incidents.extraction.reading import begin, end_of
from incidents.proposed import ProposedParty, Reason

if TYPE_CHECKING:
    from spacy.tokens import Token

MOST_ROLES = 3
LONGEST_PLACE = 8  # tokens of "in the Western District of Ozana"
NOBODY = frozenset(("no", "any", "every", "each", "whatever", "which", "what", "neither", "either", "another"))
QUALIFYING = frozenset(("compound", "amod", "nmod", "nummod"))
NOT_OF_THE_NAME = frozenset(("other", "several", "many", "few", "same", "such", "certain", "various", "own"))
Row = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """A noun that may stand for a party, with the words of the table that it is."""

    tokens: list[Token]
    row: Row
    also: tuple[Row, ...]

    @property
    def noun(self) -> Token:
        return self.tokens[-1]


def candidates(scene: Scene) -> Iterator[Candidate]:
    """One candidate for each noun that the text uses of somebody without a name."""
    chosen: dict[str, Found] = {}
    for found in _found(scene):
        known = chosen.get(found.noun.lemma_.lower())
        if known is None or (_is_general(scene, known.noun) and not _is_general(scene, found.noun)):
            chosen[found.noun.lemma_.lower()] = found
    played = {"actor_external"} if any(entity.kind == "group" for entity in scene.cast.entities) else set()
    for found in sorted(chosen.values(), key=lambda one: begin(one.noun)):
        yield _candidate(scene, found, already=found.row["roles"][0] in played)
        played.add(found.row["roles"][0])


@cache
def _descriptors() -> dict[str, tuple[tuple[tuple[str, ...], Row], ...]]:
    """By last word: the words of each descriptor that ends so, the longest first."""
    by_last: dict[str, list[tuple[tuple[str, ...], Row]]] = {}
    for row in lexicon.load("descriptors"):
        for noun in row["nouns"]:
            words = tuple(noun.replace("’", "'").split())
            by_last.setdefault(words[-1], []).append((words, row))
    return {last: tuple(sorted(found, key=lambda one: -len(one[0]))) for last, found in by_last.items()}


def _found(scene: Scene) -> Iterator[Found]:
    for _, doc in scene.reading.body():
        for token in doc:
            if token.pos_ not in ("NOUN", "PROPN", "PRON") or token.dep_ in ("compound", "poss", "nmod"):
                continue
            rows = _rows(token)
            if rows and scene.cast.entity_at(token) is None and not _names_somebody(scene, token):
                first = doc[token.i - len(rows[0][0]) + 1]
                yield Found(list(doc[first.i : token.i + 1]), rows[0][1], tuple(row for _, row in rows[1:]))


def _rows(token: Token) -> list[tuple[tuple[str, ...], Row]]:
    """The descriptors that end in this token, of the greatest length that fits; the plural's own before the noun's."""
    table = _descriptors()
    for last in dict.fromkeys((token.lower_, token.lemma_.lower())):
        fitting = [(words, row) for words, row in table.get(last, ()) if _fits(token, words)]
        if fitting:
            longest = len(fitting[0][0])
            return [one for one in fitting if len(one[0]) == longest]
    return []


def _fits(token: Token, words: tuple[str, ...]) -> bool:
    before = words[:-1]
    if token.i < len(before):
        return False
    printed = [one.lower_ for one in token.doc[token.i - len(before) : token.i]]
    return tuple(printed) == before or " ".join(printed).replace(" '", "'") == " ".join(before)


def _names_somebody(scene: Scene, noun: Token) -> bool:
    """ "Security researcher Jo Ames", "the contractor, Halmo": the noun only describes a name."""
    near = [*noun.children, noun.head]
    return any(
        scene.cast.entity_at(token) is not None
        and (token.dep_ == "appos" or noun.dep_ in ("appos", "compound", "attr"))
        for token in near
    )


def _is_general(scene: Scene, noun: Token) -> bool:
    """ "what a data broker has", "any employee", "if somebody calls": nobody in particular."""
    start, end = begin(noun), end_of(noun)
    if any(child.lower_ in NOBODY for child in noun.children) or scene.attribution.speech_at(start, end) is not None:
        return True
    sentence = scene.reading.sentence_at(start)
    return sentence is not None and sentence.text.rstrip().endswith("?")


def _candidate(scene: Scene, found: Found, *, already: bool) -> Candidate:
    noun, row = found.noun, found.row
    first, last = _extent(found)
    start, end = begin(first), end_of(last)
    quote = scene.text[start:end]
    told = evidence.of_noun(scene, noun)
    fact = ProposedParty(
        start=start,
        end=end,
        quote=quote,
        confidence=UNSCORED,
        name=quote if last is not noun else None,
        party_kind=_kind(noun, row),
        roles=tuple(row["roles"][:MOST_ROLES]),
        why=(Reason(field="roles", rule="descriptor", start=start, end=end),),
    )
    features = {"unnamed", f"noun:{noun.lemma_.lower()}", f"role:{row['roles'][0]}", f"dep:{noun.dep_}", *_shape(noun)}
    features |= {f"u:{one}" for one in told if not one.startswith("beside")}
    if already:
        features.add("role_already_played")
    if scene.cast.resolve(noun) is not None:
        features.add("resolved")
    prior = {f"prior:{role}" for role in row["roles"]} | {f"first:{row['roles'][0]}"}
    prior |= {f"could:{role}" for other in found.also for role in other["roles"]}
    return Candidate(fact, frozenset(features) | context_features(scene, start, end), evidence=told | prior)


def _shape(noun: Token) -> Iterator[str]:
    """How the noun phrase is built: its determiner, number, qualifiers and clauses."""
    yield "plural" if noun.tag_ == "NNS" else "singular"
    determiner = next((child.lower_ for child in noun.children if child.dep_ == "det"), "none")
    if any(child.dep_ == "poss" for child in noun.children):
        determiner = "possessive"
    yield f"determiner:{determiner}"
    for child in noun.children:
        if child.dep_ in ("relcl", "acl", "nummod", "amod", "compound"):
            yield f"has:{child.dep_}"
        elif child.dep_ == "prep":
            yield f"has:{child.lower_}"


def _kind(noun: Token, row: Row) -> str:
    """One crook of a group is a person, several persons are a group."""
    plural = noun.tag_ == "NNS"
    if plural and row["kind"] in ("person", "organisation"):
        return "group"
    if not plural and row["kind"] == "group" and row["roles"][0] == "actor_external" and noun.lemma_ not in COLLECTIVE:
        return "person"
    return str(row["kind"])


COLLECTIVE = frozenset(("gang", "group", "crew", "syndicate", "government", "service", "agency", "state"))


def _extent(found: Found) -> tuple[Token, Token]:
    """The noun with what qualifies it; of a court or a force the place as well: "police in Ansel Heights"."""
    noun, first = found.noun, found.tokens[0]
    while first.i > 0:
        before = first.nbor(-1)
        if before.dep_ not in QUALIFYING or not noun.is_ancestor(before) or before.lower_ in NOT_OF_THE_NAME:
            break
        if before.sent != noun.sent or not before.is_alpha:
            break
        first = before
    return first, _place_end(noun) if found.row["kind"] == "authority" else noun


def _place_end(noun: Token) -> Token:
    for child in noun.children:
        if child.dep_ == "prep" and child.i == noun.i + 1 and child.lower_ in ("in", "of", "for"):
            inside = list(child.subtree)
            named = any(token.pos_ == "PROPN" for token in inside)
            if named and len(inside) <= LONGEST_PLACE and inside[-1].i == inside[0].i + len(inside) - 1:
                return inside[-1]
    return noun
