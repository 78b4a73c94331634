"""How the figures are shown: the table that is printed, `docs/accuracy.md`, and the data behind both."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

from incidents.extraction.document import EXTRACTOR
from incidents.extraction.scoring import Counts, Report
from incidents.proposed import KINDS

if TYPE_CHECKING:
    from incidents.extraction.accuracy import Measured

PAGE = Path(__file__).parents[2] / "docs" / "accuracy.md"
DATA = Path(__file__).parent / "accuracy.json"
TITLES = {
    "in_sample": "in sample",
    "author_left_out": "author left out",
    "unread": "unread",
    "kept_apart": "kept apart",
}
LOST = {"no_candidate": "no candidate", "wrong_field": "wrong field", "dropped": "right, but dropped"}
NOTHING = "–"
UNSEEN = ("unread", "kept_apart")
MOST_LOST = 12  # groups that the page lists


def table(sets: Mapping[str, Measured]) -> str:
    """The sets side by side, for a terminal."""
    names = [TITLES[name] for name in sets]
    lines = [
        f"{'':14}" + "".join(f"{name:>28}" for name in names),
        f"{'':14}" + f"{'facts  found  strict P/R/F1':>28}" * len(sets),
    ]
    for kind in (*KINDS, "all"):
        lines.append(f"{kind:14}" + "".join(_cells(_counts(one.report, kind)) for one in sets.values()))
    for title, values in _rows(sets):
        lines.append(f"{title:28}{values[0]:>14}" + "".join(f"{value:>28}" for value in values[1:]))
    lost = "; ".join(f"{TITLES[name]}: {_lost_line(one)}" for name, one in sets.items())
    return "\n".join([*lines, f"labelled facts not right – {lost}", ""])


def _cells(counts: Counts) -> str:
    figures = counts.figures()
    strict = "/".join(_number(figures[f"strict_{name}"], 2) for name in ("precision", "recall"))
    return f"{counts.labelled:7}{_number(figures['found_f1']):>7} {strict:>7}{_number(figures['strict_f1']):>6}"


def _lost_line(measured: Measured) -> str:
    return ", ".join(
        f"{title} {sum(count for (_, reason), count in measured.lost.items() if reason == name)}"
        for name, title in LOST.items()
    )


def _counts(report: Report, kind: str) -> Counts:
    return report.overall if kind == "all" else report.kinds[kind]


def _rows(sets: Mapping[str, Measured]) -> list[tuple[str, list[str]]]:
    """The figures that are not by kind."""
    reports = [one.report for one in sets.values()]
    return [
        ("relevance", [_number(report.relevance.rate) for report in reports]),
        ("calibration error", [_number(report.calibration_error) for report in reports]),
        ("right at confidence ≥ 0.9", [_share(report.sure.part, report.sure.whole) for report in reports]),
        ("must-not hits", [f"{report.must_not} in {len(report.texts)} texts" for report in reports]),
        ("same incident", [_number(report.same_incident.rate) for report in reports]),
        ("… if all were one", [_number(report.if_all_were_one.rate) for report in reports]),
    ]


def _number(value: float | None, decimals: int = 3) -> str:
    return NOTHING if value is None else f"{value:.{decimals}f}"[1 if 0 <= value < 0.9995 else 0 :]


def _share(part: int, whole: int) -> str:
    return f"{_number(part / whole)} of {whole}" if whole else NOTHING


def publish(sets: Mapping[str, Measured]) -> None:
    """Writes the page and the data."""
    measured_on = f"{datetime.now(UTC):%Y-%m-%d}"
    DATA.write_text(json.dumps(data(sets, measured_on), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(sets, measured_on), encoding="utf-8")


def data(sets: Mapping[str, Measured], measured_on: str) -> dict[str, Any]:
    """Everything measured, for machines."""
    return {
        "extractor": EXTRACTOR,
        "measured_on": measured_on,
        "sets": {name: one.as_json() for name, one in sets.items()},
    }


def page(sets: Mapping[str, Measured], measured_on: str) -> str:
    """The page for people."""
    template = Template(Path(__file__).with_name("accuracy_page.md").read_text(encoding="utf-8"))
    return template.substitute(
        extractor=EXTRACTOR,
        measured_on=measured_on,
        sets=_markdown(
            ["set", "authors", "texts", "facts to find", "facts proposed"],
            (
                [
                    TITLES[name],
                    ", ".join(one.authors),
                    str(len(one.answers)),
                    str(one.report.overall.labelled),
                    str(one.report.overall.proposed),
                ]
                for name, one in sets.items()
            ),
        ),
        strict=_by_kind(sets, "strict_f1"),
        found=_by_kind(sets, "found_f1"),
        right=_by_kind(sets, "right_share"),
        others=_markdown(["", *_titles(sets)], ([title, *values] for title, values in _rows(sets))),
        authors=_markdown(["author", "set", "texts", "strict F1"], _by_author(sets)),
        errors="\n\n".join(f"### {TITLES[name].capitalize()}\n\n{_errors(one)}" for name, one in sets.items()),
        most_lost=_markdown(
            ["what is lost", "facts", "share of all that is lost"],
            _most_lost([one for name, one in sets.items() if name in UNSEEN]),
        ),
    )


def _most_lost(unseen: list[Measured]) -> Iterator[list[str]]:
    """The largest groups of lost facts, by kind and class, wrong fields by name: what would bring most next."""
    groups: Counter[str] = Counter()
    for one in unseen:
        for (kind, reason), count in one.lost.items():
            if reason != "wrong_field":
                groups[f"{kind}, {LOST[reason]}"] += count
        for (kind, field), count in one.report.wrong.items():
            groups[f"{kind}, wrong {field}"] += count
        for kind in KINDS:
            counts = one.report.kinds[kind]
            groups[f"{kind}, proposed but not labelled"] += counts.proposed - counts.found
    whole = sum(groups.values())
    for group, count in groups.most_common(MOST_LOST):
        yield [group, str(count), _number(count / whole)]


def _by_author(sets: Mapping[str, Measured]) -> Iterator[list[str]]:
    """A row per author, from the sets in which the author was not learnt from."""
    for name, one in sets.items():
        for author in one.authors if name != "in_sample" else ():
            part = one.of_author(author)
            strict = part.report.overall.figures()["strict_f1"]
            yield [author, TITLES[name], str(len(part.answers)), _number(strict)]


def _titles(sets: Mapping[str, Measured]) -> list[str]:
    return [TITLES[name] for name in sets]


def _by_kind(sets: Mapping[str, Measured], figure: str) -> str:
    return _markdown(
        ["kind", *_titles(sets)],
        (
            [kind, *(_number(_counts(one.report, kind).figures()[figure]) for one in sets.values())]
            for kind in (*KINDS, "all")
        ),
    )


def _errors(measured: Measured) -> str:
    """Counts by class: what became of the labelled facts that are not right, and of the proposed ones."""
    rows = []
    for kind in KINDS:
        counts, wrong = measured.report.kinds[kind], measured.report.wrong
        fields = sorted(((count, name) for (of, name), count in wrong.items() if of == kind), reverse=True)
        rows.append(
            [kind, str(counts.labelled), str(counts.right)]
            + [str(measured.lost[kind, reason]) for reason in LOST]
            + [str(counts.proposed - counts.found), ", ".join(f"{name} {count}" for count, name in fields) or NOTHING]
        )
    return _markdown(["kind", "labelled", "right", *LOST.values(), "proposed, not labelled", "wrong fields"], rows)


def _markdown(head: list[str], rows: Iterable[list[str]]) -> str:
    ruled = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in ruled)
