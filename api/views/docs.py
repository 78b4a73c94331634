"""The documentation: a page that begins with a request that works, Swagger UI, the OpenAPI document, problem pages."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api import answers, docs_page
from api.openapi import document
from api.problems import KINDS, Problem
from api.renderers import PassThroughJSONRenderer
from api.views.base import PublicView, take_only


class HTMLRenderer(BaseRenderer):
    """Lets pages be asked for with Accept: text/html; the pages come from templates."""

    media_type = "text/html"
    format = "html"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return b"" if data is None else str(data).encode()


class YAMLRenderer(HTMLRenderer):
    """Lets the document be asked for with Accept: application/yaml."""

    media_type = "application/yaml"
    format = "yaml"


class DocsView(PublicView):
    """What to ask first, every filter in a table made from the code, every problem."""

    schema = None
    is_versioned = False
    renderer_classes = [HTMLRenderer]

    def get(self, request: Request) -> HttpResponse:
        return _page(request, "api/docs.html", docs_page.contents(answers.base_url(request)))


class ProblemView(PublicView):
    """What a problem's code means and what to do about it."""

    schema = None
    is_versioned = False
    renderer_classes = [HTMLRenderer]

    def get(self, request: Request, code: str) -> HttpResponse:
        if code not in KINDS:
            raise Problem("not_found", f"There is no problem code {code[:40]!r}; known: {', '.join(KINDS)}.")
        return _page(request, "api/problem.html", {"code": code, "kind": KINDS[code]})


def _page(request: Request, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """A page, tagged by what it says: the same in every process, and another after a release that words it anew."""
    text = render_to_string(template, dict(context))
    tag = answers.entity_tag(request, text)
    if answers.is_unchanged(request, tag):
        return answers.not_modified(tag)
    return HttpResponse(text, headers={"ETag": tag, "Cache-Control": answers.CACHE_CONTROL})


class SwaggerView(PublicView, SpectacularSwaggerSplitView):
    """Every address to try out in the browser. Swagger UI sets styles inline, so this page alone may."""

    schema = None
    is_versioned = False
    url = "/api/v1/schema"

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.csp_override = {"style-src": ["'self'", "'unsafe-inline'"]}
        if response.status_code == 200:
            response.add_post_render_callback(partial(_tag, request))
        return response


def _tag(request: Request, response: Any) -> None:
    """The same for a page that the framework renders after the view has answered."""
    tag = answers.entity_tag(request, response.content)
    is_own = "HTTP_AUTHORIZATION" in request.META
    response["ETag"] = tag
    response["Cache-Control"] = answers.PRIVATE_CACHE_CONTROL if is_own else answers.CACHE_CONTROL
    if answers.is_unchanged(request, tag):
        response.status_code, response.content = 304, b""
        del response["Content-Length"]


class SchemaView(PublicView):
    """The OpenAPI document, as JSON or, by Accept or `format=yaml`, as YAML."""

    schema = None
    is_versioned = False
    renderer_classes = [PassThroughJSONRenderer, YAMLRenderer]

    def get(self, request: Request) -> HttpResponse | Response:
        wanted = take_only(request, formats=("json", "yaml")).get("format") or request.accepted_renderer.format
        tag = answers.entity_tag(request, wanted)
        if answers.is_unchanged(request, tag):
            return answers.not_modified(tag)
        if wanted == "json":
            text, media_type = json.dumps(document(), ensure_ascii=False).encode(), "application/json"
        else:
            text, media_type = OpenApiYamlRenderer().render(document()), "application/yaml"
        headers = {"ETag": tag, "Cache-Control": answers.CACHE_CONTROL}
        return HttpResponse(text, content_type=media_type, headers=headers)
