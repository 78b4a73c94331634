"""What the documentation shows, made from what the code declares and from the public base itself."""

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from rest_framework.settings import api_settings

from api import (
    answers,
    changelog,
    combinations,
    deprecation,
    exports,
    groups,
    pages,
    parameters,
    request_bodies,
    values,
)
from api.listings import INCIDENTS, LISTS
from api.lookups import most_disputed
from api.openapi import document
from api.parameters import Single
from api.problems import KINDS
from api.questions import Listing
from api.recipe_book import Place, recipes
from api.shaping import references_of
from api.throttles import read_rates
from incidents.published import bodies

# Whose rates, as the settings name them, and what they count.
_CALLERS = (
    ("anonymous", "anybody, per address (IPv6: per /64)", "reading"),
    ("key", "a key", "reading"),
    ("anonymous_write", "anybody, per address (IPv6: per /64)", "sending in"),
    ("key_write", "a key", "sending in"),
)


def contents(base_url: str) -> dict[str, Any]:
    """Everything that the template shows, for readers at this address."""
    stored = most_disputed()
    example = bodies.parse(stored, base_url) if stored else None
    return {
        "base": base_url,
        "first_request": f"{base_url}/api/v1/incidents?per_page=1",
        "api_version": answers.API_VERSION,
        "example": example,
        "headline": json.dumps(example["headline"], indent=2, ensure_ascii=False) if example else "",
        "today": _today(),
        "addresses": list(_addresses()),
        "incidents": INCIDENTS,
        "lists": [_list(one) for one in LISTS.values()],
        "everywhere": _everywhere(),
        "recipes": recipes(_place(base_url, example)),
        "rates": list(_rates()),
        "most": _most(),
        "kinds": KINDS.items(),
        "version_deprecated": deprecation.VERSION,
        "deprecated": list(_deprecated()),
        "releases": changelog.releases(),
    }


def _everywhere() -> Sequence[Single]:
    """The parameters that every list takes; `q` and the like stand with the lists that have them."""
    return [one for one in parameters.SINGLES if all(one in listing.singles for listing in LISTS.values())]


def _list(listing: Listing) -> Mapping[str, Any]:
    shared = _everywhere()
    return {
        "listing": listing,
        "own": [one for one in listing.singles if one not in shared],
        "whole": [name for name, to in references_of(listing.name).items() if to],
    }


def _place(base_url: str, example: Mapping[str, Any] | None) -> Place:
    """Recipes about the incident that the page has shown; about the one of the files where there is none."""
    if example is None:
        return Place(base=base_url)
    claimed = sorted(one["claimed_on"] for one in example["estimates"] if one["claimed_on"])
    known_by = claimed[0] if claimed else Place().known_by
    return Place(base=base_url, incident=example["id"], as_of=example["modified"][:10], known_by=known_by)


def _addresses() -> Iterator[Mapping[str, Any]]:
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            yield {"method": method.upper(), "path": path, "says": operation["summary"]}


def _deprecated() -> Iterator[Mapping[str, str]]:
    """Every address and parameter that will go, with what the document says about it."""
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            name = f"{method.upper()} {path}"
            if operation.get("deprecated"):
                yield {"name": name, "says": operation["description"]}
            for one in operation.get("parameters", ()):
                if one.get("deprecated"):
                    yield {"name": f"{name}: {one['name']}", "says": one["description"]}


def _rates() -> Iterator[Mapping[str, Any]]:
    rates = cast("Mapping[str, str | None]", api_settings.DEFAULT_THROTTLE_RATES)
    for scope, who, what in _CALLERS:
        limits = [f"{one.requests:,} a {one.name}" for one in read_rates(rates.get(scope))]
        yield {"who": who, "what": what, "limits": limits}


def _most() -> Mapping[str, str]:
    """The limits of one request."""
    most = {
        "page": parameters.LARGEST_PAGE,
        "bytes": pages.LARGEST_ANSWER_BYTES,
        "count": pages.COUNT_CAP,
        "sample": parameters.LARGEST_SAMPLE,
        "groups": groups.MOST_GROUPS,
        "filters": combinations.MOST_FILTERS,
        "values": values.MOST_VALUES,
        "parameters": values.MOST_PARAMETERS,
        "body": request_bodies.LARGEST_BODY,
        "stalled": exports.STALLED_SECONDS,
    }
    return {name: f"{number:,}" for name, number in most.items()}


def _today() -> str:
    return datetime.datetime.now(datetime.UTC).date().isoformat()
