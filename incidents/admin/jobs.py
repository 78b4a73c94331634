"""The pipeline's work: what is due, what was set aside and why, and the retry by hand."""

from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.http import HttpRequest

from incidents import jobs
from incidents.admin.forms import ReadOnlyAdmin
from incidents.models import Job

if TYPE_CHECKING:
    from django.db.models import QuerySet


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    actions = ("retry_quarantined",)
    list_display = ("key", "kind", "state", "reason", "attempts", "due_at", "finished_at")
    list_filter = ("state", "kind", "reason")
    search_fields = ("key", "detail")

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("incidents.change_job")

    @admin.action(description="Retry quarantined jobs", permissions=["retry"])
    def retry_quarantined(self, request: HttpRequest, queryset: "QuerySet[Job]") -> None:
        retried = sum(jobs.retry(job) for job in queryset)
        self.message_user(request, f"{retried} jobs are due again.", messages.SUCCESS if retried else messages.WARNING)
