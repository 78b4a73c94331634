"""The review queue and the review page: plain forms, one decision per post, nothing lost on refusal."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from incidents.curation import letters
from incidents.curation.acceptance import OPEN_INCIDENTS
from incidents.curation.link import NOT_RELEVANT_REASONS
from incidents.curation.refusals import AlreadyDecided, EditConflict, Refusal
from incidents.curation.review import acts, page, queue
from incidents.curation.review.cards import Refused
from incidents.curation.words import KIND_NAMES
from incidents.models import Article, Incident, User
from incidents.models.curation import REJECTION_REASONS
from incidents.proposed import KINDS

PERMISSION = "incidents.change_fact"
_OFFERED_INCIDENTS = 50  # in the list that the field "public id or number" suggests from

View = Callable[..., HttpResponse]


def curators_only(view: View) -> View:
    """Staff who may change facts (the group `curators`); others are sent to the login or refused."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied("Reviewing is for curators.")
        return view(request, *args, **kwargs)

    guarded: View = staff_member_required(checked)
    return guarded


@curators_only
@require_GET
def show_queue(request: HttpRequest) -> HttpResponse:
    """Articles by state, oldest first."""
    chosen = request.GET.get("show", "waiting")
    chosen = chosen if chosen in queue.FILTERS else "waiting"
    context = admin.site.each_context(request) | {
        "title": "Review queue",
        "is_nav_sidebar_enabled": False,
        "chosen": chosen,
        "filters": queue.count_by_filter(),
        "articles": queue.list_articles(chosen, request.GET.get("page")),
        "next": queue.next_waiting(),
        "letters": letters.count_open(),
    }
    return render(request, "review/queue.html", context)


@curators_only
@require_http_methods(["GET", "HEAD", "POST"])
def review_article(request: HttpRequest, public_id: str) -> HttpResponse:
    """One article: GET shows it, POST decides one thing about it."""
    article = get_object_or_404(Article.objects.select_related("source"), public_id=public_id)
    if request.method != "POST":
        return _render(request, article)
    assert isinstance(request.user, User)
    act = request.POST.get("act", "")
    try:
        done = acts.perform(act, article, request.POST, request.user)
    except Refusal as refusal:
        return _render_refused(request, article, refusal)
    messages.success(request, done)
    following = page.next_open(article, after=request.POST.get("fact", ""))
    return redirect(request.path + (f"#card-{following}" if following else ""))


def _render_refused(request: HttpRequest, article: Article, refusal: Refusal) -> HttpResponse:
    """The page again with the reason and everything that was typed: 409 when somebody else was first, else 422."""
    refused = Refused(
        act=request.POST.get("act", ""),
        subject=request.POST.get("fact") or request.POST.get("number") or "",
        typed=request.POST,
        error=refusal,
        theirs=getattr(refusal, "theirs", None),
    )
    article.refresh_from_db()
    status = 409 if isinstance(refusal, EditConflict | AlreadyDecided) else 422
    return _render(request, article, refused=refused, status=status)


def _render(
    request: HttpRequest, article: Article, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    asked = request.POST.get("kind") or request.GET.get("add") or "estimate"
    shown = page.build(
        article,
        refused=refused,
        add_kind=asked if asked in KINDS else "estimate",
        editing=request.GET.get("edit"),
    )
    context = admin.site.each_context(request) | {
        "title": (shown.version.title if shown.version else None) or "Article without title",
        "is_nav_sidebar_enabled": False,
        "page": shown,
        "safe_url": article.url if urlsplit(article.url).scheme in ("http", "https") else None,
        "next": queue.next_waiting(article),
        "kinds": KIND_NAMES.items(),
        "is_adding": "add" in request.GET or (refused is not None and refused.act == "add"),
        "adding": refused.typed if refused is not None and refused.act == "add" else {},
        "reasons": REJECTION_REASONS.items(),
        "not_relevant_reasons": NOT_RELEVANT_REASONS.items(),
        "incidents": Incident.objects.filter(state__in=OPEN_INCIDENTS)[:_OFFERED_INCIDENTS],
    }
    return render(request, "review/article.html", context, status=status)
