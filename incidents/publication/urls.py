"""Addresses of the publication pages."""

from django.urls import path

from incidents.publication import views

app_name = "publication"
urlpatterns = [
    path("<int:pk>/", views.show, name="preview"),
    path("<int:pk>/publish", views.publish, name="publish"),
    path("<int:pk>/withdraw", views.withdraw, name="withdraw"),
]
