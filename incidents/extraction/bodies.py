"""Which authority or court an official act is of: named beside it, in its sentence, or carried over.

What stands beside the act decides first: the agent of the passive, the owner of the noun ("the regulator's inquiry"),
the subject, the party after "with", "from" or "before". Kinds of act ask for kinds of body: courts convict, committees
hear, regulators fine; `authorities.json` knows the kind of the bodies of many countries by name and abbreviation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from incidents.extraction import lexicon, names
from incidents.extraction.candidates import Scene
from incidents.extraction.entities import Entity, sounds_like
from incidents.extraction.patterns import Match
from incidents.extraction.reading import Sentence, begin, end_of
from incidents.extraction.sources import subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

REGULATOR, COURT, PROSECUTION = "regulator", "court", "prosecution"
LEGISLATURE, AUDIT, OTHER = "legislature", "audit", "other"
LINKING = frozenset(("by", "from", "with", "before", "of", "in", "to", "against", "at"))
CLIMB = 4  # verbs above the act whose subject may be the body: "the watchdog said it had decided to fine"
CLAUSES = frozenset(("ccomp", "xcomp", "conj", "advcl", "relcl", "acl", "pcomp", "prep", "pobj"))
RELATIVE = frozenset(("that", "which", "who"))
UNDONE = frozenset(("reduced", "annulled", "upheld"))
ACTING = frozenset(("subject", "agent", "noun_subject", "noun_agent", "noun_phrase"))  # a court that convicts
CARRIED = 12  # sentences over which the body of one act is taken to be that of the next
LONGEST_PRINTED = 6  # words of a body that has no name: "members of the state assembly"


@dataclass(frozen=True)
class Body:
    """Who acts. `rule` says how it was found; `entity` is None for a body without a name ("prosecutors")."""

    name: str | None
    rule: str
    entity: Entity | None = None


@dataclass
class Bodies:
    """Finds the bodies of the acts of one article in order, remembering who acted last."""

    scene: Scene
    _kinds: dict[int, str] = field(default_factory=dict)
    _last: dict[str, tuple[int, Entity]] = field(default_factory=dict)

    def of(self, match: Match, verb: Token | None, sentence: Sentence, status: str) -> Body:
        """The body of an act. What a party does – sue, appeal – has a body only where a court is named."""
        wanted = _wanted(match.row.code)
        if status in UNDONE:  # a fine that a court cut stays the fine of the regulator
            wanted = tuple(kind for kind in wanted if kind != COURT) or wanted
        linked = list(self._linked(match, verb, wanted))
        lodged = match.row.code == "appeal" and status in ("appealed", "threatened")
        if lodged or match.row.code in lexicon.load("official")["bodiless"]:
            done = status in ("decided", "closed_no_action") and not lodged
            acting = [body for body in linked if body.rule in ACTING] if done else []
            if acting:
                return acting[0]
            courts = [
                body
                for body in linked
                if not body.rule.startswith("called") and body.entity is not None and self.kind(body.entity) == COURT
            ]
            courts += [Body(one.name, "court", one) for one in self._named(sentence, (COURT,))]
            return courts[0] if courts else Body(None, "none")
        found = linked[0] if linked else self._around(match, sentence, wanted)
        if found.entity is not None:
            found = self._seat(found, match)
            if found.entity is not None:
                self._last[self.kind(found.entity)] = (sentence.index, found.entity)
        return found

    def kind(self, entity: Entity) -> str:
        """What kind of body an entity is; empty for one that cannot act officially."""
        if id(entity) not in self._kinds:
            self._kinds[id(entity)] = self._kind(entity)
        return self._kinds[id(entity)]

    def _kind(self, entity: Entity) -> str:
        listed = next((known for mention in entity.mentions if (known := listed_kind(mention.name))), None)
        if listed is not None and entity.kind != "person":
            return listed
        if entity.kind == "person":
            return _office(entity)
        if entity.kind != "authority":
            return ""
        for kind, key in (
            (COURT, "court_words"),
            (LEGISLATURE, "legislature_words"),
            (AUDIT, "audit_words"),
            (PROSECUTION, "police_words"),
        ):
            if sounds_like(entity.name, key):
                return kind
        if sounds_like(entity.name, "regulator_phrases") or set(names.fold(entity.name)) & (
            lexicon.words("entities", "regulator_words")
        ):
            return REGULATOR
        local = set(names.fold(entity.name)) & lexicon.words("official", "never_acting")
        return "" if entity is self.scene.cast.main or local else OTHER

    def _linked(self, match: Match, verb: Token | None, wanted: tuple[str, ...]) -> Iterator[Body]:
        """Bodies that the grammar ties to the act, those of a fitting kind first."""
        found: list[tuple[int, Body]] = []
        for order, (token, rule) in enumerate(_tied(match.head, verb)):
            entity = self.scene.cast.resolve(token)
            kind = self.kind(entity) if entity is not None else ""
            if entity is not None and kind:
                if kind in wanted:
                    found.append((order, Body(entity.name, rule, entity)))
            elif entity is None and (unnamed := _unnamed(token, wanted)):
                found.append((order, self._called(token, unnamed, rule)))
        yield from (body for _, body in sorted(found, key=lambda one: one[0]))

    def _called(self, token: Token, kind: str, rule: str) -> Body:
        """ "The watchdog", "the attorney general": the one that has a name in the article, else the words printed."""
        plural = token.tag_ in ("NNS", "NNPS")
        if plural or token.lemma_.lower() in lexicon.words("official", "nameless"):
            return Body(_printed(token), f"noun_{rule}")
        named = [one for one in self.scene.cast.entities if self.kind(one) == kind]
        if token.lemma_.lower() in ("general", "attorney"):
            named = [one for one in named if {"attorney", "general"} <= {*one.described, *names.fold(one.name)}]
        if not named:
            return Body(_printed(token), f"noun_{rule}")
        earlier = [one for one in named if one.first.start < begin(token)]
        one = max(earlier, key=lambda entity: _last_before(entity, begin(token))) if earlier else named[0]
        return Body(one.name, f"called_{rule}", one)

    def _around(self, match: Match, sentence: Sentence, wanted: tuple[str, ...]) -> Body:
        """The nearest fitting body of the sentence, the one that acted last, or the one named last."""
        for kinds in (wanted[:1], wanted):
            named = self._named(sentence, kinds)
            if named:
                nearest = min(named, key=lambda entity: _gap(entity, match))
                return Body(nearest.name, "sentence", nearest)
        for kind in wanted:
            index, entity = self._last.get(kind, (-CARRIED - 1, None))
            if entity is not None and sentence.index - index <= CARRIED:
                return Body(entity.name, "carried", entity)
        for kind in wanted:
            earlier = [
                entity
                for entity in self.scene.cast.entities
                if entity.first.start < match.start and self.kind(entity) == kind
            ]
            if earlier:
                last = max(earlier, key=lambda entity: _last_before(entity, match.start))
                return Body(last.name, "last", last)
        later = next((one for one in self.scene.cast.entities if self.kind(one) == wanted[0]), None)
        return Body(later.name, "later", later) if later is not None else Body(None, "nobody")

    def _named(self, sentence: Sentence, kinds: tuple[str, ...]) -> list[Entity]:
        return [
            entity
            for entity in self.scene.cast.entities
            if any(sentence.start <= mention.start < sentence.end for mention in entity.mentions)
            and self.kind(entity) in kinds
        ]

    def _seat(self, body: Body, match: Match) -> Body:
        """A judge acts for the court and a commissioner for the commission, where the article has named it."""
        entity = body.entity
        if entity is None or entity.kind != "person":
            return body
        owner = entity.affiliation
        if owner is not None and self.kind(owner) == self.kind(entity):
            return Body(owner.name, body.rule, owner)
        if self.kind(entity) != COURT:
            return body
        courts = [
            one
            for one in self.scene.cast.entities
            if one.kind != "person" and self.kind(one) == COURT and one.first.start < match.end
        ]
        if not courts:
            return body
        last = max(courts, key=lambda one: _last_before(one, match.end))
        return Body(last.name, body.rule, last)


@cache
def _listed() -> dict[tuple[str, ...], str]:
    """Names, abbreviations and aliases of the gazetteer, folded, with the kind of body."""
    return {
        names.fold(name): row["kind"]
        for row in lexicon.load("authorities")
        for name in (row["name"], *row.get("abbreviations", ()), *row.get("aliases", ()))
    }


def listed_kind(name: str) -> str | None:
    """The kind of a body that the gazetteer lists under this name or abbreviation."""
    return _listed().get(names.fold(name))


def _wanted(code: str) -> tuple[str, ...]:
    """The kinds of body that do such an act, most usual first."""
    kinds = lexicon.load("official")["acting"]
    return tuple(kinds.get(code, kinds["any"]))


def _office(person: Entity) -> str:
    """The kind of body that an office holder acts for: a judge, auditor, commissioner, minister."""
    for kind, offices in lexicon.load("official")["offices"].items():
        if any(set(office.split()) <= person.described for office in offices):
            return str(kind)
    return ""


def _tied(head: Token, verb: Token | None) -> Iterator[tuple[Token, str]]:
    """Nouns that grammar ties to the act, the surest first."""
    if verb is not None:
        for child in verb.children:
            if child.dep_ == "agent":
                yield from ((thing, "agent") for thing in child.children if thing.dep_ == "pobj")
    if head is not verb:
        yield from _tied_to_noun(head)
    if verb is None:
        return
    subject = subject_of(verb)
    if subject is not None and not any(child.dep_ == "nsubjpass" for child in verb.children):
        yield from ((one, "subject") for one in _one_of_many(subject))
    for child in verb.children:
        if child.dep_ == "dobj" and child is not head:
            yield from _tied_to_noun(child)
    yield from _in_phrases(verb, "phrase")
    current = verb
    for _ in range(CLIMB):
        if current.dep_ not in CLAUSES or current.head == current:
            return
        current = current.head
        if current.pos_ == "VERB" and (above := subject_of(current)) is not None:
            yield from ((one, "above") for one in _one_of_many(above))


def _one_of_many(noun: Token) -> Iterator[Token]:
    """The noun, and who a group is made of: "a coalition of attorneys general"."""
    yield noun
    if noun.lemma_.lower() in lexicon.words("official", "groups"):
        behind = (child for child in noun.children if child.lower_ == "of")
        yield from (thing for child in behind for thing in child.children if thing.dep_ == "pobj")


def _tied_to_noun(noun: Token) -> Iterator[tuple[Token, str]]:
    for child in noun.children:
        if child.dep_ in ("poss", "compound", "nmod"):
            yield child, "owner"
        elif child.dep_ == "relcl" and (subject := subject_of(child)) is not None and subject.lower_ not in RELATIVE:
            yield subject, "relative"
        elif child.dep_ in ("acl", "relcl") and child.tag_ == "VBN":
            for grandchild in child.children:
                if grandchild.dep_ == "agent":
                    yield from ((thing, "agent") for thing in grandchild.children if thing.dep_ == "pobj")
    yield from _in_phrases(noun, "of_noun")


def _in_phrases(head: Token, rule: str) -> Iterator[tuple[Token, str]]:
    for child in head.children:
        if child.dep_ in ("prep", "agent", "dative") and child.lower_ in LINKING:
            yield from ((thing, rule) for thing in child.children if thing.dep_ == "pobj")
    for child in head.children:
        if child.dep_ in ("dobj", "dative") and child.pos_ == "PROPN":
            yield child, rule  # "told the committee", "asked Parliament"


def _unnamed(token: Token, wanted: tuple[str, ...]) -> str | None:
    """The kind of body that a common noun is, if it is one that does such acts."""
    nouns = lexicon.load("official")["nouns"]
    return next((kind for kind in wanted if token.lemma_.lower() in nouns.get(kind, ())), None)


def _printed(noun: Token) -> str:
    """The words of a body without a name, as printed and without article: "attorneys general of four states"."""
    tokens = [token for token in noun.subtree if token.i >= noun.i - 3]
    while tokens and (tokens[0].dep_ in ("det", "punct", "cc", "case") or tokens[0].tag_ == "PRP$"):
        tokens.pop(0)
    kept = []
    for token in tokens[:LONGEST_PRINTED]:
        if token.is_punct or token.lower_ in ("who", "which", "that"):
            break
        kept.append(token)
    if not kept or noun not in kept:
        kept = [noun]
    offset = begin(kept[0]) - kept[0].idx
    return noun.doc.text[kept[0].idx : end_of(kept[-1]) - offset]


def _gap(entity: Entity, match: Match) -> int:
    return min(min(abs(mention.start - match.end), abs(match.start - mention.end)) for mention in entity.mentions)


def _last_before(entity: Entity, offset: int) -> int:
    return max((mention.start for mention in entity.mentions if mention.start < offset), default=-1)
