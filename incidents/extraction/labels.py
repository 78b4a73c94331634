"""Compares candidates with hand-labelled facts by the rules of the extraction contract; used to fit weights only.

A candidate matches a labelled fact of its kind when their spans overlap by half of the shorter one and its quote is
not much longer (parties and statements: when name or quote agree), and is right when its key fields agree too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from incidents.extraction import names
from incidents.extraction.document import Document
from incidents.proposed import ProposedFact

KEY_FIELDS = {
    "estimate": ("low", "best", "high", "bound", "measure", "claimant"),
    "party": ("party_kind", "roles"),
    "remediation": ("action", "status"),
    "action": ("action", "status", "body"),
    "cause": ("cause",),
    "data_category": ("category", "asserted"),
    "event": ("event", "date"),
    "statement": ("speaker",),
}
NAME_FIELDS = frozenset(("claimant", "body", "speaker"))
ALLOWANCE = 40  # characters by which a quote may exceed three times the labelled one


@dataclass(frozen=True)
class Labelled:
    """A document with its labelled facts."""

    document: Document
    relevant: bool
    facts: tuple[dict[str, Any], ...]

    def right(self, fact: ProposedFact) -> list[int]:
        """The labelled facts that this one matches with all key fields right."""
        return [index for index, label in enumerate(self.facts) if self._agrees(fact, label)]

    def touched(self, fact: ProposedFact) -> list[int]:
        """The labelled facts that this one matches, right or wrong."""
        return [index for index, label in enumerate(self.facts) if self._matches(fact, label)]

    def _agrees(self, fact: ProposedFact, label: dict[str, Any]) -> bool:
        return self._matches(fact, label) and all(
            self._field_agrees(fact, label, name) for name in KEY_FIELDS[fact.kind]
        )

    def _matches(self, fact: ProposedFact, label: dict[str, Any]) -> bool:
        if label["kind"] != fact.kind:
            return False
        spans = [label, *label.get("other_mentions", [])]
        if fact.kind == "statement":
            return any(names.fold(fact.quote) == names.fold(span["quote"]) for span in spans)
        if fact.kind == "party":
            return self._same_party(fact, label)
        return any(_overlap(fact, span) for span in spans)

    def _same_party(self, fact: ProposedFact, label: dict[str, Any]) -> bool:
        name = getattr(fact, "name", None)
        if name is None:
            return label.get("name") is None and (
                _overlap(fact, label) or names.fold(fact.quote) == names.fold(label["quote"])
            )
        return any(_same_name(name, alias) for alias in _aliases(label))

    def _field_agrees(self, fact: ProposedFact, label: dict[str, Any], name: str) -> bool:
        if name not in label or label[name] == []:
            return True
        value = getattr(fact, name)
        accepted = [label[name], *_as_list(label.get(f"alternatives_{name}"))]
        if name in NAME_FIELDS or name == "cause":
            accepted += _as_list(label.get("alternatives"))
        if name == "roles":
            return bool(set(value) & {role for entry in accepted for role in _as_list(entry)})
        if name in NAME_FIELDS:
            return any(self._stands_for(value, expected) for expected in accepted)
        return value in accepted

    def _stands_for(self, value: str | None, expected: str | None) -> bool:
        if not value or not expected:
            return not value and not expected
        known = [expected]
        for label in self.facts:
            if label["kind"] == "party" and any(_same_name(expected, alias) for alias in _aliases(label)):
                known += _aliases(label)
        return any(_same_name(value, name) for name in known)


def read_labelled(path: Path) -> Labelled:
    """A label file and the text beside it."""
    data = json.loads(path.read_text(encoding="utf-8"))
    stem = path.name.removesuffix(".json").removesuffix(".gold")
    text = path.with_name(data.get("document") or f"{stem}.txt").read_bytes().decode()
    published = data.get("published_on")
    document = Document(id=stem, text=text, published_on=date.fromisoformat(published) if published else None)
    return Labelled(document, bool(data.get("relevant", True)), tuple(data["facts"]))


def _overlap(fact: ProposedFact, span: dict[str, Any]) -> bool:
    shared = min(fact.end, span["end"]) - max(fact.start, span["start"])
    length, wanted = fact.end - fact.start, span["end"] - span["start"]
    return shared > 0 and 2 * shared >= min(length, wanted) and length <= 3 * wanted + ALLOWANCE


def _aliases(label: dict[str, Any]) -> list[str]:
    listed = [label.get("name"), label.get("name_as_printed"), label["quote"]]
    listed += _as_list(label.get("alternatives")) + _as_list(label.get("alternatives_name"))
    return [name for name in listed if name]


def _same_name(one: str, other: str) -> bool:
    return names.fold(one) == names.fold(other) or (
        len(names.fold(one)[:1]) == 1
        and names.same_person(one, other)
        and len(names.fold(one)) != len(names.fold(other))
    )


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
