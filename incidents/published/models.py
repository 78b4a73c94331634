"""What the API reads: ready JSON bodies with validity, and rows that filters and sorts walk by index.

Written by incidents/publication alone. A row is current while `valid_to` is NULL; `as_of` asks for the row whose
validity holds the instant.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

STATES = ("published", "merged", "withdrawn")
RESOURCES = (
    "estimates",
    "parties",
    "roles",
    "remediations",
    "actions",
    "causes",
    "data",
    "events",
    "statements",
    "articles",
)
FACETS = ("party", "cause", "data", "remediation", "action", "action_body", "role")


class IncidentRevision(models.Model):
    """One state of a published incident. `body` is the exact JSON of the API's detail answer."""

    incident_id = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default="published")
    successor = models.CharField(max_length=20, null=True)  # merged into, or withdrawn in favour of
    state_reason = models.TextField(null=True)
    body = models.TextField()  # "" when merged or withdrawn: nothing of it is served any more
    etag = models.CharField(max_length=64)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    first_published_at = models.DateTimeField()

    title = models.TextField()
    status = models.CharField(max_length=32)
    veracity = models.CharField(max_length=20)
    # A partial date is its whole interval: 2018-03 is 2018-03-01 to 2018-03-31; NULL where not stated.
    occurred_earliest = models.DateField(null=True)
    occurred_latest = models.DateField(null=True)
    first_public_earliest = models.DateField(null=True)
    first_public_latest = models.DateField(null=True)
    # What the headline's claim allows: at_most 87,000,000 is 0 to 87,000,000, at_least 5 is 5 to NULL (open).
    has_headline = models.BooleanField(default=False)
    headline_low = models.BigIntegerField(null=True)
    headline_high = models.BigIntegerField(null=True)
    search = SearchVectorField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident_id", "number"], name="revision_number_once"),
            models.UniqueConstraint(
                fields=["incident_id"], condition=Q(valid_to__isnull=True), name="revision_one_current"
            ),
            models.CheckConstraint(name="revision_state_known", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="revision_validity_forward", condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))
            ),
            models.CheckConstraint(
                name="revision_body_while_published",
                condition=(Q(state="published") & ~Q(body="")) | (~Q(state="published") & Q(body="")),
            ),
        ]
        indexes = [
            models.Index(
                F("valid_from").desc(), F("incident_id").desc(), name="revision_by_modified", condition=Q(valid_to=None)
            ),
            models.Index(
                F("first_public_earliest").desc(nulls_last=True),
                F("incident_id").desc(),
                name="revision_by_first_public",
                condition=Q(valid_to=None),
            ),
            models.Index(
                F("occurred_earliest").desc(nulls_last=True),
                F("incident_id").desc(),
                name="revision_by_occurred",
                condition=Q(valid_to=None),
            ),
            models.Index(
                Coalesce("headline_high", "headline_low").desc(nulls_last=True),
                F("incident_id").desc(),
                name="revision_by_affected",
                condition=Q(valid_to=None),
            ),
            models.Index(fields=["valid_from", "valid_to"], name="revision_validity"),
            models.Index(
                fields=["incident_id"], name="revision_withdrawn", condition=Q(valid_to=None, state="withdrawn")
            ),
            GinIndex(fields=["search"], name="revision_search"),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} r{self.number}"


