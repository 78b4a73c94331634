"""Why a fact was proposed, as a curator reads it: field by field, what decided and by which words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from incidents.extraction import wording

LONGEST_QUOTE = 90  # characters
_LABELS = {
    "roles": "role",
    "action": "act",
    "body": "who did it",
    "category": "kind of data",
    "event": "what happened",
    "confidence": "the fact as a whole",
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """One thing that decided, and the words of the text that it rests on, unless it has them already."""

    text: str
    quote: str = ""


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Why one field is as it is."""

    label: str
    because: list[Told] = field(default_factory=list)
    speaks_for: list[Told] = field(default_factory=list)
    speaks_against: list[Told] = field(default_factory=list)


def explain(kind: str, why: Iterable[Mapping[str, Any]], text: str) -> list[Explanation]:
    """The stored reasons of a fact in words, the fact as a whole last; `text` is what their offsets count in."""
    held: dict[str, Explanation] = {}
    for reason in why:
        name, rule = str(reason.get("field", "")), str(reason.get("rule", ""))
        side, _, feature = rule.partition(":")
        one = held.setdefault(name, Explanation(label=_LABELS.get(name, name.replace("_", " "))))
        lists = {"for": one.speaks_for, "against": one.speaks_against}
        said = _of_feature(kind, name, feature) if side in lists else _of_rule(kind, name, rule)
        told = Told(text=said, quote=_quote(reason, text, said))
        held_here = lists.get(side, one.because)
        if told.text not in [other.text for other in held_here]:
            held_here.append(told)
    return sorted(held.values(), key=lambda one: one.label == _LABELS["confidence"])


def _of_rule(kind: str, name: str, rule: str) -> str:
    try:
        return wording.of_rule(kind, name, rule)
    except wording.NoWording:
        return rule  # of an extractor or a version that speaks for itself


def _of_feature(kind: str, name: str, feature: str) -> str:
    try:
        return wording.of_feature(kind, name, feature)
    except wording.NoWording:
        return feature


def _quote(reason: Mapping[str, Any], text: str, said: str) -> str:
    start, end = reason.get("start"), reason.get("end")
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
        return ""
    quote = " ".join(text[start:end].split())
    if f"“{quote}”".lower() in said.lower():
        return ""
    return quote if len(quote) <= LONGEST_QUOTE else quote[: LONGEST_QUOTE - 1] + "…"
