"""The document says every bar with what was asked for, what was measured, and whether it was met."""

import copy
import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest

from tests.benchmarks import report

_SPEEDS = {
    "this API, granian": 80.0,
    "this API, gunicorn": 70.0,
    "serializers, gunicorn": 2.0,
    "bare asyncpg, uvicorn": 100.0,
}


@pytest.fixture
def results() -> dict[str, Any]:
    return {
        "machine": {"date": "2026-11-25"},
        "throughput": {"100000": {"list of 50": dict(_SPEEDS), "detail": dict(_SPEEDS)}},
        "growth": {
            "list of 50": {
                "bar": 1.5,
                "sizes": {"1000": {"first": 3.0, "median": 2.0}, "100000": {"first": 9.0, "median": 2.2}},
            }
        },
        "shaped": {"100000": {"plain": 2.0, "select": 3.0}},
        "exports": {
            "100000": {
                "resource": "incidents",
                "rows": 100_000,
                "export": 70.0,
                "cursor": 100.0,
                "memory_before": 80.0,
                "memory_after": 82.0,
                "memory_most": 90.0,
            }
        },
        "publishing": {
            "100000": {
                "first_publication": 20.0,
                "new_revision": 21.0,
                "with_the_best_known_party": 90.0,
                "republished_a_second": 30.0,
                "unchanged_a_second": 60.0,
                "republish_said": ["", ""],
            }
        },
    }


def not_met(results: dict[str, Any]) -> list[str]:
    return [what for what, _, _, met in report.verdicts(results) if not met]


def test_all_is_met(results: dict[str, Any]) -> None:
    assert not_met(results) == []
    assert "**not met**" not in report.markdown(results)


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("throughput", "100000", "list of 50", "this API, granian"), 74.0, "share of the bare server"),
        (("throughput", "100000", "list of 50", "this API, gunicorn"), 39.0, "beside serializers"),
        (("growth", "list of 50", "sizes", "100000", "median"), 3.1, "growth of list of 50"),
        (("growth", "list of 50", "sizes", "100000", "median"), None, "growth of list of 50"),
        (("shaped", "100000", "select"), 6.1, "select beside the plain list"),
        (("exports", "100000", "export"), 59.0, "NDJSON of incidents"),
        (("publishing", "100000", "new_revision"), 31.0, "publishing one incident"),
    ],
)
def test_what_is_not_met_is_told(results: dict[str, Any], path: tuple[str, ...], value: Any, told: str) -> None:
    changed = copy.deepcopy(results)
    place = changed
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value

    assert any(told in what for what in not_met(changed))
    assert "**not met**" in report.markdown(changed)


def test_the_plots_are_drawn_from_the_results(results: dict[str, Any]) -> None:
    for svg in (report.plot_throughput(results), report.plot_growth(results)):
        ElementTree.fromstring(svg)
