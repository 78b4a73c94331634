"""Causes: how it came about, by phrases of the vocabulary's varieties and of the local codes."""

from __future__ import annotations

from collections.abc import Iterator

from incidents.extraction.candidates import UNSCORED, Candidate, Scene
from incidents.extraction.modality import of_deed
from incidents.extraction.patterns import find
from incidents.extraction.remediation import match_features
from incidents.proposed import ProposedCause, Reason

GROUP_CUES = ("attacker", "hacker", "thief", "thieves", "intruder", "gang", "actors")


def candidates(scene: Scene) -> Iterator[Candidate]:
    """One candidate per phrase that names a cause; who did it only where the article names a group."""
    actor = next((entity for entity in scene.cast.entities if entity.kind == "group"), None)
    for match in find("causes", scene.reading):
        _, how = of_deed(match.head)
        fact = ProposedCause(
            start=match.start,
            end=match.end,
            quote=scene.text[match.start : match.end],
            confidence=UNSCORED,
            cause=match.row.code,
            actor=actor.name if actor else None,
            why=(Reason(field="cause", rule=match.row.rule, start=match.start, end=match.end),),
        )
        yield Candidate(fact, match_features(scene, match, how, None))
