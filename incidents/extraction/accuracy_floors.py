"""Floors under the published accuracy: what a change may not make worse without somebody deciding so."""

from __future__ import annotations

import json
from pathlib import Path

from incidents.extraction.scoring import Report

MARGIN = 0.015  # a floor stands this far under what was reached: less than a change of any use, more than chance
MUST_NOT_MARGIN = 2
CEILINGS = frozenset(("calibration_error", "must_not"))


def reached(report: Report) -> dict[str, float]:
    """The figures that have a floor, or a ceiling where less is better; those with nothing to measure are left out."""
    kinds = {f"{kind}.strict_f1": counts.figures()["strict_f1"] for kind, counts in report.kinds.items()}
    figures = kinds | {
        "all.strict_f1": report.overall.figures()["strict_f1"],
        "relevance": report.relevance.rate,
        "same_incident": report.same_incident.rate,
        "calibration_error": report.calibration_error,
        "must_not": float(report.must_not),
    }
    return {name: figure for name, figure in figures.items() if figure is not None}


def under(path: Path, report: Report) -> list[str]:
    """A line for each figure on the wrong side of its floor; a floor without a figure is on the wrong side too."""
    figures = reached(report)
    lines = []
    for name, floor in json.loads(path.read_text(encoding="utf-8")).items():
        figure = figures.get(name)
        if figure is None:
            lines.append(f"{name} is not measured any more; its floor is {floor}")
        elif figure > floor if name in CEILINGS else figure < floor:
            lines.append(
                f"{name} is {figure:.3f}, {'at most' if name in CEILINGS else 'at least'} {floor} is asked for"
            )
    return lines


def renew(path: Path, report: Report) -> None:
    """Writes floors just under, and ceilings just over, what was reached."""
    floors = {}
    for name, figure in reached(report).items():
        margin = MUST_NOT_MARGIN if name == "must_not" else MARGIN
        floors[name] = round(figure + margin if name in CEILINGS else max(0.0, figure - margin), 3)
    path.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")
