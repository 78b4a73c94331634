"""The recipes of the documentation do what the page says: each is run as it stands against a server on loopback."""

import csv
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from api.management.commands import write_recipes
from api.recipe_book import Code, Place, Recipe, as_markdown, recipes
from incidents.intake import keys
from incidents.intake.models import Submission
from tests.api.conftest import READS, Reader
from tests.api.dataset import Dataset

pytestmark = READS

NAMES = [recipe.name for recipe in recipes()]
SHAPES = {
    "incident": r"PIKB-\d{4}-\d{5}",
    "day": r"\d{4}(?:-\d\d){0,2}|undated",
    "instant": r"\d{4}-\d\d-\d\dT[\d:.]+Z",
    "number": r"\d+|-",
    "letter": r"sub_[a-z2-7]{26}",
    "address": r"http://(?:127\.0\.0\.1|localhost):\d+/api/v1/[^\s\"]+",
    "type": r"[a-z]+\.[a-z]+|wording",
    "bound": r"[a-z_]+",
    "text": r"\S.*",
}


@pytest.fixture(scope="module")
def server(base: Dataset) -> Iterator[LiveServer]:
    """Serves what is committed; its threads have connections of their own."""
    started = LiveServer("127.0.0.1")
    yield started
    started.stop()


@pytest.fixture
def place(server: LiveServer, reader: Reader, base: Dataset, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(keys, "ALIAS", "default")
    return Place(base=server.url, incident=base.profiles)


def code_of(place: Place, name: str, suffix: str) -> Code:
    recipe = next(one for one in recipes(place) if one.name == name)
    return next(one for one in recipe.codes if one.suffix == suffix)


def run(code: Code, folder: Path) -> str:
    """What the code prints; it must end well."""
    script = folder / f"recipe.{code.suffix}"
    script.write_text(code.text, encoding="utf-8")
    command = {"sh": ["sh", script.name], "py": [sys.executable, "-W", "error", script.name]}[code.suffix]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=50)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def pattern(line: str) -> str:
    """A line of the page as a pattern: `<word>` stands for a value, … for anything."""
    escaped = re.escape(line).replace("…", ".*")
    return re.sub(r"<(\w+)>", lambda found: f"(?:{SHAPES[found[1]]})", escaped)


def check(code: Code, printed: str) -> None:
    """Every printed line has a shape that the page tells, and every shape comes."""
    lines = [line.strip() for line in printed.splitlines()]
    for line in lines:
        assert any(re.fullmatch(pattern(told), line) for told in code.prints), line
    for told in code.prints:
        assert any(re.fullmatch(pattern(told), line) for line in lines), f"{told}\nis missing in\n{printed}"


@pytest.mark.parametrize("name", NAMES)
def test_the_curl_recipe_prints_what_the_page_says(place: Place, tmp_path: Path, name: str) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    code = code_of(place, name, "sh")
    check(code, run(code, tmp_path))


@pytest.mark.parametrize("name", NAMES)
def test_the_python_recipe_prints_what_the_page_says(place: Place, tmp_path: Path, name: str) -> None:
    code = code_of(place, name, "py")
    check(code, run(code, tmp_path))


@pytest.mark.parametrize("name", NAMES)
def test_the_r_recipe_can_be_parsed(tmp_path: Path, name: str) -> None:
    code = next(recipe for recipe in recipes() if recipe.name == name).codes[2]
    assert code.language == "R"
    check_balanced(code.text)
    if shutil.which("Rscript") is None:
        pytest.skip("Rscript is not installed: brackets and quotes are balanced, which is all that was checked")
    script = tmp_path / "recipe.R"
    script.write_text(code.text, encoding="utf-8")
    command = ["Rscript", "-e", f"invisible(parse({json.dumps(str(script))}, encoding = 'UTF-8'))"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=50)
    assert done.returncode == 0, done.stderr


