"""The way in: where everything is; and which incidents an article's address leads to."""

from typing import Any

import orjson
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from api import answers, schemas
from api.documented import Documented
from api.listings import LISTS
from api.lookups import articles_at
from api.pages import data_version
from api.problems import Finding, refuse
from api.values import InvalidValue, Url
from api.views.base import PublicView, take_only
from incidents.published import bodies

OTHERS = ("vocabularies", "dictionary", "changes", "schema", "docs")


class RootView(PublicView):
    """Links to everything, the version of the data, and the licence."""

    def get(self, request: Request) -> Response:
        take_only(request)
        version = data_version()

        def index() -> dict[str, Any]:
            root = f"{answers.base_url(request)}/api/v1"
            links = {name: f"{root}/{name}" for name in (*LISTS, *OTHERS)} | {"lookup": f"{root}/lookup?url={{url}}"}
            return {
                "name": "Privacy Incident Knowledge Base",
                "api_version": answers.API_VERSION,
                "data_version": answers.data_version_text(version),
                "data_changed_at": answers.instant(version.changed_at) if version.changed_at else None,
                "links": links,
                "licence": answers.LICENCE,
                "licence_url": answers.LICENCE_URL,
            }

        return answers.versioned(request, version, index)

    def documented(self) -> Documented:
        return Documented(shape=schemas.Root, says="Links to everything, the version of the data, and the licence.")


class LookupView(PublicView):
    """Is the article at this address covered, and by which incidents? Any spelling of the address will do."""

    def get(self, request: Request) -> Response:
        values = take_only(request, "url")
        try:
            if "url" not in values:
                raise InvalidValue("`url` is missing: /api/v1/lookup?url=https://…")
            canonical = Url().read(values["url"])
        except InvalidValue as error:
            raise refuse([Finding(name="url", code="invalid_value", detail=str(error))]) from error

        def covered() -> bytes:
            articles = [bodies.parse(record.body, answers.base_url(request)) for record in articles_at(canonical)]
            incidents = sorted({incident for article in articles for incident in article["incidents"]})
            return orjson.dumps(
                {"url": canonical, "covered": bool(articles), "incidents": incidents, "articles": articles}
            )

        return answers.versioned(request, data_version(), covered)

    def documented(self) -> Documented:
        url = OpenApiParameter("url", dict(Url().schema()), description=Url.__doc__ or "", required=True)
        says = "Whether the article at an address is covered, and by which incidents."
        return Documented(shape=schemas.Lookup, says=says, parameters=[url])
