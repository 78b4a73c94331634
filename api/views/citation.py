"""How to cite an incident as it was read on a day."""

import datetime

import orjson
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from api import answers, citations, openapi, schemas
from api.citations import Cited
from api.documented import Documented
from api.lookups import Standing, title_of
from api.parameters import SINGLES, Single, read_as_of, read_singles, without_known_by
from api.problems import Finding, refuse
from api.renderers import PassThroughJSONRenderer
from api.values import OneOf, Span
from api.views.base import pairs_of
from api.views.incidents import OfIncident, published

MEDIA_TYPES = {
    "json": "application/json",
    "bibtex": "application/x-bibtex",
    "csl-json": "application/vnd.citationstyles.csl+json",
    "text": "text/plain",
}
PARAMETERS: tuple[Single, ...] = (
    *(one for one in SINGLES if one.name == "as_of"),
    Single(
        name="format",
        says="`json` (all three, the default), `bibtex`, `csl-json` or `text`; or by Accept.",
        reader=OneOf(tuple(MEDIA_TYPES)),
    ),
)


class BibTeXRenderer(PassThroughJSONRenderer):
    """Passes a finished entry through."""

    media_type, format, charset = MEDIA_TYPES["bibtex"], "bibtex", "utf-8"


class CSLRenderer(PassThroughJSONRenderer):
    """Passes a finished list of CSL-JSON through."""

    media_type, format = MEDIA_TYPES["csl-json"], "csl-json"


class TextRenderer(PassThroughJSONRenderer):
    """Passes a finished line through."""

    media_type, format, charset = MEDIA_TYPES["text"], "text", "utf-8"


RENDERERS = (PassThroughJSONRenderer, BibTeXRenderer, CSLRenderer, TextRenderer)


class CitationView(OfIncident):
    """How to cite the incident as it was on a day: the address leads back to that state."""

    renderer_classes = list(RENDERERS)

    def get(self, request: Request, incident_id: str) -> Response:
        pairs = pairs_of(request)
        findings: list[Finding] = []
        values = read_singles(pairs, PARAMETERS, findings)
        now = datetime.datetime.now(datetime.UTC)
        as_of = read_as_of(values, now, findings)
        findings += without_known_by(pairs, PARAMETERS, "a citation names a state of the base")
        if findings:
            raise refuse(findings)
        standing = published(incident_id, as_of)
        if values.get("format"):
            request.accepted_renderer = next(one for one in RENDERERS if one.format == values["format"])()
            request.accepted_media_type = request.accepted_renderer.media_type
        form = request.accepted_renderer.format
        tag = answers.entity_tag(request, standing.etag, form, now.date())
        if answers.is_unchanged(request, tag):
            return answers.not_modified(tag)
        return answers.found(_written(_cited(request, standing, as_of, now), form), tag, standing.valid_from)

    def documented(self) -> Documented:
        forms = [OpenApiParameter("format", dict(PARAMETERS[1].reader.schema()), description=PARAMETERS[1].says)]
        parameters = [*openapi.of_singles(PARAMETERS[:1]), *forms]
        says = "How to cite the incident: BibTeX, CSL-JSON and a line of text, with date, version and licence."
        return Documented(shape=schemas.Citation, says=says, parameters=parameters, may_go=True)


def _cited(request: Request, standing: Standing, as_of: Span | None, now: datetime.datetime) -> Cited:
    day = as_of.text if as_of else now.date().isoformat()
    return Cited(
        id=standing.incident_id,
        title=title_of(standing.row_id),
        version=standing.number,
        published_on=standing.valid_from.astimezone(datetime.UTC).date(),
        as_of=day,
        read_on=min(as_of.last, now).date() if as_of else now.date(),
        url=f"{answers.base_url(request)}/incidents/{standing.incident_id}?as_of={day}",
        licence=answers.LICENCE,
    )


def _written(cited: Cited, form: str) -> bytes:
    match form:
        case "bibtex":
            return citations.as_bibtex(cited).encode()
        case "csl-json":
            return orjson.dumps(citations.as_csl(cited))
        case "text":
            return citations.as_text(cited).encode()
    return orjson.dumps(
        {
            "id": cited.id,
            "version": cited.version,
            "as_of": cited.as_of,
            "url": cited.url,
            "text": citations.as_text(cited),
            "bibtex": citations.as_bibtex(cited),
            "csl_json": citations.as_csl(cited),
            "licence": cited.licence,
        }
    )
