"""What the API looks things up in beside the published records: names to find them by, and measured accuracy."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

NAME_KINDS = ("party", "incident")


class Name(models.Model):
    """A name of a public party (its own, or an alias) or the title of a public incident; see published.names."""

    kind = models.CharField(max_length=8)
    code = models.CharField(max_length=24, db_collation="C")  # public id; C: a prefix of it is found by index
    name = models.TextField()
    folded = models.TextField(db_collation="C")

    class Meta:
        constraints = [
            models.CheckConstraint(name="name_kind_known", condition=Q(kind__in=NAME_KINDS)),
            models.UniqueConstraint(fields=["kind", "code", "folded"], name="name_once"),
        ]
        indexes = [
            models.Index(fields=["kind", "folded", "code"], name="name_by_prefix"),
            # By the beginning of a word, and by likeness beyond a threshold: GIN answers both from short lists. One for
            # each kind, so that a look for a party never walks through the titles.
            *(
                GinIndex(
                    fields=["folded"], opclasses=["gin_trgm_ops"], name=f"name_of_{kind}_like", condition=Q(kind=kind)
                )
                for kind in NAME_KINDS
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.name}"


class ExtractorAccuracy(models.Model):
    """How well an extractor was last measured to do, loaded from the figures of `make accuracy`."""

    extractor = models.CharField(max_length=80, primary_key=True)
    measured_on = models.DateField()
    body = models.TextField()  # ready JSON
    etag = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.extractor}, {self.measured_on}"
