"""Who asks: anybody, or the holder of a key. Reading never needs a key; one raises the limits."""

import re
from dataclasses import dataclass

from django.conf import settings
from rest_framework.request import Request

from api.problems import Finding, Problem, refuse
from api.values import read_pairs
from incidents.intake import keys
from incidents.intake.models import SCOPES, ApiKey

# Addresses end in logs, so a key in one is refused and should be revoked.
_A_KEY = re.compile(r"pikb_[a-z0-9]{8}_")


@dataclass(frozen=True, kw_only=True)
class Caller:
    """The holder of `key`, or anybody."""

    key: ApiKey | None = None

    def needs(self, scope: str) -> None:
        """Raise Problem 403 unless the caller's key has the scope. Without a key nothing is asked here."""
        if self.key is not None and scope not in self.key.scopes:
            detail = f"The key {self.key} has not the scope {scope}: {SCOPES[scope]}."
            raise Problem("missing_scope", detail, members={"scope": scope})


def key_of(request: Request) -> ApiKey | None:
    """The key that the caller of a request shows, once `views.base` has asked; None for anybody."""
    caller: Caller = getattr(request._request, "caller", Caller())
    return caller.key


def caller_of(request: Request) -> Caller:
    """Who asks, by the Authorization header. Raises Problem 400 for a key in the address, 401 for an unusable one."""
    _refuse_key_in_query(request)
    header = request.META.get("HTTP_AUTHORIZATION")
    if header is None:
        return Caller()
    scheme, _, text = header.partition(" ")
    challenge = {"WWW-Authenticate": 'Bearer realm="pikb"'}
    if scheme.lower() != "bearer" or not keys.SHAPE.fullmatch(text.strip()):
        detail = "Authorization is `Bearer pikb_…`; everything public is read without it."
        raise Problem("invalid_key", detail, headers=challenge)
    if "intake" not in settings.DATABASES:
        raise Problem("unavailable", "This server knows no keys; ask without one.", headers={"Retry-After": "60"})
    try:
        return Caller(key=keys.recognise(text.strip()))
    except keys.UnusableKey as error:
        raise Problem(error.code, f"{str(error).capitalize()}.", headers=challenge) from error


def _refuse_key_in_query(request: Request) -> None:
    query = request.META.get("QUERY_STRING", "")
    if "pikb_" in query and any(_A_KEY.search(part) for pair in read_pairs(query) for part in pair):
        detail = "A key belongs in the header `Authorization: Bearer …`; addresses end in logs. Revoke this one."
        raise refuse([Finding(name="?", code="key_in_query", detail=detail)])
