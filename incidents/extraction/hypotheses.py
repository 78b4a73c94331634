"""Everybody who may have said a number, each with what speaks for it; the weights choose between them.

A rule of attribution names one source and is silent on how sure it is. Here the sources of all rules stand beside the
bodies named around the number and beside nobody (the reporter's own voice), and every one carries features: which
rules name it, whether another comes first, what it does in the sentence, what it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from incidents.extraction import lexicon, names
from incidents.extraction.candidates import Scene
from incidents.extraction.reading import Sentence, begin
from incidents.extraction.sources import NOBODY, Source, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from incidents.extraction.entities import Entity

NEAREST = 4  # bodies named around a number that are considered beside those that a rule names
CLIMB = 10
VERBS = 2  # verbs above a number whose subjects are considered
SAYERS = frozenset(("organisation", "authority", "group"))
VERB_CLASSES = (("tells", "verbs"), ("counts", "finding"), ("addresses", "addressing"), ("papers", "of_papers"))


@dataclass
class Hypothesis:
    """One who may have said a number, and the features that speak for or against it."""

    source: Source
    name: str | None
    features: set[str] = field(default_factory=set)


def hypotheses_of(scene: Scene, start: int, end: int) -> list[Hypothesis]:
    """The sources of a span, the one that the rules trust most first; nobody is always among them."""
    held: dict[tuple[str, ...], Hypothesis] = {}
    ruled = scene.attribution.sources(start, end)
    for place, source in enumerate(ruled):
        one = _add(scene, held, source)
        one.features.add(f"by:{source.rule}")
        one.features.add(f"place:{min(place, 2)}")
        if place == 0:
            one.features.add(f"first:{source.rule}")
    pronoun = bool(ruled) and ruled[0].rule.endswith("_pronoun")
    for source, role in _around(scene, start, end):
        one = _add(scene, held, source)
        one.features.add(role)
        if pronoun:  # the rule is right, perhaps, and "it" is another than was thought
            one.features.add(f"{role}:pronoun")
    nobody = _add(scene, held, NOBODY)
    nobody.features |= {f"against:{source.rule}" for source in ruled[:1] if source.name is not None}
    if not ruled:
        nobody.features.add("no_rule")
    for one in held.values():
        one.features |= _of_kind(scene, one)
    return list(held.values())


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


def _add(scene: Scene, held: dict[tuple[str, ...], Hypothesis], source: Source) -> Hypothesis:
    name = claimant_name(scene, source)
    return held.setdefault(names.fold(name) if name else (), Hypothesis(source, name))


def _of_kind(scene: Scene, one: Hypothesis) -> set[str]:
    """What a source is, and what it is to the article."""
    entity = one.source.entity
    if one.name is None:
        return {"claimant:nobody"}
    if entity is None:
        return {"claimant:noun"}
    body = entity.affiliation if entity.kind == "person" and entity.affiliation is not None else entity
    features = {f"claimant:{entity.kind}", f"speaks_often:{min(3, body.spoke)}"}
    if body is scene.cast.main:
        features.add("claimant:main")
    if body is scene.attribution.issuer.organisation:
        features.add("claimant:issuer")
    return features


# --- who is named around the number -----------------------------------------------------------------------------


def _around(scene: Scene, start: int, end: int) -> Iterator[tuple[Source, str]]:
    """Subjects of the verbs above a number, bodies named in its sentence and the one before, the main one."""
    tokens = scene.reading.tokens(start, end)
    sentence = scene.reading.sentence_at(start)
    if not tokens or sentence is None:
        return
    for entity, role in _subjects(scene, tokens[-1]):
        yield _source(entity), role
    near = sorted(_named(scene, sentence), key=lambda found: abs(found[0] - start))
    for at, entity in near[:NEAREST]:
        yield _source(entity), "named:before" if at < start else "named:after"
    yield from ((_source(entity), role) for entity, role in _before(scene, sentence))
    if scene.cast.main is not None:
        yield _source(scene.cast.main), "main"


def _source(entity: Entity) -> Source:
    return Source(entity.name, "around", entity, entity if entity.kind == "person" else None)


def _subjects(scene: Scene, token: Token) -> Iterator[tuple[Entity, str]]:
    """Who is subject or agent of the verbs above a number, and of what kind these verbs are."""
    seen = 0
    for _ in range(CLIMB):
        if token.pos_ in ("VERB", "AUX"):
            seen += 1
            subject = subject_of(token)
            entity = scene.cast.resolve(subject) if subject is not None else None
            if subject is not None and entity is not None and entity.kind != "place":
                passive = any(child.dep_ == "nsubjpass" for child in token.children)
                yield entity, f"subject{seen}:{_class(token)}{':passive' if passive else ''}"
                yield entity, f"subject_as:{'name' if scene.cast.entity_at(subject) else subject.pos_}"
        if seen == VERBS or token.head == token:
            return
        token = token.head


def _class(verb: Token) -> str:
    """What a verb does with a number: tells it, counts, addresses so many people, does them harm, or else."""
    lemma = verb.lemma_.lower()
    if lemma in lexicon.words("counts", "harm_nearby"):
        return "harms"
    return next((name for name, key in VERB_CLASSES if lemma in lexicon.words("claims", key)), "other")


def _named(scene: Scene, sentence: Sentence) -> list[tuple[int, Entity]]:
    """The bodies and people that a sentence names, by place; a sentence may hold hundreds of numbers that ask."""
    if sentence.index not in scene.named_in:
        nouns = (token for token in sentence.span if token.pos_ in ("PROPN", "NOUN"))
        found = [(begin(token), scene.cast.entity_at(token)) for token in nouns]
        scene.named_in[sentence.index] = [(at, one) for at, one in found if one is not None and one.kind in SAYERS]
    return scene.named_in[sentence.index]


def _before(scene: Scene, sentence: Sentence) -> Iterator[tuple[Entity, str]]:
    """The subject and the last body of the sentence before, in the same paragraph."""
    if sentence.index == 0:
        return
    earlier = scene.reading.sentences[sentence.index - 1]
    same = "" if earlier.unit == sentence.unit else ":other_paragraph"
    subject = subject_of(earlier.span.root)
    entity = scene.cast.resolve(subject) if subject is not None else None
    if entity is not None and entity.kind != "place":
        yield entity, f"before:subject:{_class(earlier.span.root)}{same}"
    named = _named(scene, earlier)
    if named:
        yield named[-1][1], f"before:last{same}"
