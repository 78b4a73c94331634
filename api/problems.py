"""Everything that can go wrong, told as RFC 9457 problem details; a stack trace goes to the log, never out."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import DisallowedHost
from django.db import DatabaseError, OperationalError
from django.http import Http404
from psycopg import errors as postgres
from rest_framework import exceptions
from rest_framework.response import Response

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 5
PAGES = "/api/v1/docs/problems/"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One stable code: its status, its title, and what a reader can do about it."""

    status: int
    title: str
    advice: str


KINDS: Mapping[str, Kind] = {
    "unknown_parameter": Kind(
        status=400,
        title="Unknown parameter",
        advice="A parameter that this address does not have is refused, because an ignored filter gives a wrong answer "
        "that looks right. `did_you_mean` names the nearest ones, `allowed` lists them all.",
    ),
    "invalid_value": Kind(
        status=400,
        title="Invalid value",
        advice="The value cannot be read. `detail` says what was wrong and what is allowed; /vocabularies has codes.",
    ),
    "unknown_field": Kind(
        status=400,
        title="Unknown member",
        advice="`select`, `expand` and `group_by` take names of this resource alone; `allowed` lists them.",
    ),
    "repeated_parameter": Kind(
        status=400, title="Parameter given twice", advice="Give this parameter once; `a,b` means a or b in one filter."
    ),
    "incompatible_parameters": Kind(
        status=400,
        title="Parameters do not go together",
        advice="Each parameter is right alone; `detail` says why the combination has no exact answer and what to ask.",
    ),
    "bad_cursor": Kind(
        status=400,
        title="Cursor of another list",
        advice="A cursor belongs to one list with its filters and sort. Follow `next` as it is, or start again.",
    ),
    "invalid_request": Kind(
        status=400, title="Unreadable request", advice="The request line or its encoding is broken; send UTF-8."
    ),
    "invalid_body": Kind(
        status=400,
        title="Unreadable body",
        advice="A body is one JSON object in UTF-8, at most 32 levels deep, no member twice.",
    ),
    "missing_member": Kind(
        status=400, title="Member missing", advice="The body lacks a member that is needed; `errors` names it."
    ),
    "key_in_query": Kind(
        status=400,
        title="Key in the address",
        advice="Addresses are kept in logs and histories. Revoke this key, and send another in the header "
        "`Authorization: Bearer …`.",
    ),
    "invalid_key": Kind(
        status=401,
        title="Unusable key",
        advice="The key is unknown, misspelt or revoked. Everything public is read without one.",
    ),
    "expired_key": Kind(
        status=401, title="Expired key", advice="Issue a new key; everything public is read without one meanwhile."
    ),
    "missing_scope": Kind(
        status=403, title="Scope missing", advice="The key may not do this; `scope` names what it lacks."
    ),
    "not_found": Kind(
        status=404, title="Not found", advice="No public record has this address. /api/v1 lists the addresses."
    ),
    "method_not_allowed": Kind(
        status=405, title="Method not allowed", advice="This part of the API is read with GET, HEAD and OPTIONS."
    ),
    "not_acceptable": Kind(
        status=406,
        title="No such format",
        advice="Ask for application/json (lists: application/x-ndjson or text/csv too), or send no Accept header.",
    ),
    "idempotency_conflict": Kind(
        status=409,
        title="Idempotency-Key used for something else",
        advice="The same Idempotency-Key came with another body before. Use a new one for a new request.",
    ),
    "too_large": Kind(status=413, title="Body too large", advice="Send less: a body has at most 256 KiB."),
    "withdrawn": Kind(
        status=410,
        title="Withdrawn",
        advice="The record was public and is not any more; the problem tells when, why and what stands in its place.",
    ),
    "unsupported_media": Kind(
        status=415,
        title="Unsupported media type",
        advice="A body is application/json in UTF-8, sent as it is; most addresses take none.",
    ),
    "rate_limited": Kind(
        status=429,
        title="Too many requests",
        advice="Wait as long as Retry-After says. Answers 304 to If-None-Match are not counted.",
    ),
    "internal_error": Kind(
        status=500, title="Internal error", advice="A fault of ours; report it with the request id."
    ),
    "query_timeout": Kind(
        status=503, title="The question took too long", advice="Narrow the filters or ask again after Retry-After."
    ),
    "overloaded": Kind(
        status=503,
        title="Too busy",
        advice="More was asked at once than this server answers well; nothing was queued. Ask again after Retry-After.",
    ),
    "unavailable": Kind(
        status=503, title="Out of service", advice="The database cannot be reached; ask again after Retry-After."
    ),
}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong with a request, with what would be right."""

    name: str
    code: str
    detail: str
    place: str = "query"
    allowed: tuple[str, ...] = ()
    did_you_mean: tuple[str, ...] = ()

    def as_error(self) -> dict[str, Any]:
        told = {key: value for key, value in asdict(self).items() if value != ()}
        return {"in": told.pop("place")} | told


class Problem(exceptions.APIException):
    """A refusal with a code of KINDS, a sentence, and members that only this kind of problem has."""

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        findings: Iterable[Finding] = (),
        members: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail, code)
        self.code = code
        self.status_code = KINDS[code].status
        self.findings = tuple(findings)
        self.members = dict(members or {})
        self.headers = dict(headers or {})


def refuse(findings: Iterable[Finding]) -> Problem:
    """The one problem that tells everything wrong with a request; its code is that of the first finding."""
    found = tuple(findings)
    sentence = found[0].detail if len(found) == 1 else f"{len(found)} things are wrong with the request; see `errors`."
    return Problem(found[0].code, sentence, findings=found)


def handle(error: Exception, context: Mapping[str, Any]) -> Response:
    """Answer any exception of a view as problem+json (the REST framework's EXCEPTION_HANDLER)."""
    request = context["request"]
    problem = _as_problem(error)
    if problem.status_code >= 500:
        logger.error("request %s: %s", _request_id(request), problem.code, exc_info=error)
    body = {
        "type": f"{_base_url(request)}{PAGES}{problem.code}",
        "title": KINDS[problem.code].title,
        "status": problem.status_code,
        "detail": str(problem.detail),
        "instance": request.path,
        "code": problem.code,
        "request_id": _request_id(request),
        "errors": [finding.as_error() for finding in problem.findings],
    } | problem.members
    response = Response(body, status=problem.status_code, headers=problem.headers, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    response.exception = True
    return response


def _as_problem(error: Exception) -> Problem:
    match error:
        case Problem():
            return error
        case exceptions.Throttled():
            seconds = max(1, round(getattr(error, "wait", None) or 1))
            return Problem(
                "rate_limited",
                f"More requests than the limit allows; ask again in {seconds} s.",
                headers={"Retry-After": str(seconds)},
            )
        case exceptions.MethodNotAllowed():
            return Problem("method_not_allowed", str(error.detail))
        case exceptions.NotAcceptable():
            return Problem(
                "not_acceptable",
                "None of the formats of Accept is served here; leave it out, or see the documentation.",
            )
        case exceptions.UnsupportedMediaType():
            return Problem("unsupported_media", str(error.detail))
        case Http404() | exceptions.NotFound():
            return Problem("not_found", "No public record has this address.")
        case exceptions.ParseError() | DisallowedHost() | UnicodeError():
            return Problem("invalid_request", "The request cannot be read: its host, encoding or body is broken.")
        case DatabaseError():
            return _as_database_problem(error)
    return Problem("internal_error", "Something went wrong on our side; the request id leads us to it.")


def _as_database_problem(error: DatabaseError) -> Problem:
    again = {"Retry-After": str(RETRY_AFTER_SECONDS)}
    if isinstance(error.__cause__, postgres.InternalError_) and "tsquery" in str(error):
        detail = "too many operators for one search; ask for fewer words"
        return refuse([Finding(name="q", code="invalid_value", detail=detail)])
    if isinstance(error.__cause__, postgres.QueryCanceled | postgres.LockNotAvailable):
        return Problem("query_timeout", "The answer would take more than 3 s; narrow the filters.", headers=again)
    if isinstance(error, OperationalError):
        return Problem("unavailable", "The database does not answer; ask again in a moment.", headers=again)
    return Problem("internal_error", "Something went wrong on our side; the request id leads us to it.")


def _request_id(request: Any) -> str | None:
    return getattr(request, "request_id", None)


def _base_url(request: Any) -> str:
    try:
        return f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        return ""
