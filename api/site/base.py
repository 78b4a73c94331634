"""What every page does: the API's limits, validators and problems, told as HTML."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api import answers, problems
from api.negotiation import AcceptAlone
from api.problems import Finding, refuse
from api.views.base import PublicView, pairs_of

_API = Path(__file__).resolve().parent.parent
_SOURCES = ("site/*.py", "templatetags/*.py", "templates/site/*.html", "static/site/*")


def _edition() -> str:
    """Names the pages as they are written, so that a new release's pages have new entity tags."""
    digest = hashlib.sha256()
    for pattern in _SOURCES:
        for path in sorted(_API.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


EDITION = _edition()


class PageRenderer(BaseRenderer):
    """Passes a finished page through."""

    media_type = "text/html"
    format = "html"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        return b"" if data is None else bytes(data)


class SVGRenderer(PageRenderer):
    """Passes a finished drawing through."""

    media_type = "image/svg+xml"
    format = "svg"


class OneForm(AcceptAlone):
    """A page has one form and is answered in it whatever Accept says; the API has the other."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


class PageView(PublicView):
    """A page; throttled and answered like an address of the API, of whose OpenAPI document it is no part."""

    schema = None
    is_versioned = False
    renderer_classes = [PageRenderer]
    content_negotiation_class = OneForm

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if any(name == "format" for name, _ in pairs_of(request)):
            detail = "a page has no `format`; the same as JSON is at /api/v1 and the page's own path"
            raise refuse([Finding(name="format", code="unknown_parameter", detail=detail)])

    def get_exception_handler(self) -> Callable[[Exception, Mapping[str, Any]], HttpResponse]:
        return problem_page


def problem_page(error: Exception, context: Mapping[str, Any]) -> HttpResponse:
    """The API's answer to an exception, as a page with the same status and headers."""
    told = problems.handle(error, context)
    page = render_to_string("site/problem.html", {"problem": told.data})
    response = HttpResponse(page, status=told.status_code)
    for name in ("Cache-Control", "Retry-After"):
        if told.has_header(name):
            response[name] = told[name]
    return response


def answered(request: Request, state: object, changed_at: datetime | None, make: Callable[[], str]) -> Response:
    """The page that `make` writes, or 304 when the reader has the one of this state."""
    tag = answers.entity_tag(request, EDITION, state)
    if answers.is_unchanged(request, tag):
        return answers.not_modified(tag)
    return answers.found(make().encode(), tag, changed_at)
