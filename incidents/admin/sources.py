"""Where articles come from."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from incidents.models import Source


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    list_display = ("name", "kind", "trust", "publisher", "is_active", "polled_at", "failures")
    list_filter = ("kind", "trust", "is_active")
    search_fields = ("name", "url", "publisher")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    readonly_fields = ("polled_at", "failures", "last_failure", "etag", "last_modified", "created_at")

    def has_delete_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        """Articles name their source for ever; an unwanted one is switched off."""
        return False
