"""A body as it would read if only what had been claimed by a day were known.

A fact counts from the latest day of its `claimed_on`, or without one from the publication of its earliest article
(claim_dates); a fact without any date was never known by a day. Articles stay when they had been published by then or
when a fact that stays rests on them: a later article may be our only witness of an earlier claim. Title, summary,
status, veracity and dates are curators' words of today; only facts travel back.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from incidents.partial_dates import PartialDate
from incidents.published import headline, remediations
from incidents.published.claim_dates import known_on

FACT_ARRAYS = ("estimates", "parties", "actions", "causes", "data", "events", "statements")


def prune(body: Mapping[str, Any], known_by: datetime.date) -> dict[str, Any]:
    """The body with only what had been claimed by the day; headline and superseded marks follow."""
    kept = {name: [fact for fact in body[name] if _was_known(fact, known_by)] for name in FACT_ARRAYS}
    kept["remediations"] = [
        as_then for remediation in body["remediations"] if (as_then := _then(remediation, known_by))
    ]
    ids = _ids(kept)
    onward = {fact["id"]: fact["superseded_by"] for name in FACT_ARRAYS for fact in body[name]}
    kept = {name: [_marked(fact, ids, onward) for fact in facts] for name, facts in kept.items()}
    contradictions = [one for one in body["contradictions"] if ids.issuperset(one["between"])]
    return (
        dict(body)
        | kept
        | {
            "headline": headline.choose(kept["estimates"]),
            "contradictions": contradictions,
            "articles": _articles(body, kept, known_by),
        }
    )


def _was_known(fact: Mapping[str, Any], known_by: datetime.date) -> bool:
    day = known_on(fact)
    return day is not None and day <= known_by


def _then(remediation: Mapping[str, Any], known_by: datetime.date) -> dict[str, Any] | None:
    """The remediation after the steps that were known; None before its first."""
    steps = [step for step in remediation["steps"] if _was_known(step, known_by)]
    return remediations.assemble(remediation["id"], remediation["incident"], steps) if steps else None


def _ids(kept: Mapping[str, list[dict[str, Any]]]) -> set[str]:
    steps = {step["id"] for remediation in kept["remediations"] for step in remediation["steps"]}
    return steps | {fact["id"] for facts in kept.values() for fact in facts}


def _marked(fact: dict[str, Any], ids: set[str], onward: Mapping[str, str | None]) -> dict[str, Any]:
    """The fact, superseded by the next in turn that had been claimed; not yet superseded when none had."""
    successor = fact["superseded_by"]
    for _ in onward:  # as many steps as there can be
        if successor is None or successor in ids:
            break
        successor = onward.get(successor)
    if successor == fact["superseded_by"]:
        return fact
    then = fact | {"superseded_by": successor}
    if successor is None and then.get("status") == "superseded":
        # The mark and the word came with the later claim; before it, the claim simply stood.
        then["status"] = "asserted"
    return then


def _articles(
    body: Mapping[str, Any], kept: Mapping[str, list[dict[str, Any]]], known_by: datetime.date
) -> list[dict[str, Any]]:
    witnesses = {words["article"] for facts in kept.values() for fact in facts for words in fact["evidence"]}
    return [
        article
        for article in body["articles"]
        if article["id"] in witnesses
        or (article["published_on"] is not None and PartialDate(article["published_on"]).latest <= known_by)
    ]
