"""Measuring: whose texts are used for what, floors, and the page."""

import json
from pathlib import Path

import pytest

from incidents.extraction import accuracy_floors, accuracy_page, labels
from incidents.extraction.accuracy import Measured, measure
from incidents.extraction.document import Document, Extraction
from incidents.extraction.fitting import prepare
from incidents.extraction.labels import Labelled, UnusableLabels
from incidents.extraction.model import reading_zone
from incidents.extraction.scoring import score
from incidents.proposed import ProposedCause

FLOORS = Path(__file__).with_name("accuracy_floors.json")
TEXT = "Orlam said that thieves sent phishing emails to its staff."
CAUSE = {"kind": "cause", "cause": "Phishing", "incident": "1", "start": 29, "end": 37, "quote": "phishing"}


def labelled(name: str, *facts: labels.Label) -> Labelled:
    return Labelled(Document(id=name, text=TEXT), True, facts)


def answered(one: Labelled, *causes: str) -> tuple[Labelled, Extraction]:
    facts = tuple(ProposedCause(start=29, end=37, quote="phishing", confidence=0.8, cause=cause) for cause in causes)
    return one, Extraction(document_id=one.document.id, relevant=True, facts=facts)


def test_an_author_in_no_list_is_used_for_nothing(tmp_path: Path) -> None:
    for name in ("c01-a", "d01-b", "q01-c", "m01-d"):
        (tmp_path / f"{name}.txt").write_text(TEXT)
        (tmp_path / f"{name}.gold.json").write_text(json.dumps({"relevant": True, "facts": [CAUSE]}))
    assert [one.document.id for one in labels.read_all(tmp_path)] == ["c01-a", "m01-d"]
    assert [one.document.id for one in labels.read_all(tmp_path, labels.KEPT_APART)] == ["d01-b"]


def test_a_quote_that_strays_is_refused_by_its_place(tmp_path: Path) -> None:
    (tmp_path / "c01-a.txt").write_text(TEXT)
    (tmp_path / "c01-a.gold.json").write_text(json.dumps({"relevant": True, "facts": [CAUSE | {"start": 28}]}))
    with pytest.raises(UnusableLabels, match=r"^c01-a\.gold\.json: the quote at 28 is not text\[start:end\]$"):
        labels.read_all(tmp_path)


def test_lost_facts_are_told_apart_by_what_there_was_to_choose_from() -> None:
    missing = CAUSE | {"start": 0, "end": 5, "quote": "Orlam"}
    with reading_zone():
        prepared = prepare(labelled("c01-a", CAUSE, CAUSE | {"cause": "Theft"}, missing))
        nothing = Extraction(document_id="c01-a", relevant=False, facts=())
        measured = Measured(((prepared, nothing),))
        assert measured.lost == {
            ("cause", "dropped"): 1,
            ("cause", "wrong_field"): 1,
            ("cause", "no_candidate"): 1,
        }


def test_the_author_left_out_is_not_learnt_from(monkeypatch: pytest.MonkeyPatch) -> None:
    fitted: list[str] = []
    monkeypatch.setattr(
        "incidents.extraction.fitting.fit",
        lambda prepared: fitted.append("".join(one.labelled.author for one in prepared)) or {},
    )
    with reading_zone():
        c, e, f, m, d = (prepare(labelled(f"{author}01-a", CAUSE)) for author in "cefmd")
        sets = measure([c, e, f], [m], [d], publish=True)
    assert fitted == ["cefm", "efm", "cfm", "cem", "cef"]
    assert {name: "".join(one.authors) for name, one in sets.items()} == {
        "in_sample": "cef",
        "author_left_out": "cef",
        "unread": "m",
        "kept_apart": "d",
    }


def test_while_rules_are_written_nothing_is_shown_of_authors_they_have_not_seen() -> None:
    with reading_zone():
        c, m, d = (prepare(labelled(f"{author}01-a", CAUSE)) for author in "cmd")
        assert list(measure([c], [m], [d], publish=False)) == ["in_sample", "author_left_out"]


def test_a_figure_below_its_floor_is_named(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    path.write_text(json.dumps({"cause.strict_f1": 0.9, "calibration_error": 0.1, "event.strict_f1": 0.5}))
    report = score([answered(labelled("c01-a", CAUSE), "Theft")])
    assert accuracy_floors.under(path, report) == [
        "cause.strict_f1 is 0.000, at least 0.9 is asked for",
        "calibration_error is 0.800, at most 0.1 is asked for",
        "event.strict_f1 is not measured any more; its floor is 0.5",
    ]


def test_renewed_floors_are_reached(tmp_path: Path) -> None:
    report = score([answered(labelled("c01-a", CAUSE), "Phishing")])
    accuracy_floors.renew(tmp_path / "floors.json", report)
    floors = json.loads((tmp_path / "floors.json").read_text())
    assert floors["cause.strict_f1"] == 0.985
    assert accuracy_floors.under(tmp_path / "floors.json", report) == []


def test_every_kind_has_a_floor() -> None:
    floors = json.loads(FLOORS.read_text())
    assert {"estimate", "party", "remediation", "action", "cause", "data_category", "event", "statement", "all"} <= {
        name.removesuffix(".strict_f1") for name in floors
    }
    assert floors["all.strict_f1"] >= 0.59


def test_the_page_shows_figures_and_no_words_of_the_texts() -> None:
    with reading_zone():
        prepared = prepare(labelled("c01-a", CAUSE))
        measured = Measured(((prepared, answered(prepared.labelled, "Phishing")[1]),))
        page = accuracy_page.page({"in_sample": measured, "author_left_out": measured}, "2026-01-31")
    assert "Measured on 2026-01-31" in page
    assert "| cause | 1.000 | 1.000 |" in page
    assert "c01-a" not in page
    assert "phishing" not in page.lower()
