"""Parties and the names they go by."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from incidents.admin.forms import LockedForm
from incidents.curation.parties import fold
from incidents.models import Party, PartyAlias, PartyIdentifier


class PartyForm(LockedForm):
    """What is known of a party beside its names."""

    class Meta:
        model = Party
        fields = ("name", "kind", "jurisdiction")


class AliasForm(forms.ModelForm):
    """A name as printed; how it is found again follows from it."""

    class Meta:
        model = PartyAlias
        fields = ("name",)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        folded = fold(name)
        if not folded:
            raise forms.ValidationError("A name needs at least one letter or digit.")
        others = PartyAlias.objects.filter(party=self.instance.party_id, folded=folded).exclude(pk=self.instance.pk)
        if self.instance.party_id is not None and others.exists():
            raise forms.ValidationError(f"The party is found by “{folded}” already.")
        self.instance.folded = folded
        return name


class AliasInline(admin.TabularInline):
    model = PartyAlias
    form = AliasForm
    readonly_fields = ("folded",)
    extra = 1


class IdentifierInline(admin.TabularInline):
    model = PartyIdentifier
    extra = 1


@admin.register(Party)
class PartyAdmin(admin.ModelAdmin):
    form = PartyForm
    actions = None
    inlines = (AliasInline, IdentifierInline)
    list_display = ("name", "kind", "jurisdiction", "public_id", "merged_into")
    list_filter = ("kind",)
    search_fields = ("name", "aliases__name", "public_id")
    list_select_related = ("merged_into",)
    readonly_fields = ("public_id", "merged_into", "created_at")
    fields = ("public_id", "name", "kind", "jurisdiction", "merged_into", "created_at", "lock")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Parties come from the names in accepted facts."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Party | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Party, form: Any, change: bool) -> None:
        obj.version = form.cleaned_data["lock"] + 1
        super().save_model(request, obj, form, change)
