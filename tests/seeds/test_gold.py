"""The labelled articles keep their format. A failure names file, place and rule, never words of the text."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from incidents import vocabularies
from incidents.extraction.labels import author_of
from incidents.partial_dates import PartialDate
from incidents.proposed import KINDS

GOLD = Path(__file__).parents[2] / "seeds" / "gold"
# What a label may hold beside the fields of its kind.
OF_LABELS = {"kind", "alternatives", "name_as_printed", "optional", "other_mentions", "note"}
FILES = sorted(GOLD.glob("*.gold.json"))
pytestmark = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.partition("-")[0])


def load(path: Path) -> tuple[str, dict[str, Any]]:
    text = path.with_name(path.name.replace(".gold.json", ".txt")).read_bytes().decode()
    return text, json.loads(path.read_text(encoding="utf-8"))


def spans(gold: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    labelled = [(f"fact {number}", fact) for number, fact in enumerate(gold["facts"])]
    labelled += [(f"must_not {number}", span) for number, span in enumerate(gold.get("must_not", ()))]
    others = [(f"{place} mention", span) for place, fact in labelled for span in fact.get("other_mentions", ())]
    return labelled + others


def codes(fact: dict[str, Any], field: str) -> set[str]:
    given: list[Any] = []
    for value in (fact.get(field), fact.get(f"alternatives_{field}")):
        given += value if isinstance(value, list) else [value]
    if field == "cause":
        given += fact.get("alternatives", [])
    return {code for code in given if code is not None}


def test_every_quote_stands_at_its_offsets(path: Path) -> None:
    text, gold = load(path)
    strays = [
        place
        for place, span in spans(gold)
        if text[span["start"] : span.get("end", span["start"] + len(span["quote"]))] != span["quote"]
    ]
    assert strays == []


def test_every_code_is_in_its_vocabulary(path: Path) -> None:
    _, gold = load(path)
    strangers = [
        f"fact {number}: {field} {code}"
        for number, fact in enumerate(gold["facts"])
        for field, vocabulary in KINDS[fact["kind"]].vocabulary_of.items()
        for code in sorted(codes(fact, field) - vocabularies.load(vocabulary).codes)
    ]
    assert strangers == []


def test_every_fact_has_an_incident_and_only_fields_that_are_read(path: Path) -> None:
    _, gold = load(path)
    astray = []
    for number, fact in enumerate(gold["facts"]):
        fields = {field.name for field in dataclasses.fields(KINDS[fact["kind"]])}
        known = fields | {f"alternatives_{field}" for field in fields} | OF_LABELS
        astray += [f"fact {number}: {field}" for field in fact if field not in known]
        astray += [f"fact {number}: no incident"] * (not fact.get("incident"))
    assert astray == []


def test_every_date_is_a_partial_date(path: Path) -> None:
    _, gold = load(path)
    PartialDate(gold["published_on"])
    for fact in gold["facts"]:
        for field in KINDS[fact["kind"]].date_fields:
            for value in codes(fact, field):
                PartialDate(value)


def test_no_fact_is_labelled_twice(path: Path) -> None:
    _, gold = load(path)
    keys = [json.dumps(fact, sort_keys=True) for fact in gold["facts"]]
    assert len(keys) - len(set(keys)) == 0


def test_the_name_of_the_file_is_the_only_one_with_its_author_and_number(path: Path) -> None:
    number = path.name.partition("-")[0]
    assert [one.name.partition("-")[0] for one in FILES].count(number) == 1
    assert author_of(path.name).isalpha()
    assert isinstance(load(path)[1]["relevant"], bool)
