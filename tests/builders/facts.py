"""Facts of every kind with the words they rest on. The span is found in the text, so a test writes words alone."""

import datetime
from typing import Any, TypeVar

from incidents.models import (
    ACCEPTED,
    MODEL_OF_KIND,
    AffectedEstimate,
    ArticleVersion,
    Cause,
    DataInvolved,
    Evidence,
    Fact,
    Incident,
    OfficialAction,
    PartyRole,
    RemediationStep,
    Statement,
    TimelineEvent,
    User,
)
from tests.builders.articles import a_version
from tests.builders.incidents import an_incident
from tests.builders.people import a_curator

AnyFact = TypeVar("AnyFact", bound=Fact)

REVIEWED_AT = datetime.datetime(2018, 4, 6, 12, tzinfo=datetime.UTC)


def an_estimate(
    *, text: str = "Up to 87 million people may be affected.", quote: str = "Up to 87 million people", **given: Any
) -> AffectedEstimate:
    """At most 87 million people, unless the test says otherwise; a bound takes only the values it is given."""
    if "bound" not in given:
        given = {"bound": "at_most", "high": 87_000_000} | given
    return a_fact("estimate", text=text, quote=quote, **{"measure": "people"} | given)  # type: ignore[return-value]


def a_role(*, text: str = "Facebook said so.", quote: str = "Facebook", **given: Any) -> PartyRole:
    """Facebook as the controller of the data."""
    columns = {"name": "Facebook", "party_kind": "organisation", "roles": ["DataController"], "status": "admitted"}
    return a_fact("party", text=text, quote=quote, **columns | given)  # type: ignore[return-value]


def a_remediation(
    *, text: str = "Facebook has now disabled this feature.", quote: str = "now disabled this feature", **given: Any
) -> RemediationStep:
    """A feature that was disabled, by the word of who did it."""
    columns = {"action": "disable_feature", "status": "ActivityCompleted", "verification": "self_certified"}
    return a_fact("remediation", text=text, quote=quote, **columns | given)  # type: ignore[return-value]


def an_official_action(
    *, text: str = "The regulator is investigating.", quote: str = "is investigating", **given: Any
) -> OfficialAction:
    """An open investigation."""
    columns = {"action": "investigation", "status": "open"}
    return a_fact("action", text=text, quote=quote, **columns | given)  # type: ignore[return-value]


def a_cause(*, text: str = "It came from phishing.", quote: str = "phishing", **given: Any) -> Cause:
    """Phishing."""
    return a_fact("cause", text=text, quote=quote, **{"cause": "Phishing"} | given)  # type: ignore[return-value]


def a_data_category(
    *, text: str = "E-mail addresses were taken.", quote: str = "E-mail addresses", **given: Any
) -> DataInvolved:
    """Contact data that was involved."""
    return a_fact("data_category", text=text, quote=quote, **{"category": "contact"} | given)  # type: ignore[return-value]


def an_event(
    *, text: str = "It was noticed in March 2018.", quote: str = "noticed in March 2018", **given: Any
) -> TimelineEvent:
    """The discovery, in March 2018."""
    columns = {"event": "discovered", "date": "2018-03"}
    return a_fact("event", text=text, quote=quote, **columns | given)  # type: ignore[return-value]


def a_statement(*, text: str = "“We are sorry”, it said.", quote: str = "We are sorry", **given: Any) -> Statement:
    """An apology in direct speech."""
    return a_fact("statement", text=text, quote=quote, **{"statement_kind": "apology"} | given)  # type: ignore[return-value]


def a_fact(
    kind: str,
    *,
    text: str,
    quote: str,
    version: ArticleVersion | None = None,
    incident: Incident | None = None,
    review_state: str = "machine_proposed",
    reviewer: User | None = None,
    **columns: Any,
) -> Fact:
    """A fact of any kind on words of `text`, or of the given version's text; then taken to its review state."""
    version = version or a_version(text)
    fact = MODEL_OF_KIND[kind].objects.create(
        kind=kind,
        article=version.article,
        incident=incident,
        **{"origin_kind": "machine", "origin_name": "rules", "origin_version": "1.0", "confidence": 0.9} | columns,
    )
    evidence(fact, quote, version=version)
    if review_state in (*ACCEPTED, "retracted"):
        state = review_state if review_state in ACCEPTED else ACCEPTED[0]
        accept(fact, incident=incident, reviewer=reviewer, review_state=state)
    if fact.review_state != review_state:
        fact.review_state = review_state
        fact.save(update_fields=["review_state"])
    return fact


def accept(
    fact: AnyFact,
    *,
    incident: Incident | None = None,
    reviewer: User | None = None,
    review_state: str = "curator_accepted",
) -> AnyFact:
    """The fact as a curator's acceptance leaves it, into a fresh incident unless it has one. Writes no decision."""
    fact.incident = incident or fact.incident or an_incident()
    fact.reviewed_by = reviewer or a_curator()
    fact.reviewed_at = REVIEWED_AT
    fact.review_state = review_state
    fact.save(update_fields=["incident", "reviewed_by", "reviewed_at", "review_state"])
    return fact


def evidence(fact: Fact, quote: str, *, version: ArticleVersion | None = None) -> Evidence:
    """Words that the fact rests on, at their first place in the version (its article's latest unless given)."""
    version = version or fact.article.latest
    assert version is not None
    start = version.text.index(quote)
    return Evidence.objects.create(
        fact_id=fact.pk, article_version=version, start=start, end=start + len(quote), quote=quote
    )
