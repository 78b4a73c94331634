"""Addresses of the review pages."""

from django.urls import path

from incidents.curation.review import views

app_name = "review"
urlpatterns = [
    path("", views.show_queue, name="queue"),
    path("<str:public_id>/", views.review_article, name="article"),
]
