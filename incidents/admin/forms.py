"""What the admin's pages have in common: records that are only looked at, and the lock of those that are changed."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, QueryDict


class ReadOnlyAdmin(admin.ModelAdmin):
    """Look, search, filter; nothing is added, changed or deleted here."""

    actions: Any = None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class LockedForm(forms.ModelForm):
    """A form that remembers which version of the record it shows, and refuses to overwrite a newer one.

    The refusal says what the record holds now and keeps what was typed; saving again then means it.
    """

    lock = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lock"].initial = self.instance.version

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        model: type[models.Model] = type(self.instance)
        current: Any = model._default_manager.select_for_update().filter(pk=self.instance.pk).first()
        if current is not None and current.version != cleaned.get("lock"):
            for name, value in list(cleaned.items()):
                if name != "lock" and getattr(current, name) != value:
                    self.add_error(name, f"Somebody else has changed this record; it holds “{getattr(current, name)}”.")
            if not self.errors:
                self.add_error(None, "Somebody else has changed this record meanwhile, to what you entered.")
            shown_again = QueryDict(mutable=True)
            shown_again.update(self.data)
            shown_again[self.add_prefix("lock")] = str(current.version)
            self.data = shown_again
        return cleaned
