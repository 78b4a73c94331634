"""The publication page of an incident: what readers would see change, and the buttons that make it so."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_POST

from incidents.models import Incident, User
from incidents.publication import publish as publication
from incidents.publication.documents import API_ROOT
from incidents.publication.preview import preview
from incidents.publication.refusals import PublicationRefused

PERMISSION = "incidents.change_incident"

View = Callable[..., HttpResponse]


def _who_may_publish(view: View) -> View:
    """Staff who may change incidents (the group `curators`); others are sent to the login or refused."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied("Publishing is for curators.")
        return view(request, *args, **kwargs)

    guarded: View = staff_member_required(checked)
    return guarded


@require_GET
@_who_may_publish
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """What publishing would change, and why facts stay behind."""
    return _page(request, get_object_or_404(Incident, pk=pk))


@require_POST
@_who_may_publish
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish exactly what the preview showed; a preview that facts have overtaken is shown anew.

    A post that names no preview agrees to none.
    """
    incident = get_object_or_404(Incident, pk=pk)
    try:
        revision = publication.publish(incident=incident, curator=_curator(request), seen=request.POST.get("seen", ""))
    except PublicationRefused as refusal:
        messages.error(request, str(refusal))
        return _page(request, incident, status=409)
    address = f"{API_ROOT}/incidents/{revision.incident_id}"
    told = format_html(
        '{} is published as revision {}. <a href="{}">{}</a>', incident.title, revision.number, address, address
    )
    messages.success(request, told)
    return redirect(reverse("publication:preview", args=[pk]))


@require_POST
@_who_may_publish
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw with a reason, and with the public id of the incident that takes its place where there is one."""
    incident = get_object_or_404(Incident, pk=pk)
    named = request.POST.get("successor", "").strip()
    reason = request.POST.get("reason", "")
    successor = Incident.objects.filter(public_id__iexact=named).first() if named else None
    if named and successor is None:
        messages.error(request, f"{named!r} is no public id of an incident here; leave it empty or correct it.")
        return _page(request, incident, status=409, reason=reason, successor=named)
    try:
        revision = publication.withdraw(
            incident=incident, curator=_curator(request), reason=reason, successor=successor
        )
    except PublicationRefused as refusal:
        messages.error(request, str(refusal))
        return _page(request, incident, status=409, reason=reason, successor=named)
    messages.success(request, f"{revision.incident_id} is withdrawn; its address now tells the reason.")
    return redirect(reverse("publication:preview", args=[pk]))


def _page(request: HttpRequest, incident: Incident, *, status: int = 200, **typed: str) -> HttpResponse:
    """The page; `typed` keeps what was entered when the request was refused."""
    context = admin.site.each_context(request) | {
        "title": f"Publication: {incident.title}",
        "incident": incident,
        "preview": preview(incident),
        "may_publish": incident.state in publication.PUBLISHABLE_STATES,
        "api_address": f"{API_ROOT}/incidents/{incident.public_id}" if incident.public_id else None,
        "typed": typed,
    }
    return render(request, "publication/incident.html", context, status=status)


def _curator(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # _who_may_publish lets nobody else in
    return request.user
