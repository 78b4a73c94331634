"""What every answer carries, a request id and a content security policy; and what is refused before any view."""

import re
import uuid
from collections.abc import Callable, Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.cache import add_never_cache_headers

Next = Callable[[HttpRequest], HttpResponse]
_ACCEPTED_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIDMiddleware:
    """Echo a well-formed X-Request-Id or make one, so that an answer, its problem body and the log share it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        offered = request.headers.get("X-Request-Id", "")
        request.request_id = offered if _ACCEPTED_ID.fullmatch(offered) else uuid.uuid4().hex  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response


class ContentSecurityPolicyMiddleware:
    """Send SECURE_CSP, in the setting's shape of Django 6, so that this file can go when that arrives.

    A view may widen single directives for its own page by setting `response.csp_override`.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = settings.SECURE_CSP | getattr(response, "csp_override", {})
        response["Content-Security-Policy"] = "; ".join(
            f"{directive} {' '.join(sources)}" for directive, sources in policy.items()
        )
        return response


class AdminMiddleware:
    """What holds for every page of the admin, ours too: no cache keeps it, and only what can be read reaches a form.

    Refused is a body of no stated length, and NUL, which no text in PostgreSQL can hold and so no field means to take.
    The API reads its own query strings and bodies, more strictly, and tells what is wrong.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/admin/"):
            return self.get_response(request)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()):
            return HttpResponseBadRequest("Content-Length is no number.")
        if any("\0" in text for text in _texts(request)):
            return HttpResponseBadRequest("A field or parameter has a NUL character, which no text may have.")
        response = self.get_response(request)
        add_never_cache_headers(response)
        return response


def _texts(request: HttpRequest) -> Iterator[str]:
    yield request.path_info
    for fields in (request.GET, request.POST):
        for name, values in fields.lists():
            yield from (name, *values)
