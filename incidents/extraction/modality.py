"""Whether words tell a deed, a promise, a denial or a condition – once for all kinds.

"has closed" is completed, "will close" planned, "proposes to close" proposed, "is closing" ongoing, "did not close"
not completed; "would close if" is a condition.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from incidents.extraction import lexicon

if TYPE_CHECKING:
    from spacy.tokens import Token

GOVERNORS = 4  # verbs above that can turn a deed into a promise: "agreed to begin to delete"
PASSING = frozenset(("xcomp", "ccomp", "conj", "advcl", "dep", "pcomp", "prep", "acl"))
NOBODY = frozenset(["nobody", "none", "no-one", "nothing", "neither"])
BEGINNING = frozenset(["begin", "start", "commence"])
AFTERWARDS = frozenset(["after", "by", "since", "upon", "following", "through", "on", "before", "in"])
NEGATIVE = frozenset(["not", "n't", "n’t", "never", "no", "neither", "nor", "hardly"])


TURNING = {
    "planning": "ActivityPlanned",
    "proposing": "ActivityProposed",
    "beginning": "ActivityOngoing",
    "demanding": "ActivityPlanned",
    "refusing": "ActivityNotCompleted",
    "halting": "ActivityHalted",
}
NEVER = frozenset(("point", "time", "stage", "moment"))  # "at no point did it tell them"


@dataclass(frozen=True)
class Modality:
    """How a verb is meant. `status` is one of the remediation statuses; the flags say why."""

    status: str
    negated: bool = False
    conditional: bool = False
    future: bool = False
    demanded: bool = False
    regretted: bool = False  # "should have closed": it was not done


def of_deed(head: Token) -> tuple[Token | None, Modality]:
    """The governing verb of a deed and how the deed is meant: "ordered the deletion of" is a demand, no deletion."""
    verb = governing_verb(head)
    if verb is None:
        return None, Modality("ActivityCompleted")
    how = modality(verb)
    if verb is head and verb.lemma_.lower() in BEGINNING and how.status == "ActivityCompleted":
        how = replace(how, status="ActivityOngoing")  # "letters began going out"
    if verb is head:
        return verb, replace(how, status="ActivityNotCompleted", negated=True) if _of_nothing(verb) else how
    if head.pos_ not in ("NOUN", "PROPN"):
        return verb, how
    turned = _turned_by(verb, ("planning", "proposing", "demanding", "refusing", "halting"))
    if turned is None or how.status != "ActivityCompleted":
        return verb, how
    status, demanded, negated = turned
    future = status in ("ActivityPlanned", "ActivityProposed")
    return verb, Modality(status, negated, how.conditional, future, demanded, how.regretted)


def governing_verb(token: Token) -> Token | None:
    """The verb itself, or the nearest one above a noun: "are offered two years of monitoring"."""
    current = token
    for _ in range(6):
        if current.pos_ in ("VERB", "AUX"):
            return current
        if current.head == current:
            return None
        current = current.head
    return None


def modality(verb: Token) -> Modality:
    """The modality of a verb from its auxiliaries and the verbs and nouns above it."""
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
    if verb.dep_ == "pcomp" and verb.head.lower_ == "without":
        return True
    if any(child.dep_ == "prep" and child.lower_ == "at" and _at_no_time(child) for child in verb.children):
        return True
    return any(
        child.dep_ == "neg" or child.lower_ in NEGATIVE
        for child in verb.children
        if child.dep_ in ("neg", "advmod", "cc", "preconj", "det")
    )


def _at_no_time(at: Token) -> bool:
    return any(
        thing.lemma_.lower() in NEVER and any(word.lower_ == "no" for word in thing.children) for thing in at.children
    )


def _of_nothing(verb: Token) -> bool:
    """Whether what the verb tells of is denied: "no letters were sent", "sent nobody a letter"."""
    return any(
        child.lower_ in NOBODY or any(word.dep_ == "det" and word.lower_ == "no" for word in child.children)
        for child in verb.children
        if child.dep_ in ("nsubj", "nsubjpass", "dobj", "dative")
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
        if (above := _told_with(verb)) is not None:
            return modality(above).status
        over = (
            "been" in auxiliaries
            and "being" not in auxiliaries
            and not auxiliaries & {"has", "have", "'s", "’s", "'ve", "’ve"}
        )
        return "ActivityCompleted" if over else "ActivityOngoing"
    if "being" in auxiliaries:
        return "ActivityOngoing"
    if verb.tag_ == "VBN" and auxiliaries == {"be"}:  # "an order that the files be destroyed"
        return "ActivityPlanned"
    if verb.tag_ in ("VBD", "VBN") or auxiliaries & {"has", "have", "had", "'s", "’s"}:
        return "ActivityCompleted"
    if verb.tag_ == "VB" and (
        "to" in auxiliaries or not auxiliaries
    ):  # an item of a list of duties: "delete all copies"
        return "ActivityPlanned"
    return "ActivityOngoing" if verb.tag_ in ("VBZ", "VBP") else "ActivityCompleted"


def _told_with(verb: Token) -> Token | None:
    """The verb whose time a bare participle shares: "by deleting the file it broke the rule", "wrote, offering"."""
    if any(child.dep_ in ("aux", "auxpass") for child in verb.children) or verb.head == verb:
        return None
    above = verb.head
    if verb.dep_ == "pcomp" and above.lower_ in AFTERWARDS:
        above = above.head
    elif verb.dep_ != "advcl":
        return None
    return above if above.pos_ == "VERB" and above.tag_ != "VBG" else None


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
        if lemma in ("have", "be", "remain") and any(child.lower_ == "yet" for child in current.children):
            return "ActivityNotCompleted", False, True  # "has yet to write to them"
        if lemma in tables["achieving"] and current.pos_ == "VERB":  # "managed to restore": as its own verb says
            return modality(current).status, False, _negated(current)
        for key in TURNING:
            if lemma in tables[key] and (verb.tag_ in ("VB", "VBG", "VBN") or _bends(verb, key)):
                return TURNING[key], key == "demanding", _negated(current) or key == "refusing"
    return None


def _bends(verb: Token, key: str) -> bool:
    """Whether a present may stand under such a verb; a past told beside it is a deed of its own."""
    return key in ("demanding", "beginning") and verb.tag_ != "VBD"


def _turned_by(verb: Token, keys: tuple[str, ...]) -> tuple[str, bool, bool] | None:
    """What a verb of one of these lists makes of the deed that is its object: (status, demanded, negated)."""
    tables = lexicon.load("modality")
    for key in keys:
        if verb.lemma_.lower() in tables[key] and verb.lemma_.lower() not in tables["plain_with_nouns"]:
            return TURNING[key], key == "demanding", key == "refusing"
    return None
