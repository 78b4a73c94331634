"""The figures of accuracy, by small sums that can be done by hand."""

from typing import Any

import pytest

from incidents.extraction.document import Document, Extraction
from incidents.extraction.labels import Label, Labelled
from incidents.extraction.scoring import Counts, Share, calibration_error, score
from incidents.proposed import ProposedCause, ProposedFact

WORDS = "phishing malware ransomware theft loss"


def span(word: str) -> dict[str, Any]:
    start = WORDS.index(word)
    return {"start": start, "end": start + len(word), "quote": word}


def label(word: str, cause: str, **fields: Any) -> Label:
    return {"kind": "cause", "cause": cause, "incident": "1"} | span(word) | fields


def fact(word: str, cause: str, confidence: float = 0.5, incident: str = "1") -> ProposedCause:
    return ProposedCause(confidence=confidence, incident=incident, cause=cause, **span(word))


def scored(labels: list[Label], *facts: ProposedFact, relevant: bool = True, must_not: tuple[Label, ...] = ()) -> Any:
    labelled = Labelled(Document(id="z01-test", text=WORDS), True, tuple(labels), must_not)
    return score([(labelled, Extraction(document_id="z01-test", relevant=relevant, facts=facts))])


def test_a_wrong_field_is_found_and_not_right() -> None:
    report = scored(
        [label("phishing", "Phishing"), label("theft", "Theft"), label("loss", "Loss")],
        fact("phishing", "Phishing"),
        fact("theft", "Loss"),
        fact("malware", "Ransomware"),
    )
    assert report.kinds["cause"] == Counts(labelled=3, proposed=3, found=2, right=1)
    assert report.overall.figures() == {
        "found_precision": pytest.approx(2 / 3),
        "found_recall": pytest.approx(2 / 3),
        "found_f1": pytest.approx(2 / 3),
        "right_share": 0.5,
        "strict_precision": pytest.approx(1 / 3),
        "strict_recall": pytest.approx(1 / 3),
        "strict_f1": pytest.approx(1 / 3),
    }
    assert report.wrong == {("cause", "cause"): 1}


def test_an_optional_label_costs_and_earns_nothing() -> None:
    labels = [label("phishing", "Phishing", optional=True)]
    assert scored(labels).overall == Counts()
    assert scored(labels, fact("phishing", "Theft", 0.9)).overall == Counts()
    assert scored(labels, fact("phishing", "Theft", 0.9)).sure == Share(0, 0)


def test_forbidden_words_count_unless_the_label_touches_them_itself() -> None:
    forbidden = (span("phishing"),)
    assert scored([], fact("phishing", "Phishing"), must_not=forbidden).must_not == 1
    assert scored([label("phishing", "Phishing")], fact("phishing", "Phishing"), must_not=forbidden).must_not == 0


def test_relevance_is_the_share_of_texts_judged_right() -> None:
    assert scored([], relevant=True).relevance == Share(1, 1)
    assert scored([], relevant=False).relevance == Share(0, 1)


def test_incidents_agree_by_pairs_and_only_where_there_are_several() -> None:
    labels = [
        label("phishing", "Phishing"),
        label("theft", "Theft", incident="2"),
        label("loss", "Loss", incident="2"),
    ]
    apart = scored(labels, fact("phishing", "Phishing"), fact("theft", "Theft"), fact("loss", "Loss", incident="2"))
    assert apart.same_incident == Share(1, 3)
    assert apart.if_all_were_one == Share(1, 3)
    one = scored(labels[:1], fact("phishing", "Phishing", incident="2"))
    assert one.same_incident == Share(0, 0)


def test_calibration_error_weighs_the_gap_of_each_bin() -> None:
    points = [(0.9, True), (0.9, False), (0.25, False), (0.2, True)]
    # 0.9 to 1: one of two right at 0.9 each, gap 0.8; 0.2 to 0.3: one right against 0.45, gap 0.55
    assert calibration_error(points) == pytest.approx((0.8 + 0.55) / 4)
    assert calibration_error([]) is None


def test_what_is_sure_is_counted_from_nine_in_ten() -> None:
    report = scored([label("phishing", "Phishing")], fact("phishing", "Phishing", 0.9), fact("loss", "Loss", 0.95))
    assert report.sure == Share(1, 2)
    assert report.as_json()["calibration"]["at_0.9"] == {"part": 1, "whole": 2, "rate": 0.5}


def test_fields_beside_the_score_are_counted_for_matched_facts() -> None:
    labels = [label("phishing", "Phishing", actor="Pale Lantern")]
    assert scored(labels, fact("phishing", "Phishing")).side()["cause"] == {"actor": Share(0, 1)}
