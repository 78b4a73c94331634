"""Adds to the reasons of a fact what the weights made of its features: what speaks most for it, what against it.

Such a reason has the rule "for:<feature>" or "against:<feature>"; `wording.py` says it in plain words.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from incidents.extraction import lexicon
from incidents.extraction.candidates import Candidate
from incidents.extraction.confidence import WeightsOf
from incidents.extraction.frames import place_of
from incidents.extraction.reading import Reading, begin, end_of
from incidents.proposed import ProposedFact, ProposedParty, Reason

if TYPE_CHECKING:
    pass

CHOSEN = {"estimate": "claimant", "event": "event", "statement": "speaker"}  # what rivals differ in
MOST = 3  # features named for each side
LEAST = 0.1  # weights below it decide nothing
# Of these a candidate always has one: it speaks for the fact when the others speak for it less.
EITHER_OR = frozenset(
    (
        "action_status",
        "alone",
        "amount",
        "asserted",
        "best_role",
        "best_score",
        "bound",
        "code",
        "digits",
        "exposure",
        "family",
        "form",
        "kind",
        "list",
        "measure",
        "named_before",
        "own_word",
        "place",
        "precision",
        "qualifier",
        "spoke",
        "status",
        "sure",
        "told",
        "told_with",
        "words",
        "wording",
    )
)


def explain(candidates: Iterable[Candidate], weights_of: WeightsOf) -> list[ProposedFact]:
    """The facts with what their weights say, the strongest first."""
    usual: dict[tuple[str, str], dict[str, float]] = {}

    def weighed(kind: str, field: str, features: Iterable[str], weights: Mapping[str, float]) -> Iterator[Reason]:
        if (kind, field) not in usual:
            usual[kind, field] = _usual(weights) if field != "roles" else {}
        return _weighed(field, features, weights, usual[kind, field])

    facts = []
    for candidate in candidates:
        fact, fitted = candidate.fact, weights_of(candidate.fact.kind)
        why = [*fact.why]
        if fact.kind in CHOSEN:
            why += weighed(fact.kind, CHOSEN[fact.kind], candidate.rivalry, fitted.get("choice", {}))
        if isinstance(fact, ProposedParty):
            by_role, role = fitted.get("roles", {}).get("features", {}), fact.roles[0]
            told = {name: by_role[name].get(role, 0.0) for name in candidate.evidence if name in by_role}
            why += weighed(fact.kind, "roles", candidate.evidence, told)
        why += weighed(fact.kind, "confidence", candidate.features, fitted["features"])
        facts.append(dataclasses.replace(fact, why=tuple(why)))
    return facts


def placed(reading: Reading, facts: Iterable[ProposedFact]) -> tuple[ProposedFact, ...]:
    """The facts with the words that features tell of, where they stand in the fact's sentence."""
    return tuple(
        dataclasses.replace(fact, why=tuple(_placed(reading, fact, reason) for reason in fact.why)) for fact in facts
    )


def _weighed(
    field: str, features: Iterable[str], weights: Mapping[str, float], usual: Mapping[str, float]
) -> Iterator[Reason]:
    """The features that weigh most on either side, those for it first."""
    held = sorted((weights[name] - usual.get(_group(name), 0.0), name) for name in features if name in weights)
    speaking = [(weight, name) for weight, name in reversed(held) if weight >= LEAST][:MOST]
    yield from (Reason(field=field, rule=f"for:{name}") for _, name in speaking)
    yield from (Reason(field=field, rule=f"against:{name}") for weight, name in held[:MOST] if weight <= -LEAST)


def _usual(weights: Mapping[str, float]) -> dict[str, float]:
    """The mean weight of the values of which a candidate always has one."""
    held: dict[str, list[float]] = {}
    for name, weight in weights.items():
        if (group := _group(name)) in EITHER_OR:
            held.setdefault(group, []).append(weight)
    return {group: math.fsum(values) / len(values) for group, values in held.items()}


def _group(name: str) -> str:
    return name.partition(":")[0]


def _placed(reading: Reading, fact: ProposedFact, reason: Reason) -> Reason:
    side, _, feature = reason.rule.partition(":")
    if side not in ("for", "against") or reason.start is not None:
        return reason
    name, _, value = feature.partition(":")
    span = None
    if name == "near" and value in lexicon.load("context"):
        span = _nearest(reading, fact, lexicon.load("context")[value])
    elif name in ("verb", "lemma", "noun"):
        span = _nearest(reading, fact, (value,))
    elif name == "frame" and (sentence := reading.sentence_on_page(fact.start)) is not None:
        found = place_of(value, sentence.text)
        start, end = (sentence.start + place for place in found or (0, 0))
        span = (reading.on_page(start), reading.on_page(end)) if found else None
    return reason if span is None else dataclasses.replace(reason, start=span[0], end=span[1])


def _nearest(reading: Reading, fact: ProposedFact, lemmas: Iterable[str]) -> tuple[int, int] | None:
    """The word of these lemmas that stands nearest to the fact's words in its sentence."""
    sentence, wanted = reading.sentence_on_page(fact.start), frozenset(lemmas)
    if sentence is None:
        return None

    def away(span: tuple[int, int]) -> int:
        return max(fact.start - span[1], span[0] - fact.end, 0)

    fitting = [token for token in sentence.span if token.lemma_.lower() in wanted]
    spans = ((reading.on_page(begin(token)), reading.on_page(end_of(token))) for token in fitting)
    return min(spans, key=away, default=None)
