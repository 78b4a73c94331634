"""Refuse at once what cannot be answered soon: a queue would make everybody wait for everybody."""

import threading

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from api import problems
from api.site.base import problem_page
from kb.middleware import Next

_NEVER_REFUSED = ("/healthz", "/readyz")


class InFlightMiddleware:
    """At most REQUESTS_IN_FLIGHT requests of this process are worked on; one more is answered 503 without a query.

    The server needs a few threads more than that, to refuse with. Whole lists that are being streamed have a limit of
    their own (EXPORTS_PER_PROCESS) and count here until their first rows are there.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self._places = threading.BoundedSemaphore(settings.REQUESTS_IN_FLIGHT)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in _NEVER_REFUSED:
            return self.get_response(request)
        if not self._places.acquire(blocking=False):
            return _refusal(request)
        try:
            return self.get_response(request)
        finally:
            self._places.release()


def _refusal(request: HttpRequest) -> HttpResponse:
    """The problem `overloaded`; as a page where people read."""
    detail = "More was asked at once than this server answers well; ask again in a moment."
    again = {"Retry-After": str(problems.RETRY_AFTER_SECONDS)}
    problem = problems.Problem("overloaded", detail, headers=again)
    if request.path_info.startswith("/api/v1"):
        told = problems.handle(problem, {"request": request})
        headers = dict(told.headers) | {"Access-Control-Allow-Origin": "*", "Content-Type": problems.MEDIA_TYPE}
        response = HttpResponse(orjson.dumps(told.data), status=told.status_code, headers=headers)
    else:
        response = problem_page(problem, {"request": request})
    response["Content-Length"] = str(len(response.content))
    return response
