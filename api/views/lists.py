"""Lists: of incidents, of flat records, and of one incident's records."""

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

import orjson
from django.http import StreamingHttpResponse
from django.utils.http import http_date
from psycopg import sql
from rest_framework.request import Request
from rest_framework.response import Response

from api import answers, cursors, exports, groups, openapi, schemas, tables
from api.deprecation import Parameter
from api.documented import Documented
from api.groups import Groups
from api.listings import INCIDENTS
from api.pages import COUNT_CAP, DataVersion, Page, Row, data_version, fetch, within_limit
from api.questions import Listing, Question, understand
from api.renderers import CSVRenderer, NDJSONRenderer, PassThroughJSONRenderer
from api.respelling import respelled
from api.selections import select
from api.then import answered, rendered
from api.views.base import PublicView, pairs_of

LIST_RENDERERS = [PassThroughJSONRenderer, NDJSONRenderer, CSVRenderer]


class ListView(PublicView):
    """A list of `listing`."""

    renderer_classes = LIST_RENDERERS
    listing: ClassVar[Listing] = INCIDENTS

    def get(self, request: Request) -> Response | StreamingHttpResponse:
        return answer(request, self.listing)

    def takes(self) -> Sequence[Parameter]:
        return self.listing.declared

    def documented(self) -> Documented:
        shape = schemas.PAGES[self.listing.name]
        return Documented(shape=shape, says=self.listing.says, parameters=openapi.of_listing(self.listing))


def answer(request: Request, listing: Listing, *conditions: sql.Composable) -> Response | StreamingHttpResponse:
    """The page that the request asks for, or the whole list as a stream; `conditions` come from the address.

    A conditional request costs one look at the number of the last change. Otherwise the page, the count and that
    number are one statement, so that the tag never names a later state than the page shows.
    """
    accepted = request.accepted_renderer.format
    question = understand(
        listing, pairs_of(request), path=request.path, now=datetime.datetime.now(datetime.UTC), accepted=accepted
    )
    if request.headers.get("If-None-Match"):
        tag = answers.entity_tag(request, data_version().sequence, question.seed)
        if answers.is_unchanged(request, tag):
            return answers.not_modified(tag)
    if question.format != "json":
        return _whole_list(request, question, *conditions)
    request.accepted_renderer = PassThroughJSONRenderer()  # the query may have named it against Accept
    if question.group_by:
        return _grouped(request, *_counted(question, *conditions))
    question, page = found(question, *conditions)
    if (ids := question.ids) is not None:
        page = replace(page, rows=tuple(sorted(page.rows, key=lambda row: ids.index(row.record_id))))
    base = answers.base_url(request)
    page, bodies = within_limit(page, answered(listing.name, page.rows, question.reading, base, question.shaping))
    following, previous = links(request, question, page)
    body = answers.envelope(meta(question, page), b",".join(bodies), following, previous)
    tag = answers.entity_tag(request, page.version.sequence, question.seed)
    pointers = [f'<{url}>; rel="{rel}"' for rel, url in (("next", following), ("prev", previous)) if url]
    response = answers.found(body, tag, page.version.changed_at, *pointers)
    if question.is_drawn_anew:
        response["Cache-Control"] = "no-store"
    return response


def _whole_list(request: Request, question: Question, *conditions: sql.Composable) -> StreamingHttpResponse:
    """Every record of the list, one a line."""
    name, base = question.listing.name, answers.base_url(request)
    columns = tables.chosen(name, question.shaping.picked)

    def as_lines(rows: Sequence[Row]) -> bytes:
        return exports.lines(answered(name, rows, question.reading, base, question.shaping))

    def as_table(rows: Sequence[Row]) -> bytes:
        return tables.rows(map(orjson.loads, rendered(name, rows, question.reading, base)), columns)

    is_table = question.format == "csv"
    first = tables.header(columns) if is_table else b""
    stream = exports.open_stream(select(question, *conditions), as_table if is_table else as_lines, first)
    if request.method == "HEAD":
        stream.close()
    media_type = "text/csv; charset=utf-8; header=present" if is_table else NDJSONRenderer.media_type
    response = StreamingHttpResponse(stream if request.method != "HEAD" else [], content_type=media_type)
    tag = answers.entity_tag(request, stream.version.sequence, question.seed)
    response["ETag"] = tag
    response["Cache-Control"] = "no-store" if question.is_drawn_anew else answers.CACHE_CONTROL
    response["Content-Disposition"] = f'attachment; filename="{name}.{question.format}"'
    if stream.version.changed_at is not None:
        response["Last-Modified"] = http_date(stream.version.changed_at.timestamp())
    response["Link"] = '</api/v1/dictionary>; rel="describedby"'
    return response


