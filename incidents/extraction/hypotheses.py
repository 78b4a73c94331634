"""Everybody who may have said a number, each with what speaks for it; the weights choose between them.

A rule of attribution names one source and is silent on how sure it is. Here the sources of all rules stand beside the
bodies named around the number and beside nobody (the reporter's own voice), and every one carries features: which
rules name it, whether another comes first, what it does in the sentence, what it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from incidents.extraction import lexicon, names
from incidents.extraction.candidates import Scene
from incidents.extraction.sources import NOBODY, Source
from incidents.extraction.surroundings import around

UNSURE = ("subject", "named", "before", "main")  # features that say something else where a pronoun stands


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
        features = {f"by:{source.rule}", f"place:{min(place, 2)}"}
        if place == 0:
            features.add(f"first:{source.rule}")
        _add(scene, held, source, features)
    pronoun = bool(ruled) and ruled[0].rule.endswith("_pronoun")
    for source, features in around(scene, start, end):
        if pronoun:  # the rule is right, perhaps, and "it" is another than was thought
            features |= {f"{feature}:pronoun" for feature in features if feature.startswith(UNSURE)}
        _add(scene, held, source, features)
    nobody = {f"against:{source.rule}" for source in ruled[:1] if source.name is not None}
    _add(scene, held, NOBODY, nobody if ruled else {"no_rule"})
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


def _add(scene: Scene, held: dict[tuple[str, ...], Hypothesis], source: Source, features: set[str]) -> None:
    """Puts a source with the others; a person who speaks for a body stands beside it."""
    name = claimant_name(scene, source)
    held.setdefault(names.fold(name) if name else (), Hypothesis(source, name)).features |= features
    person = source.entity
    if person is not None and person.kind == "person" and name != person.name:
        own = held.setdefault(names.fold(person.name), Hypothesis(source, person.name))
        own.features |= features | {"itself"}


def _of_kind(scene: Scene, one: Hypothesis) -> set[str]:
    """What a source is, and what it is to the article."""
    entity = one.source.entity
    if one.name is None:
        return {"claimant:nobody"}
    if entity is None:
        return {"claimant:noun"}
    features = {f"claimant:{entity.kind}"}
    body = entity
    if entity.kind == "person" and entity.affiliation is not None and one.name != entity.name:
        body = entity.affiliation
        features.add(f"affiliation:{'stated' if entity.affiliation_stated else 'guessed'}")
    features.add(f"speaks_often:{min(3, body.spoke)}")
    if body is scene.cast.main:
        features.add("claimant:main")
    if body is scene.attribution.issuer.organisation:
        features.add("claimant:issuer")
    return features
