"""Addresses of the public pages. Paths have no trailing slash; one is answered directly all the same."""

from django.urls import URLPattern, path

from api.site.keys import KeysPage
from api.site.views import ClaimsPlot, FrontPage, IncidentPage, IncidentsPage, favicon

app_name = "site"

urlpatterns: list[URLPattern] = [
    path("", FrontPage.as_view(), name="front"),
    path("favicon.ico", favicon),
    path("keys", KeysPage.as_view(), name="keys"),
    path("keys/", KeysPage.as_view()),
    path("incidents", IncidentsPage.as_view(), name="incidents"),
    path("incidents/", IncidentsPage.as_view()),
    path("incidents/<str:incident_id>", IncidentPage.as_view(), name="incident"),
    path("incidents/<str:incident_id>/", IncidentPage.as_view()),
    path("incidents/<str:incident_id>/claims.svg", ClaimsPlot.as_view(), name="claims_plot"),
]
