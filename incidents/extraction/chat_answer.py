"""From what a chat model wrote to proposed facts. Whatever it wrote is as untrusted as the article that it read.

A quote that does not stand in the text, or a fact that breaks the contract, is dropped and counted; an answer that is
no answer at all is refused.
"""

import json
import math
import types
import typing
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from incidents.extraction.chat_schema import alternatives, own_fields
from incidents.partial_dates import InvalidPartialDate
from incidents.proposed import KINDS, ContractViolation, ProposedFact, Reason

HIGHEST_CONFIDENCE = 0.89  # 0.9 promises that nine in ten are right; nobody has measured that of the model
UNSAID_CONFIDENCE = 0.5
MOST_FACTS = 300
LONGEST_QUOTE = 1000  # characters; more is no "shortest run of words"
MOST_INCIDENTS = 99

_COMMON_KEYS = frozenset({"kind", "quote", "incident", "confidence"})
_WHY = (Reason(field="confidence", rule="the model's own word, not calibrated, kept below 0.9"),)


class BadAnswer(Exception):
    """The server answered, but not with facts; the message says what was wrong, never what it wrote."""

    reason: ClassVar[str] = "bad_answer"


@dataclass(frozen=True, kw_only=True)
class Completion:
    """A model's answer as the server wrapped it; `tokens` is what the server says it cost, if it does."""

    content: str
    tokens: int | None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What stood the checks, sorted by start, and how many proposals did not, by reason."""

    relevant: bool
    facts: tuple[ProposedFact, ...]
    dropped: Mapping[str, int]


def unwrap(body: bytes) -> Completion:
    """The content of a chat completion; raises BadAnswer, also when the answer was cut off."""
    answer = _json(body, "the answer")
    try:
        choice = answer["choices"][0]
        content = choice["message"]["content"]
    except (KeyError, IndexError, TypeError) as error:
        raise BadAnswer("the answer has no choices[0].message.content") from error
    if choice.get("finish_reason") == "length":
        raise BadAnswer("the answer was cut off: it needed more tokens than a document may have")
    if not isinstance(content, str):
        raise BadAnswer("the answer's content is no text")
    return Completion(content=content, tokens=_tokens(answer))


def read(content: str, text: str) -> Reading:
    """The facts in the content whose words stand in the text; raises BadAnswer where the content is no such object."""
    answer = _json(content, "the content")
    relevant, listed = (answer.get("relevant"), answer.get("facts")) if isinstance(answer, dict) else (None, None)
    if not isinstance(relevant, bool) or not isinstance(listed, list):
        raise BadAnswer('the content is not {"relevant": true or false, "facts": [...]}')
    if not relevant:
        dropped = {"article_not_relevant": len(listed)} if listed else {}
        return Reading(relevant=False, facts=(), dropped=dropped)
    places = _Places(text)
    facts: dict[Hashable, ProposedFact] = {}
    dropped = Counter[str]()
    for raw in listed[:MOST_FACTS]:
        try:
            fact = _fact(raw, places)
        except _QuoteNotInText:
            dropped["quote_not_in_text"] += 1
        except (ContractViolation, InvalidPartialDate):
            dropped["breaks_contract"] += 1
        else:
            claim = (fact.kind, fact.incident, fact.quote, *fact.fields().values())
            dropped["repeated"] += claim in facts
            facts.setdefault(claim, fact)
    dropped["too_many"] = len(listed[MOST_FACTS:])
    ordered = sorted(facts.values(), key=lambda fact: (fact.start, fact.end, fact.kind))
    return Reading(relevant=True, facts=tuple(ordered), dropped=dict(+dropped))


class _QuoteNotInText(Exception):
    """The words were not copied from the article."""


class _Places:
    """Where quotes stand. The same words proposed again by the same kind mean their next occurrence."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._last: dict[tuple[str, str], int] = {}

    def find(self, kind: str, quote: str) -> int:
        """The start of the first occurrence that the kind has not used; of the first where all are used."""
        start = self._text.find(quote, self._last.get((kind, quote), -1) + 1)
        if start < 0:
            start = self._text.find(quote)
        if start < 0:
            raise _QuoteNotInText
        self._last[kind, quote] = start
        return start


def _fact(raw: Any, places: _Places) -> ProposedFact:
    if not isinstance(raw, dict):
        raise ContractViolation("a fact is an object")
    proposed = KINDS.get(kind) if isinstance(kind := raw.get("kind"), str) else None
    if proposed is None:
        raise ContractViolation(f"kind is one of {', '.join(KINDS)}")
    own = own_fields(proposed)
    if unknown := raw.keys() - own.keys() - _COMMON_KEYS:
        raise ContractViolation(f"{proposed.kind} has no field {min(unknown)!r}")
    values = {name: _value(name, hint, raw[name]) for name, hint in own.items() if name in raw}
    quote = raw.get("quote")
    if not isinstance(quote, str) or not quote.strip():
        raise _QuoteNotInText
    if len(quote) > LONGEST_QUOTE:
        raise ContractViolation(f"a quote has at most {LONGEST_QUOTE} characters")
    incident = _incident(raw.get("incident", "1"))
    start = places.find(proposed.kind, quote)
    try:
        return proposed(
            start=start,
            end=start + len(quote),
            quote=quote,
            confidence=_confidence(raw.get("confidence")),
            incident=incident,
            why=_WHY,
            **values,
        )
    except TypeError as error:  # a field without default is missing
        raise ContractViolation(str(error)) from error


def _value(name: str, hint: Any, raw: Any) -> Any:
    """The value as the field's type wants it; raises ContractViolation."""
    found = alternatives(hint)
    if typing.get_origin(hint) is tuple and isinstance(raw, list):
        return tuple(_text(item) for item in raw)
    if raw is None and types.NoneType in found:
        return None
    if isinstance(raw, str) and str in found:
        return _text(raw) or (None if types.NoneType in found else "")
    if isinstance(raw, int | float) and not isinstance(raw, bool) and math.isfinite(raw) and int in found:
        # Models write 87000000.0 and 8.7e7 for whole numbers.
        if isinstance(raw, int) or raw.is_integer():
            return int(raw)
        if float in found:
            return raw
    raise ContractViolation(f"{name} has a value of the wrong type")


def _text(raw: Any) -> str:
    """Text that a database can hold; raises ContractViolation."""
    if not isinstance(raw, str) or "\x00" in raw or any("\ud800" <= character <= "\udfff" for character in raw):
        raise ContractViolation("a text is a string without NUL and half characters")
    return raw.strip()


def _incident(raw: Any) -> str:
    if isinstance(raw, str) and raw.isascii() and raw.isdecimal() and len(raw) <= 2 and 1 <= int(raw) <= MOST_INCIDENTS:
        return raw
    raise ContractViolation(f'incident is "1" to "{MOST_INCIDENTS}"')


def _confidence(raw: Any) -> float:
    if isinstance(raw, int | float) and not isinstance(raw, bool) and 0 <= raw <= 1:
        return min(float(raw), HIGHEST_CONFIDENCE)
    return UNSAID_CONFIDENCE


def _tokens(answer: Mapping[str, Any]) -> int | None:
    usage = answer.get("usage")
    tokens = usage.get("total_tokens") if isinstance(usage, dict) else None
    return tokens if isinstance(tokens, int) and not isinstance(tokens, bool) and tokens >= 0 else None


def _json(source: bytes | str, what: str) -> Any:
    try:
        return json.loads(source)
    except (ValueError, RecursionError):
        # The cause is left out: its message and its `doc` hold what the server wrote.
        raise BadAnswer(f"{what} is not JSON") from None
