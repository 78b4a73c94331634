"""Suggestions for a search box."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api import answers, openapi, schemas
from api.documented import Documented
from api.pages import data_version
from api.parameters import ONLY_JSON, Single, read_singles, unknown_parameter
from api.problems import Finding, refuse
from api.suggestions import MOST, TYPES, Suggestion, suggest
from api.values import OneOf, Reader, Text
from api.views.base import PublicView, pairs_of
from api.views.lists import encoded


class Types(Reader):
    """Types of suggestions between commas."""

    shape = "types"

    def read(self, text: str) -> list[str]:
        one = OneOf(TYPES)
        return list(dict.fromkeys(one.read(part.strip()) for part in text.split(",")))


PARAMETERS: tuple[Single, ...] = (
    Single(name="q", says="What was typed so far, 1 to 100 characters.", reader=Text(longest=100)),
    Single(name="type", says=f"Of which types, between commas: {', '.join(TYPES)}. All by default.", reader=Types()),
    ONLY_JSON,
)


class AutocompleteView(PublicView):
    """At most ten suggestions for what was typed so far."""

    def get(self, request: Request) -> Response:
        pairs = pairs_of(request)
        findings: list[Finding] = []
        values = read_singles(pairs, PARAMETERS, findings)
        names = tuple(one.name for one in PARAMETERS)
        if "q" not in values:
            detail = "`q` is missing: /api/v1/autocomplete?q=face"
            findings.append(Finding(name="q", code="invalid_value", detail=detail))
        findings += [unknown_parameter(name, names) for name, _ in pairs if name not in names]
        if findings:
            raise refuse(findings)
        q, types = str(values["q"]), values.get("type")

        def found() -> dict[str, Any]:
            suggestions = suggest(q, types if isinstance(types, list) else TYPES)
            meta = {"q": q, "count": len(suggestions), "licence": answers.LICENCE}
            return {"meta": meta, "results": [_told(one, answers.base_url(request)) for one in suggestions]}

        return answers.versioned(request, data_version(), found)

    def documented(self) -> Documented:
        says = f"At most {MOST} parties, incidents and codes for what was typed so far, with the filter each is for."
        return Documented(shape=schemas.Suggestions, says=says, parameters=openapi.of_singles(PARAMETERS))


def _told(one: Suggestion, base_url: str) -> dict[str, Any]:
    query = encoded([(one.filter, one.value)])
    path = f"incidents/{one.id}" if one.type == "incident" else f"{one.list}?{query}"
    return {
        "type": one.type,
        "id": one.id,
        "label": one.label,
        "matched": one.matched,
        "vocabulary": one.vocabulary,
        "list": one.list,
        "filter": one.filter,
        "count": one.count,
        "url": f"{base_url}/api/v1/{path}",
    }
