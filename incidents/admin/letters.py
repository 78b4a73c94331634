"""What readers sent in: read, take in or answer. A decision is made once, on the letter's page, with what is told."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponseRedirect

from incidents.admin.articles import review_link
from incidents.admin.forms import ReadOnlyAdmin
from incidents.curation import extractors, letters
from incidents.curation.refusals import NotAPerson
from incidents.ingestion.single import NotTakenIn
from incidents.intake import keys
from incidents.intake.models import ApiKey, Correction, Submission
from incidents.models import Article, User

_DECISIONS = {"accept": "Accept", "decline": "Decline"}


class DecisionForm(forms.ModelForm):
    """The decision about a letter, with the words that its sender reads."""

    decision = forms.ChoiceField(choices=[("", "Leave open"), *_DECISIONS.items()], required=False)
    told = forms.CharField(
        label="Tell the sender", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("decision") and not (cleaned.get("told") or "").strip():
            self.add_error("told", "Say what the sender shall be told.")
        return cleaned


class LetterAdmin(admin.ModelAdmin):
    """Open letters first; what was sent is never changed."""

    form = DecisionForm
    actions = None
    list_filter = ("state", "received_at")
    ordering = ("-received_at",)
    date_hierarchy = "received_at"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return tuple(field.name for field in self.model._meta.fields if field.name != "id")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        decided = ("decision", "told") if obj is not None and obj.is_open else ()
        return (*self.get_readonly_fields(request, obj), *decided)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        decision, told = form.cleaned_data.get("decision"), form.cleaned_data.get("told") or ""
        if not decision:
            return
        curator = cast(User, request.user)  # the admin lets nobody in who is not logged in
        try:
            if decision == "decline":
                letters.decline(obj, curator=curator, outcome=told)
            else:
                letters.accept(obj, curator=curator, outcome=told, extractors=extractors.labels())
        except (letters.AlreadyDecided, letters.OutcomeMissing, NotAPerson, NotTakenIn) as error:
            messages.error(request, f"Not decided: {error}")
            request.letter_stays = True  # type: ignore[attr-defined]  # read by the two methods below

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None if getattr(request, "letter_stays", False) else super().log_change(request, obj, message)

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        if getattr(request, "letter_stays", False):
            return HttpResponseRedirect(request.path)
        return super().response_change(request, obj)


@admin.register(Submission)
class SubmissionAdmin(LetterAdmin):
    list_display = ("__str__", "state", "received_at", "publisher", "decided_by")
    search_fields = ("url", "title", "publisher", "reason", "public_id")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*super().get_readonly_fields(request, obj), "taken_in_as")

    @admin.display(description="Taken in as")
    def taken_in_as(self, letter: Submission) -> str:
        article = Article.objects.filter(public_id=letter.article).first() if letter.article else None
        if article is None:
            return "–"
        return review_link(article)


@admin.register(Correction)
class CorrectionAdmin(LetterAdmin):
    list_display = ("record", "member", "state", "received_at", "decided_by")
    search_fields = ("record", "problem", "public_id")


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    """Keys by their beginning; the keys themselves are nowhere. Revoke by action, or `manage.py api_key revoke`."""

    actions = ("revoke",)
    list_display = ("__str__", "name", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")
    list_filter = ("revoked_at", "created_at")
    search_fields = ("prefix", "name", "contact")
    exclude = ("digest",)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("intake.change_apikey")

    @admin.action(description="Revoke", permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: "models.QuerySet[ApiKey]") -> None:
        for key in queryset:
            keys.revoke(key, alias="default")
        self.message_user(request, f"{len(queryset)} keys are revoked.", messages.SUCCESS)
