"""Where everything is mounted. A read-only process serves the API and health alone."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path

from kb import health


def home(request: HttpRequest) -> HttpResponse:
    """Until there are public pages, the API's documentation is the front door."""
    return redirect("/api/v1/docs")


urlpatterns: list[URLPattern | URLResolver] = [
    path("", home),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("", include("api.urls")),
]

if settings.COMPONENT == "all":
    from django.contrib import admin

    urlpatterns += [
        path("admin/review/", include("incidents.curation.review.urls")),
        path("admin/publication/", include("incidents.publication.urls")),
        path("admin/", admin.site.urls),
    ]
