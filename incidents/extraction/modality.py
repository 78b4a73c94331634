"""Whether words tell a deed, a promise, a denial or a condition – once for all kinds.

"has closed" is completed, "will close" planned, "proposes to close" proposed, "is closing" ongoing, "did not close"
not completed; "would close if" is a condition.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from incidents.extraction import lexicon

if TYPE_CHECKING:
    from spacy.tokens import Token

GOVERNORS = 4  # verbs above that can turn a deed into a promise: "agreed to begin to delete"
PASSING = frozenset(("xcomp", "ccomp", "conj", "advcl", "dep", "pcomp", "prep", "acl"))
NEGATIVE = frozenset(["not", "n't", "n’t", "never", "no", "neither", "nor", "hardly"])


@dataclass(frozen=True)
class Modality:
    """How a verb is meant. `status` is one of the remediation statuses; the flags say why."""

    status: str
    negated: bool = False
    conditional: bool = False
    future: bool = False
    demanded: bool = False
    regretted: bool = False  # "should have closed": it was not done


def modality(verb: Token) -> Modality:
    """The modality of a verb, or of the noun that names a deed, from its auxiliaries and the verbs above it."""
    negated = _negated(verb)
    auxiliaries = _auxiliaries(verb)
    regretted = bool(auxiliaries & {"should", "could", "would", "might"}) and "have" in auxiliaries
    conditional = (
        regretted
        or bool(auxiliaries & {"could", "might", "may"})
        or any(child.lower_ in ("if", "whether", "unless") for child in verb.children if child.dep_ == "mark")
    )
    status = _own_status(verb, auxiliaries)
    above = _governing(verb)
    if above is not None:
        status, demanded, denied = above
        negated = negated or denied
    else:
        demanded = bool(auxiliaries & {"must", "shall"})
    if negated:
        status = "ActivityNotCompleted"
    future = status in ("ActivityPlanned", "ActivityProposed")
    return Modality(status, negated, conditional, future, demanded, regretted)


def _negated(verb: Token) -> bool:
    return any(
        child.dep_ == "neg" or child.lower_ in NEGATIVE
        for child in verb.children
        if child.dep_ in ("neg", "advmod", "cc", "preconj", "det")
    )


def _auxiliaries(verb: Token) -> set[str]:
    words = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    if verb.dep_ == "conj" and verb.head.pos_ in ("VERB", "AUX") and not words:
        words = {child.lower_ for child in verb.head.children if child.dep_ in ("aux", "auxpass")}
    return words


def _own_status(verb: Token, auxiliaries: set[str]) -> str:
    tables = lexicon.load("modality")
    if auxiliaries & set(tables["planned_auxiliaries"]):
        return "ActivityPlanned"
    if auxiliaries & set(tables["proposed_auxiliaries"]):
        return "ActivityProposed"
    if verb.tag_ == "VBG":
        return "ActivityOngoing" if "been" not in auxiliaries or "being" in auxiliaries else "ActivityCompleted"
    if "being" in auxiliaries:
        return "ActivityOngoing"
    if verb.tag_ in ("VBD", "VBN") or auxiliaries & {"has", "have", "had", "'s", "’s"}:
        return "ActivityCompleted"
    if verb.tag_ == "VB" and "to" in auxiliaries:
        return "ActivityPlanned"
    return "ActivityOngoing" if verb.tag_ in ("VBZ", "VBP") else "ActivityCompleted"


def _governing(verb: Token) -> tuple[str, bool, bool] | None:
    """The nearest verb above that makes it a promise, a demand or a beginning: (status, demanded, negated)."""
    tables = lexicon.load("modality")
    current = verb
    for _ in range(GOVERNORS):
        if current.dep_ not in PASSING or current.head == current:
            return None
        joined = current.dep_ == "conj"
        if current.dep_ == "ccomp" and verb.tag_ in ("VBD", "VBN") and not _auxiliaries(verb) & {"would", "will"}:
            return None
        current = current.head
        lemma = current.lemma_.lower()
        if joined and lemma not in tables["planning"] + tables["proposing"] + tables["demanding"]:
            continue
        for status, key in (
            ("ActivityPlanned", "planning"),
            ("ActivityProposed", "proposing"),
            ("ActivityOngoing", "beginning"),
            ("ActivityPlanned", "demanding"),
            ("ActivityNotCompleted", "refusing"),
        ):
            if lemma in tables[key] and (verb.tag_ in ("VB", "VBG", "VBN") or key in ("demanding", "beginning")):
                return status, key == "demanding", _negated(current) or key == "refusing"
    return None
