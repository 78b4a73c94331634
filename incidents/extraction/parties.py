"""Parties: the organisations, authorities, persons and groups with a part in the incident, and their roles.

Named parties come from the cast, one per name; unnamed actors ("the attackers", "a former employee") from the list of
descriptors, once per article. Roles follow from what a party is called, what it does and what is done to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from incidents.extraction import lexicon, names
from incidents.extraction.candidates import UNSCORED, Candidate, Scene, context_features
from incidents.extraction.entities import Entity
from incidents.extraction.mentions import Mention
from incidents.extraction.reading import begin, end_of
from incidents.extraction.roles import roles_of, status_of
from incidents.proposed import ProposedParty, Reason

if TYPE_CHECKING:
    from spacy.tokens import Token

MOST_ROLES = 3


def candidates(scene: Scene) -> Iterator[Candidate]:
    """Named parties, then unnamed ones."""
    for entity in scene.cast.entities:
        if entity.kind != "place":
            yield _named(scene, entity)
    yield from _unnamed(scene)


def _named(scene: Scene, entity: Entity) -> Candidate:
    mention = _clearest(scene, entity)
    roles, rule = roles_of(scene, entity)
    kind = "organisation" if entity.kind == "place" else entity.kind
    fact = ProposedParty(
        start=mention.start,
        end=mention.end,
        quote=scene.text[mention.start : mention.end],
        confidence=UNSCORED,
        name=entity.name,
        party_kind=kind,
        roles=tuple(roles[:MOST_ROLES]),
        status=status_of(scene, entity, roles),
        title=mention.title or None,
        organisation=entity.affiliation.name if entity.affiliation else None,
        why=(Reason(field="roles", rule=rule),),
    )
    return Candidate(fact, _features(scene, entity, mention, rule))


def _clearest(scene: Scene, entity: Entity) -> Mention:
    """The first mention with the full name, in the body when there is one."""
    full = [
        mention
        for mention in entity.mentions
        if len(names.fold(scene.text[mention.start : mention.end])) >= len(names.fold(entity.name))
    ]
    body = [
        mention
        for mention in full
        if (unit := scene.reading.unit_at(mention.start)) is not None and scene.reading.units[unit].role == "body"
    ]
    return (body or full or entity.mentions)[0]


def _features(scene: Scene, entity: Entity, mention: Mention, rule: str) -> frozenset[str]:
    labels = {found.label or "none" for found in entity.mentions}
    deps = {found.root.dep_ for found in entity.mentions}
    features = {
        f"kind:{entity.kind}",
        f"rule:{rule}",
        f"kind_rule:{entity.kind}:{rule}",
        f"mentions:{min(4, len(entity.mentions))}",
        f"spoke:{min(2, entity.spoke)}",
        f"words:{min(4, len(entity.name.split()))}",
    }
    features |= {f"label:{label}" for label in labels} | {
        f"dep:{dep}"
        for dep in deps
        if dep in ("nsubj", "nsubjpass", "dobj", "pobj", "poss", "appos", "compound", "agent", "ROOT", "conj")
    }
    if entity.described:
        features.add("described")
    if entity.affiliation is not None:
        features.add("affiliated")
    if scene.cast.main is entity:
        features.add("main")
    if any(scene.attribution.speech_at(found.start, found.end) is None for found in entity.mentions):
        features.add("outside_quotation")
    if any(speech.source.entity is entity for speech in scene.attribution.speeches):
        features.add("quoted_speaker")
    if entity.name.isupper():
        features.add("upper")
    return frozenset(features) | context_features(scene, mention.start, mention.end)


# --- unnamed ----------------------------------------------------------------------------------------------------


@cache
def _descriptors() -> tuple[tuple[re.Pattern[str], dict[str, Any]], ...]:
    rows = []
    for row in lexicon.load("descriptors"):
        nouns = "|".join(sorted((re.escape(noun) for noun in row["nouns"]), key=len, reverse=True))
        rows.append((re.compile(rf"(?<![\w-])(?:{nouns})s?(?![\w-])", re.IGNORECASE), row))
    return tuple(rows)


def _unnamed(scene: Scene) -> Iterator[Candidate]:
    seen: set[str] = set()
    played = {"actor_external"} if any(entity.kind == "group" for entity in scene.cast.entities) else set()
    for unit, _ in scene.reading.body():
        for pattern, row in _descriptors():
            for match in pattern.finditer(scene.text, unit.start, unit.end):
                tokens = scene.reading.tokens(match.start(), match.end())
                if not tokens or scene.cast.entity_at(tokens[-1]) is not None:
                    continue
                noun = tokens[-1].lemma_.lower()
                if noun not in seen and not _names_somebody(scene, tokens[-1]):
                    seen.add(noun)
                    yield _unnamed_candidate(scene, tokens, row, already=row["roles"][0] in played)
                    played.add(row["roles"][0])


def _names_somebody(scene: Scene, noun: Token) -> bool:
    """ "Security researcher Jo Ames", "the contractor, Halmo": the noun only describes a name."""
    near = [*noun.children, noun.head]
    return any(
        scene.cast.entity_at(token) is not None
        and (token.dep_ == "appos" or noun.dep_ in ("appos", "compound", "attr"))
        for token in near
    )


def _unnamed_candidate(scene: Scene, tokens: list[Token], row: dict[str, Any], *, already: bool) -> Candidate:
    start, end = begin(tokens[0]), end_of(tokens[-1])
    noun = tokens[-1]
    plural = noun.tag_ == "NNS"
    kind = (
        "group"
        if plural and row["kind"] in ("person", "organisation")
        else "person"
        if not plural and row["kind"] == "group" and row["roles"][0] == "actor_external"
        else row["kind"]
    )
    fact = ProposedParty(
        start=start,
        end=end,
        quote=scene.text[start:end],
        confidence=UNSCORED,
        name=None,
        party_kind=kind,
        roles=tuple(row["roles"][:MOST_ROLES]),
        why=(Reason(field="roles", rule="descriptor", start=start, end=end),),
    )
    features = {
        "unnamed",
        f"noun:{noun.lemma_.lower()}",
        f"role:{row['roles'][0]}",
        f"dep:{noun.dep_}",
        "plural" if plural else "singular",
    }
    if already:
        features.add("role_already_played")
    determiner = next((child.lower_ for child in noun.children if child.dep_ == "det"), "none")
    features.add(f"determiner:{determiner}")
    return Candidate(fact, frozenset(features) | context_features(scene, start, end))
