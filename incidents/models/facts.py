"""Facts and the words they rest on. One base row per fact, one table per kind with its own columns and CHECKs.

machine_proposed -> curator_accepted | curator_edited | curator_rejected | outdated (its text was replaced)
accepted         -> retracted (by a decision; the row stays as it was)
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from incidents.models.articles import Article, ArticleVersion
from incidents.models.fields import PartialDateField, code_check, code_choices, one_of_check, partial_date_check
from incidents.models.ids import PREFIX_OF_KIND, new_public_id
from incidents.models.incidents import Incident
from incidents.models.parties import Party
from incidents.proposed import BOUND_VALUES, LARGEST_COUNT

REVIEW_STATES = {
    "machine_proposed": "Proposed",
    "curator_accepted": "Accepted as proposed",
    "curator_edited": "Edited and accepted",
    "curator_rejected": "Rejected",
    "outdated": "Outdated: proposed again from a newer text or extractor",
    "retracted": "Retracted after acceptance",
}
ACCEPTED = ("curator_accepted", "curator_edited")
ORIGINS = {"machine": "Extractor", "importer": "Importer", "person": "Curator"}

# What may still change on an accepted fact: where it belongs (merge, split), that it was retracted or superseded.
_OPEN_AFTER_ACCEPTANCE = "'review_state', 'incident_id', 'version', 'superseded_by_id'"

_ACCEPTED_BASE_ROW_STAYS = f"""
    IF pikb_fact_is_accepted(OLD.review_state) OR OLD.review_state = 'retracted' THEN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'fact %: accepted facts are never deleted; retract it', OLD.public_id
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF to_jsonb(NEW) - ARRAY[{_OPEN_AFTER_ACCEPTANCE}]
           IS DISTINCT FROM to_jsonb(OLD) - ARRAY[{_OPEN_AFTER_ACCEPTANCE}]
           OR NOT (NEW.review_state = OLD.review_state OR NEW.review_state = 'retracted') THEN
            RAISE EXCEPTION 'fact %: accepted facts are append-only; supersede or retract it', OLD.public_id
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""

_ACCEPTANCE_NEEDS_PERSON_AND_EVIDENCE = """
    IF pikb_fact_is_accepted(NEW.review_state)
       AND (TG_OP = 'INSERT' OR NOT pikb_fact_is_accepted(OLD.review_state)) THEN
        IF NOT EXISTS (SELECT 1 FROM incidents_user AS reviewer
                       WHERE reviewer.id = NEW.reviewed_by_id AND NOT reviewer.is_service AND reviewer.is_active) THEN
            RAISE EXCEPTION 'fact %: accepting needs a reviewer who is a person', NEW.public_id
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NOT EXISTS (SELECT 1 FROM incidents_evidence AS evidence WHERE evidence.fact_id = NEW.id) THEN
            RAISE EXCEPTION 'fact %: accepting needs evidence', NEW.public_id
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
"""

_ACCEPTED_KIND_ROW_STAYS = """
    IF EXISTS (SELECT 1 FROM incidents_fact AS fact WHERE fact.id = OLD.fact_ptr_id
               AND fact.review_state IN ('curator_accepted', 'curator_edited', 'retracted')) THEN
        RAISE EXCEPTION 'fact %: accepted facts are append-only; supersede or retract it', OLD.fact_ptr_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""

_QUOTE_STANDS_IN_TEXT = """
    IF NEW.quote IS DISTINCT FROM
       (SELECT substr(version.text, NEW.start + 1, NEW."end" - NEW.start)
        FROM incidents_articleversion AS version WHERE version.id = NEW.article_version_id) THEN
        RAISE EXCEPTION 'evidence: the quote is not the words at %-% of the text', NEW.start, NEW."end"
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""

_EVIDENCE_OF_ACCEPTED_STAYS = """
    IF EXISTS (SELECT 1 FROM incidents_fact AS fact WHERE fact.id = OLD.fact_id
               AND fact.review_state IN ('curator_accepted', 'curator_edited', 'retracted')) THEN
        RAISE EXCEPTION 'evidence of an accepted fact is never deleted'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
"""


def new_fact_id(kind: str) -> str:
    return new_public_id(PREFIX_OF_KIND[kind])


