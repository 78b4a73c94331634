"""The code lists, with the terms of standards that codes were taken from."""

import datetime
from typing import Any

from django.db.models import Count
from rest_framework.request import Request
from rest_framework.response import Response

from api import answers, schemas
from api.database import ALIAS
from api.documented import Documented
from api.problems import Problem
from api.views.base import PublicView, take_only
from incidents import vocabularies
from incidents.published.models import VocabularyTerm

_TERM = (
    "code",
    "label",
    "definition",
    "standard",
    "standard_version",
    "source_term",
    "match",
    "parent",
    "deprecated_by",
)


class VocabulariesView(PublicView):
    """All code lists with their size and the date of their last change."""

    def get(self, request: Request) -> Response:
        take_only(request)
        sizes = dict(
            VocabularyTerm.objects.using(ALIAS).order_by().values_list("vocabulary").annotate(size=Count("pk"))
        )
        lists = [_about(request, name, sizes.get(name, 0)) for name in vocabularies.names()]
        body = {"meta": {"count": len(lists), "licence": answers.LICENCE}, "results": lists}
        return _answer(request, body, max(vocabularies.load(name).updated for name in vocabularies.names()))

    def documented(self) -> Documented:
        return Documented(shape=schemas.Vocabularies, says="All code lists.")


class VocabularyView(PublicView):
    """One code list with its terms in order."""

    def get(self, request: Request, name: str) -> Response:
        take_only(request)
        if name not in vocabularies.names():
            near = vocabularies.nearest(name[:60], vocabularies.names())
            raise Problem(
                "not_found",
                f"There is no code list {name[:60]!r}" + (f"; nearest: {', '.join(near)}" if near else ""),
                members={"did_you_mean": list(near)},
            )
        rows = VocabularyTerm.objects.using(ALIAS).filter(vocabulary=name).order_by("position").values(*_TERM)
        terms = [row | _elsewhere(name, row["code"]) for row in rows]
        more = {"terms": terms, "ambiguous": vocabularies.load(name).ambiguous, "licence": answers.LICENCE}
        return _answer(request, _about(request, name, len(terms)) | more, vocabularies.load(name).updated)

    def documented(self) -> Documented:
        return Documented(shape=schemas.Vocabulary, says="One code list with its terms in order.")


def _about(request: Request, name: str, size: int) -> dict[str, Any]:
    vocabulary = vocabularies.load(name)
    return {
        "name": name,
        "url": f"{answers.base_url(request)}/api/v1/vocabularies/{name}",
        "title": vocabulary.title,
        "purpose": vocabulary.purpose,
        "updated": vocabulary.updated.isoformat(),
        "unknown": vocabulary.unknown,
        "count": size,
    }


def _elsewhere(name: str, code: str) -> dict[str, Any]:
    """What a code is called by other lists and sources; a term that has left the files says nothing of it any more."""
    term = vocabularies.load(name).get(code)
    if term is None:
        return {"aliases": [], "note": None, "mappings": {}}
    mappings = {column: term.words(column) for column, _ in term.extra}
    if name == "data_category":
        mappings["hibp"] = tuple(one.code for one in vocabularies.load("hibp_data_class").children(code))
    return {
        "aliases": term.aliases,
        "note": term.note or None,
        "mappings": {standard: words for standard, words in mappings.items() if words},
    }


def _answer(request: Request, body: dict[str, Any], updated: datetime.date) -> Response:
    tag = answers.entity_tag(request, repr(body))
    if answers.is_unchanged(request, tag):
        return answers.not_modified(tag)
    return answers.found(body, tag, answers.midnight(updated))
