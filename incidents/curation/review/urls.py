"""Addresses of the review pages."""

from django.urls import path

from incidents.curation.review import taking_in, views

app_name = "review"
urlpatterns = [
    path("", views.show_queue, name="queue"),
    path("new/", taking_in.take_in, name="new"),
    path("<str:public_id>/", views.review_article, name="article"),
]