class FactQuerySet(models.QuerySet["Fact"]):
    def awaiting_review(self) -> "FactQuerySet":
        """Proposals that no curator has decided."""
        return self.filter(review_state="machine_proposed")

    def accepted(self) -> "FactQuerySet":
        """What may be published."""
        return self.filter(review_state__in=ACCEPTED)


@pghistory.track(fields=["incident", "review_state", "reviewed_by", "reviewed_at", "superseded_by", "version"])
class Fact(models.Model):
    """One thing that someone says about one incident. Append-only once accepted: a correction supersedes."""

    public_id = models.CharField(max_length=24, unique=True, editable=False)
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in PREFIX_OF_KIND])
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="facts")
    # NULL until a curator has linked the article's incident of that number.
    incident = models.ForeignKey(Incident, null=True, blank=True, on_delete=models.PROTECT, related_name="facts")
    incident_number = models.CharField(max_length=4, default="1")
    claimant_name = models.CharField(max_length=300, null=True, blank=True)  # as printed; NULL: not stated
    claimant = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="claims")
    claimed_on = PartialDateField(null=True, blank=True)
    review_state = models.CharField(max_length=18, choices=REVIEW_STATES, default="machine_proposed")
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="reviewed_facts"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    origin_kind = models.CharField(max_length=8, choices=ORIGINS)
    origin_name = models.CharField(max_length=60)
    origin_version = models.CharField(max_length=40, default="")
    confidence = models.FloatField(null=True, blank=True)  # of the machine, calibrated, 0 to 1
    why = models.JSONField(default=list, blank=True)  # [{field, rule, start, end}]: what decided the proposal
    # [{name, version, confidence, why, start, end}]: other extractors that proposed the same, and by which words
    agreed_by = models.JSONField(default=list, blank=True)
    note = models.TextField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)  # optimistic lock

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            one_of_check("fact_kind_known", field="kind", allowed=PREFIX_OF_KIND),
            one_of_check("fact_review_state_known", field="review_state", allowed=REVIEW_STATES),
            one_of_check("fact_origin_known", field="origin_kind", allowed=ORIGINS),
            partial_date_check("fact_claimed_on", "claimed_on"),
            models.CheckConstraint(
                name="fact_accepted_has_reviewer_and_incident",
                condition=~Q(review_state__in=ACCEPTED)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False, incident__isnull=False),
            ),
            models.CheckConstraint(
                name="fact_confidence_is_a_share",
                condition=Q(confidence__isnull=True) | Q(confidence__gte=0, confidence__lte=1),
            ),
        ]
        indexes = [models.Index(fields=["article", "review_state"]), models.Index(fields=["incident", "review_state"])]
        triggers = [
            pgtrigger.Trigger(
                name="accepted_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_ACCEPTED_BASE_ROW_STAYS,
            ),
            pgtrigger.Trigger(
                name="acceptance_needs_person_and_evidence",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=_ACCEPTANCE_NEEDS_PERSON_AND_EVIDENCE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Give the public id of the kind on first save."""
        if not self.public_id:
            self.public_id = new_fact_id(self.kind)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def is_accepted(self) -> bool:
        return self.review_state in ACCEPTED

    def detail(self) -> "Fact":
        """The row of the fact's own kind."""
        return self if type(self) is not Fact else MODEL_OF_KIND[self.kind].objects.get(pk=self.pk)


def _append_only() -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="accepted_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=_ACCEPTED_KIND_ROW_STAYS,
    )


def _bound_check(bound: str) -> models.CheckConstraint:
    """A CHECK that an estimate with this bound sets exactly the values which the bound's words support."""
    values = {f"{name}__isnull": name not in BOUND_VALUES[bound] for name in ("low", "best", "high")}
    return models.CheckConstraint(name=f"estimate_{bound}", condition=~Q(bound=bound) | Q(**values))


class AffectedEstimate(Fact):
    """How many people, accounts, records … or how much money. A bound is never lost, a value never invented."""

    low = models.BigIntegerField(null=True, blank=True)
    best = models.BigIntegerField(null=True, blank=True)
    high = models.BigIntegerField(null=True, blank=True)
    bound = models.CharField(max_length=20, choices=code_choices("bound"))
    measure = models.CharField(max_length=20, choices=code_choices("measure"))
    currency = models.CharField(max_length=3, null=True, blank=True)  # ISO 4217, where the measure is money
    status = models.CharField(max_length=12, choices=code_choices("claim_status"), default="asserted")
    exposure = models.CharField(max_length=24, choices=code_choices("exposure"), default="unknown")
    scope = models.CharField(max_length=200, null=True, blank=True)  # NULL: worldwide or not stated
    basis = models.CharField(max_length=24, choices=code_choices("basis"), default="none_stated")
    claimant_kind = models.CharField(max_length=16, choices=code_choices("claimant_kind"), null=True, blank=True)
    speech = models.CharField(max_length=16, choices=code_choices("speech"), null=True, blank=True)
    rank = models.CharField(max_length=12, choices=code_choices("rank"), default="normal")
    rank_reason = models.CharField(max_length=300, null=True, blank=True)

    class Meta:
        constraints = [
            *(_bound_check(bound) for bound in BOUND_VALUES),
            one_of_check("estimate_bound_known", field="bound", allowed=BOUND_VALUES),
            models.CheckConstraint(
                name="estimate_values_in_order",
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=models.F("high")),
            ),
            models.CheckConstraint(
                name="estimate_values_are_counts",
                condition=(Q(low__isnull=True) | Q(low__gte=0, low__lte=LARGEST_COUNT))
                & (Q(best__isnull=True) | Q(best__gte=0, best__lte=LARGEST_COUNT))
                & (Q(high__isnull=True) | Q(high__gte=0, high__lte=LARGEST_COUNT)),
            ),
            code_check("estimate_measure_known", field="measure", vocabulary="measure"),
            code_check("estimate_status_known", field="status", vocabulary="claim_status"),
            code_check("estimate_exposure_known", field="exposure", vocabulary="exposure"),
            code_check("estimate_basis_known", field="basis", vocabulary="basis"),
            code_check("estimate_claimant_kind_known", field="claimant_kind", vocabulary="claimant_kind"),
            code_check("estimate_speech_known", field="speech", vocabulary="speech"),
            code_check("estimate_rank_known", field="rank", vocabulary="rank"),
            models.CheckConstraint(
                name="estimate_rank_has_reason",
                condition=Q(rank="normal") | (Q(rank_reason__isnull=False) & ~Q(rank_reason="")),
            ),
        ]
        triggers = [_append_only()]


