"""Causes: how it came about, by phrases and verbs of the vocabulary's varieties and of the local codes."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from incidents import vocabularies
from incidents.extraction import nearness
from incidents.extraction.candidates import UNSCORED, Candidate, Scene, context_features
from incidents.extraction.modality import of_deed
from incidents.extraction.patterns import Match, find
from incidents.proposed import ProposedCause, Reason

CONTEXT = frozenset(("quoted", "question"))
# Words that tie a deed to what came of it: "blamed on", "after somebody", "which let".
TYING = re.compile(
    r"\b(?:because|after|when|by|through|due to|caus\w+|blam\w+|led to|result\w*|stemm\w+|trac\w+ (?:it |this )?to"
    r"|how|mistake|error|accident\w*|happened|occurred|allow\w+|let|meant|exposed|found|accus\w+|complain\w+)\b",
    re.IGNORECASE,
)
# Words before a deed that nobody did: it is warned of, guarded against, counted, forbidden or denied.
UNREAL = re.compile(
    r"\b(?:no (?:sign|evidence|indication|suggestion|trace|question|such)|not (?:an?|the)|nor|neither|rather than"
    r"|beware|wary|warn\w* (?:of|against)|protect\w*|prevent\w*|stop\w*|guard\w*|detect\w*|defend\w*|spot\w*|resist\w*"
    r"|avoid\w*|block\w*|train\w*|courses?|awareness|advice|advis\w+|risks?|threats? of|vulnerable|could|would|might"
    r"|may|should|such as|types? of|per ?cent|a (?:third|quarter|half) of|accounted|punish\w*|outlaw\w*|ban\w*|bill|act"
    r"|if|whether)\b",
    re.IGNORECASE,
)
MOST_BESIDE = 60  # matches that are looked at as readings of the same words
BEFORE = 80  # characters before a match in which such words are looked for


def candidates(scene: Scene) -> Iterator[Candidate]:
    """One candidate per match that names a cause; who did it only where the article names a group."""
    actor = next((entity for entity in scene.cast.entities if entity.kind == "group"), None)
    found = (*find("causes", scene.reading), *nearness.find("cause_frames", scene.reading))
    matches = sorted(
        (match for match in found if not scene.in_headline(match.start)), key=lambda match: (match.start, match.end)
    )
    longest = max((match.end - match.start for match in matches), default=0)
    starts = [match.start for match in matches]
    for match in matches:
        beside = matches[bisect_left(starts, match.start - longest) : bisect_left(starts, match.end)][:MOST_BESIDE]
        fact = ProposedCause(
            start=match.start,
            end=match.end,
            quote=scene.text[match.start : match.end],
            confidence=UNSCORED,
            cause=match.row.code,
            actor=actor.name if actor else None,
            why=(Reason(field="cause", rule=match.row.rule, start=match.start, end=match.end),),
        )
        yield Candidate(fact, _features(scene, match) | _company(match, beside))


def _company(match: Match, beside: list[Match]) -> frozenset[str]:
    """How many other rows read the same words alike, and how many otherwise."""
    near = [one for one in beside if one.start < match.end and match.start < one.end and one.row is not match.row]
    alike = sum(one.row.code == match.row.code for one in near)
    against = len({one.row.code for one in near if one.row.code != match.row.code and one.row.sure != "low"})
    return frozenset({f"alike:{min(alike, 2)}", f"against:{min(against, 2)}", f"alike_by:{match.by}:{min(alike, 1)}"})


def _features(scene: Scene, match: Match) -> frozenset[str]:
    """Few and general: there are too few labelled causes to learn what single words are worth."""
    _, how = of_deed(match.head)
    row = match.row
    term = vocabularies.load("cause").get(row.code)
    family = term.parent if term is not None else ""
    features = {
        f"sure:{row.sure}",
        f"by:{match.by}",
        f"sure_by:{row.sure}:{match.by}",
        f"family:{family}",
        f"family_sure:{family}:{row.sure}",
        f"status:{how.status}",
    }
    for flag in ("negated", "conditional", "demanded", "future"):
        if getattr(how, flag):
            features.add(flag)
    context = context_features(scene, match.start, match.end)
    features |= context & CONTEXT
    if any(one.startswith("frame:") for one in context):
        features.add("framed")
    sentence = scene.reading.sentence_at(match.start)
    if sentence is not None and UNREAL.search(scene.text, max(sentence.start, match.start - BEFORE), match.start):
        features |= {"unreal", f"unreal_sure:{row.sure}"}
    if sentence is not None and TYING.search(sentence.text, max(0, match.start - sentence.start - 60)):
        features.add("tied")
    return frozenset(features)
