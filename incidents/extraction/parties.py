"""Parties: the organisations, authorities, persons and groups with a part in the incident, and their roles.

Named parties come from the cast, one per name; unnamed actors ("the attackers", "a former employee") from the list of
descriptors, once per article. Roles follow from what a party is called, what it does and what is done to it.
"""

from __future__ import annotations

from collections.abc import Iterator

from incidents.extraction import evidence, names, unnamed
from incidents.extraction.candidates import UNSCORED, Candidate, Scene, context_features
from incidents.extraction.entities import Entity
from incidents.extraction.mentions import Mention
from incidents.extraction.roles import place_of_cue, roles_of, status_of
from incidents.proposed import ProposedParty, Reason

MOST_ROLES = 3
REPEATED = ("beside", "kind", "spoke", "mentions", "main", "quoted_speaker", "headline")  # features already, or noise


def candidates(scene: Scene) -> Iterator[Candidate]:
    """Named parties, then unnamed ones."""
    for entity in scene.cast.entities:
        if entity.kind != "place":
            yield _named(scene, entity)
    yield from unnamed.candidates(scene)


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
        why=(_role_reason(scene, entity, mention, rule), *_status_reasons(scene, entity, roles)),
    )
    prior = {f"prior:{role}" for role in roles} | {f"rule:{rule}", f"first:{roles[0]}"}
    told = evidence.of_entity(scene, entity)
    features = _features(scene, entity, mention, rule) | {f"n:{one}" for one in told if not one.startswith(REPEATED)}
    return Candidate(fact, features, evidence=told | prior)


def _role_reason(scene: Scene, entity: Entity, mention: Mention, rule: str) -> Reason:
    """Why a party has its roles: the words beside it that say so, else its name."""
    start, end = place_of_cue(scene, entity, rule) or (mention.start, mention.end)
    return Reason(field="roles", rule=rule, start=start, end=end)


def _status_reasons(scene: Scene, entity: Entity, roles: list[str]) -> Iterator[Reason]:
    """Why a role is admitted, claimed or only alleged: whether the party speaks, and where it is quoted first."""
    if entity.kind != "group" and roles[0] != "DataController":
        return
    quoted = [one.quotation for one in scene.attribution.speeches if one.source.entity is entity]
    start, end = (quoted[0].start, quoted[0].end) if quoted else (None, None)
    yield Reason(field="status", rule="spoke" if entity.spoke else "silent", start=start, end=end)


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
        f"spoke:{min(2, entity.spoke)}",
        f"words:{min(4, len(entity.name.split()))}",
    }
    features |= {f"mentions_at_least:{count}" for count in (2, 3, 4) if len(entity.mentions) >= count}
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
