"""The extractor's measured accuracy as the API serves it: the file that `make accuracy` writes, in a published table.

The API's process has no extraction; it reads the figures like everything else.
"""

import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

from incidents.published.bodies import dump, etag
from incidents.published.lookup_models import ExtractorAccuracy

_SAYS = {
    "in_sample": "Texts that rules and weights were made with: how well the extractor remembers, no more.",
    "author_left_out": "The same texts, each with weights fitted without its author; rules were still made with them.",
    "unread": "Authors whose texts nobody who writes rules has read, each with weights fitted without that author.",
    "kept_apart": "Authors neither read nor fitted to: what to expect of an article that has just come in.",
}


def measured() -> Mapping[str, Any]:
    """The figures of the last measurement, as the file has them."""
    text = (resources.files("incidents.extraction") / "accuracy.json").read_text(encoding="utf-8")
    figures: dict[str, Any] = json.loads(text)
    return figures


def load() -> bool:
    """Bring the served figures of the extractor up to the file; whether anything changed."""
    body = _body(measured())
    text = dump(body)
    row = {"measured_on": body["measured_on"], "body": text, "etag": etag(text)}
    served = ExtractorAccuracy.objects.filter(extractor=body["extractor"]).first()
    if served is not None and served.etag == row["etag"]:
        return False
    ExtractorAccuracy.objects.update_or_create(extractor=body["extractor"], defaults=row)
    return True


def _body(figures: Mapping[str, Any]) -> dict[str, Any]:
    name, _, version = figures["extractor"].rpartition(" ")
    return {
        "extractor": name,
        "version": version,
        "measured_on": figures["measured_on"],
        "sets": [
            {
                "set": name,
                "says": _SAYS[name],
                "texts": one["texts"],
                "relevance": one["relevance"]["rate"],
                "same_incident": one["same_incident"]["rate"],
                "calibration_error": one["calibration"]["error"],
                "kinds": [{"kind": kind, **counts} for kind, counts in [*one["kinds"].items(), ("all", one["all"])]],
            }
            for name, one in figures["sets"].items()
        ],
    }
