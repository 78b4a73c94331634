"""Facts in words, as a curator reads them: "at most 87,000,000 people – Facebook – 2018-04-04"."""

from collections.abc import Callable, Mapping
from typing import Any

from incidents import vocabularies

Values = Mapping[str, Any]

KIND_NAMES = {
    "estimate": "Count",
    "party": "Party",
    "remediation": "Remedy",
    "action": "Official act",
    "cause": "Cause",
    "data_category": "Data",
    "event": "Date",
    "statement": "Statement",
}
# From the calibrated chance that every key field is right. People read a word faster than a share, and 0.83 against
# 0.79 is no difference that anybody could act on.
LIKELY, UNSURE = 0.8, 0.5

_NUMBERS = {
    "exact": "exactly {best}",
    "about": "about {best}",
    "none_stated": "{best}",
    "at_most": "at most {high}",
    "fewer_than": "fewer than {high}",
    "at_least": "at least {low}",
    "more_than": "more than {low}",
    "order_of_magnitude": "{low} or more, as an order of magnitude",
    "between": "{low} to {high}",
    "placeholder": "a placeholder number of",
    "unknown_stated": "an unknown number of",
}


def describe(kind: str, values: Values) -> str:
    """One line for a fact's fields (contract names)."""
    return " – ".join(part for part in _DESCRIBE[kind](values) if part)


def confidence(value: float | None) -> str | None:
    """The machine's confidence as one of three words; None for facts by hand."""
    if value is None:
        return None
    return "likely" if value >= LIKELY else "unsure" if value >= UNSURE else "doubtful"


def label(vocabulary: str, code: str | None) -> str:
    """A code's label in lower case; the code itself where the list does not have it."""
    term = vocabularies.load(vocabulary).get(code) if code else None
    text = term.label if term else code or ""
    # Acronyms such as "DPO" keep their capitals.
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def _estimate(values: Values) -> list[str]:
    numbers = {name: _number(values[name]) for name in ("low", "best", "high")}
    unit = values.get("currency") or label("measure", values["measure"])
    scope = f" ({values['scope']})" if values.get("scope") else ""
    return [
        f"{_NUMBERS[values['bound']].format(**numbers)} {unit}{scope}",
        values.get("claimant") or "claimant not stated",
        values.get("claimed_on") or "",
        _unless(values["exposure"], "unknown", "exposure"),
        _unless(values["status"], "asserted", "claim_status"),
        _unless(values.get("basis"), "none_stated", "basis"),
    ]


def _party(values: Values) -> list[str]:
    who = values["name"] or "unnamed"
    roles = ", ".join(label("party_role", role) for role in values["roles"])
    return [
        f"{who} ({label('party_kind', values['party_kind'])})",
        roles,
        _unless(values["status"], "unknown", "role_status"),
        ", ".join(part for part in (values.get("title"), values.get("organisation")) if part),
    ]


def _remediation(values: Values) -> list[str]:
    dates = [
        f"{word} {values[name]}"
        for name, word in (("promised_on", "promised"), ("due_on", "due"), ("done_on", "done"))
        if values.get(name)
    ]
    target = f": {values['target']}" if values.get("target") else ""
    return [
        label("remediation_action", values["action"]) + target,
        label("remediation_status", values["status"]),
        values.get("actor") or "actor not stated",
        _unless(values["verification"], "unverified", "verification"),
        ", ".join(dates),
    ]


def _action(values: Values) -> list[str]:
    amount = values.get("amount")
    return [
        label("official_action", values["action"]),
        label("action_status", values["status"]),
        f"by {values['body']}" if values.get("body") else "",
        f"against {values['target']}" if values.get("target") else "",
        f"{_number(amount)} {values.get('currency') or ''}".strip() if amount is not None else "",
    ]


def _cause(values: Values) -> list[str]:
    return [label("cause", values["cause"]), values.get("actor") or ""]


def _data_category(values: Values) -> list[str]:
    return [
        label("data_category", values["category"]),
        label("asserted", values["asserted"]),
        _unless(values.get("exposure"), "unknown", "exposure"),
    ]


def _event(values: Values) -> list[str]:
    qualifier = "" if values["qualifier"] == "exact" else label("date_qualifier", values["qualifier"]) + " "
    return [label("event", values["event"]), qualifier + values["date"]]


def _statement(values: Values) -> list[str]:
    return [
        f"{label('statement_kind', values['statement_kind'])} by {values.get('speaker') or 'somebody not named'}",
        _unless(values["speech"], "direct_quote", "speech"),
    ]


_DESCRIBE: Mapping[str, Callable[[Values], list[str]]] = {
    "estimate": _estimate,
    "party": _party,
    "remediation": _remediation,
    "action": _action,
    "cause": _cause,
    "data_category": _data_category,
    "event": _event,
    "statement": _statement,
}


def _unless(code: str | None, ordinary: str, vocabulary: str) -> str:
    return "" if code in (None, ordinary) else label(vocabulary, code)


def _number(value: int | float | None) -> str:
    return "?" if value is None else f"{value:,}"
