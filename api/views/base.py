"""What every address of the API does: headers, limits, problems, HEAD and OPTIONS."""

import datetime
from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api import deprecation
from api.answers import API_VERSION, CACHE_CONTROL, LICENCE_URL, PRIVATE_CACHE_CONTROL
from api.callers import caller_of
from api.deprecation import Deprecation
from api.negotiation import AcceptAlone
from api.parameters import unknown_parameter
from api.problems import Finding, Problem, refuse
from api.renderers import PassThroughJSONRenderer
from api.values import read_pairs

EXPOSED = (
    "Link, ETag, Last-Modified, API-Version, RateLimit, RateLimit-Policy, X-RateLimit-Limit, X-RateLimit-Remaining, "
    "X-RateLimit-Reset, Retry-After, X-Request-Id, Deprecation, Sunset"
)
_ALWAYS_LINKED = (
    f'<{LICENCE_URL}>; rel="license"',
    '</api/v1/schema>; rel="service-desc"',
    '</api/v1/docs>; rel="service-doc"',
)


class PublicView(APIView):
    """Read by anybody, without a key."""

    http_method_names = ["get", "head", "options"]
    content_negotiation_class = AcceptAlone
    scope = "read"  # what a caller's key, if there is one, must allow
    is_versioned: ClassVar[bool] = True  # False for pages and documents, which stay when a version is retired
    deprecated: ClassVar[Deprecation | None] = None  # of this address

    def takes(self) -> Sequence[deprecation.Parameter]:
        """The parameters that are declared in tables, where they may be deprecated."""
        return ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Who asks comes before the limits, which differ; whoever comes with an unusable key is counted as anybody."""
        request.get_host()  # a foreign host is refused before anything is asked
        try:
            request._request.caller = caller_of(request)  # type: ignore[attr-defined]  # read by api.throttles
        except Problem:
            self.check_throttles(request)
            raise
        super().initial(request, *args, **kwargs)
        self._refuse_after_sunset(request)
        request._request.caller.needs(self.scope)  # type: ignore[attr-defined]  # set a few lines up

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]  # no renderer
        """What may be done here; also the answer to a browser's preflight. No renderer has a part in it."""
        response = HttpResponse(status=204)
        del response["Content-Type"]
        response["Access-Control-Allow-Methods"] = ", ".join(self.allowed_methods)
        response["Access-Control-Allow-Headers"] = (
            "Accept, Authorization, Content-Type, Idempotency-Key, If-None-Match, X-Request-Id"
        )
        response["Access-Control-Max-Age"] = "86400"
        return response

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        if isinstance(response, Response) and response.exception:
            # A problem is JSON whatever the address serves otherwise.
            response.accepted_renderer = PassThroughJSONRenderer()
        throttle = getattr(request, "throttle", None)  # set by api.throttles
        if throttle is not None:
            if response.status_code == 304:
                throttle.refund()
            for name, value in throttle.headers().items():
                response[name] = value
        if "HTTP_AUTHORIZATION" in request.META and response.get("Cache-Control", CACHE_CONTROL) == CACHE_CONTROL:
            response["Cache-Control"] = PRIVATE_CACHE_CONTROL
        response["API-Version"] = API_VERSION
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = EXPOSED
        going = [*self._own_deprecations(), *self._deprecations_used(request)]
        for name, value in deprecation.headers(going).items():
            response[name] = value
        own = [response["Link"]] if response.has_header("Link") else []
        response["Link"] = ", ".join([*own, *deprecation.links(going), *_ALWAYS_LINKED])
        patch_vary_headers(response, ["Accept", "Accept-Encoding"])
        if isinstance(response, Response):
            response.add_post_render_callback(_measure)
        else:
            _measure(response)
        return response

    def _own_deprecations(self) -> list[Deprecation]:
        """Of the version and of the address."""
        return [one for one in (deprecation.VERSION if self.is_versioned else None, self.deprecated) if one]

    def _deprecations_used(self, request: Request) -> list[Deprecation]:
        """Of the parameters in the request's query."""
        going = deprecation.of_parameters(self.takes())
        if not going:
            return []
        try:
            return [going[name] for name in dict.fromkeys(name for name, _ in pairs_of(request)) if name in going]
        except Problem:
            return []  # unreadable, which the answer tells

    def _refuse_after_sunset(self, request: Request) -> None:
        """Raise Problem 410 where the address is no more; a browser's preflight is answered, so that it reads that."""
        now = datetime.datetime.now(datetime.UTC)
        over = [one for one in self._own_deprecations() if one.is_over(now)]
        if over and request.method != "OPTIONS":
            members = {"sunset": str(over[0].sunset), "successor": over[0].successor}
            raise Problem("version_retired", f"It ended on {over[0].sunset}. {over[0].says}", members=members)


def _measure(response: Any) -> None:
    """Say how long the body is, which HEAD asks for and kept connections need."""
    if response.status_code not in (204, 304) and not response.streaming:
        response["Content-Length"] = str(len(response.content))


class UnknownAddress(PublicView):
    """Every other path below /api/v1."""

    schema = None

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        raise Problem("not_found", "There is nothing at this address; /api/v1 lists what there is.")


def pairs_of(request: Request) -> list[tuple[str, str]]:
    return read_pairs(request.META.get("QUERY_STRING", ""))


def take_only(request: Request, *names: str, formats: tuple[str, ...] = ("json",)) -> dict[str, str]:
    """The parameters of an address that takes these alone, each at most once; raises Problem."""
    allowed = (*names, "format")
    values: dict[str, str] = {}
    findings = []
    for name, text in pairs_of(request):
        if name not in allowed:
            findings.append(unknown_parameter(name, allowed))
        elif name in values:
            findings.append(Finding(name=name, code="repeated_parameter", detail=f"`{name}` may be given once"))
        elif name == "format" and text not in formats:
            detail = f"{text[:40]!r} is no format here; allowed: {', '.join(formats)}"
            findings.append(Finding(name=name, code="invalid_value", detail=detail, allowed=formats))
        values[name] = text
    if findings:
        raise refuse(findings)
    return values
