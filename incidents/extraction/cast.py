"""Who plays in the article: what a token – name, pronoun, noun – refers to, and who belongs to whom.

Resolving is deliberately simple: he and she to the last person, it and "the firm" to the last organisation that was a
subject, a typed noun ("the council") to the organisation described so.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from incidents.extraction import lexicon, names
from incidents.extraction.entities import Entity, gather
from incidents.extraction.protagonist import main_of
from incidents.extraction.quotations import find_quotations
from incidents.extraction.reading import Reading, begin

if TYPE_CHECKING:
    from spacy.tokens import Token

SUBJECTS = frozenset(("nsubj", "nsubjpass", "agent"))
SPOKEN_FOR = SUBJECTS | {"poss"}
JUST_NAMED = 140  # characters within which "he" takes up whoever was named last, subject or not
NEAR = 400  # characters within which "the company" takes up the last organisation that was a subject
WHOSE = dict.fromkeys(("he", "him", "his", "himself"), "he") | dict.fromkeys(("she", "her", "hers", "herself"), "she")
HE_SHE = frozenset(WHOSE)
IT_THEY = frozenset(["it", "they", "its", "their", "them", "itself", "themselves", "we", "us", "our", "i"])


class Cast:
    """The entities of a reading and the resolution of tokens to them."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.quotations = [find_quotations(reading.text, unit.start, unit.end) for unit in reading.units]
        self.entities = gather(reading)
        self._by_start: dict[int, Entity] = {}
        for entity in self.entities:
            for mention in entity.mentions:
                for token in reading.tokens(mention.start, mention.end):
                    self._by_start[begin(token)] = entity
        self._persons: list[tuple[int, int, int]] = []
        self._organisations: list[tuple[int, int, int]] = []
        self._namings: list[tuple[int, int, int]] = []  # of both, where a name or noun says who is meant
        self._nouns: list[Token] = []  # persons without a name, in subject position
        self._references: dict[int, list[Token]] = {}  # by entity: what else stands for it
        self._pronouns = [names.pronoun_of(entity.name, frozenset(entity.described)) for entity in self.entities]
        self.main = main_of(self.entities, reading)
        self._index()
        self._affiliate()

    def entity_at(self, token: Token) -> Entity | None:
        """The entity whose name holds this token."""
        return self._by_start.get(begin(token))

    def references(self, entity: Entity) -> list[Token]:
        """The pronouns and nouns in subject position that stand for an entity: "it", "the firm"."""
        return self._references.get(id(entity), [])

    def resolve(self, token: Token) -> Entity | None:
        """The entity that a subject stands for: by name, as a pronoun, or as "the company"."""
        named = self.entity_at(token)
        if named is not None and named.kind != "place":
            return named
        word = token.lower_
        if word in HE_SHE:
            return self._last_person(WHOSE[word], begin(token))
        if word in ("who", "which", "that") and token.dep_ in ("nsubj", "nsubjpass"):
            clause = token.head
            return self.resolve(clause.head) if clause.dep_ == "relcl" and clause.head != token else None
        if word in IT_THEY:
            return self._last(self._organisations, begin(token))
        return self._typed_noun(token) if token.pos_ in ("NOUN", "PROPN") else None

    def _typed_noun(self, token: Token) -> Entity | None:
        """ "The council", "the London-based firm", "the bank's spokesman": a noun that stands for an entity."""
        noun = token.lemma_.lower()
        if noun in lexicon.words("entities", "person_nouns") and (named := self._named_after(token)) is not None:
            return named
        for child in token.children:  # "a spokesman for X", "X's lawyer", "the Halmo boss"
            belongs = child.dep_ in ("poss", "compound", "nmod") and noun not in lexicon.words("entities", "own_voices")
            if belongs and (owner := self.entity_at(child)) and owner.kind != "place":
                return owner
            if child.dep_ == "appos" and (same := self.entity_at(child)):
                return same
            if child.dep_ in ("relcl", "acl") and (called := self._called(child)) is not None:
                return called
        if noun in lexicon.words("entities", "person_nouns") and not _definite(token):
            return self._of_phrase(token)
        if noun not in lexicon.words("entities", "company_nouns") | lexicon.words("entities", "authority_nouns"):
            return self._of_phrase(token) or self._called_so(token)
        if not _definite(token):
            return None
        return self._described_as(noun, begin(token))

    def _called_so(self, token: Token) -> Entity | None:
        """ "The corporation", "the plumber": whoever was last called so, where a noun says it that no list has."""
        if token.dep_ not in SPOKEN_FOR or not _definite(token):
            return None
        noun, before = token.lemma_.lower(), begin(token)
        called = [
            entity
            for entity in self.entities
            if entity.first.start < before and entity.kind != "place" and _is_named(entity, noun)
        ]
        return max(called, key=lambda entity: _last_before(entity, before), default=None)

    def _named_after(self, noun: Token) -> Entity | None:
        """ "a spokeswoman for the firm, Ada Lund, said": the person between the noun and its verb."""
        for token in noun.doc[noun.i + 1 : min(noun.head.i, noun.i + 12)]:
            entity = self.entity_at(token)
            if entity is not None and entity.kind == "person" and token.nbor(-1).text in (",", "("):
                return entity
        return None

    def _called(self, clause: Token) -> Entity | None:
        """ "The hackers, who call themselves Grey Lantern", "a group known as Red Mist"."""
        if clause.lemma_ not in ("call", "know", "name", "sign", "dub", "style"):
            return None
        for child in clause.subtree:
            if child.i > clause.i and (named := self.entity_at(child)) is not None:
                return named
        return None

    def _of_phrase(self, token: Token) -> Entity | None:
        if token.lemma_.lower() in lexicon.words("entities", "own_voices"):
            return None  # "a former analyst at X" speaks for herself
        for child in token.children:
            if child.dep_ == "prep" and child.lower_ in ("for", "of", "at", "with"):
                for thing in child.children:
                    if thing.dep_ == "pobj" and (found := self.resolve(thing)) is not None:
                        return found
        for child in token.children:
            if child.dep_ == "poss" and child.pos_ in ("NOUN", "PRON"):
                return self.resolve(child)
            if child.dep_ == "compound" and child.lemma_.lower() in lexicon.words("entities", "company_nouns"):
                return self._described_as(child.lemma_.lower(), begin(token))
        return None

    def _described_as(self, noun: str, before: int) -> Entity | None:
        fitting = [
            entity
            for entity in self.entities
            if entity.first.start < before and entity.kind != "place" and _is_called(entity, noun)
        ]
        if fitting:
            return max(fitting, key=lambda entity: _last_before(entity, before))
        if noun in lexicon.words("entities", "generic_companies"):
            return self._last_speaking_company(before) or self.main
        wanted = "authority" if noun in lexicon.words("entities", "authority_nouns") else "organisation"
        recent = [entity for entity in self.entities if entity.kind == wanted and entity.first.start < before]
        if wanted == "organisation" and self.main is not None and self.main.kind != "authority" and self.main in recent:
            return self.main
        return max(recent, key=lambda entity: _last_before(entity, before), default=None)

    def _last_speaking_company(self, before: int) -> Entity | None:
        """The organisation that was a subject shortly before: "The company also said" takes up the last one."""
        index = bisect_left(self._organisations, (before, 0, 0))
        for start, is_subject, number in reversed(self._organisations[max(0, index - 4) : index]):
            entity = self.entities[number]
            if is_subject and entity.kind == "organisation" and before - start < NEAR:
                return entity
        return None

    def _index(self) -> None:
        """Places where persons and organisations are spoken of, in order; subjects weigh more than other mentions.

        "The carrier" and "it" count too once they are resolved, so that the next "it" stays with the same one.
        """
        numbers = {id(entity): number for number, entity in enumerate(self.entities)}
        for doc in self.reading.docs:
            for token in doc:
                is_subject = token.dep_ in SUBJECTS
                named = self.entity_at(token)
                entity = named or (self.resolve(token) if is_subject and token.pos_ in ("NOUN", "PRON") else None)
                if entity is None and _is_person_subject(token) and not self._is_quoted(begin(token)):
                    self._nouns.append(token)
                if entity is None or entity.kind == "place":
                    continue
                places = self._persons if entity.kind == "person" else self._organisations
                places.append((begin(token), int(is_subject), numbers[id(entity)]))
                if token.pos_ != "PRON":
                    self._namings.append(places[-1])
                if named is None:
                    self._references.setdefault(id(entity), []).append(token)
                if named is None and token.head.lemma_.lower() in lexicon.words("speech", "saying"):
                    entity.spoke += 1  # "the company said"

    def spoken_of(self, before: int, reach: int, most: int) -> list[tuple[int, Entity, bool]]:
        """The last mention of each of those spoken of before an offset, the nearest first: where, who, as a subject."""
        found: list[tuple[int, Entity, bool]] = []
        seen: set[int] = set()
        index = bisect_left(self._namings, (before, 0, 0))
        for at, is_subject, number in reversed(self._namings[:index]):
            if before - at > reach or len(found) == most:
                break
            if number not in seen:
                seen.add(number)
                found.append((at, self.entities[number], bool(is_subject)))
        return found

    def _last(self, places: list[tuple[int, int, int]], before: int) -> Entity | None:
        """The last subject within the last few mentions, else the last mention."""
        index = bisect_left(places, (before, 0, 0))
        recent = places[max(0, index - 4) : index]
        if not recent:
            return None
        subjects = [place for place in recent if place[1]]
        return self.entities[(subjects or recent)[-1][2]]

    def _last_person(self, pronoun: str, before: int) -> Entity | None:
        """The last person who may be called so: nobody whose title or given name says otherwise."""
        index = bisect_left(self._persons, (before, 0, 0))
        fitting = [place for place in self._persons[:index] if self._pronouns[place[2]] in (pronoun, None)]
        fitting = [place for place in fitting if not self._is_quoted(place[0])]
        if fitting and before - fitting[-1][0] < JUST_NAMED:
            return self.entities[fitting[-1][2]]
        return self._last(fitting[-4:], before)

    def unnamed_person(self, pronoun: Token) -> Token | None:
        """The noun that he or she stands for where somebody without a name was spoken of last: "a woman … she said"."""
        before = begin(pronoun)
        nearest = next((noun for noun in reversed(self._nouns) if begin(noun) < before), None)
        if nearest is None or before - begin(nearest) > NEAR:
            return None
        index = bisect_left(self._persons, (before, 0, 0))
        named = [place for place in self._persons[:index] if not self._is_quoted(place[0])]
        fitting = [place[0] for place in named if self._pronouns[place[2]] in (WHOSE[pronoun.lower_], None)]
        return nearest if not fitting or fitting[-1] < begin(nearest) else None

    def _is_quoted(self, offset: int) -> bool:
        """Whom a speaker names is not the one who goes on: "It said good morning Denise," he said."""
        unit = self.reading.unit_at(offset)
        return unit is not None and any(one.start <= offset < one.end for one in self.quotations[unit])

    def _affiliate(self) -> None:
        for entity in self.entities:
            if entity.kind == "person":
                entity.affiliation = self._stated_affiliation(entity)
                entity.affiliation_stated = entity.affiliation is not None
                if entity.described & lexicon.words("entities", "spokesperson_titles"):
                    entity.affiliation = entity.affiliation or self._last_organisation_near(entity)

    def _stated_affiliation(self, person: Entity) -> Entity | None:
        """The organisation that a person belongs to, from title, apposition or a compound before the name."""
        for mention in person.mentions[:3]:
            around = [
                mention.root,
                *(child for child in mention.root.children if child.dep_ in ("appos", "compound", "nmod", "poss")),
            ]
            if mention.root.dep_ == "appos":
                around.append(mention.root.head)
            for token in around:
                for child in [token, *token.children]:
                    owner = self.entity_at(child)
                    if owner is not None and owner is not person and owner.kind not in ("person", "place"):
                        return owner
                if token.pos_ == "NOUN" and (owner := self._of_phrase(token)) is not None and owner.kind != "person":
                    return owner
        return None

    def _last_organisation_near(self, person: Entity) -> Entity | None:
        return self._last(self._organisations, person.first.start) or self.main


def _is_person_subject(token: Token) -> bool:
    """ "A woman", "one nurse": a single person who does something."""
    return (
        token.dep_ in SUBJECTS
        and token.tag_ == "NN"
        and token.lemma_.lower() in lexicon.words("entities", "person_nouns") | lexicon.words("entities", "own_voices")
    )


def _definite(token: Token) -> bool:
    return (
        any(child.lower_ in ("the", "this", "that", "its", "their", "our") for child in token.children)
        or token.i == token.sent.start
    )


def _is_called(entity: Entity, noun: str) -> bool:
    """Whether the text uses this noun, or one that means the same, for the entity."""
    alike = next((set(group) for group in lexicon.load("entities")["alike"] if noun in group), {noun})
    return bool(alike & entity.described or alike.intersection(names.fold(entity.name)))


def _is_named(entity: Entity, noun: str) -> bool:
    """Whether the text calls an entity so, or a body's name ends so: "the infirmary" of St Aldwyn’s Infirmary."""
    return noun in entity.described or (entity.kind != "person" and noun in names.fold(entity.name)[1:])


def _last_before(entity: Entity, offset: int) -> int:
    return max((mention.start for mention in entity.mentions if mention.start < offset), default=-1)
