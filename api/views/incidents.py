"""One incident, and what it holds."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.http import HttpResponsePermanentRedirect, StreamingHttpResponse
from psycopg import sql
from rest_framework.request import Request
from rest_framework.response import Response

from api import answers, openapi, schemas
from api.deprecation import Parameter
from api.documented import Documented
from api.filters import Reading
from api.listings import FLAT, NESTED
from api.lookups import Standing, body_of, standing_of
from api.pages import data_version
from api.parameters import EXPAND, ONLY_JSON, SELECT, SINGLES, Single, read_as_of, read_singles, unknown_parameter
from api.problems import Finding, Problem, refuse
from api.questions import Listing
from api.shaping import Shaping, read_shaping
from api.then import reshaped
from api.values import Span
from api.views.base import PublicView, pairs_of
from api.views.lists import LIST_RENDERERS, answer
from incidents.partial_dates import PartialDate
from incidents.published import bodies, known

_ID = re.compile(r"PIKB-\d{4}-\d{5,10}")
CLOCKS: tuple[Single, ...] = (*(one for one in SINGLES if one.name in ("as_of", "known_by")), ONLY_JSON)
SHAPED: tuple[Single, ...] = (SELECT, EXPAND, *CLOCKS)


class Moved(Exception):
    """The incident was merged into another."""

    def __init__(self, incident_id: str, successor: str) -> None:
        super().__init__(f"{incident_id} was merged into {successor}")
        self.incident_id = incident_id
        self.successor = successor


class OfIncident(PublicView):
    """An address below an incident; where it was merged, 301 to the same address of the survivor."""

    def handle_exception(self, exc: Exception) -> Any:
        if not isinstance(exc, Moved):
            return super().handle_exception(exc)
        path = self.request.get_full_path().replace(exc.incident_id, exc.successor, 1)
        return HttpResponsePermanentRedirect(path, headers={"Cache-Control": answers.CACHE_CONTROL})


class IncidentView(OfIncident):
    """An incident with everything that is claimed about it; merged ones answer 301, withdrawn ones 410."""

    def get(self, request: Request, incident_id: str) -> Response:
        as_of, known_by, shaping = read_shaped(request, "incidents")
        # Who holds an answer already probably holds this one: then the body is read only when it is another.
        standing = published(incident_id, as_of, with_body="If-None-Match" not in request.headers)
        # A reference made whole shows another record too, so the state of the whole base.
        state = data_version().sequence if shaping.expanded else None
        tag = answers.entity_tag(request, standing.etag, state)
        if answers.is_unchanged(request, tag):
            return answers.not_modified(tag)
        return answers.found(_body(request, standing, as_of, known_by, shaping), tag, standing.valid_from)

    def takes(self) -> Sequence[Parameter]:
        return SHAPED

    def documented(self) -> Documented:
        says = "One incident with everything that is claimed about it."
        return Documented(shape=schemas.Incident, says=says, parameters=openapi.of_singles(SHAPED), may_go=True)


class IncidentRecordsView(OfIncident):
    """What an incident holds of one kind, with the filters of the flat resource."""

    renderer_classes = LIST_RENDERERS
    resource: ClassVar[str] = "estimates"

    def get(self, request: Request, incident_id: str) -> Response | StreamingHttpResponse:
        as_of, _, _ = _read(request, SINGLES, None, strict=False)
        standing = published(incident_id, as_of)
        listing = nested_listing(self.resource)
        column = (
            "r.incident_id IS NULL AND r.incident_ids @> ARRAY[{}::varchar]"
            if self.resource == "articles"
            else "r.incident_id = {}"
        )
        return answer(request, listing, sql.SQL(column).format(sql.Literal(standing.incident_id)))

    def takes(self) -> Sequence[Parameter]:
        return nested_listing(self.resource).declared

    def documented(self) -> Documented:
        listing = nested_listing(self.resource)
        says = f"The incident's {self.resource}. {listing.says}"
        shape = schemas.PAGES[listing.name]
        return Documented(shape=shape, says=says, parameters=openapi.of_listing(listing), may_go=True)


class ContradictionsView(OfIncident):
    """Pairs of facts of an incident that cannot both hold, with how that was resolved; always all of them."""

    def get(self, request: Request, incident_id: str) -> Response:
        as_of, known_by = read_clocks(request)
        standing = published(incident_id, as_of)
        tag = answers.entity_tag(request, standing.etag)
        if answers.is_unchanged(request, tag):
            return answers.not_modified(tag)
        body = body_by(request, standing, known_by)
        meta = {
            "count": len(body["contradictions"]),
            "count_is": "exact",
            "as_of": as_of.text if as_of else None,
            "known_by": str(known_by) if known_by else None,
            "licence": answers.LICENCE,
        }
        whole = {"meta": meta, "results": body["contradictions"], "next": None, "previous": None}
        return answers.found(whole, tag, standing.valid_from)

    def takes(self) -> Sequence[Parameter]:
        return CLOCKS

    def documented(self) -> Documented:
        says = "Pairs of facts of the incident that cannot both hold."
        return Documented(shape=schemas.CONTRADICTIONS, says=says, parameters=openapi.of_singles(CLOCKS), may_go=True)


def nested_listing(resource: str) -> Listing:
    """The flat list without its `incident` filter, which the address has already said."""
    flat = FLAT[NESTED[resource]]
    return replace(flat, filters=tuple(one for one in flat.filters if one.name != "incident"))


def published(incident_id: str, as_of: Span | None, *, with_body: bool = False) -> Standing:
    """Where a public incident stands; raises Problem 404 or 410, or Moved."""
    wanted = incident_id.upper()
    instant = min(as_of.last, _now()) if as_of else None
    standing = standing_of(wanted, instant, with_body=with_body) if _ID.fullmatch(wanted) else None
    if standing is None:
        when = " at that time" if as_of else ""
        raise Problem("not_found", f"There is no public incident {incident_id[:40]!r}{when}.")
    if standing.state == "withdrawn":
        members = {
            "withdrawn_at": answers.instant(standing.valid_from),
            "reason": standing.state_reason,
            "successor": standing.successor,
        }
        raise Problem("withdrawn", f"{standing.incident_id} was withdrawn: {standing.state_reason}", members=members)
    if standing.state == "merged":
        raise Moved(incident_id, str(standing.successor))
    return standing


def read_clocks(request: Request) -> tuple[Span | None, PartialDate | None]:
    """`as_of` and `known_by`; raises one Problem for all that is wrong."""
    as_of, known_by, _ = _read(request, CLOCKS, None, strict=True)
    return as_of, known_by


def read_shaped(request: Request, resource: str) -> tuple[Span | None, PartialDate | None, Shaping]:
    """The clocks with `select` and `expand` of a single object; raises one Problem for all that is wrong."""
    return _read(request, SHAPED, resource, strict=True)


def _read(
    request: Request, singles: Sequence[Single], resource: str | None, *, strict: bool
) -> tuple[Span | None, PartialDate | None, Shaping]:
    # Not strict: the list that the address leads to checks the rest itself.
    pairs = pairs_of(request)
    findings: list[Finding] = []
    values = read_singles(pairs, singles, findings)
    as_of, known_by = read_as_of(values, _now(), findings), values.get("known_by")
    shaping = read_shaping(resource, values, findings) if resource else Shaping()
    if strict:
        names = tuple(one.name for one in singles)
        findings += [unknown_parameter(name, names) for name, _ in pairs if name not in names]
        if findings:
            raise refuse(findings)
    return as_of, known_by if isinstance(known_by, PartialDate) else None, shaping


def reading_of(as_of: Span | None, known_by: PartialDate | None) -> Reading:
    """Both clocks as one reading; an `as_of` that has begun and not ended means now."""
    return Reading(as_of=min(as_of.last, _now()) if as_of else None, known_by=known_by.latest if known_by else None)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def _body(
    request: Request, standing: Standing, as_of: Span | None, known_by: PartialDate | None, shaping: Shaping
) -> bytes | dict[str, Any]:
    base = answers.base_url(request)
    if known_by is None and shaping.is_plain:
        return bodies.render(body_of(standing), base)
    body = body_by(request, standing, known_by)
    return reshaped("incidents", [body], reading_of(as_of, known_by), base, shaping)[0]


def body_by(request: Request, standing: Standing, known_by: PartialDate | None) -> dict[str, Any]:
    """The incident as a dict, with only what had been claimed by the day where one is given; raises Problem 404."""
    body = bodies.parse(body_of(standing), answers.base_url(request))
    if known_by is None:
        return body
    pruned = known.prune(body, known_by.latest)
    if not any(pruned[array] for array in (*known.FACT_ARRAYS, "remediations")):
        raise Problem("not_found", f"Nothing of {standing.incident_id} had been claimed by {known_by}.")
    return pruned