def found(question: Question, *conditions: sql.Composable) -> tuple[Question, Page]:
    """The page of a question, or, where nothing has its words as they stand, of the question with near words."""
    page = fetch(select(question, *conditions))
    if not page.found and (nearer := _with_near_words(question)):
        return nearer, fetch(select(nearer, *conditions))
    return question, page


def _counted(question: Question, *conditions: sql.Composable) -> tuple[Question, Groups]:
    counted = groups.fetch(question, *conditions)
    if not counted.found and (nearer := _with_near_words(question)):
        return nearer, groups.fetch(nearer, *conditions)
    return question, counted


def _with_near_words(question: Question) -> Question | None:
    if question.q is None or (words := respelled(question)) is None:
        return None
    return replace(question, q=words, searched_for=words)


def _grouped(request: Request, question: Question, counted: Groups) -> Response:
    version = counted.version
    told = _meta(question, counted.found, version) | {"groups_count": counted.groups}
    if counted.newest is not None:
        told["grouped"] = counted.newest
    body = answers.envelope(told, b"", None, None, groups=counted.rows)
    return answers.found(body, answers.entity_tag(request, version.sequence, None), version.changed_at)


def meta(question: Question, page: Page) -> dict[str, Any]:
    told = _meta(question, page.found, page.version)
    if question.ids is not None:
        shown = {row.record_id for row in page.rows}
        rest = _left_over(question, page)
        told["missing"] = [one for one in question.ids if one not in shown and one not in rest]
    if question.sample is not None:
        told |= {"sample": question.sample, "seed": question.seed}
    return told


def _meta(question: Question, rows: int, version: DataVersion) -> dict[str, Any]:
    told = {
        "count": min(rows, COUNT_CAP),
        "count_is": "at_least" if rows > COUNT_CAP else "exact",
        "per_page": 0 if question.group_by else question.per_page,
        "sort": question.sort,
        "as_of": question.as_of.text if question.as_of else None,
        "known_by": str(question.known_by) if question.known_by else None,
        "data_version": answers.data_version_text(version),
        "licence": answers.LICENCE,
    }
    return told if question.searched_for is None else told | {"searched_for": question.searched_for}


def links(request: Request, question: Question, page: Page) -> tuple[str | None, str | None]:
    """The addresses of the pages after and before this one."""
    if not page.rows:
        return None, None
    if question.ids is not None:
        rest = _left_over(question, page)
        return (_address(request, ids=",".join(rest)) if rest else None), None
    after = cursors.Cursor(values=page.rows[-1].keys)
    before = cursors.Cursor(values=page.rows[0].keys, backwards=True)
    return (
        _link(request, question, after) if page.has_next else None,
        _link(request, question, before) if page.has_previous else None,
    )


def _left_over(question: Question, page: Page) -> list[str]:
    """The ids that found no room in the answer."""
    if question.ids is None or not page.has_next:
        return []
    return list(question.ids[question.ids.index(page.rows[-1].record_id) + 1 :])


def _link(request: Request, question: Question, cursor: cursors.Cursor) -> str:
    signed = cursors.sign(cursor, question.list_key)
    if question.seed is None:
        return _address(request, cursor=signed)
    return _address(request, seed=str(question.seed), cursor=signed)


def _address(request: Request, **parameters: str) -> str:
    """The address that was asked for, with these parameters in the place of its own."""
    kept = [pair for pair in pairs_of(request) if pair[0] not in parameters]
    return f"{answers.base_url(request)}{request.path}?{encoded([*kept, *parameters.items()])}"


def encoded(pairs: Sequence[tuple[str, str]]) -> str:
    """A query string in which commas and dates stay readable."""
    return urlencode(pairs, safe=",:*!", quote_via=quote)
