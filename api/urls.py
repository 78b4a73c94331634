"""Addresses of the API, all below /api/v1. Paths have no trailing slash; one is answered directly all the same."""

from django.urls import URLPattern, path, re_path

from api.listings import FLAT, LISTS, NESTED
from api.views.base import PublicView, UnknownAddress
from api.views.changes import ChangesView
from api.views.dictionary import DictionaryView
from api.views.docs import DocsView, ProblemView, SchemaView, SwaggerView
from api.views.incidents import ContradictionsView, IncidentRecordsView, IncidentView
from api.views.keys import KeyRotationView, KeysView, KeyView, RateLimitView
from api.views.letters import CorrectionsView, LetterView, SubmissionsView
from api.views.lists import ListView
from api.views.records import RecordView
from api.views.root import LookupView, RootView
from api.views.vocabularies import VocabulariesView, VocabularyView


def _at(route: str, view: type[PublicView]) -> list[URLPattern]:
    """The view at the path and, kept out of the OpenAPI document, at the path with a slash."""
    return [path(f"api/v1{route}", view.as_view()), path(f"api/v1{route}/", view.as_view(schema=None))]


def _of(view: type[PublicView], **attributes: object) -> type[PublicView]:
    """The view for one list or resource, as a class of its own: the OpenAPI document reads classes."""
    return type(view.__name__, (view,), {"__doc__": view.__doc__, **attributes})


urlpatterns: list[URLPattern] = [
    *_at("", RootView),
    *(pattern for name, listing in LISTS.items() for pattern in _at(f"/{name}", _of(ListView, listing=listing))),
    *_at("/incidents/<str:incident_id>", IncidentView),
    *_at("/incidents/<str:incident_id>/contradictions", ContradictionsView),
    *(
        pattern
        for name in NESTED
        for pattern in _at(f"/incidents/<str:incident_id>/{name}", _of(IncidentRecordsView, resource=name))
    ),
    *(pattern for name in FLAT for pattern in _at(f"/{name}/<str:record_id>", _of(RecordView, resource=name))),
    *_at("/dictionary", DictionaryView),
    *_at("/vocabularies", VocabulariesView),
    *_at("/vocabularies/<str:name>", VocabularyView),
    *_at("/lookup", LookupView),
    *_at("/changes", ChangesView),
    *_at("/submissions", SubmissionsView),
    *_at("/submissions/<str:letter_id>", _of(LetterView, kind="submissions")),
    *_at("/corrections", CorrectionsView),
    *_at("/corrections/<str:letter_id>", _of(LetterView, kind="corrections")),
    *_at("/keys", KeysView),
    *_at("/keys/current", KeyView),
    *_at("/keys/current/rotate", KeyRotationView),
    *_at("/rate-limit", RateLimitView),
    *_at("/schema", SchemaView),
    *_at("/docs", DocsView),
    *_at("/docs/swagger", SwaggerView),
    *_at("/docs/problems/<str:code>", ProblemView),
    re_path(r"^api/v1/[\s\S]*$", UnknownAddress.as_view()),
]
