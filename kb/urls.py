"""Where everything is mounted. A read-only process serves pages, the API and health alone."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from kb import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("api.site.urls")),
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
