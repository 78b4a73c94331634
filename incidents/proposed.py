"""What extraction, registers and people may propose: the extraction contract as frozen dataclasses.

A proposal is words first: ``text[start:end] == quote``, offsets in Unicode code points of the canonical text.
Nothing here touches a database; `docs/extraction.md` tells the contract in prose.
"""

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from incidents import vocabularies
from incidents.partial_dates import PartialDate

BOUND_VALUES: Mapping[str, frozenset[str]] = {
    # Which of low, best and high the words of a bound support; the database holds the same table by CHECK.
    "exact": frozenset({"best"}),
    "about": frozenset({"best"}),
    "none_stated": frozenset({"best"}),
    "at_most": frozenset({"high"}),
    "fewer_than": frozenset({"high"}),
    "at_least": frozenset({"low"}),
    "more_than": frozenset({"low"}),
    "order_of_magnitude": frozenset({"low"}),
    "between": frozenset({"low", "high"}),
    "placeholder": frozenset(),
    "unknown_stated": frozenset(),
}

LARGEST_COUNT = 10**18  # fits bigint; no count of people, records or bytes in the news comes near


class ContractViolation(ValueError):
    """A proposed fact breaks the extraction contract; the message names the field and what is allowed."""


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a field has its value: the rule or feature and, where words decided, their span in the text."""

    field: str
    rule: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, kw_only=True)
class ProposedFact:
    """One thing that the text says about one incident, with the words that say it.

    `incident` numbers the incidents of the article in order of first mention, from "1".
    `confidence` is the calibrated chance that all key fields are right, 0 to 1.
    """

    kind: ClassVar[str]
    vocabulary_of: ClassVar[Mapping[str, str]] = {}
    date_fields: ClassVar[tuple[str, ...]] = ()

    start: int
    end: int
    quote: str
    confidence: float
    incident: str = "1"
    why: tuple[Reason, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ContractViolation(f"{self.kind}: start {self.start} and end {self.end} are no span")
        if self.end - self.start != len(self.quote):
            raise ContractViolation(
                f"{self.kind}: quote has {len(self.quote)} characters, its span {self.end - self.start}"
            )
        if not (math.isfinite(self.confidence) and 0 <= self.confidence <= 1):
            raise ContractViolation(f"{self.kind}: confidence {self.confidence} is not from 0 to 1")
        if not (self.incident.isascii() and self.incident.isdecimal() and not self.incident.startswith("0")):
            raise ContractViolation(f'{self.kind}: incident {self.incident!r} is not "1", "2", …')
        for name, vocabulary in self.vocabulary_of.items():
            self._check_codes(name, vocabulary)
        for name in self.date_fields:
            if (value := getattr(self, name)) is not None:
                PartialDate(value)

    def _check_codes(self, name: str, vocabulary: str) -> None:
        value = getattr(self, name)
        codes = value if isinstance(value, tuple) else () if value is None else (value,)
        allowed = vocabularies.load(vocabulary).codes
        for code in codes:
            if code not in allowed:
                raise ContractViolation(
                    f"{self.kind}: {name} {code!r} is not in the list {vocabulary}: {', '.join(sorted(allowed)[:60])}"
                )

    def stands_in(self, text: str) -> bool:
        """Whether the quote is exactly the words at the offsets."""
        return text[self.start : self.end] == self.quote

    def fields(self) -> dict[str, Any]:
        """The columns of this kind alone, without span, confidence and incident."""
        common = {field.name for field in dataclasses.fields(ProposedFact)}
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self) if field.name not in common}

    def as_contract(self) -> dict[str, Any]:
        """The fact as the command prints it: JSON-ready, kind first."""
        values = {name: list(value) if isinstance(value, tuple) else value for name, value in self.fields().items()}
        return {
            "kind": self.kind,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "confidence": round(self.confidence, 4),
            "incident": self.incident,
        } | values


@dataclass(frozen=True, kw_only=True)
class ProposedEstimate(ProposedFact):
    """How many people, accounts, records … or how much money; low, best and high only as the words support them."""

    kind = "estimate"
    vocabulary_of = {"bound": "bound", "measure": "measure", "status": "claim_status", "exposure": "exposure"}
    date_fields = ("claimed_on",)

    bound: str
    measure: str
    low: int | None = None
    best: int | None = None
    high: int | None = None
    claimant: str | None = None
    status: str = "asserted"
    exposure: str = "unknown"
    claimed_on: str | None = None
    scope: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        check_bound(bound=self.bound, low=self.low, best=self.best, high=self.high)


@dataclass(frozen=True, kw_only=True)
class ProposedParty(ProposedFact):
    """An organisation, authority, person or group with a part in the incident; `name` None where unnamed."""

    kind = "party"
    vocabulary_of = {"party_kind": "party_kind", "roles": "party_role", "status": "role_status"}

    name: str | None
    party_kind: str
    roles: tuple[str, ...]
    status: str = "unknown"
    title: str | None = None
    organisation: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 1 <= len(self.roles) <= 3:
            raise ContractViolation(f"party: {len(self.roles)} roles; one to three are allowed")


@dataclass(frozen=True, kw_only=True)
class ProposedRemediation(ProposedFact):
    """What someone did, does or promises to do about it."""

    kind = "remediation"
    vocabulary_of = {"action": "remediation_action", "status": "remediation_status", "verification": "verification"}

    action: str
    status: str
    actor: str | None = None
    verification: str = "unverified"


@dataclass(frozen=True, kw_only=True)
class ProposedAction(ProposedFact):
    """An investigation, order, fine, suit or other act of an authority, court, legislature or claimant."""

    kind = "action"
    vocabulary_of = {"action": "official_action", "status": "action_status"}

    action: str
    status: str
    body: str | None = None
    target: str | None = None
    amount: int | float | None = None
    currency: str | None = None


@dataclass(frozen=True, kw_only=True)
class ProposedCause(ProposedFact):
    """How it came about."""

    kind = "cause"
    vocabulary_of = {"cause": "cause"}

    cause: str
    actor: str | None = None


@dataclass(frozen=True, kw_only=True)
class ProposedDataCategory(ProposedFact):
    """A kind of data involved, or said not to be."""

    kind = "data_category"
    vocabulary_of = {"category": "data_category", "asserted": "asserted"}

    category: str
    asserted: str = "involved"


@dataclass(frozen=True, kw_only=True)
class ProposedEvent(ProposedFact):
    """A dated happening; `date` with the precision that the words give."""

    kind = "event"
    vocabulary_of = {"event": "event", "qualifier": "date_qualifier"}
    date_fields = ("date",)

    event: str
    date: str
    qualifier: str = "exact"


@dataclass(frozen=True, kw_only=True)
class ProposedStatement(ProposedFact):
    """What a party is directly quoted as saying; the quote is the words between the marks."""

    kind = "statement"
    vocabulary_of = {"statement_kind": "statement_kind", "speech": "speech"}

    speaker: str | None
    statement_kind: str = "statement"
    speech: str = "direct_quote"


KINDS: Mapping[str, type[ProposedFact]] = {
    proposed.kind: proposed
    for proposed in (
        ProposedEstimate,
        ProposedParty,
        ProposedRemediation,
        ProposedAction,
        ProposedCause,
        ProposedDataCategory,
        ProposedEvent,
        ProposedStatement,
    )
}


def check_bound(*, bound: str, low: int | None, best: int | None, high: int | None) -> None:
    """Refuse a value that the bound's words do not give, or a bound without its value.

    Raises ContractViolation: "at_most" sets high alone, "unknown_stated" sets nothing, and so on (BOUND_VALUES).
    """
    values = {"low": low, "best": best, "high": high}
    given = {name for name, value in values.items() if value is not None}
    if bound not in BOUND_VALUES:
        raise ContractViolation(f"bound {bound!r} is not one of {', '.join(BOUND_VALUES)}")
    if given != BOUND_VALUES[bound]:
        wanted = ", ".join(sorted(BOUND_VALUES[bound])) or "no value"
        raise ContractViolation(f"bound {bound} takes {wanted}, not {', '.join(sorted(given)) or 'no value'}")
    for name, value in values.items():
        if value is not None and not 0 <= value <= LARGEST_COUNT:
            raise ContractViolation(f"{name} {value} is not from 0 to {LARGEST_COUNT}")
    if low is not None and high is not None and low > high:
        raise ContractViolation(f"low {low} is above high {high}")
