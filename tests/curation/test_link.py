"""Which incident an article reports: links, new incidents, edits and articles that report none."""

import pytest

from incidents.curation import decide, link
from incidents.curation.refusals import (
    AlreadyDecided,
    EditConflict,
    IncidentClosed,
    InvalidField,
    LinkInUse,
    NotAPerson,
    NumberTaken,
    ReasonMissing,
)
from incidents.models import Decision, Incident
from tests.builders import (
    a_curator,
    a_link,
    a_second_curator,
    a_service,
    a_version,
    an_article,
    an_estimate,
    an_incident,
)

pytestmark = pytest.mark.django_db


def test_a_number_is_linked_to_one_incident() -> None:
    article, incident = an_article(), an_incident()
    decision = link.link(article=article, number="1", incident=incident, curator=a_curator())
    assert article.incident_links.get().state == "accepted"
    assert (decision.kind, decision.after) == ("link", {"number": "1"})
    with pytest.raises(NumberTaken, match="take that link back first"):
        link.link(article=article, number="1", incident=an_incident(), curator=a_curator())
    with pytest.raises(AlreadyDecided, match="already"):
        link.link(article=article, number="1", incident=incident, curator=a_curator())


def test_a_proposed_link_is_accepted_in_place() -> None:
    article, incident = an_article(), an_incident()
    a_link(article, incident, state="proposed")
    link.link(article=article, number="1", incident=incident, curator=a_curator())
    assert [row.state for row in article.incident_links.all()] == ["accepted"]


def test_a_closed_incident_is_not_linked() -> None:
    with pytest.raises(IncidentClosed):
        link.link(article=an_article(), number="1", incident=an_incident(state="rejected"), curator=a_curator())


@pytest.mark.parametrize("number", ["", "0", "01", "one", "12345"])
def test_a_number_is_a_plain_number(number: str) -> None:
    with pytest.raises(InvalidField, match="is not an incident number"):
        link.link(article=an_article(), number=number, incident=an_incident(), curator=a_curator())


def test_a_link_is_taken_back_unless_accepted_facts_rest_on_it() -> None:
    fact = an_estimate()
    incident = an_incident()
    link.link(article=fact.article, number="1", incident=incident, curator=a_curator())
    decide.accept(fact=fact, curator=a_curator(), version=1)
    with pytest.raises(LinkInUse, match="1 accepted facts"):
        link.unlink(article=fact.article, number="1", incident=incident, curator=a_curator())
    decide.retract(fact=fact, curator=a_curator(), reason="error")
    link.unlink(article=fact.article, number="1", incident=incident, curator=a_curator())
    assert fact.article.incident_links.get().state == "rejected"


def test_an_opened_incident_is_a_candidate_and_linked() -> None:
    article = an_article()
    incident = link.open_incident(
        article=article, number="2", title="  Profiles passed on ", curator=a_curator(), first_public="2018-03-17",
        occurred_from="2014", occurred_from_qualifier="about",
    )  # fmt: skip
    assert (incident.state, incident.public_id, incident.title) == ("candidate", None, "Profiles passed on")
    assert (incident.occurred_from, incident.occurred_from_qualifier) == ("2014", "about")
    assert article.incident_links.get().incident_number == "2"
    assert Decision.objects.get().kind == "open_incident"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"title": "A", "first_public": "17.3.2018"}, "first_public"),
        ({"title": "A", "status": "Solved"}, "status"),
        ({"title": "A", "occurred_from": "2019", "occurred_to": "2018-12"}, "occurred_to"),
        ({"title": "A", "count": 3}, "count"),
    ],
)
def test_an_incident_with_a_wrong_field_is_not_opened(fields: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidField) as refused:
        link.open_incident(article=an_article(), number="1", curator=a_curator(), **fields)
    assert refused.value.field == field
    assert not Incident.objects.exists()


def test_an_incident_is_edited_under_its_lock() -> None:
    incident = an_incident()
    decision = link.edit_incident(
        incident=incident, version=1, changes={"title": "Better", "status": "IncidentConcluded"}, curator=a_curator()
    )
    assert (incident.title, incident.version) == ("Better", 2)
    assert decision.before == {"title": "Profiles passed on", "status": "IncidentMitigated"}
    with pytest.raises(EditConflict) as refused:
        link.edit_incident(incident=incident, version=1, changes={"title": "Mine"}, curator=a_second_curator())
    assert refused.value.theirs.decided_by == a_curator()


def test_the_articles_lock_tells_the_second_curator() -> None:
    article = an_article()
    link.link(article=article, number="1", incident=an_incident(), curator=a_curator(), version=1)
    with pytest.raises(EditConflict):
        link.mark_not_relevant(article=article, curator=a_second_curator(), reason="no_incident", version=1)


def test_an_article_that_reports_none_takes_its_proposals_along() -> None:
    fact = an_estimate()
    decision = link.mark_not_relevant(article=fact.article, curator=a_curator(), reason="no_incident")
    fact.refresh_from_db()
    assert (fact.review_state, fact.article.review_state) == ("curator_rejected", "not_relevant")
    assert decision.before["facts"] == [fact.public_id]


def test_not_relevant_needs_a_reason_and_no_accepted_fact() -> None:
    with pytest.raises(ReasonMissing, match="no_incident, no_personal_data"):
        link.mark_not_relevant(article=an_article(), curator=a_curator(), reason="boring")
    fact = an_estimate(review_state="curator_accepted")
    with pytest.raises(LinkInUse, match="retract them first"):
        link.mark_not_relevant(article=fact.article, curator=a_curator(), reason="no_incident")


def test_a_service_account_links_nothing() -> None:
    with pytest.raises(NotAPerson):
        link.link(article=a_version().article, number="1", incident=an_incident(), curator=a_service())
