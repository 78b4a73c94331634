"""The main job, over real HTTP and a real broker: feed -> worker -> decisions -> publication -> API."""

import json
import shutil
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from incidents.models import Article, ArticleVersion, Incident, Job, Source
from kb.embedded import data_folder
from tests.journeys.conftest import ROOT, running, wait_until

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "published"]), pytest.mark.services]

CAMBRIDGE_ANALYTICA = ("newspapers-report-harvested-profiles", "facebook-87-million-upper-bound")


def get(base_url: str, path: str) -> Any:
    with urllib.request.urlopen(base_url + path, timeout=10) as answer:
        return json.load(answer)


def values(claims: list[dict[str, Any]]) -> set[tuple[str | None, str, int]]:
    """Claimant, bound and number of claims about people."""
    return {
        (
            claim["claimant"]["name"] if claim["claimant"] else None,
            claim["bound"],
            claim["low"] or claim["best"] or claim["high"],
        )
        for claim in claims
        if claim["measure"] == "people" and not claim["superseded_by"]
    }


def test_conflicting_counts_come_out_of_the_api_side_by_side(
    worker: Path, live_server: Any, tmp_path: Path, settings: Any
) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    for slug in CAMBRIDGE_ANALYTICA:
        shutil.copy(ROOT / "seeds" / "articles" / f"{slug}.md", articles)
    (tmp_path / "version").write_text("1")
    port = data_folder.find_free_port(near=18_400)
    call_command("create_curator", username="curator", password_file=str(tmp_path / "password"))

    with running(
        *("kb.seed_site", "--articles", str(articles), "--version-file", str(tmp_path / "version")),
        *("--port", str(port)),
        log=tmp_path / "site.log",
    ):
        call_command("load_seeds", feed_url=f"http://127.0.0.1:{port}/feed.xml")
        wait_until(
            lambda: ArticleVersion.objects.filter(relevant__isnull=False).count() == len(CAMBRIDGE_ANALYTICA),
            seconds=40,
            log=worker,
        )
    assert Article.objects.awaiting_review().count() == len(CAMBRIDGE_ANALYTICA)
    assert get(live_server.url, "/api/v1/incidents")["results"] == [], "nothing unreviewed is public"

    call_command("apply_seed_decisions")
    wait_until(lambda: Incident.objects.filter(state="published").exists(), seconds=20, log=worker)
    wait_until(lambda: not Job.objects.filter(state__in=["due", "working"]).exists(), seconds=20, log=worker)

    found = get(live_server.url, "/api/v1/incidents?party=Cambridge%20Analytica")["results"]
    assert len(found) == 1
    incident = get(live_server.url, f"/api/v1/incidents/{found[0]['id']}")
    assert {
        ("Facebook", "at_most", 87_000_000),
        (None, "none_stated", 50_000_000),
        ("Cambridge Analytica", "at_most", 30_000_000),
    } <= values(incident["estimates"])
    headline = incident["headline"]
    assert (headline["high"], headline["bound"], headline["claimant"]["name"]) == (87_000_000, "at_most", "Facebook")
    assert headline["reason"] == "most recent live claim by the controller"
    assert headline["left_out"], "it says what it left out"

    known = get(live_server.url, f"/api/v1/incidents/{incident['id']}?known_by=2018-03-20")
    numbers = {claim["low"] or claim["best"] or claim["high"] for claim in known["estimates"]}
    assert 50_000_000 in numbers
    assert 87_000_000 not in numbers
    assert 50_000_000 in (known["headline"]["low"], known["headline"]["best"])

    disabled = [step for step in incident["remediations"] if step["action"] == "disable_feature"]
    assert [(step["status"], step["verification"]) for step in disabled] == [("ActivityCompleted", "self_certified")]

    for claim in incident["estimates"] + incident["remediations"] + incident["statements"]:
        for evidence in claim["evidence"]:
            version = ArticleVersion.objects.get(
                article__public_id=evidence["article"], number=evidence["version"], sha256=evidence["sha256"]
            )
            assert version.text[evidence["start"] : evidence["end"]] == evidence["quote"]


def test_a_worker_that_dies_loses_nothing(worker: Path, tmp_path: Path) -> None:
    """A job that was claimed by a worker long gone is taken up again by the living one."""
    source = Source.objects.create(name="nowhere", kind="hand")
    article = Article.objects.create(source=source, url="https://news.example/1")
    version = ArticleVersion.objects.create(
        article=article,
        number=1,
        text="The Northmoor clinic said that 4,000 patients were affected when a laptop was stolen.",
        decoded_as="utf-8",
        fetched_at="2024-03-04T08:00:00Z",
    )
    Job.objects.create(
        kind="extract",
        key=f"version:{version.pk} rules",
        payload={"version": version.pk},
        state="working",
        attempts=1,
        token="00000000-0000-0000-0000-000000000001",
        due_at="2024-03-04T08:00:00Z",
        lease_until="2024-03-04T08:05:00Z",
    )

    wait_until(lambda: Job.objects.get().state == "done", seconds=40, log=worker)

    version.refresh_from_db()
    assert version.relevant is not None
