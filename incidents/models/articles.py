"""What was published: an article by its canonical URL, and its text as fetched at one time."""

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from incidents.models.fields import PartialDateField, one_of_check, partial_date_check
from incidents.models.ids import new_article_id
from incidents.models.sources import Source

REVIEW_STATES = {
    "awaiting_text": "Fetch under way or quarantined",
    "to_review": "Facts wait for a decision",
    "reviewed": "Nothing is open",
    "no_facts": "Extractor found no incident",
    "other_language": "Language the extractor does not read",
    "not_relevant": "Reports no incident",
}


class ArticleQuerySet(models.QuerySet["Article"]):
    def awaiting_review(self) -> "ArticleQuerySet":
        """Articles with open facts, oldest first."""
        return self.filter(review_state="to_review").order_by("first_seen_at", "pk")


@pghistory.track(fields=["review_state", "publisher", "version"])
class Article(models.Model):
    """One thing that was published, known by its canonical URL (pasted text: ``urn:sha256:…`` of the text)."""

    public_id = models.CharField(max_length=24, unique=True, default=new_article_id, editable=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="articles")
    url = models.TextField()
    url_sha256 = models.GeneratedField(
        expression=models.Func("url", function="pikb_sha256"),
        output_field=models.CharField(max_length=64),
        db_persist=True,
        unique=True,
    )
    publisher = models.CharField(max_length=200, null=True, blank=True)
    review_state = models.CharField(max_length=16, choices=REVIEW_STATES, default="awaiting_text")
    first_seen_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)  # optimistic lock, not the text's version

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-first_seen_at", "-pk"]
        # The review queue: each state oldest first.
        indexes = [models.Index(fields=["review_state", "first_seen_at", "id"], name="article_queue")]
        constraints = [one_of_check("article_review_state_known", field="review_state", allowed=REVIEW_STATES)]

    def __str__(self) -> str:
        return self.url

    @property
    def latest(self) -> "ArticleVersion | None":
        """The newest stored text, None before the first fetch."""
        return self.versions.order_by("-number").first()


class ArticleVersion(models.Model):
    """The text of an article as fetched at one time; immutable, because evidence counts its code points."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    sha256 = models.GeneratedField(
        expression=models.Func("text", function="pikb_sha256"),
        output_field=models.CharField(max_length=64),
        db_persist=True,
    )
    title = models.TextField(null=True, blank=True)
    author = models.TextField(null=True, blank=True)
    published_on = PartialDateField(null=True, blank=True)
    language = models.CharField(max_length=12, default="und")
    decoded_as = models.CharField(max_length=40)  # how bytes became characters: "utf-8 (header)"
    fetched_url = models.TextField(null=True, blank=True)  # after redirects
    fetched_at = models.DateTimeField()
    minhash = models.BinaryField(null=True)  # 128 permutations over 4-word shingles, 32-bit each
    minhash_bands = ArrayField(models.BigIntegerField(), default=list)
    relevant = models.BooleanField(null=True)  # by the extractor; NULL before extraction
    unsupported_language = models.BooleanField(default=False)  # no extractor could read it: work for people

    class Meta:
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="article_version_number_once"),
            models.UniqueConstraint(fields=["article", "sha256"], name="article_version_text_once"),
            partial_date_check("article_version_published_on", "published_on"),
            models.CheckConstraint(name="article_version_has_text", condition=~models.Q(text="")),
        ]
        indexes = [GinIndex(fields=["minhash_bands"], name="article_version_bands", fastupdate=False)]
        triggers = [
            # The generated hash follows the text; a trigger may not name it.
            pgtrigger.ReadOnly(
                name="text_is_immutable",
                exclude=["sha256", "relevant", "unsupported_language", "minhash", "minhash_bands"],
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.article} v{self.number}"


class ExtractionRun(models.Model):
    """What an extractor made of a text when it last read it, beside the facts that it proposed."""

    article_version = models.ForeignKey(ArticleVersion, on_delete=models.CASCADE, related_name="extraction_runs")
    extractor_name = models.CharField(max_length=60)
    extractor_version = models.CharField(max_length=40)
    # The offset at which it stopped, where the text was too long for it; NULL: read to the end.
    unread_from = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["article_version", "extractor_name"], name="extraction_run_once"),
        ]

    def __str__(self) -> str:
        return f"{self.extractor_name} {self.extractor_version} on {self.article_version}"


class RawCapture(models.Model):
    """The bytes that a version came from, kept apart so that they can expire."""

    version = models.OneToOneField(ArticleVersion, on_delete=models.CASCADE, related_name="capture")
    body = models.BinaryField()
    content_type = models.TextField(null=True)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"bytes of {self.version}"
