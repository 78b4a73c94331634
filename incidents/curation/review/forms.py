"""Fields as the page shows them and as it reads them back. The rule book knows the fields; this is only their dress."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django.http import QueryDict

from incidents import vocabularies
from incidents.curation import link, rules
from incidents.curation.refusals import InvalidField
from incidents.curation.spans import Span, find_quote
from incidents.models import ArticleVersion, Evidence

_GROUPING = re.compile(r"(?<=\d)[,_ \u00a0\u202f](?=\d{3}(?!\d))")


@dataclass(frozen=True, kw_only=True)
class Widget:
    """One labelled control: its name and id, what it holds, what it offers, and the error beside it."""

    name: str
    id: str
    label: str
    kind: str  # "select", "multiple", "text", "long"
    values: tuple[str, ...]
    options: tuple[tuple[str, str], ...] = ()
    error: str = ""
    hint: str = ""

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""


def widgets(
    kind: str,
    values: Mapping[str, Any],
    *,
    prefix: str,
    typed: QueryDict | None = None,
    error: InvalidField | None = None,
) -> list[Widget]:
    """The controls for a fact's fields; `typed` keeps what somebody had entered when it was refused."""
    made = []
    for name, field in rules.fields_of(kind).items():
        shown = tuple(typed.getlist(name)) if typed is not None else _as_typed(values.get(name, field.default))
        made.append(
            Widget(
                name=name,
                id=f"{prefix}-{name}",
                label=field.label,
                kind={"code": "select", "codes": "multiple"}.get(field.shape, "long" if name == "note" else "text"),
                values=shown,
                options=_offered(field, shown),
                error=str(error) if error is not None and error.field == name else "",
                hint=_HINTS.get(field.shape, ""),
            )
        )
    return made


def read_fields(kind: str, posted: QueryDict) -> dict[str, Any]:
    """The fields as entered, typed as the rule book wants them; raises InvalidField for what is no number."""
    values: dict[str, Any] = {}
    for name, field in rules.fields_of(kind).items():
        if name not in posted and field.shape != "codes":
            continue
        if field.shape == "codes":
            values[name] = tuple(posted.getlist(name))
        elif field.shape in ("count", "amount"):
            values[name] = _read_number(field, posted.get(name, ""))
        else:
            values[name] = _one_newline(posted.get(name, ""))
    return values


def read_span(posted: QueryDict, *, version: ArticleVersion, stored: Evidence | None = None) -> Span:
    """The words that a form names: by their place where place or nothing was changed, else by the words themselves.

    Raises InvalidField when place and words were both changed and do not fit, QuoteNotFound when the words do not
    stand in the text.
    """
    quote = _one_newline(posted.get("quote", ""))
    start, end = _read_place(posted.get("start", "")), _read_place(posted.get("end", ""))
    if start is not None and end is not None:
        if version.text[start:end] == quote:
            return Span(version=version, start=start, end=end)
        if stored is not None and quote == stored.quote:
            return Span(version=version, start=start, end=end)
        if stored is None or (start, end) != (stored.start, stored.end):
            raise InvalidField("quote", f"The text at {start} to {end} is “{version.text[start:end][:80]}”")
    return find_quote(version, quote, nth=_read_place(posted.get("nth", "")))


def incident_widgets(
    values: Mapping[str, Any], *, prefix: str, typed: QueryDict | None = None, error: InvalidField | None = None
) -> list[Widget]:
    """The controls for a new incident's own fields."""
    made = []
    for name in link.INCIDENT_FIELDS:
        vocabulary = link.vocabulary_of(name)
        made.append(
            Widget(
                name=name,
                id=f"{prefix}-{name}",
                label=_INCIDENT_LABELS.get(name, name.replace("_", " ").capitalize()),
                kind="select" if vocabulary else "long" if name == "summary" else "text",
                values=tuple(typed.getlist(name)) if typed is not None else _as_typed(values.get(name)),
                options=_options(vocabulary, may_be_empty=False) if vocabulary else (),
                error=str(error) if error is not None and error.field == name else "",
                hint=_HINTS["date"] if name in link.DATES else "",
            )
        )
    return made


def read_incident(posted: QueryDict) -> dict[str, Any]:
    """A new incident's fields as entered."""
    return {name: _one_newline(posted.get(name, "")) for name in link.INCIDENT_FIELDS if name in posted}


_HINTS = {"date": "YYYY, YYYY-MM or YYYY-MM-DD", "count": "a whole number", "amount": "a number"}
_INCIDENT_LABELS = {
    "occurred_from": "Began",
    "occurred_from_qualifier": "Began: how exact",
    "occurred_to": "Ended",
    "occurred_to_qualifier": "Ended: how exact",
    "first_public": "First public",
    "first_public_qualifier": "First public: how exact",
}


def _offered(field: rules.Field, shown: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """What a control offers; of a long list that takes several, the chosen ones come first, so that they are seen."""
    if field.vocabulary is None:
        return ()
    options = _options(field.vocabulary, may_be_empty=field.shape == "code" and field.default is None)
    return tuple(sorted(options, key=lambda option: option[0] not in shown)) if field.shape == "codes" else options


@cache
def _options(vocabulary: str, *, may_be_empty: bool) -> tuple[tuple[str, str], ...]:
    terms = tuple((term.code, term.label) for term in vocabularies.load(vocabulary).terms)
    return (("", "not stated"), *terms) if may_be_empty else terms


def _as_typed(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(str(part) for part in value) if isinstance(value, tuple | list) else (str(value),)


def _read_number(field: rules.Field, text: str) -> int | Decimal | None:
    plain = _GROUPING.sub("", text.strip())
    if not plain:
        return None
    try:
        return int(plain) if field.shape == "count" else Decimal(plain)
    except (ValueError, InvalidOperation) as error:
        raise InvalidField(field.name, f"{field.label} {text.strip()[:40]!r} is not {_HINTS[field.shape]}") from error


def _read_place(text: str) -> int | None:
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else None


def _one_newline(text: str) -> str:
    """Browsers send every line end as CR LF; stored text has LF alone."""
    return text.replace("\r\n", "\n")
