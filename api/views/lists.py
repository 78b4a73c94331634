"""Lists: of incidents, of flat records, and of one incident's records."""

import datetime
from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from psycopg import sql
from rest_framework.request import Request
from rest_framework.response import Response

from api import answers, cursors, openapi, schemas
from api.documented import Documented
from api.listings import INCIDENTS
from api.pages import COUNT_CAP, Page, data_version, fetch
from api.questions import Listing, Question, understand
from api.selections import select
from api.then import rendered
from api.views.base import PublicView, pairs_of


class ListView(PublicView):
    """A list of `listing`."""

    listing: ClassVar[Listing] = INCIDENTS

    def get(self, request: Request) -> Response:
        return answer(request, self.listing)

    def documented(self) -> Documented:
        shape = schemas.PAGES[self.listing.name]
        return Documented(shape=shape, says=self.listing.says, parameters=openapi.of_listing(self.listing))


def answer(request: Request, listing: Listing, *conditions: sql.Composable) -> Response:
    """The page that the request asks for; `conditions` come from the address.

    A conditional request costs one look at the number of the last change. Otherwise the page, the count and that
    number are one statement, so that the tag never names a later state than the page shows.
    """
    question = understand(listing, pairs_of(request), path=request.path, now=datetime.datetime.now(datetime.UTC))
    if request.headers.get("If-None-Match"):
        tag = answers.entity_tag(request, data_version().sequence)
        if answers.is_unchanged(request, tag):
            return answers.not_modified(tag)
    page = fetch(select(question, *conditions))
    following, previous = links(request, question, page)
    body = answers.envelope(meta(question, page), results(request, question, page), following, previous)
    tag = answers.entity_tag(request, page.version.sequence)
    pointers = [f'<{url}>; rel="{rel}"' for rel, url in (("next", following), ("prev", previous)) if url]
    return answers.found(body, tag, page.version.changed_at, *pointers)


def meta(question: Question, page: Page) -> dict[str, Any]:
    return {
        "count": min(page.found, COUNT_CAP),
        "count_is": "at_least" if page.found > COUNT_CAP else "exact",
        "per_page": question.per_page,
        "sort": question.sort,
        "as_of": question.as_of.text if question.as_of else None,
        "known_by": str(question.known_by) if question.known_by else None,
        "data_version": answers.data_version_text(page.version),
        "licence": answers.LICENCE,
    }


def results(request: Request, question: Question, page: Page) -> bytes:
    return b",".join(rendered(question.listing.name, page.rows, question.reading, answers.base_url(request)))


def links(request: Request, question: Question, page: Page) -> tuple[str | None, str | None]:
    """The addresses of the pages after and before this one."""
    if not page.rows:
        return None, None
    after = cursors.Cursor(values=page.rows[-1].keys)
    before = cursors.Cursor(values=page.rows[0].keys, backwards=True)
    return (
        _link(request, question, after) if page.has_next else None,
        _link(request, question, before) if page.has_previous else None,
    )


def _link(request: Request, question: Question, cursor: cursors.Cursor) -> str:
    pairs = [pair for pair in pairs_of(request) if pair[0] != "cursor"]
    query = encoded([*pairs, ("cursor", cursors.sign(cursor, question.list_key))])
    return f"{answers.base_url(request)}{request.path}?{query}"


def encoded(pairs: Sequence[tuple[str, str]]) -> str:
    """A query string in which commas and dates stay readable."""
    return urlencode(pairs, safe=",:*!", quote_via=quote)
