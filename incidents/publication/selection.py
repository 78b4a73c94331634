"""Which facts of an incident may be published, which stay behind, and why: the gate that nothing unreviewed passes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Greatest, Least, Substr

from incidents.models import ACCEPTED, MODEL_OF_KIND, Evidence, Fact, Incident, IncidentArticle

CONTEXT = 32  # code points of the text before and after a quote

_REASONS = {
    "machine_proposed": "waits for a curator's decision",
    "curator_rejected": "rejected by a curator",
    "outdated": "outdated: proposed again from a newer text or extractor",
    "retracted": "retracted",
}
# Reasons that somebody decided on, or that time did: nothing of them waits for anybody.
SETTLED = frozenset(_REASONS[state] for state in ("curator_rejected", "outdated", "retracted"))
# Parties that a fact of some kind names, beside its claimant.
_PARTIES = {
    "party": ("party",),
    "remediation": ("actor",),
    "action": ("body", "target"),
    "cause": ("actor",),
    "statement": ("speaker",),
}


@dataclass(frozen=True, kw_only=True)
class Selection:
    """The facts that may be published, by kind and in order of storing, with their words; and the rest with reasons."""

    facts: Mapping[str, Sequence[Fact]]
    evidence: Mapping[int, Sequence[Evidence]]  # of all of them, by the fact's key, with `prefix` and `suffix`
    left_out: Sequence[tuple[Fact, str]]

    @property
    def ids(self) -> Mapping[int, str]:
        """The public id of every fact that may be published, by its key."""
        return {fact.pk: fact.public_id for facts in self.facts.values() for fact in facts}


def select(incident: Incident) -> Selection:
    """Accepted facts of the incident that rest on words in at least one established source."""
    rows = {kind: _rows(kind, incident) for kind in MODEL_OF_KIND}
    evidence = _evidence([fact.pk for facts in rows.values() for fact in facts])
    facts: dict[str, list[Fact]] = {}
    left_out = []
    for kind, candidates in rows.items():
        reasons = [(fact, _why_left_out(fact, evidence.get(fact.pk, ()))) for fact in candidates]
        facts[kind] = [fact for fact, reason in reasons if reason is None]
        left_out += [(fact, reason) for fact, reason in reasons if reason is not None]
    _pass_over([fact for kept in facts.values() for fact in kept], left_out)
    return Selection(facts=facts, evidence=evidence, left_out=left_out)


def _pass_over(kept: Sequence[Fact], left_out: Sequence[tuple[Fact, str]]) -> None:
    """Let claims whose successor stays behind be superseded by the next that is published: they stand no more."""
    onward: dict[int | None, int | None] = {fact.pk: fact.superseded_by_id for fact, _ in left_out}
    for fact in kept:
        for _ in onward:  # as many steps as there can be
            fact.superseded_by_id = onward.get(fact.superseded_by_id, fact.superseded_by_id)


def _rows(kind: str, incident: Incident) -> Sequence[Fact]:
    """The incident's facts and, so that the preview can tell of them, what its articles propose or proposed for it."""
    link = IncidentArticle.objects.filter(
        incident=incident, state="accepted", article=OuterRef("article"), incident_number=OuterRef("incident_number")
    )
    undecided = Q(incident__isnull=True, review_state__in=("machine_proposed", "curator_rejected"))
    facts = MODEL_OF_KIND[kind]._default_manager.filter(Q(incident=incident) | (undecided & Exists(link)))
    return list(facts.select_related("claimant", *_PARTIES.get(kind, ())).order_by("pk"))


def _evidence(fact_ids: Sequence[int]) -> Mapping[int, Sequence[Evidence]]:
    """The words of the facts with a little of the text around; the text itself stays in the database."""
    text = "article_version__text"
    found: dict[int, list[Evidence]] = defaultdict(list)
    rows = (
        Evidence.objects.filter(fact_id__in=fact_ids)
        .select_related("article_version__article__source")
        .defer("article_version__text", "article_version__minhash", "article_version__minhash_bands")
        .annotate(
            prefix=Substr(text, Greatest(F("start") + 1 - CONTEXT, Value(1)), Least(F("start"), Value(CONTEXT))),
            suffix=Substr(text, F("end") + 1, CONTEXT),
        )
        .order_by("pk")
    )
    for words in rows:
        found[words.fact_id].append(words)
    return found


def _why_left_out(fact: Fact, evidence: Sequence[Evidence]) -> str | None:
    if fact.review_state not in ACCEPTED:
        return _REASONS[fact.review_state]
    if not evidence:
        return "rests on no words"
    if not any(words.article_version.article.source.trust == "established" for words in evidence):
        return "rests on unverified sources alone"
    return None
