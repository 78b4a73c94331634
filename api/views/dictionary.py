"""The data dictionary: every column of every table that `format=csv` answers."""

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from api import answers, schemas, tables
from api.documented import Documented
from api.renderers import CSVRenderer, PassThroughJSONRenderer
from api.views.base import PublicView, take_only


class DictionaryView(PublicView):
    """What the columns mean; as JSON or, by Accept or `format=csv`, as a table itself."""

    renderer_classes = [PassThroughJSONRenderer, CSVRenderer]

    def get(self, request: Request) -> HttpResponse | Response:
        wanted = take_only(request, formats=("json", "csv")).get("format") or request.accepted_renderer.format
        columns = list(tables.dictionary())
        tag = answers.entity_tag(request, wanted, columns)
        if answers.is_unchanged(request, tag):
            return answers.not_modified(tag)
        if wanted == "json":
            meta = {"count": len(columns), "licence": answers.LICENCE}
            return answers.found({"meta": meta, "results": columns}, tag, None)
        headers = {"ETag": tag, "Cache-Control": answers.CACHE_CONTROL}
        return HttpResponse(tables.table_of(columns), content_type="text/csv; charset=utf-8", headers=headers)

    def documented(self) -> Documented:
        return Documented(shape=schemas.Dictionary, says="Every column of every table that `format=csv` answers.")