def check_balanced(text: str) -> None:
    """Brackets close what they open, outside of texts in double quotes and backticks, which end."""
    rest = re.sub(r'"(?:[^"\\]|\\.)*"|`[^`\n]*`', "", text)
    assert not set(rest) & set("\"`'")
    open_brackets: list[str] = []
    for one in re.findall(r"[()\[\]{}]", rest):
        if one in "([{":
            open_brackets.append(one)
        else:
            assert open_brackets
            assert open_brackets.pop() + one in ("()", "[]", "{}")
    assert open_brackets == []


@pytest.mark.parametrize("broken", ["cat((1)", "cat(1))", 'cat("a)', "x <- c(1]"])
def test_unbalanced_code_is_found(broken: str) -> None:
    with pytest.raises(AssertionError):
        check_balanced(broken)


@pytest.mark.parametrize("suffix", ["sh", "py"])
def test_pages_are_followed_to_the_end(place: Place, base: Dataset, tmp_path: Path, suffix: str) -> None:
    code = code_of(place, "incidents_of_a_party", suffix)
    one_a_page = Code(
        language=code.language, suffix=suffix, text=code.text.replace("per_page=100", "per_page=1"), prints=code.prints
    )
    assert one_a_page.text != code.text
    printed = run(one_a_page, tmp_path)
    assert [line.split()[0] for line in printed.splitlines()] == [base.shop, base.profiles]
    assert printed == run(code, tmp_path)


def test_the_small_client_is_small_and_needs_the_standard_library_alone() -> None:
    code = code_of(Place(), "incidents_of_a_party", "py")
    assert len(code.text.splitlines()) <= 30
    imported = re.findall(r"^(?:from|import) (\w+)", code.text, re.MULTILINE)
    assert set(imported) <= sys.stdlib_module_names


@pytest.mark.parametrize("suffix", ["sh", "py"])
def test_changes_are_told_once(place: Place, tmp_path: Path, suffix: str) -> None:
    code = code_of(place, "changes_since", suffix)
    assert "incident.published" in run(code, tmp_path)
    assert "incident.published" not in run(code, tmp_path)
    assert int((tmp_path / "last-change.txt").read_text()) > 0


def test_what_was_known_by_a_day_is_another_number(place: Place, tmp_path: Path) -> None:
    printed = run(code_of(place, "known_by", "py"), tmp_path)
    then, today = printed.splitlines()
    assert then == "2018-03-17: 50 million people (2018-03-17)"
    assert today.startswith("today: at most 87 million people")


def test_downloads_are_whole(place: Place, reader: Reader, tmp_path: Path) -> None:
    run(code_of(place, "everything", "sh"), tmp_path)
    incidents = [json.loads(line)["id"] for line in (tmp_path / "incidents.ndjson").read_text().splitlines()]
    assert incidents == reader.ids("/incidents")
    with (tmp_path / "estimates.csv").open(newline="") as table:
        assert [row["id"] for row in csv.DictReader(table)] == reader.ids("/estimates")


def test_an_article_sent_twice_is_kept_once(place: Place, tmp_path: Path) -> None:
    first = run(code_of(place, "send_a_submission", "py"), tmp_path)
    assert run(code_of(place, "send_a_submission", "py"), tmp_path) == first
    assert Submission.objects.filter(url="https://news.example/leak").exists()


def test_the_page_shows_every_recipe_for_where_it_is_read(reader: Reader, base: Dataset) -> None:
    page = reader.get("/docs").content.decode()
    for recipe in recipes():
        assert f'id="{recipe.name}"' in page
    assert "http://testserver/api/v1/incidents?party=Facebook" in page
    assert "127.0.0.1:8000" not in page


def test_the_recipes_in_the_repository_are_up_to_date() -> None:
    assert write_recipes.WRITTEN.read_text(encoding="utf-8") == as_markdown(), "run `manage.py write_recipes`"


def all_files(made: tuple[Recipe, ...]) -> set[str]:
    return {f"{recipe.name}.{code.suffix}" for recipe in made for code in recipe.codes} | {"recipes.toml"}


def test_every_file_is_shown() -> None:
    folder: Any = Path(write_recipes.recipe_book.FOLDER)
    assert {path.name for path in folder.iterdir() if path.is_file()} == all_files(recipes())