class PartyRole(Fact):
    """A part that a party has in the incident, with its status: alleged, admitted, denied, found …"""

    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="roles")
    name = models.CharField(max_length=300, null=True, blank=True)  # as printed; NULL: unnamed
    party_kind = models.CharField(max_length=14, choices=code_choices("party_kind"))
    roles = ArrayField(models.CharField(max_length=40, choices=code_choices("party_role")))
    status = models.CharField(max_length=28, choices=code_choices("role_status"), default="unknown")
    title = models.CharField(max_length=200, null=True, blank=True)
    organisation = models.CharField(max_length=300, null=True, blank=True)

    class Meta:
        constraints = [
            code_check("role_party_kind_known", field="party_kind", vocabulary="party_kind"),
            code_check("role_status_known", field="status", vocabulary="role_status"),
            models.CheckConstraint(name="role_one_to_three", condition=Q(roles__len__gte=1, roles__len__lte=3)),
        ]
        triggers = [_append_only()]


class RemediationStep(Fact):
    """What someone did, does or promises to do about it; a promise is not a deed, a deed not yet verified."""

    action = models.CharField(max_length=40, choices=code_choices("remediation_action"))
    actor_name = models.CharField(max_length=300, null=True, blank=True)
    actor = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="remediations")
    target = models.CharField(max_length=300, null=True, blank=True)
    status = models.CharField(max_length=24, choices=code_choices("remediation_status"))
    verification = models.CharField(max_length=24, choices=code_choices("verification"), default="unverified")
    promised_on = PartialDateField(null=True, blank=True)
    due_on = PartialDateField(null=True, blank=True)
    done_on = PartialDateField(null=True, blank=True)

    class Meta:
        constraints = [
            code_check("remediation_action_known", field="action", vocabulary="remediation_action"),
            code_check("remediation_status_known", field="status", vocabulary="remediation_status"),
            code_check("remediation_verification_known", field="verification", vocabulary="verification"),
            partial_date_check("remediation_dates", "promised_on", "due_on", "done_on"),
        ]
        triggers = [_append_only()]


