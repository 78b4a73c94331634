"""What the review page shows of one article: its text with marks, and its facts as cards, grouped by incident number.

The number of queries does not depend on the number of facts: rows are read kind by kind.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from incidents import marked_text
from incidents.curation import link, matching, rules
from incidents.curation.review import cards, forms
from incidents.curation.review.cards import Card, Refused
from incidents.models import Article, ArticleVersion, Contradiction, Decision, Evidence, Fact, Incident

# With more open facts than that, a form is fetched when it is asked for: 200 of them are 2 MB.
FORMS_AT_ONCE = 40
_NEVER_UNDONE = ("corroborate", "undo", "publish", "withdraw", "merge", "resolve_contradiction")


@dataclass(kw_only=True)
class Group:
    """The facts of one incident number, and the incident that the number is or may be."""

    number: str
    incident: Incident | None
    proposals: list[matching.Match]
    cards: list[Card]
    widgets: list[forms.Widget]
    refused: Refused | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """A decision about the article as a whole."""

    decision: Decision
    can_undo: bool


@dataclass(kw_only=True)
class Page:
    """Everything that the template needs."""

    article: Article
    version: ArticleVersion | None
    versions: list[ArticleVersion]
    paragraphs: list[list[marked_text.Segment]]
    stops: list[marked_text.Stop]  # where an extractor stopped reading the text
    groups: list[Group]
    history: list[Row]
    refused: Refused | None
    add_kind: str
    add_widgets: list[forms.Widget]
    counts: dict[str, int]


def build(
    article: Article, *, refused: Refused | None = None, add_kind: str = "estimate", editing: str | None = None
) -> Page:
    """Read what the page shows. `editing` is the fact whose form is asked for, where not all forms are on the page."""
    versions = list(article.versions.defer("minhash", "minhash_bands").order_by("number"))
    version = versions[-1] if versions else None
    details = cards.read_details(article.facts.filter(review_state__in=cards.SHOWN_STATES))
    made = cards.make_cards(details, version, versions)
    groups = _groups(made, article)
    _add_claims(groups)
    history = list(article.decisions.select_related("decided_by", "fact", "incident", "undone_by"))
    _add_decisions(made, history)
    _add_conflicts(made)
    stops = _stops(version) if version else []
    page = Page(
        article=article,
        version=version,
        versions=versions,
        paragraphs=marked_text.split(version.text, _marks(made, version), stops) if version else [],
        stops=stops,
        groups=groups,
        history=[Row(decision=row, can_undo=can_undo(row)) for row in history if row.fact_id is None],
        refused=None,
        add_kind=add_kind,
        add_widgets=[],
        counts=_count(made),
    )
    _add_forms(page, refused, editing)
    return page


def next_open(article: Article, after: str) -> str | None:
    """The open fact that comes after another one on the page, the first one at the end; None when nothing is open."""
    rows = Evidence.objects.filter(fact__article=article, article_version=article.latest).exclude(
        fact__review_state="outdated"
    )
    placed = sorted(
        (int(number), start, pk, public_id, state)
        for number, start, pk, public_id, state in rows.values_list(
            "fact__incident_number", "start", "fact_id", "fact__public_id", "fact__review_state"
        )
    )
    ids = [public_id for _, _, _, public_id, _ in placed]
    begin = ids.index(after) + 1 if after in ids else 0
    in_turn = placed[begin:] + placed[:begin]
    return next((public_id for _, _, _, public_id, state in in_turn if state == "machine_proposed"), None)


def _marks(shown: list[Card], version: ArticleVersion) -> list[marked_text.Mark]:
    return [
        marked_text.Mark(
            fact=card.fact.public_id,
            number=card.number,
            kind=card.fact.kind,
            kind_name=card.kind_name,
            start=card.words.start,
            end=card.words.end,
        )
        for card in shown
        if card.words is not None and card.is_marked
    ]


def _stops(version: ArticleVersion) -> list[marked_text.Stop]:
    """Where the extractors stopped, as far as there are words behind it."""
    cut_short = version.extraction_runs.filter(unread_from__isnull=False).order_by("unread_from", "extractor_name")
    return [
        marked_text.Stop(number=number, at=run.unread_from, reader=f"{run.extractor_name} {run.extractor_version}")
        for number, run in enumerate(cut_short, start=1)
        if run.unread_from is not None and version.text[run.unread_from :].strip()
    ]


def _groups(shown: list[Card], article: Article) -> list[Group]:
    links = list(article.incident_links.exclude(state="proposed").select_related("incident"))
    accepted = {row.incident_number: row.incident for row in links if row.state == "accepted"}
    numbers = {card.fact.incident_number for card in shown} | set(accepted) | {"1"}
    # Looked up anew: what was accepted since the extraction may have made an incident known.
    matches = matching.propose_incidents(article) if numbers - set(accepted) else []
    turned_down = {(row.incident_number, row.incident_id) for row in links if row.state == "rejected"}
    return [
        Group(
            number=number,
            incident=accepted.get(number),
            proposals=[
                match for match in matches if match.number == number and (number, match.incident.pk) not in turned_down
            ],
            cards=[card for card in shown if card.fact.incident_number == number],
            widgets=[],
        )
        for number in sorted(numbers, key=int)
    ]


def _add_claims(groups: list[Group]) -> None:
    """Put recorded claims about the same thing beside open cards, and beside accepted ones those they may replace."""
    incidents = [group.incident.pk for group in groups if group.incident is not None]
    recorded: dict[tuple[int, str, Any], list[Fact]] = defaultdict(list)
    if incidents:
        for detail in cards.read_details(Fact.objects.accepted().filter(incident__in=incidents)):
            assert detail.incident_id is not None
            recorded[detail.incident_id, detail.kind, cards.about(detail)].append(detail)
    for group in groups:
        if group.incident is None:
            continue
        for card in group.cards:
            alike = recorded[group.incident.pk, card.fact.kind, cards.about(card.fact)]
            others = [cards.make_claim(other, card.fact) for other in alike if other.pk != card.fact.pk]
            if card.is_open:
                card.claims = others
            elif card.fact.is_accepted and card.fact.superseded_by_id is None:
                live = {other.public_id for other in alike if other.superseded_by_id is None}
                card.replaceable = [claim for claim in others if claim.public_id in live]


def _add_decisions(shown: list[Card], history: list[Decision]) -> None:
    latest: dict[int, Decision] = {}
    for decision in history:  # newest first
        if decision.fact_id is not None:
            latest.setdefault(decision.fact_id, decision)
    for card in shown:
        card.decision = latest.get(card.fact.pk)
        card.can_undo = card.decision is not None and can_undo(card.decision)


def can_undo(decision: Decision) -> bool:
    """Whether the page offers to undo a decision; undo itself looks closer."""
    return decision.kind not in _NEVER_UNDONE and not hasattr(decision, "undone_by")


def _add_conflicts(shown: list[Card]) -> None:
    by_id = {card.fact.pk: card for card in shown if card.fact.is_accepted}
    rows = Contradiction.objects.filter(resolution="open", incident__in={c.fact.incident_id for c in by_id.values()})
    for row in rows.select_related("left", "right"):
        for mine, other in ((row.left, row.right), (row.right, row.left)):
            if mine.pk in by_id:
                by_id[mine.pk].conflicts.append(f"{row.rule.replace('_', ' ')}: {other.public_id}")


def _add_forms(page: Page, refused: Refused | None, editing: str | None) -> None:
    has_all = page.counts["open"] <= FORMS_AT_ONCE
    subject = refused.subject if refused else None
    for group in page.groups:
        mine = refused if refused and refused.act in ("link", "open", "unlink") and subject == group.number else None
        group.refused = mine
        typed, error = (mine.typed, mine.field_error) if mine and mine.act == "open" else (None, None)
        values = {"status": "IncidentStatusUnknown", "veracity": "Suspected"} | _suggested(page)
        if group.incident is None:
            prefix = f"open-{group.number}"
            group.widgets = forms.incident_widgets(values, prefix=prefix, typed=typed, error=error)
        for card in group.cards:
            mine = refused if refused and subject == card.fact.public_id else None
            card.is_editing = editing == card.fact.public_id or (mine is not None and mine.act == "edit")
            card.refused = mine
            if card.is_editing or (card.is_open and has_all):
                _add_card_form(card, mine)
    handled = any(group.refused for group in page.groups) or any(
        card.refused for group in page.groups for card in group.cards
    )
    page.refused = None if handled else refused
    adding = refused if refused and refused.act == "add" else None
    page.add_widgets = forms.widgets(
        page.add_kind,
        {},
        prefix="add",
        typed=adding.typed if adding else None,
        error=adding.field_error if adding else None,
    )


def _add_card_form(card: Card, refused: Refused | None) -> None:
    editing = refused if refused and refused.act == "edit" else None
    card.widgets = forms.widgets(
        card.fact.kind,
        rules.read(card.fact),
        prefix=card.fact.public_id,
        typed=editing.typed if editing else None,
        error=editing.field_error if editing else None,
    )
    shown = card.words
    place = {"start": str(shown.start), "end": str(shown.end)} if shown else {"start": "", "end": ""}
    stored = {"quote": card.quote, "nth": "", "decision_note": "", "number": card.fact.incident_number} | place
    card.span = {name: editing.typed.get(name, value) if editing else value for name, value in stored.items()}


def _suggested(page: Page) -> dict[str, Any]:
    """What the form of a new incident begins with: the article's own words, to be changed."""
    version = page.version
    return {
        "title": (version.title or "")[: link.LONGEST_TITLE] if version else "",
        "first_public": version.published_on if version else None,
    } | {f"{name}_qualifier": "exact" for name in link.DATES}


def _count(shown: list[Card]) -> dict[str, int]:
    return {
        "open": sum(card.is_open for card in shown),
        "accepted": sum(card.fact.is_accepted for card in shown),
        "rejected": sum(card.fact.review_state == "curator_rejected" for card in shown),
    }
