"""Facts as the API prints them: one plain function per kind, from a row to its JSON object with every key."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from incidents import vocabularies
from incidents.models import (
    AffectedEstimate,
    Cause,
    DataInvolved,
    Evidence,
    Fact,
    OfficialAction,
    Party,
    PartyRole,
    RemediationStep,
    Statement,
    TimelineEvent,
)
from incidents.partial_dates import PartialDate
from incidents.published.wording import estimate_in_words

Object = dict[str, Any]

# The part that a claimant plays, by the role that it has in the incident; the first that fits.
_CLAIMANT_KIND_OF_ROLE = {
    "DataController": "controller",
    "JointDataControllers": "controller",
    "DataProcessor": "processor",
    "DataSubProcessor": "processor",
    "DataProtectionAuthority": "regulator",
    "NationalAuthority": "regulator",
    "RegionalAuthority": "regulator",
    "SupraNationalAuthority": "regulator",
    "regulator": "regulator",
    "court": "court",
    "legislator": "legislator",
    "whistleblower": "whistleblower",
    "journalist": "journalist",
    "finder": "researcher",
    "analyst": "researcher",
    "independent_assessor": "researcher",
    "actor_external": "actor",
    "actor_internal": "actor",
    "actor_partner": "actor",
}


@dataclass(frozen=True, kw_only=True)
class Context:
    """What the objects of one incident share: its public id, the words, who plays which part, what is published."""

    incident_id: str
    evidence: Mapping[int, Sequence[Evidence]]  # by the fact's key
    claimant_kinds: Mapping[int, str]  # by the party's key
    ids: Mapping[int, str]  # public ids of published facts, by key


def fact_object(fact: Fact, context: Context) -> Object:
    """The object of one fact; of a remediation, one step of it."""
    return _OBJECT_OF_KIND[fact.kind](fact, context)


def claimant_kinds(roles: Sequence[Fact]) -> dict[int, str]:
    """The part that each party plays as a claimant, by its published roles in the incident."""
    held: dict[int, set[str]] = {}
    for role in roles:
        role = cast(PartyRole, role)
        if (party := survivor(role.party)) is not None:
            held.setdefault(party.pk, set()).update(role.roles)
    return {
        party: next(kind for role, kind in _CLAIMANT_KIND_OF_ROLE.items() if role in its_roles)
        for party, its_roles in held.items()
        if its_roles & _CLAIMANT_KIND_OF_ROLE.keys()
    }


def survivor(party: Party | None) -> Party | None:
    """The party itself, or the one that it was merged into."""
    while party is not None and party.merged_into is not None:
        party = party.merged_into
    return party


def date_object(value: str | None, qualifier: str) -> Object | None:
    """A date with its precision and how it is meant; None where none is stated."""
    if value is None:
        return None
    return {"value": value, "precision": PartialDate(value).precision, "qualifier": qualifier}


def label(vocabulary: str, code: str) -> str:
    """What people read for a code; the code itself when its list does not have it any more."""
    term = vocabularies.load(vocabulary).get(code)
    return term.label if term else code


def _estimate(fact: AffectedEstimate, context: Context) -> Object:
    claimant = survivor(fact.claimant)
    values = {name: getattr(fact, name) for name in ("measure", "low", "best", "high", "bound", "currency")}
    return (
        _head(fact, context, estimate_in_words(values))
        | values
        | {"scope": fact.scope, "exposure": fact.exposure, "basis": fact.basis, "speech": fact.speech}
        | {
            "claimant": _party_object(fact.claimant, fact.claimant_name),
            "claimant_kind": fact.claimant_kind or (context.claimant_kinds.get(claimant.pk) if claimant else None),
            "claimed_on": fact.claimed_on,
            "status": fact.status,
            "rank": fact.rank,
            "rank_reason": fact.rank_reason,
        }
        | _tail(fact, context)
    )


def _role(fact: PartyRole, context: Context) -> Object:
    party = survivor(fact.party)
    who = {"id": party.public_id if party else None, "name": party.name if party else fact.name}
    return (
        _head(fact, context, ", ".join(label("party_role", role) for role in fact.roles))
        | {"party": who | {"kind": party.kind if party else fact.party_kind}}
        | {"roles": list(fact.roles), "status": fact.status, "title": fact.title, "organisation": fact.organisation}
        | _claim(fact)
        | _tail(fact, context)
    )


def _remediation_step(fact: RemediationStep, context: Context) -> Object:
    text = label("remediation_action", fact.action)
    dates = {name: getattr(fact, name) for name in ("promised_on", "due_on", "done_on")}
    tail = _tail(fact, context)
    del tail["superseded_by"]  # the order of the steps says it
    return (
        {"id": fact.public_id, "action": fact.action, "text": f"{text}: {fact.target}" if fact.target else text}
        | {"status": fact.status, "verification": fact.verification}
        | {"on": fact.done_on or fact.promised_on or fact.claimed_on}
        | {"by": _party_object(fact.actor, fact.actor_name), "target": fact.target}
        | dates
        | _claim(fact)
        | tail
    )


def _official_action(fact: OfficialAction, context: Context) -> Object:
    return (
        _head(fact, context, label("official_action", fact.action))
        | {"action": fact.action, "body": _party_object(fact.body, fact.body_name)}
        | {"target": _party_object(fact.target, fact.target_name), "status": fact.status}
        | {"amount": _number(fact.amount), "currency": fact.currency}
        | _claim(fact)
        | _tail(fact, context)
    )


def _cause(fact: Cause, context: Context) -> Object:
    own = {"cause": fact.cause, "actor": _party_object(fact.actor, fact.actor_name)}
    return _head(fact, context, label("cause", fact.cause)) | own | _claim(fact) | _tail(fact, context)


def _data_involved(fact: DataInvolved, context: Context) -> Object:
    own = {"category": fact.category, "asserted": fact.asserted, "exposure": fact.exposure}
    return _head(fact, context, label("data_category", fact.category)) | own | _claim(fact) | _tail(fact, context)


def _event(fact: TimelineEvent, context: Context) -> Object:
    own = {"event": fact.event, "date": date_object(fact.date, fact.qualifier)}
    return _head(fact, context, label("event", fact.event)) | own | _claim(fact) | _tail(fact, context)


def _statement(fact: Statement, context: Context) -> Object:
    words = context.evidence.get(fact.pk)
    own = {
        "speaker": _party_object(fact.speaker, fact.speaker_name),
        "statement_kind": fact.statement_kind,
        "speech": fact.speech,
    }
    return _head(fact, context, words[0].quote if words else "") | own | _claim(fact) | _tail(fact, context)


def _head(fact: Fact, context: Context, text: str) -> Object:
    return {"id": fact.public_id, "incident": context.incident_id, "text": text}


def _claim(fact: Fact) -> Object:
    return {"claimant": _party_object(fact.claimant, fact.claimant_name), "claimed_on": fact.claimed_on}


def _tail(fact: Fact, context: Context) -> Object:
    """What closes every fact: what replaced it, its words, where it came from, and when a person agreed."""
    return {
        "superseded_by": context.ids.get(fact.superseded_by_id) if fact.superseded_by_id else None,
        "evidence": [_evidence(words) for words in context.evidence.get(fact.pk, ())],
        "origin": {
            "kind": fact.origin_kind,
            # Who works here is nobody's business: a curator's login stays inside.
            "name": "curator" if fact.origin_kind == "person" else fact.origin_name,
            "version": fact.origin_version or None,
            "confidence": fact.confidence,
        },
        "reviewed_on": fact.reviewed_at.astimezone(datetime.UTC).date().isoformat() if fact.reviewed_at else None,
    }


def _evidence(words: Evidence) -> Object:
    version = words.article_version
    return {
        "article": version.article.public_id,
        "version": version.number,
        "sha256": version.sha256,
        "start": words.start,
        "end": words.end,
        "quote": words.quote,
        "prefix": words.prefix,  # type: ignore[attr-defined]  # annotated by selection.select
        "suffix": words.suffix,  # type: ignore[attr-defined]
        "article_url": version.article.url,
        "publisher": version.article.publisher,
        "published_on": version.published_on,
    }


def _party_object(party: Party | None, name: str | None) -> Object | None:
    """{"id", "name"}; id null for a printed name that no party has; None where nobody is named."""
    if (found := survivor(party)) is not None:
        return {"id": found.public_id, "name": found.name}
    return {"id": None, "name": name} if name else None


def _number(amount: Decimal | None) -> int | float | None:
    """A JSON number without a fraction where there is none."""
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


_OBJECT_OF_KIND: Mapping[str, Callable[[Any, Context], Object]] = {
    "estimate": _estimate,
    "party": _role,
    "remediation": _remediation_step,
    "action": _official_action,
    "cause": _cause,
    "data_category": _data_involved,
    "event": _event,
    "statement": _statement,
}
