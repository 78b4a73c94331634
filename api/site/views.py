"""The front page, the list of incidents, an incident with everything that is claimed about it, and its drawing."""

import datetime
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import mark_safe
from rest_framework.request import Request
from rest_framework.response import Response

from api import answers
from api.listings import INCIDENTS
from api.pages import Page, data_version, fetch
from api.problems import Finding, refuse
from api.questions import Question, understand
from api.selections import select
from api.site import claims_plot
from api.site.base import EDITION, PageView, SVGRenderer, answered
from api.then import rendered
from api.views.base import pairs_of
from api.views.incidents import OfIncident, body_by, published, read_clocks
from api.views.lists import encoded, links, meta
from incidents.published.known import FACT_ARRAYS

NEWEST = 12


class FrontPage(PageView):
    """What this is, a search field, and the incidents that became public last."""

    def get(self, request: Request) -> Response:
        version = data_version()
        return answered(request, version.sequence, version.changed_at, lambda: self._page(request))

    def _page(self, request: Request) -> str:
        question = _understood(request, [("sort", "-first_public"), ("per_page", str(NEWEST))])
        page = fetch(select(question))
        found = {"incidents": _bodies(request, question, page), "meta": meta(question, page)}
        return render_to_string("site/front.html", found)


class IncidentsPage(PageView):
    """The list of the API, with its search, filters, sorts and cursors."""

    def get(self, request: Request) -> Response:
        if shaping := [name for name, _ in pairs_of(request) if name in ("select", "expand", "group_by")]:
            detail = "a page shows incidents whole; /api/v1/incidents takes it"
            raise refuse([Finding(name=name, code="unknown_parameter", detail=detail) for name in shaping])
        question = _understood(request, pairs_of(request))
        if request.headers.get("If-None-Match"):
            tag = answers.entity_tag(request, EDITION, data_version().sequence)
            if answers.is_unchanged(request, tag):
                return answers.not_modified(tag)
        page = fetch(select(question))
        version = page.version
        return answered(request, version.sequence, version.changed_at, lambda: self._page(request, question, page))

    def _page(self, request: Request, question: Question, page: Page) -> str:
        following, previous = links(request, question, page)
        asked = [pair for pair in pairs_of(request) if pair[0] != "cursor"]  # a cursor belongs to this address alone
        context = {
            "incidents": _bodies(request, question, page),
            "meta": meta(question, page),
            "q": question.q or "",
            "kept": [pair for pair in asked if pair[0] != "q"],
            "next": following,
            "previous": previous,
            "query": _query(asked),
            "clocks": _query([pair for pair in asked if pair[0] in ("as_of", "known_by")]),
        }
        return render_to_string("site/incidents.html", context)


class IncidentPage(PageView, OfIncident):
    """Everything that is claimed about an incident; merged ones answer 301, withdrawn ones 410."""

    def get(self, request: Request, incident_id: str) -> Response:
        as_of, known_by = read_clocks(request)
        standing = published(incident_id, as_of)

        def page() -> str:
            body = body_by(request, standing, known_by)
            context = {
                "incident": body,
                "estimates": {one["id"]: one for one in body["estimates"]},
                "facts": _facts(body),
                "events": sorted(body["events"], key=lambda event: event["date"]["value"]),
                "plot": _plot(body),
                "as_of": as_of.text if as_of else None,
                "known_by": str(known_by) if known_by else None,
                "query": _query(pairs_of(request)),
            }
            return render_to_string("site/incident.html", context)

        return answered(request, standing.etag, standing.valid_from, page)


class ClaimsPlot(PageView, OfIncident):
    """The drawing of an incident's claims on its own, with the same clocks."""

    renderer_classes = [SVGRenderer]

    def get(self, request: Request, incident_id: str) -> Response:
        as_of, known_by = read_clocks(request)
        standing = published(incident_id, as_of)

        def drawing() -> str:
            return _drawn(body_by(request, standing, known_by), width=claims_plot.WIDTH)

        return answered(request, standing.etag, standing.valid_from, drawing)


def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look for an icon unasked."""
    response = redirect(static("site/favicon.svg"))
    response["Cache-Control"] = "public, max-age=86400"
    return response


def _understood(request: Request, pairs: list[tuple[str, str]]) -> Question:
    return understand(INCIDENTS, pairs, path=request.path, now=datetime.datetime.now(datetime.UTC))


def _bodies(request: Request, question: Question, page: Page) -> list[dict[str, Any]]:
    base = answers.base_url(request)
    return [orjson.loads(body) for body in rendered(INCIDENTS.name, page.rows, question.reading, base)]


def _query(pairs: list[tuple[str, str]]) -> str:
    """The query to put behind another address of the same thing, with its question mark."""
    return f"?{encoded(pairs)}" if pairs else ""


def _facts(body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """All facts by id, the steps of remediations too: contradictions name them."""
    steps = [step for remediation in body["remediations"] for step in remediation["steps"]]
    return {fact["id"]: fact for facts in (*(body[name] for name in FACT_ARRAYS), steps) for fact in facts}


def _plot(body: dict[str, Any]) -> str:
    """The drawing for a page; nothing when no claim names a number."""
    if not claims_plot.drawable(body["estimates"]):
        return ""
    return mark_safe(_drawn(body))  # noqa: S308 - every text in it was escaped by ElementTree


def _drawn(body: dict[str, Any], *, width: int | None = None) -> str:
    chosen = body["headline"]["estimate"] if body["headline"] else None
    title = f"Claims of how many: {body['title']}"
    return claims_plot.draw(claims_plot.drawable(body["estimates"]), title=title, chosen=chosen, width=width)
