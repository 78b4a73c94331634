"""What the whole text says of one party: what it does and suffers, owns, is called, and what stands beside it.

The evidence is words such as "subj:sue" (the subject of a verb of suing) or "to>sell" (data were sold to it). The lists
behind the classes are in `lexicon/roles.json`; `role_scores.py` turns evidence into roles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from incidents.extraction import lexicon, names
from incidents.extraction.candidates import Scene
from incidents.extraction.entities import Entity
from incidents.extraction.reading import begin

if TYPE_CHECKING:
    from spacy.tokens import Token

AROUND = 80  # characters beside a mention whose words count
MOST_BESIDE = 3  # mentions whose surroundings are read
MOST_JOINED = 3  # steps from the last party of a list to the first
PREPOSITIONS = frozenset(("to", "from", "with", "for", "against", "at", "by", "of", "in", "on", "through", "about"))
RELATIVE = frozenset(("who", "which", "that"))
DESCRIBING = frozenset(("compound", "amod", "nmod", "appos"))


def of_entity(scene: Scene, entity: Entity) -> frozenset[str]:
    """The evidence on a named party, from all its mentions and the words that stand for it."""
    found = {f"kind:{entity.kind}", f"spoke:{min(2, entity.spoke)}", f"mentions:{min(4, len(entity.mentions))}"}
    for token in (*(mention.root for mention in entity.mentions), *scene.cast.references(entity)):
        found.update(_frame(token))
    found.update(_classed("is", "called", (word.lstrip("~") for word in entity.described)))
    found.update(_classed("named", "named", names.fold(entity.name)))
    found.update(_classed("beside", "beside", _words_beside(scene, [one.start for one in entity.mentions])))
    found.update(_standing(scene, entity))
    if entity.affiliation is not None:
        found.update(_affiliated(scene, entity.affiliation))
    return frozenset(found)


def of_noun(scene: Scene, noun: Token) -> frozenset[str]:
    """The evidence on an unnamed party, from the noun that stands for it."""
    words = [noun.lemma_.lower(), *(child.lemma_.lower() for child in noun.children if child.dep_ in DESCRIBING)]
    found = {"unnamed", "plural" if noun.tag_ == "NNS" else "singular"}
    found.update(_frame(noun))
    found.update(_classed("is", "called", words))
    found.update(_classed("beside", "beside", _words_beside(scene, [begin(noun)])))
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in ("at", "of", "for", "from", "with"):
            for thing in child.children:
                if (owner := scene.cast.resolve(thing)) is not None:
                    found.update(_affiliated(scene, owner))
    return frozenset(found)


@cache
def _classes(table: str) -> dict[str, tuple[str, ...]]:
    """From a word to the classes of a table of `roles.json` that list it."""
    found: dict[str, list[str]] = {}
    for name, listed in lexicon.load("roles")[table].items():
        for word in listed:
            found.setdefault(word, []).append(name)
    return {word: tuple(classes) for word, classes in found.items()}


def _classed(prefix: str, table: str, words: Iterable[str]) -> Iterator[str]:
    classes = _classes(table)
    return (f"{prefix}:{name}" for word in words for name in classes.get(word, ()))


def _frame(token: Token, steps: int = MOST_JOINED) -> Iterator[str]:
    """Where one mention stands: of which verb it is the subject or object, what it owns, what it belongs to."""
    head = token.head
    if token.dep_ in ("nsubj", "nsubjpass") and head.pos_ in ("VERB", "AUX"):
        yield from _as_subject(token, head)
    elif token.dep_ in ("dobj", "dative"):
        yield from _classed("obj", "verbs", [head.lemma_.lower()])
    elif token.dep_ in ("poss", "compound", "nmod"):
        yield from _classed("owns" if token.dep_ == "poss" else "mod", "governing", [head.lemma_.lower()])
    elif token.dep_ == "pobj":
        yield from _behind_preposition(head)
    elif token.dep_ in ("conj", "appos") and head is not token and steps:
        yield from _frame(head, steps - 1)
    for child in token.children:
        if child.dep_ == "relcl":
            subject = next((one for one in child.children if one.dep_ in ("nsubj", "nsubjpass")), None)
            if subject is not None and subject.lower_ in RELATIVE:
                yield from _as_subject(subject, child)
            else:
                yield from _classed("obj", "verbs", [child.lemma_.lower()])
        elif child.dep_ == "acl":
            yield from _classed("subj" if child.tag_ == "VBG" else "pass", "verbs", [child.lemma_.lower()])


def _as_subject(subject: Token, verb: Token) -> Iterator[str]:
    passive = subject.dep_ == "nsubjpass"
    joined = [child for child in verb.conjuncts if child.pos_ == "VERB"][:MOST_JOINED]
    yield from _classed("pass" if passive else "subj", "verbs", [verb.lemma_.lower()])
    yield from _classed("subj", "verbs", (one.lemma_.lower() for one in joined))
    for child in verb.children:
        if child.dep_ == "xcomp":
            yield from _classed("subj", "verbs", [child.lemma_.lower()])
        elif child.dep_ == "dobj" and not passive:
            yield from _classed("does", "governing", [child.lemma_.lower()])
        elif child.dep_ == "attr" and verb.lemma_ == "be":
            yield from _classed("is", "called", [child.lemma_.lower()])


def _behind_preposition(preposition: Token) -> Iterator[str]:
    word, governor = preposition.lower_, preposition.head
    if word not in PREPOSITIONS:
        return
    if governor.pos_ in ("VERB", "AUX"):
        yield from _classed("by" if preposition.dep_ == "agent" else f"{word}>", "verbs", [governor.lemma_.lower()])
    else:
        yield from _classed(f"{word}<", "governing", [governor.lemma_.lower()])


def _words_beside(scene: Scene, starts: list[int]) -> Iterator[str]:
    for start in starts[:MOST_BESIDE]:
        yield from re.findall(r"[a-z][a-z-]+", scene.text[max(0, start - AROUND) : start + AROUND].lower())


def _standing(scene: Scene, entity: Entity) -> Iterator[str]:
    """How the party stands among the others: the story's own, a speaker, in the headline, the most named."""
    if scene.cast.main is entity:
        yield "main"
    if any(speech.source.entity is entity for speech in scene.attribution.speeches):
        yield "quoted_speaker"
    if scene.attribution.issuer.organisation is entity:
        yield "issuer"
    units = {scene.reading.unit_at(mention.start) for mention in entity.mentions}
    if any(unit is not None and scene.reading.units[unit].role == "headline" for unit in units):
        yield "headline"
    alike = [other for other in scene.cast.entities if other.kind == entity.kind]
    place = sum(len(other.mentions) > len(entity.mentions) for other in alike)
    yield f"place:{min(3, place)}"


def _affiliated(scene: Scene, owner: Entity) -> Iterator[str]:
    yield f"of:{owner.kind}"
    if scene.cast.main is owner:
        yield "of:main"
    yield from _classed("of_named", "named", names.fold(owner.name))
    yield from _classed("of_is", "called", owner.described)
