"""The recipes of the documentation: files of code that tests run, shown on the page and in docs/recipes.md."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "recipes"
LANGUAGES: Mapping[str, str] = {"sh": "curl", "py": "Python", "R": "R"}  # by the ending of the file


@dataclass(frozen=True, kw_only=True)
class Place:
    """What recipes ask, and of whom. The defaults are what stands in the files."""

    base: str = "http://127.0.0.1:8000"
    incident: str = "PIKB-2018-00001"
    as_of: str = "2026-11-25"
    known_by: str = "2018-03-17"

    def put_into(self, text: str) -> str:
        """The code of a file with this place's values; the one spot where they are replaced."""
        told = Place()
        for before, after in (
            (told.base, self.base),
            (told.incident, self.incident),
            (told.as_of, self.as_of),
            (told.known_by, self.known_by),
        ):
            text = text.replace(before, after)
        return text


@dataclass(frozen=True, kw_only=True)
class Code:
    """A recipe in one language, with the shape of what it prints."""

    language: str
    suffix: str
    text: str
    prints: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """One thing that readers want, in every language."""

    name: str
    title: str
    says: str
    codes: tuple[Code, ...]


def recipes(place: Place | None = None) -> tuple[Recipe, ...]:
    """All recipes in order, for a place; as they stand in the files without one."""
    asked = place or Place()
    return tuple(
        Recipe(
            name=name,
            title=told["title"],
            says=" ".join(told["says"].split()),
            codes=tuple(
                Code(
                    language=language,
                    suffix=suffix,
                    text=asked.put_into(_file(f"{name}.{suffix}")).rstrip("\n"),
                    prints=tuple(asked.put_into(line) for line in told["curl" if suffix == "sh" else "lines"]),
                )
                for suffix, language in LANGUAGES.items()
            ),
        )
        for name, told in tomllib.loads(_file("recipes.toml")).items()
    )


def as_markdown() -> str:
    """The text of docs/recipes.md."""
    return "\n".join(_lines())


_HEAD = """\
# Recipes

For the demo at http://127.0.0.1:8000; `/api/v1/docs` shows them for the address where it is read. Python needs its
standard library alone, R the package jsonlite (and httr2 to send something in). Tests run the curl and Python code.
Below each is what it prints: a word in angle brackets stands for a value, … for anything, and a line may come many
times. Made by `manage.py write_recipes` from `api/recipes`."""


def _lines() -> Iterator[str]:
    yield _HEAD
    for recipe in recipes():
        yield f"\n## {recipe.title}\n\n{recipe.says}"
        for code in recipe.codes:
            fence = code.suffix.lower()
            yield f"\n{code.language}:\n\n```{fence}\n{code.text}\n```"
        yield "\nThe curl code prints\n\n```text\n{}\n```".format("\n".join(recipe.codes[0].prints))
        yield "\nand the others\n\n```text\n{}\n```".format("\n".join(recipe.codes[1].prints))
    yield ""


@cache
def _file(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
