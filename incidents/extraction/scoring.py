"""How well an extractor did on labelled articles: the figures of the contract, from its answers.

Found: the right words. Right: all key fields too. Strict F1 counts a fact only when it is found and right; one with a
wrong field is then both a miss and a false alarm. What matches an optional label counts neither way.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from incidents.extraction.document import Extraction
from incidents.extraction.labels import Labelled
from incidents.extraction.matching import SIDE_FIELDS, Pair, match, shared, wrong_fields
from incidents.proposed import KINDS, ProposedFact

BINS = 10
SURE = 0.9  # facts at this confidence are counted apart


@dataclass(frozen=True)
class Share:
    """A part of a whole; `rate` is None where there is nothing to measure."""

    part: int
    whole: int

    @property
    def rate(self) -> float | None:
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True)
class Counts:
    """Facts of a kind: labelled and required, proposed, matched, matched with all key fields right."""

    labelled: int = 0
    proposed: int = 0
    found: int = 0
    right: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.labelled + other.labelled,
            self.proposed + other.proposed,
            self.found + other.found,
            self.right + other.right,
        )

    def figures(self) -> dict[str, float | None]:
        """Precision, recall and F1 of finding; the share right of those found; the same three, strictly."""
        return {
            "found_precision": Share(self.found, self.proposed).rate,
            "found_recall": Share(self.found, self.labelled).rate,
            "found_f1": Share(2 * self.found, self.labelled + self.proposed).rate,
            "right_share": Share(self.right, self.found).rate,
            "strict_precision": Share(self.right, self.proposed).rate,
            "strict_recall": Share(self.right, self.labelled).rate,
            "strict_f1": Share(2 * self.right, self.labelled + self.proposed).rate,
        }


@dataclass
class TextScore:
    """What one answer adds to the figures."""

    counts: dict[str, Counts] = field(default_factory=dict)
    wrong: Counter[tuple[str, str]] = field(default_factory=Counter)  # (kind, key field) of matched facts
    side_given: Counter[tuple[str, str]] = field(default_factory=Counter)
    side_right: Counter[tuple[str, str]] = field(default_factory=Counter)
    points: list[tuple[float, bool]] = field(default_factory=list)  # (confidence, right) of facts that count
    relevance_right: bool = False
    incident_pairs: list[tuple[bool, bool]] = field(default_factory=list)  # (same by the labels, same by us)
    must_not: Counter[str] = field(default_factory=Counter)  # by kind


@dataclass(frozen=True)
class Report:
    """The figures over several texts."""

    texts: tuple[TextScore, ...]

    @property
    def kinds(self) -> dict[str, Counts]:
        return {
            kind: sum((text.counts[kind] for text in self.texts if kind in text.counts), Counts()) for kind in KINDS
        }

    @property
    def overall(self) -> Counts:
        return sum(self.kinds.values(), Counts())

    @property
    def relevance(self) -> Share:
        return Share(sum(text.relevance_right for text in self.texts), len(self.texts))

    @property
    def same_incident(self) -> Share:
        """Of the pairs of matched facts in texts with several incidents, those put together or apart as labelled."""
        pairs = [pair for text in self.texts for pair in text.incident_pairs]
        return Share(sum(labelled == ours for labelled, ours in pairs), len(pairs))

    @property
    def if_all_were_one(self) -> Share:
        """What `same_incident` would be if every fact were put into one incident."""
        pairs = [pair for text in self.texts for pair in text.incident_pairs]
        return Share(sum(labelled for labelled, _ in pairs), len(pairs))

    @property
    def sure(self) -> Share:
        """Of the facts at confidence 0.9 and above, those that are right."""
        sure = [right for text in self.texts for confidence, right in text.points if confidence >= SURE]
        return Share(sum(sure), len(sure))

    @property
    def calibration_error(self) -> float | None:
        return calibration_error([point for text in self.texts for point in text.points])

    @property
    def must_not(self) -> int:
        return sum(text.must_not.total() for text in self.texts)

    @property
    def wrong(self) -> Counter[tuple[str, str]]:
        return sum((text.wrong for text in self.texts), Counter())

    def side(self) -> dict[str, dict[str, Share]]:
        """Of the matched facts whose label gives a field beside the score, those that have it right."""
        given = sum((text.side_given for text in self.texts), Counter[tuple[str, str]]())
        right = sum((text.side_right for text in self.texts), Counter[tuple[str, str]]())
        return {
            kind: {name: Share(right[kind, name], given[kind, name]) for name in names if given[kind, name]}
            for kind, names in SIDE_FIELDS.items()
        }

    def as_json(self) -> dict[str, Any]:
        """Everything, JSON-ready, rates to four decimals."""
        return {
            "texts": len(self.texts),
            "kinds": {kind: _counts_json(counts) for kind, counts in self.kinds.items()},
            "all": _counts_json(self.overall),
            "relevance": _share_json(self.relevance),
            "same_incident": _share_json(self.same_incident) | {"if_all_were_one": _rounded(self.if_all_were_one.rate)},
            "calibration": {"error": _rounded(self.calibration_error), "at_0.9": _share_json(self.sure)},
            "must_not": self.must_not,
            "wrong_fields": {f"{kind}.{name}": count for (kind, name), count in sorted(self.wrong.items())},
            "side": {
                f"{kind}.{name}": _share_json(share)
                for kind, held in self.side().items()
                for name, share in held.items()
            },
        }


def score(answers: Iterable[tuple[Labelled, Extraction]]) -> Report:
    """The figures for answers, each beside the labels of its text."""
    return Report(tuple(score_text(labelled, extraction) for labelled, extraction in answers))


def score_text(labelled: Labelled, extraction: Extraction) -> TextScore:
    """What one answer adds."""
    facts = extraction.facts
    pairs = {pair.fact: pair for pair in match(facts, labelled)}
    scored = TextScore(relevance_right=extraction.relevant is labelled.relevant)
    required = Counter(label["kind"] for index, label in enumerate(labelled.facts) if not labelled.is_optional(index))
    scored.counts = {kind: Counts(labelled=count) for kind, count in required.items()}
    for index, fact in enumerate(facts):
        pair = pairs.get(index)
        if _touches_forbidden(fact, pair, labelled):
            scored.must_not[fact.kind] += 1
        if pair is None or not labelled.is_optional(pair.label):
            _count(scored, fact, pair, labelled)
    scored.incident_pairs = _incident_pairs(facts, pairs.values(), labelled)
    return scored


def _touches_forbidden(fact: ProposedFact, pair: Pair | None, labelled: Labelled) -> bool:
    """A forbidden span that the labelled fact itself touches does not count against the fact matched with it."""
    for span in labelled.must_not:
        label = labelled.facts[pair.label] if pair else None
        allowed = label is not None and label["start"] < span["end"] and span["start"] < label["end"]
        if shared(fact, span) and not allowed:
            return True
    return False


def _count(scored: TextScore, fact: ProposedFact, pair: Pair | None, labelled: Labelled) -> None:
    right = pair is not None and not pair.wrong
    counted = Counts(proposed=1, found=int(pair is not None), right=int(right))
    scored.counts[fact.kind] = scored.counts.get(fact.kind, Counts()) + counted
    scored.points.append((round(fact.confidence, 4), right))
    if pair is None:
        return
    scored.wrong.update((fact.kind, name) for name in pair.wrong)
    label = labelled.facts[pair.label]
    fields = [name for name in SIDE_FIELDS.get(fact.kind, ()) if label.get(name) is not None]
    astray = wrong_fields(fact, label, labelled, fields)
    scored.side_given.update((fact.kind, name) for name in fields)
    scored.side_right.update((fact.kind, name) for name in fields if name not in astray)


def _incident_pairs(
    facts: Sequence[ProposedFact], pairs: Iterable[Pair], labelled: Labelled
) -> list[tuple[bool, bool]]:
    """Every two matched facts of a text with several incidents: whether they belong together, by labels and by us."""
    if len({str(label["incident"]) for label in labelled.facts if label.get("incident")}) < 2:
        return []
    held = [
        (str(labelled.facts[pair.label]["incident"]), facts[pair.fact].incident)
        for pair in pairs
        if labelled.facts[pair.label].get("incident") and not labelled.is_optional(pair.label)
    ]
    return [(one[0] == other[0], one[1] == other[1]) for one, other in itertools.combinations(held, 2)]


def calibration_error(points: Sequence[tuple[float, bool]]) -> float | None:
    """The mean gap between confidence and share right over ten equal bins, weighted by their facts (0 is perfect)."""
    if not points:
        return None
    gaps: dict[int, float] = dict.fromkeys(range(BINS), 0.0)
    for confidence, right in points:
        gaps[min(int(confidence * BINS), BINS - 1)] += right - confidence
    return sum(abs(gap) for gap in gaps.values()) / len(points)


def _counts_json(counts: Counts) -> dict[str, float | int | None]:
    numbers: dict[str, float | int | None] = {
        "labelled": counts.labelled,
        "proposed": counts.proposed,
        "found": counts.found,
        "right": counts.right,
    }
    return numbers | {name: _rounded(rate) for name, rate in counts.figures().items()}


def _share_json(share: Share) -> dict[str, float | int | None]:
    return {"part": share.part, "whole": share.whole, "rate": _rounded(share.rate)}


def _rounded(rate: float | None) -> float | None:
    return None if rate is None else round(rate, 4)
