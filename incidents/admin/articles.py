"""Articles, facts and decisions: to be looked at. The review page is where they are decided."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from incidents.admin.forms import ReadOnlyAdmin
from incidents.curation import rules, words
from incidents.models import Article, Decision, Fact


def review_link(article: Article) -> str:
    """A link to the review page of an article."""
    return format_html('<a href="{}">Review page</a>', reverse("review:article", args=[article.public_id]))


@admin.register(Article)
class ArticleAdmin(ReadOnlyAdmin):
    list_display = ("url", "publisher", "source", "review_state", "first_seen_at")
    list_filter = ("review_state", "source")
    search_fields = ("url", "publisher", "public_id")
    list_select_related = ("source",)
    fields = ("public_id", "url", "source", "publisher", "review_state", "first_seen_at", "review", "text")

    @admin.display(description="Decide")
    def review(self, article: Article) -> str:
        return review_link(article)

    @admin.display(description="Newest text")
    def text(self, article: Article) -> str:
        version = article.latest
        return version.text if version else "not fetched yet"


@admin.register(Fact)
class FactAdmin(ReadOnlyAdmin):
    list_display = ("public_id", "kind", "incident", "claimant_name", "claimed_on", "review_state", "reviewed_by")
    list_filter = ("kind", "review_state", "origin_kind")
    search_fields = ("public_id", "claimant_name")
    list_select_related = ("incident", "reviewed_by")
    fields = (
        "public_id", "in_words", "review", "incident", "claimant", "claimed_on", "review_state", "reviewed_by",
        "reviewed_at", "superseded_by", "origin_kind", "origin_name", "origin_version", "note",
    )  # fmt: skip

    @admin.display(description="In words")
    def in_words(self, fact: Fact) -> str:
        return words.describe(fact.kind, rules.read(fact))

    @admin.display(description="Decide")
    def review(self, fact: Fact) -> str:
        return review_link(fact.article)


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ("decided_at", "kind", "decided_by", "incident", "fact", "reason")
    list_filter = ("kind", "decided_by")
    search_fields = ("fact__public_id", "incident__public_id", "article__url", "note")
    list_select_related = ("decided_by", "incident", "fact")
    date_hierarchy = "decided_at"