class OfficialAction(Fact):
    """An investigation, order, fine, suit or other act of an authority, court, legislature or claimant."""

    action = models.CharField(max_length=48, choices=code_choices("official_action"))
    body_name = models.CharField(max_length=300, null=True, blank=True)
    body = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="official_actions")
    target_name = models.CharField(max_length=300, null=True, blank=True)
    target = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="acted_against")
    status = models.CharField(max_length=24, choices=code_choices("action_status"))
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, null=True, blank=True)  # ISO 4217

    class Meta:
        constraints = [
            code_check("action_action_known", field="action", vocabulary="official_action"),
            code_check("action_status_known", field="status", vocabulary="action_status"),
            models.CheckConstraint(
                name="action_amount_has_currency", condition=Q(amount__isnull=True) | Q(currency__isnull=False)
            ),
        ]
        triggers = [_append_only()]


class Cause(Fact):
    """How it came about: a VERIS variety or a local code."""

    # Named, because the accessor Django would choose is `cause`, the column's own name.
    fact_ptr = models.OneToOneField(
        Fact, on_delete=models.CASCADE, parent_link=True, primary_key=True, related_name="cause_row"
    )
    cause = models.CharField(max_length=60, choices=code_choices("cause"))
    actor_name = models.CharField(max_length=300, null=True, blank=True)
    actor = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="caused")

    class Meta:
        constraints = [code_check("cause_cause_known", field="cause", vocabulary="cause")]
        triggers = [_append_only()]


class DataInvolved(Fact):
    """A kind of data that was involved, or is said not to have been."""

    category = models.CharField(max_length=32, choices=code_choices("data_category"))
    asserted = models.CharField(max_length=16, choices=code_choices("asserted"), default="involved")
    exposure = models.CharField(max_length=24, choices=code_choices("exposure"), default="unknown")

    class Meta:
        constraints = [
            code_check("data_category_known", field="category", vocabulary="data_category"),
            code_check("data_asserted_known", field="asserted", vocabulary="asserted"),
            code_check("data_exposure_known", field="exposure", vocabulary="exposure"),
        ]
        triggers = [_append_only()]


class TimelineEvent(Fact):
    """A dated happening, as far as the date is known."""

    event = models.CharField(max_length=24, choices=code_choices("event"))
    date = PartialDateField()
    qualifier = models.CharField(max_length=8, choices=code_choices("date_qualifier"), default="exact")

    class Meta:
        constraints = [
            code_check("event_event_known", field="event", vocabulary="event"),
            code_check("event_qualifier_known", field="qualifier", vocabulary="date_qualifier"),
            partial_date_check("event_date", "date"),
        ]
        triggers = [_append_only()]


class Statement(Fact):
    """What a party is directly quoted as saying."""

    speaker_name = models.CharField(max_length=300, null=True, blank=True)
    speaker = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="statements")
    statement_kind = models.CharField(max_length=12, choices=code_choices("statement_kind"), default="statement")
    speech = models.CharField(max_length=16, choices=code_choices("speech"), default="direct_quote")

    class Meta:
        constraints = [
            code_check("statement_kind_known", field="statement_kind", vocabulary="statement_kind"),
            code_check("statement_speech_known", field="speech", vocabulary="speech"),
        ]
        triggers = [_append_only()]


MODEL_OF_KIND: dict[str, type[Fact]] = {
    "estimate": AffectedEstimate,
    "party": PartyRole,
    "remediation": RemediationStep,
    "action": OfficialAction,
    "cause": Cause,
    "data_category": DataInvolved,
    "event": TimelineEvent,
    "statement": Statement,
}


class Evidence(models.Model):
    """The words that a fact rests on. Offsets count Unicode code points; the database compares them with the text."""

    fact = models.ForeignKey(Fact, on_delete=models.CASCADE, related_name="evidence")
    article_version = models.ForeignKey(ArticleVersion, on_delete=models.PROTECT, related_name="evidence")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["fact", "article_version", "start", "end"], name="evidence_once"),
            models.CheckConstraint(name="evidence_span", condition=Q(start__lt=models.F("end"))),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="quote_stands_in_text",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_QUOTE_STANDS_IN_TEXT,
            ),
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="stays_with_accepted",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=_EVIDENCE_OF_ACCEPTED_STAYS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start}-{self.end} {self.quote[:60]!r}"
