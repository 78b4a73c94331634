"""Codes, dates and addresses of a body as people read them. Plain functions, also used without a template."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.utils.dates import MONTHS

from incidents.partial_dates import PartialDate
from incidents.published.wording import number_in_words
from incidents.vocabularies import load

register = template.Library()

# Why the headline's rule left a claim out (incidents.published.headline).
_LEFT_OUT = {
    "retracted": "taken back by its claimant",
    "superseded": "replaced by a later claim",
    "deprecated": "set aside by the curators",
    "no_value": "names no number",
    "not_a_count": "counts something other than people, accounts, records and the like",
    "not_exposed": "says that no data was reached",
    "not_preferred": "the curators prefer another claim",
    "other_measure": "counts something that says less about people",
    "narrower_scope": "counts a part only",
    "smaller_part": "counts a smaller part",
    "other_exposure": "counts something beside the data that was reached",
    "other_claimant": "another claimant stands closer to the incident",
    "earlier_claim": "an earlier claim",
    "smaller_value": "a smaller number of the same day",
    "same_value": "says the same",
}
_QUALIFIED = {"exact": "{}", "about": "about {}", "before": "before {}", "after": "after {}"}


@register.filter
def label(code: str | None, vocabulary: str) -> str:
    """The label of a code; a code that the list does not have is told as it is."""
    if not code:
        return ""
    terms = load(vocabulary)
    term = terms.get(code) or terms.find(code)
    return term.label if term else code.replace("_", " ")


@register.filter
def meaning(code: str, vocabulary: str) -> str:
    """What a code means, in a sentence."""
    terms = load(vocabulary)
    term = terms.get(code) or terms.find(code)
    return term.definition if term else ""


@register.filter
def partial_date(value: str | None) -> str:
    """``2018-04-04`` as 4 April 2018, ``2018-04`` as April 2018, ``2018`` as it is."""
    if not value:
        return ""
    date = PartialDate(value)
    if date.precision == "year":
        return value
    month_and_year = f"{MONTHS[date.earliest.month]} {date.earliest:%Y}"
    return month_and_year if date.precision == "month" else f"{date.earliest.day} {month_and_year}"


@register.filter
def qualified_date(date: Mapping[str, Any] | None) -> str:
    """A date with its qualifier: about 2014, before September 2019."""
    if not date:
        return ""
    shape = _QUALIFIED.get(date["qualifier"], "{} (not stated how exact)")
    return shape.format(partial_date(date["value"]))


@register.filter
def left_out_reason(code: str) -> str:
    """Why a claim is not the headline, in words."""
    return _LEFT_OUT.get(code, code.replace("_", " "))


@register.filter
def spaced(code: str | None) -> str:
    """A code that is in no list, with blanks."""
    return (code or "").replace("_", " ")


@register.filter
def number(value: int) -> str:
    """87000000 as 87 million."""
    return number_in_words(value)


@register.filter
def amount(value: float) -> str:
    """A sum of money without its currency: 5000000.0 as 5 million, 1234.5 as 1,234.50."""
    return number_in_words(int(value)) if float(value).is_integer() else f"{value:,.2f}"


@register.filter
def is_web(url: str | None) -> bool:
    """Whether a page may link there: http and https alone, so that no address can run anything."""
    try:
        return urlsplit(url or "").scheme in ("http", "https")
    except ValueError:
        return False


@register.filter
def fact_named(facts_by_id: Mapping[str, Mapping[str, Any]], fact_id: str) -> str:
    """The words of the fact with this id and whose they are; of a role, the party and whether it is admitted."""
    fact = facts_by_id.get(fact_id)
    if fact is None:
        return fact_id
    status = label(fact["status"], "role_status").lower() if "roles" in fact else ""
    named = (fact.get("party") or fact.get("claimant") or {}).get("name")
    told = ", ".join(word for word in (named, status) if word)
    return f"{fact['text']} ({told})" if told else str(fact["text"])
