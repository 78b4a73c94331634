"""Published objects in one line of English, for previews and the change feed."""

from collections.abc import Callable, Mapping
from typing import Any

from incidents.publication.objects import label

Object = Mapping[str, Any]

# The arrays of a body that hold facts, and what one of them is called.
FACT_ARRAYS = {
    "estimates": "Estimate",
    "parties": "Role",
    "remediations": "Remediation",
    "actions": "Official action",
    "causes": "Cause",
    "data": "Data",
    "events": "Event",
    "statements": "Statement",
}


def in_words(array: str, fact: Object) -> str:
    """One fact of a body: ``Estimate: at most 87 million people (Facebook, 2018-04-04)``."""
    return f"{FACT_ARRAYS[array]}: {_WORDS[array](fact)}{_said(fact)}"


def headline_in_words(body: Object) -> str:
    """The headline's text, or that there is none."""
    return body["headline"]["text"] if body["headline"] else "no headline"


def _said(fact: Object) -> str:
    """Who said it and when, in brackets, as far as it is known."""
    words = [_name(fact["claimant"]), fact["claimed_on"]]
    said = ", ".join(word for word in words if word)
    return f" ({said})" if said else ""


def _name(party: Object | None) -> str | None:
    return party["name"] if party else None


def _estimate(fact: Object) -> str:
    return f"{fact['text']}, {fact['scope']}" if fact["scope"] else str(fact["text"])


def _role(fact: Object) -> str:
    return f"{fact['party']['name'] or 'unnamed ' + fact['party']['kind']} – {fact['text']}, {fact['status']}"


def _remediation(fact: Object) -> str:
    words = [fact["text"], label("remediation_status", fact["status"]), label("verification", fact["verification"])]
    by = _name(fact["actor"])
    return ", ".join(words) + (f", by {by}" if by else "")


def _official_action(fact: Object) -> str:
    parts = [fact["text"], label("action_status", fact["status"])]
    if fact["amount"] is not None:
        parts.append(f"{fact['currency']} {fact['amount']:,}")
    parts += [f"{word} {name}" for word in ("body", "target") if (name := _name(fact[word]))]
    return ", ".join(parts)


def _cause(fact: Object) -> str:
    by = _name(fact["actor"])
    return f"{fact['text']}, by {by}" if by else str(fact["text"])


def _data(fact: Object) -> str:
    return f"{fact['text']}, {label('asserted', fact['asserted']).lower()}"


def _event(fact: Object) -> str:
    date = fact["date"]
    return f"{fact['text']}, {'' if date['qualifier'] == 'exact' else date['qualifier'] + ' '}{date['value']}"


def _statement(fact: Object) -> str:
    by = _name(fact["speaker"])
    return f"“{fact['text']}”" + (f", {by}" if by else "")


_WORDS: Mapping[str, Callable[[Object], str]] = {
    "estimates": _estimate,
    "parties": _role,
    "remediations": _remediation,
    "actions": _official_action,
    "causes": _cause,
    "data": _data,
    "events": _event,
    "statements": _statement,
}
