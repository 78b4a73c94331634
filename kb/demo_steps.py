"""The demo's steps that need Django, each a short-lived child of the launcher.

Standard output is what the person at the terminal sees; what the commands print goes to standard error, the log.
"""

import argparse
import io
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.utils import timezone

from incidents.curation import seed_files
from kb import demo, seed_site

_PATIENCE_SECONDS = 120.0  # without any progress of the pipeline
_SECONDS_BETWEEN_LINES = 3.0


def prepare(*, username: str, password_file: str) -> None:
    """Bring the database to the state that this code needs: tables, vocabularies, queue, curator."""
    steps: tuple[tuple[str, Callable[[], object]], ...] = (
        ("tables", lambda: call_command("migrate", interactive=False, verbosity=1, stdout=sys.stderr)),
        ("vocabularies", lambda: call_command("load_vocabularies", stdout=sys.stderr)),
        ("accuracy", lambda: call_command("load_accuracy", stdout=sys.stderr)),
        ("queue", lambda: call_command("install_broker", stdout=sys.stderr)),
        ("curator", lambda: _create_curator(username, password_file)),
        ("static files", lambda: call_command("collectstatic", interactive=False, verbosity=0, stdout=sys.stderr)),
    )
    for name, act in steps:
        began = time.monotonic()
        act()
        _say(f"prepared: {name} ({time.monotonic() - began:.1f} s)")


def fill(*, feed_url: str, seeds: Path, version_file: Path) -> bool:
    """Let the pipeline fetch the seed articles, then their later versions, and apply the decisions kept with them.

    Whether everything came in and through.
    """
    articles = seed_files.read_articles(seeds / "articles")
    call_command("load_seeds", feed_url=feed_url, stdout=sys.stderr)
    complete = True
    for version in sorted({article.version for article in articles}):
        expected = sum(article.version <= version for article in articles)
        if seed_site.read_latest_version(version_file) < version:  # after an interruption, no page goes back
            version_file.write_text(str(version), encoding="ascii")
        _poll_now(feed_url)
        complete &= _wait_for_pipeline(feed_url, expected)
        # A page that changes does so after the curator has read it.
        output = io.StringIO()
        call_command("apply_seed_decisions", stdout=output)
        _say(output.getvalue().strip())
        complete &= _wait_for_pipeline(feed_url, expected)
    return complete


def read_status() -> dict[str, Any]:
    """What `manage.py pipeline_status --json` says."""
    output = io.StringIO()
    call_command("pipeline_status", "--json", stdout=output)
    status: dict[str, Any] = json.loads(output.getvalue())
    return status


def _create_curator(username: str, password_file: str) -> None:
    call_command("create_curator", username=username, password_file=password_file, stdout=sys.stderr)


def _poll_now(feed_url: str) -> None:
    from incidents.models import Source  # models exist once Django is set up

    Source.objects.filter(url=feed_url).update(next_poll_at=timezone.now())


def _wait_for_pipeline(feed_url: str, expected: int) -> bool:
    """Wait until that many versions came in by the feed and no job is open; False when nothing moves any more."""
    from incidents.models import ArticleVersion, Job

    line, moved_at, said_at = "", time.monotonic(), 0.0
    while True:
        status = read_status()
        arrived = ArticleVersion.objects.filter(article__source__url=feed_url).count()
        lost = Job.objects.filter(kind="fetch", state="quarantined").count()
        done = status["open_jobs"] == 0 and arrived + lost >= expected
        before, line = (
            line,
            (
                f"pipeline: {arrived} of {expected} article versions in, {status['open_jobs']} jobs open, "
                f"{status['published_incidents']} incidents published"
            ),
        )
        now = time.monotonic()
        if line != before:
            moved_at = now
        if done or (line != before and now - said_at > _SECONDS_BETWEEN_LINES):
            _say(line)
            said_at = now
        if done:
            return True
        if now - moved_at > _PATIENCE_SECONDS:
            _say(f"the pipeline has not moved for {_PATIENCE_SECONDS:.0f} s: going on; the worker's log may say why")
            return False
        time.sleep(0.5)


def _say(line: str) -> None:
    print(line, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description="One step of the demo.")
    steps = parser.add_subparsers(dest="step", required=True)
    preparing = steps.add_parser("prepare")
    preparing.add_argument("username")
    preparing.add_argument("password_file")
    filling = steps.add_parser("fill")
    filling.add_argument("feed_url")
    filling.add_argument("seeds", type=Path)
    filling.add_argument("version_file", type=Path)
    reporting = steps.add_parser("status")
    reporting.add_argument("file", type=Path)
    arguments = parser.parse_args()
    django.setup()
    match arguments.step:
        case "prepare":
            prepare(username=arguments.username, password_file=arguments.password_file)
        case "fill":
            if not fill(feed_url=arguments.feed_url, seeds=arguments.seeds, version_file=arguments.version_file):
                return demo.INCOMPLETE
        case "status":
            arguments.file.write_text(json.dumps(read_status()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
