"""Facts as cards: what the page says about one fact, and the recorded claims that it is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from incidents.curation import agreement, rules, words
from incidents.curation.parties import fold
from incidents.curation.refusals import InvalidField, Refusal
from incidents.curation.review import forms
from incidents.curation.review.explanations import Explanation, explain
from incidents.models import ACCEPTED, MODEL_OF_KIND, ArticleVersion, Decision, Evidence, Fact

SHOWN_STATES = ("machine_proposed", *ACCEPTED, "curator_rejected", "retracted")
# The field by which facts of a kind are about the same thing.
_ABOUT = {
    "estimate": "measure",
    "party": "name",
    "remediation": "action",
    "action": "action",
    "cause": "cause",
    "data_category": "category",
    "event": "event",
    "statement": "speaker",
}
# What tells two claims about the same thing apart; equal in these, they are one claim.
_TELLING: Mapping[str, tuple[str, ...]] = {
    "estimate": ("bound", "low", "best", "high", "claimant", "scope"),
    "party": ("roles",),
    "remediation": ("actor", "status"),
    "action": ("body", "status", "amount"),
    "cause": (),
    "data_category": ("asserted",),
    "event": ("date",),
    "statement": ("statement_kind",),
}


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A form that was refused: what it wanted, of which subject, what had been typed, and why."""

    act: str
    subject: str  # a fact's public id, an incident number, or "" for the article
    typed: QueryDict
    error: Refusal
    theirs: Decision | None = None

    @property
    def field_error(self) -> InvalidField | None:
        return self.error if isinstance(self.error, InvalidField) else None


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A recorded fact of a linked incident, to be compared with a proposal."""

    public_id: str
    text: str
    quote: str
    article: str
    is_duplicate: bool = False


@dataclass(kw_only=True)
class Card:
    """One fact of the article."""

    fact: Fact
    number: int
    kind_name: str
    text: str
    quote: str
    words: Evidence | None
    is_broken: bool
    other_version: int | None  # the text version that the words stand in, when it is not the shown one
    confidence: str | None
    reasons: list[Explanation]
    agreeing: list[str]  # the other extractors that proposed the same
    claims: list[Claim] = field(default_factory=list)
    replaceable: list[Claim] = field(default_factory=list)
    widgets: list[forms.Widget] = field(default_factory=list)
    span: dict[str, str] = field(default_factory=dict)
    decision: Decision | None = None
    can_undo: bool = False
    conflicts: list[str] = field(default_factory=list)
    refused: Refused | None = None
    is_editing: bool = False

    @property
    def is_open(self) -> bool:
        return self.fact.review_state == "machine_proposed"

    @property
    def is_marked(self) -> bool:
        """Whether its words are marked in the shown text."""
        return self.words is not None and not self.is_broken and (self.is_open or self.fact.is_accepted)

    @property
    def has_duplicate(self) -> bool:
        return any(claim.is_duplicate for claim in self.claims)


def read_details(facts: "QuerySet[Fact]") -> list[Fact]:
    """The facts as rows of their own kinds, with what the cards read of them."""
    found: list[Fact] = []
    kinds = set(facts.order_by().values_list("kind", flat=True).distinct())
    for kind in sorted(kinds):
        rows = MODEL_OF_KIND[kind]._default_manager.filter(pk__in=facts.values("pk"))
        found += rows.select_related("reviewed_by", "article").prefetch_related("evidence")
    return found


def make_cards(details: list[Fact], version: ArticleVersion | None, versions: list[ArticleVersion]) -> list[Card]:
    """The cards in the order of the shown text; facts whose words stand in another version come last."""
    numbers = {row.pk: row.number for row in versions}
    texts = {row.pk: row.text for row in versions}

    def place(detail: Fact) -> tuple[int, int, int]:
        here = _words_in(detail, version)
        return (0, here.start, detail.pk) if here else (1, 0, detail.pk)

    cards = []
    for position, detail in enumerate(sorted(details, key=place), start=1):
        here = _words_in(detail, version)
        shown = here or next(iter(detail.evidence.all()), None)
        cards.append(
            Card(
                fact=detail,
                number=position,
                kind_name=words.KIND_NAMES[detail.kind],
                text=words.describe(detail.kind, rules.read(detail)),
                quote=shown.quote if shown else "",
                words=here,
                is_broken=shown is None or (here is not None and not _reproduces(here, version)),
                other_version=numbers.get(shown.article_version_id) if shown and here is None else None,
                confidence=words.confidence(detail.confidence),
                reasons=explain(detail.kind, detail.why, _text_of(detail, texts)),
                agreeing=[f"{one.name} {one.version}" for one in agreement.of(detail)],
            )
        )
    return cards


def _words_in(detail: Fact, version: ArticleVersion | None) -> Evidence | None:
    return next((row for row in detail.evidence.all() if version and row.article_version_id == version.pk), None)


def _reproduces(row: Evidence, version: ArticleVersion | None) -> bool:
    return version is not None and version.text[row.start : row.end] == row.quote


def _text_of(detail: Fact, texts: Mapping[int, str]) -> str:
    """The text that the fact was proposed from: that of its first words."""
    first = next(iter(detail.evidence.all()), None)
    return texts.get(first.article_version_id, "") if first else ""


def about(detail: Fact) -> Any:
    """What the fact is about, comparable between facts of its kind."""
    value = rules.read(detail)[_ABOUT[detail.kind]]
    return fold(value) if detail.kind in ("party", "statement") and value else value


def make_claim(recorded: Fact, card: Fact) -> Claim:
    """A recorded fact as it is shown beside a card."""
    evidence = next(iter(recorded.evidence.all()), None)
    return Claim(
        public_id=recorded.public_id,
        text=words.describe(recorded.kind, rules.read(recorded)),
        quote=evidence.quote if evidence else "",
        article=recorded.article.public_id,
        is_duplicate=_same_claim(recorded, card),
    )


def _same_claim(recorded: Fact, card: Fact) -> bool:
    """Whether two facts about the same thing say the same: what tells claims of the kind apart is equal."""
    one, other = rules.read(recorded), rules.read(card)
    return all(_comparable(one[name]) == _comparable(other[name]) for name in _TELLING[card.kind])


def _comparable(value: Any) -> Any:
    return fold(value) if isinstance(value, str) else value
