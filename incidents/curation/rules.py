"""The rule book: which fields a fact of each kind has, what they may hold and where they are stored.

The extraction contract (incidents/proposed.py) is asked about every value; what curators may add beyond it is listed
here. Proposals, edits, facts by hand and seeds all pass through `validate`.
"""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from incidents import proposed, vocabularies
from incidents.curation.refusals import InvalidField
from incidents.models import MODEL_OF_KIND, Fact
from incidents.partial_dates import InvalidPartialDate, PartialDate
from incidents.proposed import ContractViolation, ProposedFact

Shape = Literal["code", "codes", "text", "date", "count", "amount"]

LARGEST_AMOUNT = 10**18  # below it: what numeric(20,2) holds
_CURRENCY = re.compile(r"[A-Z]{3}")  # ISO 4217
_NOTE_LENGTH = 2000

# The columns that keep a name, where they are not called as in the contract, and the party that the name leads to.
_NAME_COLUMNS = {
    ("estimate", "claimant"): ("claimant_name", "claimant"),
    ("party", "name"): ("name", "party"),
    ("remediation", "actor"): ("actor_name", "actor"),
    ("action", "body"): ("body_name", "body"),
    ("action", "target"): ("target_name", "target"),
    ("cause", "actor"): ("actor_name", "actor"),
    ("statement", "speaker"): ("speaker_name", "speaker"),
}
# What curators may add beyond the extraction contract: field -> vocabulary, "date", "text" or "currency".
_OF_EVERY_KIND = {"claimant": "text", "claimed_on": "date", "note": "text"}
_EXTRAS: Mapping[str, Mapping[str, str]] = {
    "estimate": {"currency": "text", "basis": "basis", "claimant_kind": "claimant_kind", "speech": "speech"},
    "remediation": {"target": "text", "promised_on": "date", "due_on": "date", "done_on": "date"},
    "data_category": {"exposure": "exposure"},
}
_LABELS = {
    "claimed_on": "Claimed on",
    "claimant": "Claimant",
    "name": "Name as printed",
    "note": "Note to the reader",
    "due_on": "Due on",
    "done_on": "Done on",
    "promised_on": "Promised on",
    "body": "Authority or court",
    "cause": "Cause",
}


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a kind: its contract name, how it is shown, its column, and the party column that its name fills."""

    name: str
    label: str
    shape: Shape
    column: str
    party: str | None
    vocabulary: str | None
    longest: int | None
    required: bool
    default: Any
    in_contract: bool


@cache
def fields_of(kind: str) -> Mapping[str, Field]:
    """All fields of a kind by contract name, the contract's first."""
    if kind not in proposed.KINDS:
        raise InvalidField("kind", f"kind {kind!r} is not one of {', '.join(proposed.KINDS)}")
    contract = proposed.KINDS[kind]
    common = {field.name for field in dataclasses.fields(ProposedFact)}
    own = [field for field in dataclasses.fields(contract) if field.name not in common]
    found = {field.name: _contract_field(kind, field) for field in own}
    for name, holds in {**_EXTRAS.get(kind, {}), **_OF_EVERY_KIND}.items():
        if name not in found:
            found[name] = _extra_field(kind, name, holds)
    return found


def validate(
    kind: str, values: Mapping[str, Any], *, start: int, end: int, quote: str, incident: str = "1"
) -> dict[str, Any]:
    """All fields of the kind, checked, with defaults where `values` is silent; raises InvalidField with the field."""
    fields = fields_of(kind)
    if unknown := sorted(set(values) - set(fields)):
        raise InvalidField(unknown[0], f"{kind} has no field {unknown[0]!r}; its fields are {', '.join(fields)}")
    cleaned = {name: _clean(field, values.get(name, field.default)) for name, field in fields.items()}
    contract = {name: cleaned[name] for name, field in fields.items() if field.in_contract}
    try:
        proposed.KINDS[kind](start=start, end=end, quote=quote, confidence=1.0, incident=incident, **contract)
    except ContractViolation as error:
        raise InvalidField(_field_named_in(str(error), kind), str(error)) from error
    _check_money(kind, cleaned)
    return cleaned