class IncidentTerm(models.Model):
    """A value of a many-valued filter, with the sort date of its incident copied in so that one index serves both."""

    revision = models.ForeignKey(IncidentRevision, on_delete=models.CASCADE, related_name="terms")
    incident_id = models.CharField(max_length=20)
    facet = models.CharField(max_length=12)
    code = models.CharField(max_length=80)  # a vocabulary code, or a party's public id
    sort_on = models.DateTimeField()  # valid_from of the revision: the default sort, newest change first
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "facet", "code"], name="term_once"),
            models.CheckConstraint(name="term_facet_known", condition=Q(facet__in=FACETS)),
        ]
        indexes = [
            models.Index(
                F("facet"),
                F("code"),
                F("sort_on").desc(),
                F("incident_id").desc(),
                name="term_current",
                condition=Q(is_current=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.facet}={self.code}"


class Record(models.Model):
    """One flat resource: an estimate, a party, a remediation … exactly as it stands inside its incident's body.

    Parties and articles belong to no single incident: their `incident_id` is NULL and `incident_ids` lists all.
    """

    resource = models.CharField(max_length=12)
    record_id = models.CharField(max_length=24)
    incident_id = models.CharField(max_length=20, null=True)
    incident_ids = ArrayField(models.CharField(max_length=20), default=list)
    body = models.TextField()
    etag = models.CharField(max_length=64)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    # The date that the resource is sorted by: claimed_on, done_on, published_on; earliest day of a partial date.
    sort_on = models.DateField(null=True)
    known_on = models.DateField(null=True)  # known_by compares with this: latest day of claimed_on, else published_on
    name = models.TextField(null=True)  # parties: name; articles: title
    low = models.BigIntegerField(null=True)  # estimates: what the claim allows, as in IncidentRevision
    high = models.BigIntegerField(null=True)
    codes = ArrayField(models.TextField(), default=list)  # "bound:at_most", "measure:people", "party:par_…"
    url_key = models.CharField(max_length=64, null=True)  # articles: SHA-256 of the canonical URL, for /lookup

    class Meta:
        constraints = [
            models.CheckConstraint(name="record_resource_known", condition=Q(resource__in=RESOURCES)),
            models.UniqueConstraint(
                fields=["resource", "record_id"], condition=Q(valid_to__isnull=True), name="record_one_current"
            ),
        ]
        indexes = [
            models.Index(
                F("resource"),
                F("sort_on").desc(nulls_last=True),
                F("record_id").desc(),
                name="record_current",
                condition=Q(valid_to=None),
            ),
            models.Index(fields=["resource", "record_id", "valid_from"], name="record_validity"),
            models.Index(fields=["incident_id", "resource"], name="record_by_incident"),
            models.Index(fields=["url_key"], name="record_by_url", condition=Q(url_key__isnull=False)),
            GinIndex(fields=["codes"], name="record_codes"),
            GinIndex(fields=["incident_ids"], name="record_of_incidents", condition=Q(incident_id=None)),
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.record_id}"


class GroupCount(models.Model):
    """How many current rows of a resource a group has: kept at publication, so that grouping everything costs nothing.

    `key` and `code` as in published.groups; what is not stated is counted under its code UNKNOWN.
    """

    resource = models.CharField(max_length=12)
    key = models.CharField(max_length=20)
    code = models.TextField()
    rows = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "key", "code"], name="group_once")]

    def __str__(self) -> str:
        return f"{self.resource} {self.key}={self.code}: {self.rows}"


CHANGE_TYPES = (
    "incident.published",
    "incident.updated",
    "incident.merged",
    "incident.withdrawn",
    "estimate.added",
    "estimate.superseded",
    "estimate.contradicted",
    "estimate.retracted",
    "remediation.added",
    "remediation.verified",
    "fact.added",
    "fact.retracted",
    "headline.changed",
    "wording",
)


class ChangeCounter(models.Model):
    """The last sequence number given to a change; its one row is locked until commit, so numbers have no gap."""

    last = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last)


class Change(models.Model):
    """One typed change, numbered without gaps in the order of commit, so that a reader can resume exactly."""

    sequence = models.BigIntegerField(primary_key=True)
    type = models.CharField(max_length=24)
    incident_id = models.CharField(max_length=20)
    revision = models.PositiveIntegerField()
    at = models.DateTimeField()
    record_id = models.CharField(max_length=24, null=True)  # the estimate, remediation … that changed
    body = models.TextField()  # ready JSON

    class Meta:
        constraints = [models.CheckConstraint(name="change_type_known", condition=Q(type__in=CHANGE_TYPES))]
        indexes = [
            models.Index(fields=["incident_id", "sequence"], name="change_by_incident"),
            models.Index(fields=["type", "sequence"], name="change_by_type"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.type} {self.incident_id}"


class VocabularyTerm(models.Model):
    """A term of a code list as served, loaded from incidents/vocabularies."""

    vocabulary = models.CharField(max_length=40)
    code = models.CharField(max_length=80)
    position = models.PositiveIntegerField()
    label = models.TextField()
    definition = models.TextField()
    standard = models.CharField(max_length=40, null=True)
    standard_version = models.CharField(max_length=40, null=True)
    source_term = models.TextField(null=True)
    match = models.CharField(max_length=8)
    parent = models.CharField(max_length=80, null=True)
    deprecated_by = models.CharField(max_length=80, null=True)

    class Meta:
        ordering = ["vocabulary", "position"]
        constraints = [models.UniqueConstraint(fields=["vocabulary", "code"], name="vocabulary_term_once")]

    def __str__(self) -> str:
        return f"{self.vocabulary}:{self.code}"
