"""Take in one article from the admin: an address for a worker to fetch, or a pasted text."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from incidents.curation import extractors
from incidents.curation.review.views import curators_only
from incidents.ingestion import single
from incidents.partial_dates import InvalidPartialDate, PartialDate


@curators_only
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """GET shows the form; POST stores the text or enters the fetch, and says where the article is."""
    if request.method != "POST":
        return _form(request)
    try:
        address, said = _take_in(request)
    except (single.NotTakenIn, InvalidPartialDate) as refusal:
        return _form(request, error=str(refusal), status=422)
    messages.success(request, said)
    return redirect(address)


def _take_in(request: HttpRequest) -> tuple[str, str]:
    """Where to go next, and what to say there."""
    url, text, published_on, publisher = (
        request.POST.get(name, "").strip() for name in ("url", "text", "published_on", "publisher")
    )
    if text:
        taken = single.take_in_text(
            request.POST["text"],
            url=url or None,
            published_on=PartialDate.parse(published_on).value if published_on else None,
            publisher=publisher or None,
            extractors=extractors.labels(),
        )
        said = "The text is stored; its facts are proposed in a moment." if taken.is_new else "This text is known."
        return f"../{taken.version.article.public_id}/", said
    if not url:
        raise single.NotTakenIn("give an address to fetch, or paste the text")
    single.enqueue_url(url, publisher=publisher or None)
    return "../", "A worker fetches the page; it is in the queue in a moment, or among the quarantined jobs."


def _form(request: HttpRequest, *, error: str | None = None, status: int = 200) -> HttpResponse:
    context = admin.site.each_context(request) | {
        "title": "Take in an article",
        "is_nav_sidebar_enabled": False,
        "error": error,
        "typed": request.POST,
    }
    return render(request, "review/new.html", context, status=status)
