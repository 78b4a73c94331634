"""The guides are true: what they name exists, and their worked examples work in a copy of the code."""

import json
import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))
LEXICON = Path("incidents/extraction/lexicon")
# What the examples make.
MADE = {"incidents/extraction/apologies.py", "incidents/extraction/lexicon/apologies.json"}
PATH = re.compile(r"(?<![\w./-])(?:incidents|tests|seeds|docs|kb|api)(?:/[\w.-]*\w)+")
NAMED = re.compile(r"`(pipeline|choice|patterns|starts)\.(\w+)`")
MODULE = re.compile(r"`(incidents/[\w/]+)\.py`")  # the constants named after it, in the same paragraph, are its own
CONSTANT = re.compile(r"`(_?[A-Z]+(?:_[A-Z]+)*)`")


def guide(name: str) -> str:
    return (ROOT / "docs" / "guides" / name).read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "incidents", tmp_path / "incidents", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def answer(folder: Path, text: str) -> list[dict[str, object]]:
    """The facts of a text, by the command, from the code in a folder."""
    run = subprocess.run(
        [sys.executable, "-m", "incidents.extraction"], cwd=folder, input=json.dumps({"id": "g", "text": text}),
        capture_output=True, text=True, timeout=50, check=True,
    )  # fmt: skip
    return json.loads(run.stdout)["facts"]


def replace_once(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.name)
def test_every_file_that_a_guide_names_exists(path: Path) -> None:
    named = set(PATH.findall(path.read_text(encoding="utf-8"))) - MADE
    assert named
    assert [one for one in sorted(named) if not (ROOT / one).exists()] == []


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.name)
def test_every_name_that_a_guide_gives_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for module, name in NAMED.findall(text):
        assert hasattr(import_module(f"incidents.extraction.{module}"), name)
    for paragraph in re.split(r"\n\n|\n- ", text):
        _, *parts = MODULE.split(paragraph)
        for module, words in zip(parts[::2], parts[1::2], strict=True):
            if f"{module}.py" not in MADE:
                names = dir(import_module(module.replace("/", ".")))
                assert set(CONSTANT.findall(words)) <= set(names), module


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.name)
def test_a_guide_is_linked(path: Path) -> None:
    assert f"guides/{path.name}" in (ROOT / "docs" / "extraction.md").read_text(encoding="utf-8")
    assert f"docs/guides/{path.name}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_worked_pattern_finds_what_was_missed(copy: Path) -> None:
    text = guide("add-a-pattern.md")
    document = json.loads(re.findall(r"^echo '(.*)' \|", text, re.MULTILINE)[0])
    wanted = {"hat sizes": "lifestyle", "reseeded the tokens": "reset_credentials"}
    missed = {fact["quote"] for fact in answer(copy, document["text"])}
    assert missed
    assert not missed & set(wanted)

    for table, row in zip(("categories", "remediation"), blocks(text, "json"), strict=True):
        path = copy / LEXICON / f"{table}.json"
        path.write_text(json.dumps([*json.loads(path.read_text(encoding="utf-8")), json.loads(row)]), encoding="utf-8")

    found = {fact["quote"]: fact.get("category") or fact.get("action") for fact in answer(copy, document["text"])}
    assert found.items() >= wanted.items()


def test_the_worked_kind_passes_through_the_pipeline(copy: Path) -> None:
    text = guide("add-a-fact-kind.md")
    contract, module = blocks(text, "python")
    proposed = copy / "incidents" / "proposed.py"
    replace_once(proposed, "KINDS: Mapping", f"{contract}\n\nKINDS: Mapping")
    replace_once(proposed, "        ProposedStatement,\n", "        ProposedStatement,\n        ProposedApology,\n")
    pipeline = copy / "incidents" / "extraction" / "pipeline.py"
    replace_once(pipeline, "    actions,\n", "    actions,\n    apologies,\n")
    replace_once(pipeline, "events, statements)", "events, statements, apologies)")
    (copy / "incidents" / "extraction" / "apologies.py").write_text(module, encoding="utf-8")
    (copy / LEXICON / "apologies.json").write_text(blocks(text, "json")[0], encoding="utf-8")

    facts = answer(
        copy,
        "Hackers stole the names and addresses of 3,000 patients in March. The clinic apologised to its patients.",
    )
    apologies = [fact for fact in facts if fact["kind"] == "apology"]
    assert [(fact["quote"], fact["confidence"]) for fact in apologies] == [("apologised to its patients", 0.5)]
