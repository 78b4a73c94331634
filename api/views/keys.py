"""Keys for whoever wants higher limits: made, looked at, renewed and revoked by their holders, without an account."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api import answers, letters, schemas
from api.callers import key_of
from api.documented import Documented
from api.problems import Problem
from api.request_bodies import Member, read_members, text, text_schema
from api.throttles import CallerThrottle
from api.values import InvalidValue
from api.views.base import PublicView, take_only
from api.views.letters import CONTACT, NO_STORE
from incidents.intake import keys
from incidents.intake.models import SCOPES, ApiKey

DAYS = 365
_PRIVATE = {"Cache-Control": NO_STORE}


def _scopes(value: Any) -> list[str]:
    if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
        raise InvalidValue("a list of scopes is needed", allowed=tuple(SCOPES))
    if unknown := [one for one in value if one not in SCOPES]:
        raise InvalidValue(f"{unknown[0][:40]!r} is no scope", allowed=tuple(SCOPES))
    return sorted(set(value))


def _days(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= keys.LONGEST_DAYS:
        raise InvalidValue(f"a whole number from 1 to {keys.LONGEST_DAYS} is needed")
    return value


EXPIRY = Member(
    name="expires_in_days",
    says=f"How long it holds: 1 to {keys.LONGEST_DAYS} days; {DAYS} by default.",
    read=_days,
    schema={"type": "integer", "minimum": 1, "maximum": keys.LONGEST_DAYS},
)
KEY: tuple[Member, ...] = (
    Member(name="name", says="What it is for.", read=text(longest=100), schema=text_schema(100), is_required=True),
    Member(
        name="scopes",
        says="What it may do; `read` by default.",
        read=_scopes,
        schema={"type": "array", "items": {"type": "string", "enum": list(SCOPES)}, "minItems": 1},
    ),
    EXPIRY,
    CONTACT,
)


class KeysView(PublicView):
    """Makes a key. It is told in this answer alone."""

    http_method_names = ["post", "options"]

    def post(self, request: Request) -> Response:
        letters.check_open()
        take_only(request)
        told = read_members(request, KEY)
        key, secret = keys.issue(
            name=told["name"],
            scopes=told.get("scopes", ["read"]),
            days=told.get("expires_in_days", DAYS),
            contact=told.get("contact", ""),
        )
        return Response({"key": secret} | described(key), status=201, headers=_PRIVATE)

    def documented(self) -> Documented:
        says = "Make a key for higher limits. It is shown in this answer and never again."
        return Documented(shape=schemas.NewKey, says=says, takes=KEY, status=201)


class KeyView(PublicView):
    """The key in the Authorization header: what it is, and its end."""

    http_method_names = ["get", "head", "delete", "options"]

    def get(self, request: Request) -> Response:
        take_only(request)
        return Response(described(_own(request)), headers=_PRIVATE)

    def delete(self, request: Request) -> Response:
        take_only(request)
        keys.revoke(_own(request))
        return Response(None, status=204, headers=_PRIVATE)

    def documented(self) -> Documented:
        return Documented(shape=schemas.Key, says="The key in the Authorization header. DELETE revokes it at once.")


class KeyRotationView(PublicView):
    """A new key in the place of the one in the Authorization header, which works on for a day."""

    http_method_names = ["post", "options"]

    def post(self, request: Request) -> Response:
        take_only(request)
        told = read_members(request, (EXPIRY,))
        fresh, secret = keys.renew(_own(request), days=told.get("expires_in_days", DAYS))
        return Response({"key": secret} | described(fresh), status=201, headers=_PRIVATE)

    def documented(self) -> Documented:
        says = "A new key like the one in the Authorization header, which works on for a day."
        return Documented(shape=schemas.NewKey, says=says, takes=(EXPIRY,), status=201)


class RateLimitView(PublicView):
    """How the caller stands with the limits. Asking costs nothing."""

    def check_throttles(self, request: Request) -> None:
        self.throttle = CallerThrottle()
        self.throttle.look(request)

    def get(self, request: Request) -> Response:
        take_only(request)
        key = key_of(request)
        limits = [
            {
                "name": window.rate.name,
                "limit": window.rate.requests,
                "remaining": window.remaining,
                "reset_seconds": window.reset_seconds,
            }
            for window in self.throttle.windows
        ]
        return Response({"caller": str(key) if key else "anonymous", "limits": limits}, headers=_PRIVATE)

    def documented(self) -> Documented:
        return Documented(shape=schemas.RateLimit, says="How you stand with the limits. Asking is not counted.")


def described(key: ApiKey) -> dict[str, Any]:
    """A key without the key."""
    return {
        "prefix": key.prefix,
        "name": key.name,
        "scopes": key.scopes,
        "created_at": answers.instant(key.created_at),
        "expires_at": answers.instant(key.expires_at) if key.expires_at else None,
        "last_used_at": answers.instant(key.last_used_at) if key.last_used_at else None,
        "revoked_at": answers.instant(key.revoked_at) if key.revoked_at else None,
    }


def _own(request: Request) -> ApiKey:
    key = key_of(request)
    if key is None:
        challenge = {"WWW-Authenticate": 'Bearer realm="pikb"'}
        raise Problem("invalid_key", "This address needs a key: `Authorization: Bearer pikb_…`.", headers=challenge)
    return ApiKey.objects.using(keys.ALIAS).get(pk=key.pk)
