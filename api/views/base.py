"""What every address of the API does: headers, limits, problems, HEAD and OPTIONS."""

from typing import Any

from django.http import HttpRequest
from django.utils.cache import patch_vary_headers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.answers import API_VERSION, CACHE_CONTROL, LICENCE_URL, PRIVATE_CACHE_CONTROL
from api.callers import caller_of
from api.negotiation import AcceptAlone
from api.parameters import unknown_parameter
from api.problems import Finding, Problem, refuse
from api.renderers import PassThroughJSONRenderer
from api.values import read_pairs

EXPOSED = (
    "Link, ETag, Last-Modified, API-Version, RateLimit, RateLimit-Policy, X-RateLimit-Limit, X-RateLimit-Remaining, "
    "X-RateLimit-Reset, Retry-After, X-Request-Id"
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

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Who asks comes before the limits, which differ; whoever comes with an unusable key is counted as anybody."""
        try:
            request._request.caller = caller_of(request)  # type: ignore[attr-defined]  # read by api.throttles
        except Problem:
            self.check_throttles(request)
            raise
        super().initial(request, *args, **kwargs)
        request._request.caller.needs(self.scope)  # type: ignore[attr-defined]

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """What may be done here; also the answer to a browser's preflight."""
        response = Response(None, status=204)
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
        if "HTTP_AUTHORIZATION" in request.META and response.get("Cache-Control") == CACHE_CONTROL:
            response["Cache-Control"] = PRIVATE_CACHE_CONTROL
        response["API-Version"] = API_VERSION
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = EXPOSED
        own = [response["Link"]] if response.has_header("Link") else []
        response["Link"] = ", ".join([*own, *_ALWAYS_LINKED])
        patch_vary_headers(response, ["Accept", "Accept-Encoding"])
        if isinstance(response, Response):
            response.add_post_render_callback(_measure)
        else:
            _measure(response)
        return response


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
