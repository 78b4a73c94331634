"""Turns a token into a source: the entity that it stands for, the owner of a paper, or the printed words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from incidents.extraction import lexicon
from incidents.extraction.cast import HE_SHE, IT_THEY, Cast
from incidents.extraction.entities import Entity
from incidents.extraction.reading import begin, end_of
from incidents.proposed import Reason

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(frozen=True)
class Source:
    """Who says something: an entity, or the printed words where there is no name. `rule` tells how it was found."""

    name: str | None
    rule: str
    entity: Entity | None = None
    person: Entity | None = None
    at: tuple[int, int] | None = field(default=None, compare=False)  # the words that name the speaker, and the verb

    def reason(self, name: str) -> Reason:
        """Why a field of this name holds this source."""
        start, end = self.at or (None, None)
        return Reason(field=name, rule=self.rule, start=start, end=end)


LONGEST_PLACE = 60  # characters from a speaker to the verb of saying that are worth quoting
NOBODY = Source(None, "nobody")
UNATTRIBUTED = Source(None, "unattributed")


def as_source(cast: Cast, token: Token, rule: str, *, any_noun: bool = False) -> Source:
    """Turns a subject into a source: an entity, else the printed noun phrase; with `any_noun` of whatever noun."""
    return replace(_as_source(cast, token, rule, any_noun=any_noun), at=_place(token))


def _place(token: Token) -> tuple[int, int]:
    """The words from a speaker to the verb beside it: "the company said"; the speaker alone where the verb is far."""
    start, end = begin(token), end_of(token)
    if token.head.pos_ == "VERB":
        whole = min(start, begin(token.head)), max(end, end_of(token.head))
        start, end = whole if whole[1] - whole[0] <= LONGEST_PLACE else (start, end)
    return start, end


def _as_source(cast: Cast, token: Token, rule: str, *, any_noun: bool) -> Source:
    if token.lemma_.lower() in lexicon.words("claims", "nouns") and (owner := owner_of(cast, token, rule)).name:
        return owner
    if token.lower_ == "who" and token.head.dep_ == "relcl":
        token = token.head.head  # "Ada Lund, a dentist who says …"
        token = token.head if token.dep_ == "appos" and cast.entity_at(token) is None else token
    entity = _spoken_for(cast, token) or cast.resolve(token) or _named_beside(cast, token)
    if entity is not None:
        pronoun = token.lower_ in HE_SHE | IT_THEY
        person = entity if entity.kind == "person" else None
        return Source(entity.name, rule + ("_pronoun" if pronoun else ""), entity, person)
    if token.pos_ == "PRON" or not (_can_speak(token) or (any_noun and _may_speak(token))):
        return owner_of(cast, token, rule)
    return Source(noun_phrase(token), rule + "_noun")


def _spoken_for(cast: Cast, token: Token) -> Entity | None:
    """ "Investigators from the ministry", "people at the firm": the body that they act for."""
    if token.pos_ not in ("NOUN", "PROPN"):
        return None
    if (titled := _titled(cast, token)) is not None:
        return titled
    if token.lemma_.lower() in lexicon.words("entities", "own_voices"):
        return None
    if token.lemma_.lower() not in lexicon.words("claims", "agents"):
        return None
    return _body_behind(cast, token, ("from", "at", "within", "inside", "for", "of", "with"))


def _named_beside(cast: Cast, token: Token) -> Entity | None:
    """ "One of the recipients, Halmo, told the court": the name that stands beside a subject."""
    if token.pos_ not in ("NOUN", "NUM", "PRON") or token.lower_ in HE_SHE | IT_THEY:
        return None
    beside = (cast.entity_at(child) for child in token.children if child.dep_ == "appos")
    return next((entity for entity in beside if entity is not None and entity.kind != "place"), None)


def _titled(cast: Cast, token: Token) -> Entity | None:
    """ "The agent", "the judge": the last person before it who was called so."""
    if not any(child.lower_ in ("the", "this") for child in token.children) or cast.entity_at(token) is not None:
        return None
    noun = token.lemma_.lower()
    called = [
        entity
        for entity in cast.entities
        if entity.kind == "person"
        and entity.first.start < begin(token)
        and (noun in entity.described or any(noun in mention.title.lower().split() for mention in entity.mentions))
    ]
    return max(called, key=lambda entity: entity.first.start, default=None)


def _body_behind(cast: Cast, token: Token, prepositions: tuple[str, ...]) -> Entity | None:
    for child in token.children:
        if child.dep_ in ("prep", "agent") and child.lower_ in prepositions:
            for thing in child.children:
                if thing.dep_ == "pobj" and (entity := cast.resolve(thing)) is not None:
                    return entity
        if child.dep_ == "acl" and child.lemma_.lower() in lexicon.words("claims", "issuing"):
            for by in child.children:
                if by.dep_ in ("agent", "prep") and by.lower_ in ("by", "from"):
                    found = (cast.resolve(thing) for thing in by.children if thing.dep_ == "pobj")
                    return next((entity for entity in found if entity is not None), None)
    return None


def owner_of(cast: Cast, token: Token, rule: str) -> Source:
    """ "The firm's notice", "a letter from the school": whose paper it is; "the notice" is the main one's."""
    lemma = token.lemma_.lower()
    paper = lemma in lexicon.words("speech", "papers")
    if not paper and lemma not in lexicon.words("claims", "nouns"):
        return NOBODY
    for child in token.children:
        if child.dep_ == "poss" and (entity := cast.resolve(child)) is not None:
            return Source(entity.name, rule + "_paper", entity)
        if child.dep_ == "poss" and _can_speak(child):
            return Source(noun_phrase(child), rule + "_paper_noun")
    entity = _body_behind(cast, token, ("from", "by", "of") if paper else ("from", "by"))
    if entity is not None:
        return Source(entity.name, rule + "_paper", entity)
    for child in token.children:
        if (
            child.dep_ in ("compound", "nmod")
            and (entity := cast.entity_at(child)) is not None
            and entity.kind != "place"
        ):
            return Source(entity.name, rule + "_paper", entity)
    if not paper:
        return NOBODY
    if lemma in lexicon.words("speech", "official_papers"):
        return Source(noun_phrase(token), rule + "_paper")
    definite = any(child.lower_ in ("the", "its", "their", "this") for child in token.children) or lemma == "notice"
    return Source(cast.main.name, rule + "_paper", cast.main) if definite and cast.main is not None else NOBODY


