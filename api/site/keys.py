"""The page on which anybody makes a key, and its holder looks at, renews or revokes it.

There are no accounts and no cookies: whoever has the key acts for it. So there is nothing that another site could make
a reader's browser do in the reader's name, and the forms need no token against that.
"""

from typing import Any, cast

from django.http import QueryDict
from django.template.loader import render_to_string
from rest_framework.parsers import FormParser
from rest_framework.request import Request
from rest_framework.response import Response

from api import letters
from api.problems import Finding, refuse
from api.request_bodies import LARGEST_BODY, Member
from api.site.base import PageView
from api.values import InvalidValue
from api.views.base import take_only
from api.views.keys import DAYS, KEY, described
from api.views.letters import NO_STORE
from incidents.intake import keys
from incidents.intake.models import SCOPES

_ACTS = ("issue", "look", "rotate", "revoke")


class KeysPage(PageView):
    """Make, look at, renew or revoke a key."""

    http_method_names = ["get", "head", "post", "options"]
    parser_classes = [FormParser]

    def get(self, request: Request) -> Response:
        take_only(request)
        return _page({})

    def post(self, request: Request) -> Response:
        letters.check_open()
        take_only(request)
        form = _form(request)
        act = form.get("act", "")
        if act not in _ACTS:
            raise refuse([_finding("act", InvalidValue(f"{act[:20]!r} is not one of {', '.join(_ACTS)}"))])
        return _issue(form) if act == "issue" else _manage(form, act)


def _form(request: Request) -> QueryDict:
    """The form's fields; what is too large or not a form was refused by the framework's parser or is here."""
    stated = request.META.get("CONTENT_LENGTH") or "0"
    if not stated.isdigit() or int(stated) > LARGEST_BODY:
        raise refuse([_finding("body", InvalidValue(f"a form has at most {LARGEST_BODY} bytes"))])
    return cast(QueryDict, request.data)


def _issue(form: QueryDict) -> Response:
    given: dict[str, Any] = {"name": form.get("name", ""), "scopes": form.getlist("scopes") or ["read"]}
    if form.get("contact"):
        given["contact"] = form["contact"]
    told, errors = _read(given)
    if errors:
        return _page({"errors": errors, "given": given}, status=400)
    key, secret = keys.issue(days=DAYS, contact=told.pop("contact", ""), **told)
    return _page({"secret": secret, "key": described(key)}, status=201)


def _read(given: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The members of a new key as the API reads them, and what is wrong with them."""
    members: dict[str, Member] = {one.name: one for one in KEY}
    told, errors = {}, []
    for name, value in given.items():
        try:
            told[name] = members[name].read(value)
        except InvalidValue as error:
            errors.append(f"{name}: {error}")
    return told, errors


def _manage(form: QueryDict, act: str) -> Response:
    try:
        key = keys.recognise(form.get("key", "").strip())
    except keys.UnusableKey as error:
        return _page({"key_errors": [str(error)]}, status=400)
    if act == "rotate":
        fresh, secret = keys.renew(key, days=DAYS)
        return _page({"secret": secret, "key": described(fresh), "replaced": described(key)}, status=201)
    if act == "revoke":
        keys.revoke(key)
        return _page({"revoked": described(key)})
    return _page({"key": described(key)})


def _page(told: dict[str, Any], *, status: int = 200) -> Response:
    page = render_to_string("site/keys.html", told | {"scopes": SCOPES.items(), "days": DAYS})
    return Response(page.encode(), status=status, headers={"Cache-Control": NO_STORE})


def _finding(name: str, error: InvalidValue) -> Finding:
    return Finding(name=name, code="invalid_value", detail=str(error), place="body")
