"""How an incident came to read as it does: its published revisions, newest first."""

import datetime

import orjson
from rest_framework.request import Request
from rest_framework.response import Response

from api import answers, cursors, history, openapi, schemas
from api.documented import Documented
from api.history import History
from api.lookups import Standing
from api.parameters import ONLY_JSON, SINGLES, Single, read_as_of, read_singles, without_known_by
from api.problems import Finding, refuse
from api.views.base import pairs_of
from api.views.incidents import OfIncident, published
from api.views.lists import encoded

PARAMETERS: tuple[Single, ...] = (
    *(one for one in SINGLES if one.name in ("as_of", "cursor", "per_page")),
    ONLY_JSON,
)


class HistoryView(OfIncident):
    """An incident's published revisions, newest first, each with what it changed."""

    def get(self, request: Request, incident_id: str) -> Response:
        pairs = pairs_of(request)
        findings: list[Finding] = []
        values = read_singles(pairs, PARAMETERS, findings)
        as_of = read_as_of(values, datetime.datetime.now(datetime.UTC), findings)
        findings += without_known_by(pairs, PARAMETERS, "a history tells when we published what")
        of_list = cursors.fingerprint(request.path.lower(), pairs)
        cursor = _cursor(values.get("cursor"), of_list, findings)
        if findings:
            raise refuse(findings)
        standing = published(incident_id, as_of)
        tag = answers.entity_tag(request, standing.etag)
        if answers.is_unchanged(request, tag):
            return answers.not_modified(tag)
        per_page = values.get("per_page")
        edge, backwards = cursor or (standing.number + 1, False)
        look = history.newer if backwards else history.older
        limit = per_page if isinstance(per_page, int) else 25
        found = look(standing.incident_id, edge, limit, last=standing.number)
        following, previous = _links(request, of_list, found)
        meta = {
            "count": standing.number,
            "count_is": "exact",
            "per_page": limit,
            "as_of": as_of.text if as_of else None,
            "licence": answers.LICENCE,
        }
        body = answers.envelope(meta, _results(request, standing, found), following, previous)
        pointers = [f'<{url}>; rel="{rel}"' for rel, url in (("next", following), ("prev", previous)) if url]
        return answers.found(body, tag, standing.valid_from, *pointers)

    def documented(self) -> Documented:
        says = "The incident's published revisions, newest first, each with its validity and what it changed."
        return Documented(shape=schemas.HISTORY, says=says, parameters=openapi.of_singles(PARAMETERS), may_go=True)


def _cursor(text: object, of_list: str, findings: list[Finding]) -> tuple[int, bool] | None:
    """The revision at the edge, and whether the page lies before it."""
    if not isinstance(text, str) or text == "*":
        return None
    try:
        cursor = cursors.read(text, of_list, 1)
        return int(cursor.values[0] or 0), cursor.backwards
    except cursors.BadCursor as error:
        findings.append(Finding(name="cursor", code="bad_cursor", detail=f"{error}; follow `next` as it is"))
        return None


def _results(request: Request, standing: Standing, found: History) -> bytes:
    address = f"{answers.base_url(request)}/api/v1/incidents/{standing.incident_id}"
    replaced = [*found.revisions[1:], found.before]
    return b",".join(
        orjson.dumps(history.told(one, before, last=standing.number, address=address))
        for one, before in zip(found.revisions, replaced, strict=False)
    )


def _links(request: Request, of_list: str, found: History) -> tuple[str | None, str | None]:
    """The addresses of the pages with older and with newer revisions."""
    if not found.revisions:
        return None, None
    first, last = found.revisions[0].number, found.revisions[-1].number
    return (
        _link(request, of_list, last) if found.before else None,
        _link(request, of_list, first, backwards=True) if found.has_newer else None,
    )


def _link(request: Request, of_list: str, number: int, *, backwards: bool = False) -> str:
    signed = cursors.sign(cursors.Cursor(values=(str(number),), backwards=backwards), of_list)
    kept = [pair for pair in pairs_of(request) if pair[0] != "cursor"]
    return f"{answers.base_url(request)}{request.path}?{encoded([*kept, ('cursor', signed)])}"