def to_columns(kind: str, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Validated fields as (columns of the base row, columns of the kind's own row), without the parties."""
    base: dict[str, Any] = {}
    own: dict[str, Any] = {}
    on_base = base_columns()
    for name, field in fields_of(kind).items():
        value = list(values[name]) if isinstance(values[name], tuple) else values[name]
        (base if field.column in on_base else own)[field.column] = value
    return base, own


def read(fact: Fact) -> dict[str, Any]:
    """The fields of a stored fact (its kind's row) under their contract names; inverse of `to_columns`."""
    detail = fact.detail()
    values = {name: getattr(detail, field.column) for name, field in fields_of(fact.kind).items()}
    return {name: _plain(value) for name, value in values.items()}


def contract_part(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that an extractor can propose, JSON-ready, so that two proposals can be compared."""
    fields = fields_of(kind)
    return {name: _json_ready(values.get(name)) for name, field in fields.items() if field.in_contract}


def json_ready(values: Mapping[str, Any]) -> dict[str, Any]:
    """Field values as a decision keeps them."""
    return {name: _json_ready(value) for name, value in values.items()}


@cache
def base_columns() -> frozenset[str]:
    """The columns that facts of every kind share."""
    return frozenset(field.name for field in Fact._meta.local_fields)


def _contract_field(kind: str, field: "dataclasses.Field[Any]") -> Field:
    contract = proposed.KINDS[kind]
    required = field.default is dataclasses.MISSING
    vocabulary = contract.vocabulary_of.get(field.name)
    if field.name in contract.date_fields:
        shape: Shape = "date"
    elif vocabulary:
        shape = "codes" if field.name == "roles" else "code"
    else:
        shape = {"low": "count", "best": "count", "high": "count", "amount": "amount"}.get(field.name, "text")  # type: ignore[assignment] # each value is a Shape
    # A name may be None though the contract wants it said: `name` of an unnamed party, `speaker` of unknown words.
    may_be_none = "None" in str(field.type)
    return _field(
        kind,
        field.name,
        shape=shape,
        vocabulary=vocabulary,
        required=required and not may_be_none,
        default=None if required else field.default,
        in_contract=True,
    )


def _extra_field(kind: str, name: str, holds: str) -> Field:
    is_vocabulary = holds not in ("text", "date")
    shape: Shape = "code" if is_vocabulary else "date" if holds == "date" else "text"
    column = _column_of(kind, name)[0]
    default = _model_field(kind, column).get_default()
    return _field(
        kind,
        name,
        shape=shape,
        vocabulary=holds if is_vocabulary else None,
        required=False,
        default=default or None,
        in_contract=False,
    )


def _field(
    kind: str,
    name: str,
    *,
    shape: Shape,
    vocabulary: str | None,
    required: bool,
    default: Any,
    in_contract: bool,
) -> Field:
    column, party = _column_of(kind, name)
    return Field(
        name=name,
        label=_LABELS.get(name, name.replace("_", " ").capitalize()),
        shape=shape,
        column=column,
        party=party,
        vocabulary=vocabulary,
        longest=_NOTE_LENGTH if name == "note" else getattr(_model_field(kind, column), "max_length", None),
        required=required,
        default=default,
        in_contract=in_contract,
    )


def _column_of(kind: str, name: str) -> tuple[str, str | None]:
    if (kind, name) in _NAME_COLUMNS:
        return _NAME_COLUMNS[kind, name]
    return ("claimant_name", "claimant") if name == "claimant" else (name, None)


def _model_field(kind: str, column: str) -> "models.Field[Any, Any]":
    try:
        field = MODEL_OF_KIND[kind]._meta.get_field(column)
    except FieldDoesNotExist as error:
        raise LookupError(f"the rule book names {kind}.{column}, which is no column") from error
    if isinstance(field, ArrayField):
        return field.base_field
    assert isinstance(field, models.Field)
    return field


def _clean(field: Field, value: Any) -> Any:
    if isinstance(value, str):
        value = value.strip() or None
    if value is None or value == () or value == []:
        if field.required:
            raise InvalidField(field.name, f"{field.label} is required")
        # A code column that has a default holds its "unknown", never NULL.
        return field.default if field.shape == "code" else None
    match field.shape:
        case "code":
            _check_code(field, value)
        case "codes":
            value = (value,) if isinstance(value, str) else tuple(value)
            for code in value:
                _check_code(field, code)
        case "date":
            _check_date(field, value)
        case "count":
            if isinstance(value, bool) or not isinstance(value, int):
                raise InvalidField(field.name, f"{field.label} {value!r} is not a whole number")
        case "amount":
            value = _clean_amount(field, value)
        case "text":
            _check_text(field, value)
    return value


def _check_code(field: Field, value: Any) -> None:
    assert field.vocabulary
    allowed = vocabularies.load(field.vocabulary).codes
    if value not in allowed:
        near = ", ".join(vocabularies.nearest(str(value), allowed)) or ", ".join(sorted(allowed)[:8])
        raise InvalidField(
            field.name, f"{field.label} {value!r} is not in the list {field.vocabulary}; nearest: {near}"
        )


def _check_date(field: Field, value: Any) -> None:
    try:
        PartialDate(str(value))
    except InvalidPartialDate as error:
        raise InvalidField(field.name, f"{field.label}: {error}") from error


def _check_text(field: Field, value: Any) -> None:
    if not isinstance(value, str) or "\x00" in value:
        raise InvalidField(field.name, f"{field.label} is not text without NUL characters")
    if field.longest and len(value) > field.longest:
        raise InvalidField(field.name, f"{field.label} has {len(value)} characters; {field.longest} are allowed")


def _clean_amount(field: Field, value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise InvalidField(field.name, f"{field.label} {value!r} is not a number")
    amount = Decimal(str(value))
    if not amount.is_finite() or not 0 <= amount < LARGEST_AMOUNT:
        raise InvalidField(field.name, f"{field.label} {value} is not from 0 to below {LARGEST_AMOUNT}")
    if amount != round(amount, 2):
        raise InvalidField(field.name, f"{field.label} {value} has more than two decimals")
    plain: int | float = _plain(amount)
    return plain


def _check_money(kind: str, values: Mapping[str, Any]) -> None:
    currency = values.get("currency")
    if currency is not None and not _CURRENCY.fullmatch(currency):
        raise InvalidField("currency", f"Currency {currency!r} is not a code of three capital letters such as USD")
    if kind == "action" and values["amount"] is not None and currency is None:
        raise InvalidField("currency", "An amount needs its currency, such as USD")
    if kind == "estimate" and currency is not None and values["measure"] != "money":
        raise InvalidField("currency", f"A currency goes with the measure money, not {values['measure']}")


def _field_named_in(message: str, kind: str) -> str:
    """The field that a contract violation is about: the first that its message names."""
    words = re.findall(r"[a-z_]+", message.partition(":")[2] or message)
    return next((word for word in words if word in fields_of(kind) or word in ("start", "incident")), "")


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return tuple(value) if isinstance(value, list) else value


def _json_ready(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else _plain(value)
