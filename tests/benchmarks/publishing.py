"""Publishing into a large base: `python -m tests.benchmarks.publishing SIZE` prints what it took as JSON."""

import json
import os
import statistics
import sys
import time
from io import StringIO
from typing import Any

import django

from tests.benchmarks.making import Maker
from tests.benchmarks.making import Party as Made

INCIDENTS = 12
REPUBLISHED = 60
_TEXT = "Up to 87 million people, Facebook said; it has now disabled this feature."


def measure(size: int) -> dict[str, Any]:
    """Median milliseconds of first publications and of new revisions, and how fast everything is published anew."""
    from django.core.management import call_command

    from incidents.models import Incident
    from incidents.publication.publish import publish
    from tests import builders

    maker = Maker(size=size)
    curator = builders.a_curator()
    usual = maker.organisations[len(maker.organisations) // 2]

    def timed(incident: Incident) -> float:
        began = time.perf_counter()
        publish(incident=incident, curator=curator)
        return (time.perf_counter() - began) * 1000

    some = [_incident(usual, curator) for _ in range(REPUBLISHED)]
    timed(some[0])
    first = [timed(incident) for incident in some[1:INCIDENTS]]
    for incident in some[INCIDENTS:]:
        publish(incident=incident, curator=curator)
    for incident in some:
        incident.refresh_from_db()
        incident.title = "In other words"
        incident.save()
    again = [timed(incident) for incident in some[:INCIDENTS]]
    best_known = [timed(_incident(maker.organisations[0], curator)) for _ in range(3)]
    republished = []
    for title in ("In other words", "In yet other words", "In yet other words"):
        Incident.objects.filter(state="published").update(title=title)
        out, began = StringIO(), time.perf_counter()
        call_command("republish", "--curator", curator.get_username(), stdout=out)
        last = out.getvalue().splitlines()[-1]
        republished.append((last, time.perf_counter() - began))
    total = Incident.objects.filter(state="published").count()
    return {
        "first_publication": statistics.median(first),
        "new_revision": statistics.median(again),
        "with_the_best_known_party": statistics.median(best_known),
        "republished_a_second": total / republished[1][1],
        "unchanged_a_second": total / republished[2][1],
        "republish_said": [republished[1][0], republished[2][0]],
    }


def _incident(made: Made, curator: Any) -> Any:
    """An incident with three estimates, three roles and three remediations, accepted and not published."""
    from incidents.models import Party
    from tests import builders

    party = Party.objects.filter(public_id=made.public_id).first()
    if party is None:
        party = Party.objects.create(public_id=made.public_id, name=made.name, kind=made.kind)
    incident = builders.an_incident()
    article = builders.an_article(url=f"https://bench.example/{incident.pk}/{time.time_ns()}")
    version = builders.a_version(_TEXT, article=article)
    said: dict[str, Any] = {"version": version, "incident": incident, "reviewer": curator}
    said["review_state"] = "curator_accepted"
    for day in ("2018-04-02", "2018-04-03", "2018-04-04"):
        builders.an_estimate(claimant=party, claimed_on=day, quote="Up to 87 million people", **said)
        builders.a_role(party=party, **said)
        builders.a_remediation(done_on=day, claimed_on=day, actor=party, quote="now disabled this feature", **said)
    return incident


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")
    django.setup()
    print(json.dumps(measure(int(sys.argv[1]))))


if __name__ == "__main__":
    main()