def subject_of(verb: Token) -> Token | None:
    """The subject of a verb, of the verb that it is conjoined with, or of the main verb over a participle."""
    for _ in range(4):
        for child in verb.children:
            if child.dep_ in ("nsubj", "nsubjpass"):
                return child
        if verb.dep_ in ("conj", "xcomp", "advcl", "dep") and verb.head.pos_ in ("VERB", "AUX"):
            verb = verb.head
            continue
        if verb.dep_ in ("acl", "relcl"):
            return verb.head
        break
    return None


def agent_of(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ == "agent":
            return next((thing for thing in child.children if thing.dep_ == "pobj"), None)
    return None


def governs(upper: Token, lower: Token) -> bool:
    return upper == lower or upper.is_ancestor(lower)


def is_number_put(noun: Token) -> bool:
    """ "Put the number of those concerned at 100", where "at" hangs on the noun."""
    words = {word.lower_ for word in noun.subtree}
    return (
        noun.dep_ == "dobj"
        and noun.lemma_.lower() in lexicon.words("claims", "sums")
        and bool(words & {"at", "between"})
    )


def is_part_of(token: Token, noun: Token) -> bool:
    """Whether a token belongs to a noun's own phrase; a clause that hangs on it by mistake does not count."""
    return governs(noun, token) and not any(
        between.pos_ in ("VERB", "AUX") for between in token.ancestors if governs(noun, between)
    )


def _can_speak(token: Token) -> bool:
    """Whether a noun without a name stands for people or a body."""
    lemma = token.lemma_.lower()
    listed = ("person_nouns", "company_nouns", "authority_nouns", "other_speakers")
    return token.pos_ in ("NOUN", "PROPN") and (
        any(lemma in lexicon.words("entities", key) for key in listed) or lemma in lexicon.words("nouns", "people")
    )


def _may_speak(token: Token) -> bool:
    """Whether a noun that no list names can be the subject of a claim: people of some kind ("petitioners")."""
    lemma = token.lemma_.lower()
    if lemma in lexicon.words("claims", "speakers"):
        return token.pos_ in ("NOUN", "PROPN")
    return token.pos_ == "NOUN" and (
        lemma.endswith(
            ("er", "or", "ist", "ant", "ent", "ee", "ian", "man", "woman", "people", "staff", "side", "team")
        )
        and lemma
        not in lexicon.words("claims", "nouns") | lexicon.words("speech", "papers") | lexicon.words("claims", "mute")
    )


def noun_phrase(token: Token) -> str | None:
    """The words to print for an unnamed speaker: "former analyst", "person close to the inquiry"."""
    if token.pos_ not in ("NOUN", "PROPN", "ADJ", "NUM"):
        return None
    left = [
        child.left_edge for child in token.children if child.dep_ in ("compound", "amod", "poss") and child.i < token.i
    ]
    first = min([token, *left], key=lambda child: child.i)
    last = token
    if token.lemma_.lower() in ("person", "people", "someone", "source"):
        last = max(
            (child.right_edge for child in token.children if child.dep_ in ("amod", "prep", "acl")),
            key=lambda edge: edge.i,
            default=token,
        )
    words = token.doc[first.i : max(token.i, last.i) + 1]
    while len(words) > 1 and words[0].pos_ in ("DET", "PRON"):
        words = words[1:]
    return str(words.text)
