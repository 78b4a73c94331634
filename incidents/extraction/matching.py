"""When a proposed fact is a labelled one, and which of its fields are wrong: the matching rule, here and nowhere else.

Spans must overlap by half of the shorter one, and a quotation must not run on: three times the labelled length and 40
characters at most. Statements agree by their words, parties by their names. Each labelled fact is matched once: what
agrees best by name first, then fewest wrong fields, then best overlap, then what is required before what is optional.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from incidents.extraction.label_names import fold, related, same_name
from incidents.extraction.labels import Label, Labelled, aliases, as_list, is_person, mentions
from incidents.proposed import ProposedFact, ProposedParty

KEY_FIELDS: Mapping[str, tuple[str, ...]] = {
    "estimate": ("low", "best", "high", "bound", "measure", "claimant"),
    "party": ("party_kind", "roles"),
    "remediation": ("action", "status"),
    "action": ("action", "status", "body"),
    "cause": ("cause",),
    "data_category": ("category", "asserted"),
    "event": ("event", "date"),
    "statement": ("speaker",),
}
SIDE_FIELDS: Mapping[str, tuple[str, ...]] = {  # reported beside the score, never part of it
    "estimate": ("status", "exposure", "claimed_on", "scope"),
    "party": ("name", "status"),
    "remediation": ("actor", "verification"),
    "action": ("target", "amount", "currency"),
    "cause": ("actor",),
    "event": ("qualifier",),
    "statement": ("statement_kind",),
}
NAME_FIELDS = frozenset(("claimant", "speaker", "actor", "body", "target", "name"))
LONGEST_QUOTE = 600  # characters; a longer one would overlap everything (statements are matched by words)
STRETCH, ALLOWANCE = 3, 40  # how much longer than the labelled quotation a matching one may be


class Rank(NamedTuple):
    """How well a fact agrees with a labelled one; larger is better."""

    agreement: int
    overlap: float  # shared part of the joint length


class Likeness(NamedTuple):
    """A labelled fact that a proposed one may be matched with."""

    label: int
    rank: Rank
    wrong: tuple[str, ...]  # key fields


@dataclass(frozen=True)
class Pair:
    """A proposed fact and the labelled one that it was matched with, by their indices."""

    fact: int
    label: int
    wrong: tuple[str, ...]


def match(facts: Sequence[ProposedFact], labelled: Labelled) -> list[Pair]:
    """Pairs facts and labelled facts one to one, best first."""
    ordered = sorted(
        ((index, like) for index, fact in enumerate(facts) for like in likenesses(fact, labelled)),
        key=lambda pair: _precedence(pair[0], pair[1], labelled),
        reverse=True,
    )
    pairs: list[Pair] = []
    taken_facts: set[int] = set()
    taken_labels: set[int] = set()
    for index, like in ordered:
        if index not in taken_facts and like.label not in taken_labels:
            taken_facts.add(index)
            taken_labels.add(like.label)
            pairs.append(Pair(index, like.label, like.wrong))
    return pairs


def _precedence(index: int, like: Likeness, labelled: Labelled) -> tuple[float, ...]:
    agreement, overlap = like.rank
    return agreement, -len(like.wrong), overlap, not labelled.is_optional(like.label), -like.label, -index


def right_labels(fact: ProposedFact, labelled: Labelled) -> list[int]:
    """The labelled facts that this one matches with all key fields right."""
    return [like.label for like in likenesses(fact, labelled) if not like.wrong]


def touched_labels(fact: ProposedFact, labelled: Labelled) -> list[int]:
    """The labelled facts that this one matches, right or wrong."""
    return [like.label for like in likenesses(fact, labelled)]


@lru_cache(maxsize=100_000)
def likenesses(fact: ProposedFact, labelled: Labelled) -> tuple[Likeness, ...]:
    """Every labelled fact that this one could be."""
    found = []
    for index, label in enumerate(labelled.facts):
        if label["kind"] == fact.kind and (rank := _rank(fact, label)):
            found.append(Likeness(index, rank, wrong_fields(fact, label, labelled, KEY_FIELDS[fact.kind])))
    return tuple(found)


def _rank(fact: ProposedFact, label: Label) -> Rank | None:
    if fact.kind != "statement" and fact.end - fact.start > LONGEST_QUOTE:
        return None
    ranks = []
    for span in mentions(label):
        joint = max(fact.end, span["end"]) - min(fact.start, span["start"])
        if agreement := _agreement(fact, label | span):
            ranks.append(Rank(agreement, shared(fact, span) / joint))
    return max(ranks, default=None)


def _agreement(fact: ProposedFact, label: Label) -> int:
    """0 where the fact is not the labelled one; of parties, an agreeing name says more than agreeing words."""
    words = fold(fact.quote)
    same_words = bool(words) and words == fold(label["quote"])
    if fact.kind == "statement":
        return int(same_words)
    if isinstance(fact, ProposedParty):
        known = aliases(label)
        if any(same_name(fact.name or fact.quote, alias, is_person(label)) for alias in known):
            return 3
        if same_words and (not fact.name or related(fact.name, known)):
            return 2
        return int(not fact.name and not label.get("name") and _overlaps(fact, label))
    return int(_overlaps(fact, label))


def _overlaps(fact: ProposedFact, span: Label) -> bool:
    length, wanted = fact.end - fact.start, span["end"] - span["start"]
    return 2 * shared(fact, span) >= min(length, wanted) and length <= STRETCH * wanted + ALLOWANCE


def shared(fact: ProposedFact, span: Label) -> int:
    """How many characters a fact and a labelled span have in common."""
    return int(max(0, min(fact.end, span["end"]) - max(fact.start, span["start"])))


def wrong_fields(fact: ProposedFact, label: Label, labelled: Labelled, fields: Iterable[str]) -> tuple[str, ...]:
    """Those of the fields that the label gives and the fact has otherwise; an explicit null must be left empty."""
    return tuple(
        name
        for name in fields
        if name in label and label[name] != [] and not _field_agrees(getattr(fact, name), name, label, labelled)
    )


def _field_agrees(value: Any, name: str, label: Label, labelled: Labelled) -> bool:
    accepted = [label[name], *as_list(label.get(f"alternatives_{name}"))]
    if name in NAME_FIELDS or name == "cause":
        accepted += as_list(label.get("alternatives"))
    if name == "roles":
        return _share_a_role(value, accepted)
    if name in NAME_FIELDS:
        return any(labelled.stands_for(value, expected) for expected in accepted)
    return value in accepted


def _share_a_role(value: Collection[str], accepted: list[Any]) -> bool:
    return not {role for entry in accepted for role in as_list(entry)}.isdisjoint(value)
