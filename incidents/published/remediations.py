"""One remediation from its steps: promised, done, verified – each step a fact with words of its own."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from incidents.published.claim_dates import known_on

_FROM_LAST_STEP = ("action", "text")
_DATES = ("promised_on", "due_on", "done_on")


def assemble(remediation_id: str, incident_id: str, steps: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The remediation as it stands after its steps, which are in order, oldest first, at least one.

    What it is and how far it has come are the last step's; actor, target and dates are the last that any step gives.
    """
    last = steps[-1]

    def last_given(name: str) -> Any:
        return next((step[name] for step in reversed(steps) if step[name] is not None), None)

    return (
        {"id": remediation_id, "incident": incident_id}
        | {name: last[name] for name in _FROM_LAST_STEP}
        | {"actor": last_given("by"), "target": last_given("target")}
        | {"status": last["status"], "verification": last["verification"]}
        | {name: last_given(name) for name in _DATES}
        | {
            "claimant": last["claimant"],
            "claimed_on": last["claimed_on"],
            "superseded_by": None,  # a step replaces a step; the remediation goes on
            "steps": list(steps),
            "evidence": _distinct([words for step in steps for words in step["evidence"]]),
            "origin": last["origin"],
            "reviewed_on": last["reviewed_on"],
        }
    )


def known_since(remediation: Mapping[str, Any]) -> datetime.date | None:
    """The day by which its first step had been claimed."""
    return min((day for step in remediation["steps"] if (day := known_on(step))), default=None)


def _distinct(evidence: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Each span once, though two steps rest on it."""
    spans = {(words["article"], words["version"], words["start"], words["end"]): words for words in evidence}
    return list(spans.values())
