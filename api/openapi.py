"""The OpenAPI document: parameters from the declared tables, shapes from api.schemas, every problem documented."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from api import deprecation, schemas
from api.deprecation import Deprecation
from api.documented import Documented
from api.filters import STATED, Filter
from api.parameters import Single
from api.problems import KINDS, MEDIA_TYPE
from api.questions import Listing
from api.shaping import references_of
from api.values import Flag

_MEANS = {
    "": "Is one of: `a,b` is a or b; given again, both must hold.",
    "!": "Is none of: `a,b` excludes both.",
    "__gte": "At least, by what may be true.",
    "__gt": "More than, by what may be true.",
    "__lte": "At most, by what may be true.",
    "__lt": "Less than, by what may be true.",
    "__exists": "`true`: something is stated; `false`: nothing is.",
}
_EVERYWHERE = (400, 401, 403, 404, 406, 429, 500, 503)
_WRITING = (409, 413, 415)
_KEY = "apiKey"  # the name of the security scheme


class ProblemAwareSchema(AutoSchema):
    """Reads `documented` of a view: its shape, parameters and whether its records can be withdrawn."""

    def get_override_parameters(self) -> list[Any]:
        return self._documented().parameters

    def get_request_serializer(self) -> Any:
        takes = self._documented().takes
        if not takes or self.method != "POST":
            return None
        return {
            "application/json": {
                "type": "object",
                "properties": {one.name: {**one.schema, "description": one.says} for one in takes},
                "required": [one.name for one in takes if one.is_required],
                "additionalProperties": False,
            }
        }

    def _get_request_body(self, direction: Any = "request") -> Any:
        """Where a body is taken one is needed, even if none of its members is."""
        body = super()._get_request_body(direction)
        return body and {**body, "required": True}

    def get_response_serializers(self) -> Any:
        documented = self._documented()
        if self.method == "GET":
            responses: dict[Any, Any] = {200: documented.shape, 304: OpenApiResponse(description="Unchanged.")}
        elif self.method == "DELETE":
            responses = {204: OpenApiResponse(description="Done.")}
        else:
            responses = {documented.status: documented.shape}
        if documented.may_go:
            responses[301] = OpenApiResponse(description="Merged: Location is the survivor's address.")
            responses[410, MEDIA_TYPE] = OpenApiResponse(schemas.Withdrawn, description=_titles(410))
        elif self._deprecation() is not None:
            responses[410, MEDIA_TYPE] = OpenApiResponse(schemas.Problem, description=_titles(410))
        for status in _EVERYWHERE if self.method == "GET" else (*_EVERYWHERE, *_WRITING):
            responses[status, MEDIA_TYPE] = OpenApiResponse(schemas.Problem, description=_titles(status))
        return responses

    def get_operation_id(self) -> str:
        return f"{self.method.lower()}_" + "_".join(self._words() or ["root"])

    def get_tags(self) -> list[str]:
        return [(self._words() or ["root"])[0]]

    def get_description(self) -> str:  # type: ignore[override]  # as AutoSchema has it
        return _with_deprecation(self._documented().says, self._deprecation())

    def get_summary(self) -> str:
        return self._documented().says.split(".")[0]

    def is_deprecated(self) -> bool:
        return self._deprecation() is not None

    def get_auth(self) -> list[Any]:
        """Everywhere a key may be shown; where the address is the key's own it must be."""
        return [{_KEY: []}] if "/keys/current" in self.path else [{}, {_KEY: []}]

    def _documented(self) -> Documented:
        return cast(Documented, self.view.documented())  # type: ignore[attr-defined]  # every view of ours has it

    def _deprecation(self) -> Deprecation | None:
        return deprecation.VERSION or self.view.deprecated  # type: ignore[attr-defined]  # every view of ours has it

    def _words(self) -> list[str]:
        """The path's own words: /api/v1/incidents/{incident_id}/causes is incidents, by_incident_id, causes."""
        parts = [part for part in self.path.split("/") if part not in ("", "api", "v1")]
        return [re.sub(r"^\{(.*)\}$", r"by_\1", part) for part in parts]


def of_listing(listing: Listing) -> list[OpenApiParameter]:
    """The parameters of a list, one for each operator of each filter."""
    filters = [_of_filter(one, operator) for one in listing.filters for operator in one.all_operators]
    return [*filters, *of_singles(listing.singles, sorts=listing)]


def of_singles(singles: Sequence[Single], *, sorts: Listing | None = None) -> list[OpenApiParameter]:
    """The parameters that may come once."""
    return [_parameter(one, one.name, dict(one.reader.schema()), _says(one, sorts)) for one in singles]


def _says(one: Single, sorts: Listing | None) -> str:
    if sorts is not None and one.name == "group_by":
        return f"{one.says} Keys: {', '.join(sorts.group_keys)}."
    if sorts is not None and one.name == "expand":
        return f"{one.says} Here: {', '.join(name for name, to in references_of(sorts.name).items() if to)}."
    if one.name == "sort" and sorts is not None:
        return f"{one.says} Keys: {', '.join(sorts.sort_keys)}. Default: {sorts.default_sort}."
    return one.says


def _of_filter(one: Filter, operator: str) -> OpenApiParameter:
    # Lists between commas are no integers any more, so only range operators carry the reader's own type.
    schema = dict(one.reader.schema()) if operator.startswith("__") else {"type": "string"}
    schema = dict(Flag().schema()) if operator == STATED else schema
    return _parameter(one, f"{one.name}{operator}", schema, f"{one.says} {_MEANS[operator]}")


def _parameter(one: Filter | Single, name: str, schema: dict[str, Any], says: str) -> OpenApiParameter:
    return OpenApiParameter(
        name,
        schema,
        description=_with_deprecation(says, one.deprecated),
        location="query",
        deprecated=one.deprecated is not None,
    )


def _with_deprecation(says: str, deprecated: Deprecation | None) -> str:
    return f"{says} {deprecated.told}" if deprecated else says


def _titles(status: int) -> str:
    return "; ".join(f"{code}: {kind.title}" for code, kind in KINDS.items() if kind.status == status)


@cache
def document() -> dict[str, Any]:
    """The whole document, made once per process."""
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return made
