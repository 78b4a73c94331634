"""Incidents and their contradictions: changed through curation, so that a decision is kept."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from incidents.admin.forms import LockedForm
from incidents.curation import contradictions, link
from incidents.curation.refusals import InvalidField
from incidents.models import Contradiction, Incident, User


class IncidentForm(LockedForm):
    """The incident's own fields, under the rule book of curation."""

    class Meta:
        model = Incident
        fields = link.INCIDENT_FIELDS

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            try:
                link.check_incident_fields({name: cleaned[name] for name in link.INCIDENT_FIELDS})
            except InvalidField as error:
                self.add_error(error.field or None, str(error))
        return cleaned


@admin.register(Incident)
class IncidentAdmin(admin.ModelAdmin):
    form = IncidentForm
    actions = None
    list_display = ("title", "public_id", "state", "status", "first_public", "modified_at")
    list_filter = ("state", "status", "veracity")
    search_fields = ("title", "public_id")
    readonly_fields = ("public_id", "state", "publication", "created_at", "modified_at")
    fields = ("public_id", "state", "publication", *link.INCIDENT_FIELDS, "created_at", "modified_at", "lock")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Incidents are opened from an article."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Incident | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Incident, form: Any, change: bool) -> None:
        assert isinstance(request.user, User)
        changes = {name: form.cleaned_data[name] for name in link.INCIDENT_FIELDS}
        link.edit_incident(incident=obj, version=form.cleaned_data["lock"], changes=changes, curator=request.user)

    @admin.display(description="Publication")
    def publication(self, incident: Incident) -> str:
        return format_html('<a href="{}">Preview</a>', reverse("publication:preview", args=[incident.pk]))


class ContradictionForm(LockedForm):
    """How two claims go together."""

    class Meta:
        model = Contradiction
        fields = ("resolution", "note")


@admin.register(Contradiction)
class ContradictionAdmin(admin.ModelAdmin):
    form = ContradictionForm
    actions = None
    list_display = ("incident", "kind", "rule", "left", "right", "resolution", "found_at")
    list_filter = ("resolution", "kind", "rule")
    list_select_related = ("incident", "left", "right")
    readonly_fields = ("incident", "kind", "rule", "left", "right", "found_at")
    fields = ("incident", "kind", "rule", "left", "right", "found_at", "resolution", "note", "lock")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They are found by rule."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Contradiction | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Contradiction, form: Any, change: bool) -> None:
        assert isinstance(request.user, User)
        contradictions.resolve(
            contradiction=obj,
            resolution=form.cleaned_data["resolution"],
            note=form.cleaned_data["note"],
            curator=request.user,
            version=form.cleaned_data["lock"],
        )
