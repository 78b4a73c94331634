"""How well the extractors do, as last measured on labelled articles."""

from rest_framework.request import Request
from rest_framework.response import Response

from api import answers, schemas
from api.database import ALIAS
from api.documented import Documented
from api.views.base import PublicView, take_only
from incidents.published import bodies
from incidents.published.lookup_models import ExtractorAccuracy


class AccuracyView(PublicView):
    """What was measured of each extractor, for each kind of fact, on which texts."""

    def get(self, request: Request) -> Response:
        take_only(request)
        served = ExtractorAccuracy.objects.using(ALIAS).order_by("extractor")
        states = list(served.values_list("etag", "measured_on"))
        tag = answers.entity_tag(request, *(etag for etag, _ in states))
        if answers.is_unchanged(request, tag):
            return answers.not_modified(tag)
        base = answers.base_url(request)
        results = [bodies.parse(one, base) for one in served.values_list("body", flat=True)]
        body = {"meta": {"count": len(results), "licence": answers.LICENCE}, "results": results}
        return answers.found(body, tag, max((answers.midnight(day) for _, day in states), default=None))

    def documented(self) -> Documented:
        says = (
            "The measured accuracy of extraction: per kind of fact, with version and the texts it was measured on. "
            "Nothing is public before a curator has accepted it; these are the figures of what is proposed to them."
        )
        return Documented(shape=schemas.Accuracies, says=says)
