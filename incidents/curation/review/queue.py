"""The list of articles: what waits, how old it is, and which incident it probably belongs to."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from incidents.models import Article, ArticleVersion, Fact, IncidentArticle

PER_PAGE = 25
FILTERS: Mapping[str, tuple[str, str]] = {  # name in the address -> label, review state
    "waiting": ("Waiting", "to_review"),
    "reviewed": ("Reviewed", "reviewed"),
    "not-relevant": ("Not relevant", "not_relevant"),
    "other-language": ("Other language", "other_language"),
    "no-facts": ("No facts", "no_facts"),
}


def list_articles(chosen: str, page: str | None) -> "Page[Any]":
    """One page of the articles of a filter, oldest first."""
    return Paginator(_articles().filter(review_state=FILTERS[chosen][1]), PER_PAGE).get_page(page)


def count_by_filter() -> list[tuple[str, str, int]]:
    """(name, label, number of articles) of each filter."""
    rows = Article.objects.order_by().values_list("review_state").annotate(number=Count("pk"))
    number_of = dict(rows)
    return [(name, label, number_of.get(state, 0)) for name, (label, state) in FILTERS.items()]


def next_waiting(after: Article | None = None) -> Article | None:
    """The oldest article that waits, other than the given one; the next in the queue's order where there is one."""
    waiting = Article.objects.awaiting_review()
    if after is None:
        return waiting.first()
    others = waiting.exclude(pk=after.pk)
    later = Q(first_seen_at__gt=after.first_seen_at) | Q(first_seen_at=after.first_seen_at, pk__gt=after.pk)
    return others.filter(later).first() or others.first()


def _articles() -> "QuerySet[Article]":
    newest = ArticleVersion.objects.filter(article=OuterRef("pk")).order_by("-number")
    open_facts = (
        Fact.objects.awaiting_review()
        .filter(article=OuterRef("pk"))
        .order_by()
        .values("article")
        .annotate(number=Count("pk"))
    )
    links = IncidentArticle.objects.exclude(state="rejected").select_related("incident")
    return (
        Article.objects.select_related("source")
        .annotate(
            title=Subquery(newest.values("title")[:1]),
            published_on=Subquery(newest.values("published_on")[:1]),
            # Not by a join, which would count the facts of every article in the queue to show one page of it.
            open_facts=Coalesce(Subquery(open_facts.values("number")), 0),
        )
        .prefetch_related(Prefetch("incident_links", queryset=links.order_by("state", "-score", "pk")))
        .order_by("first_seen_at", "pk")
    )
