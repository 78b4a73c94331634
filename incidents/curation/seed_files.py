"""Reads the folder seeds/: article versions and what a curator decides about each. No database here."""

import datetime
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

_FRONT_MATTER = re.compile(r"\A\+\+\+\n(?P<head>.*?)\n\+\+\+\n(?P<body>.*)\Z", re.DOTALL)
# Keys of a fact that are about the file, not of the contract.
_ABOUT_THE_FILE = ("incident", "kind", "quote", "nth", "id", "same_as", "supersedes", "note")


class BadSeed(Exception):
    """A seed file is not as it must be; the message names the file and what is wrong."""


@dataclass(frozen=True, kw_only=True)
class SeedArticle:
    """One version of an article, as its file says. `blocks` are paragraphs, and subheadings that begin with "## "."""

    slug: str
    version: int
    path: str
    title: str
    published_on: datetime.date
    publisher: str
    blocks: tuple[str, ...]

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The lines of the text that a page of it has."""
        return tuple(block.removeprefix("## ") for block in self.blocks)


@dataclass(frozen=True, kw_only=True)
class SeedIncident:
    """An incident of an article. `fields` is None where an earlier file opens it."""

    key: str
    number: str
    fields: Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class SeedFact:
    """A fact as the curator wants it; `fields` have the names of the rule book."""

    incident: str
    kind: str
    quote: str
    nth: int | None
    fields: Mapping[str, Any]
    id: str | None
    same_as: str | None
    supersedes: str | None
    note: str | None


@dataclass(frozen=True, kw_only=True)
class SeedDecisions:
    """One file of decisions; `reason` is set where the article is not relevant."""

    slug: str
    version: int
    reason: str | None
    incidents: tuple[SeedIncident, ...]
    facts: tuple[SeedFact, ...]

    @property
    def name(self) -> str:
        return f"{self.slug} v{self.version}"

    @property
    def needed_ids(self) -> set[str]:
        own = {fact.id for fact in self.facts}
        named = {fact.same_as for fact in self.facts} | {fact.supersedes for fact in self.facts}
        return {name for name in named - own if name is not None}


def read_articles(folder: Path) -> list[SeedArticle]:
    """Every article version of the folder, oldest first; raises BadSeed."""
    articles = [_read_article(file) for file in sorted(folder.glob("*.md"))]
    return sorted(articles, key=lambda article: (article.published_on, article.path, article.version))


def read_decisions(folder: Path) -> list[SeedDecisions]:
    """Every file of decisions, those first that others build on; raises BadSeed for what cannot be built."""
    return _in_order([_read_decisions(file) for file in sorted(folder.glob("*.toml"))])


def _in_order(files: list[SeedDecisions]) -> list[SeedDecisions]:
    by_name = {file.name: file for file in files}
    opened_by = {seed.key: file.name for file in files for seed in file.incidents if seed.fields is not None}
    said_by = {fact.id: file.name for file in files for fact in file.facts if fact.id is not None}
    needs: dict[str, set[str]] = {}
    for file in files:
        try:
            needs[file.name] = {opened_by[seed.key] for seed in file.incidents} | {
                said_by[name] for name in file.needed_ids
            }
        except KeyError as error:
            raise BadSeed(f"{file.name} names {error.args[0]!r}, which no file opens or says") from error
        needs[file.name].discard(file.name)
        needs[file.name] |= {other.name for other in files if other.slug == file.slug and other.version < file.version}
    try:
        return [by_name[name] for name in TopologicalSorter(needs).static_order()]
    except CycleError as error:
        raise BadSeed(f"seed decisions build on each other in a circle: {error.args[1]}") from error


def _read_article(file: Path) -> SeedArticle:
    found = _FRONT_MATTER.match(file.read_text(encoding="utf-8"))
    if found is None:
        raise BadSeed(f"{file}: must begin with TOML front matter between two lines of +++")
    head = _toml(found["head"], file)
    try:
        article = SeedArticle(
            slug=head["slug"],
            version=int(head["version"]),
            path=head["path"],
            title=head["title"],
            published_on=datetime.date.fromisoformat(str(head["published_on"])),
            publisher=head["publisher"],
            blocks=tuple(block.strip() for block in re.split(r"\n\s*\n", found["body"].strip()) if block.strip()),
        )
    except KeyError as error:
        raise BadSeed(f"{file}: lacks {error.args[0]!r}") from error
    except ValueError as error:
        raise BadSeed(f"{file}: {error}") from error
    if not article.path.startswith("/") or not article.blocks:
        raise BadSeed(f"{file}: needs a path that begins with / and a body")
    return article


def _read_decisions(file: Path) -> SeedDecisions:
    content = _toml(file.read_text(encoding="utf-8"), file)
    try:
        relevant = content["relevant"]
        return SeedDecisions(
            slug=content["article"],
            version=content["version"],
            reason=None if relevant else content["reason"],
            incidents=tuple(_incident(entry) for entry in content.get("incidents", ())),
            facts=tuple(_sorted_facts(_fact(entry) for entry in content.get("facts", ()))),
        )
    except KeyError as error:
        raise BadSeed(f"{file}: lacks {error.args[0]!r}") from error


def _sorted_facts(facts: Iterable[SeedFact]) -> list[SeedFact]:
    """Parties first, so that claimants take their kind from them; then plain facts before those that replace one."""
    return sorted(facts, key=lambda fact: (fact.kind != "party", fact.supersedes is not None, fact.same_as is not None))


def _incident(entry: Mapping[str, Any]) -> SeedIncident:
    fields: dict[str, Any] = {}
    for name, value in entry.items():
        if isinstance(value, dict):  # { value = "2013", qualifier = "about" }
            fields[name] = value["value"]
            fields[f"{name}_qualifier"] = value.get("qualifier", "exact")
        elif name not in ("key", "number"):
            fields[name] = value
    return SeedIncident(key=entry["key"], number=str(entry["number"]), fields=fields or None)


def _fact(entry: Mapping[str, Any]) -> SeedFact:
    return SeedFact(
        incident=entry["incident"],
        kind=entry["kind"],
        quote=entry["quote"],
        nth=entry.get("nth"),
        fields={name: value for name, value in entry.items() if name not in _ABOUT_THE_FILE},
        id=entry.get("id"),
        same_as=entry.get("same_as"),
        supersedes=entry.get("supersedes"),
        note=entry.get("note"),
    )


def _toml(text: str, file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSeed(f"{file}: is not TOML: {error}") from error
