"""Labelled articles: a text with the facts that a careful reader found in it by the rules of docs/extraction.md.

Used to fit weights and to measure, never by the command. `seeds/gold/README.md` tells the format.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from incidents.extraction.document import Document
from incidents.extraction.label_names import same_name

GOLD = Path(__file__).parents[2] / "seeds" / "gold"
SUFFIX = ".gold.json"
# What the texts of an author are for (seeds/gold/README.md): to be read by whoever writes rules and fitted to; to be
# fitted to unread; to be measured on alone. A letter in no list is used for nothing, so that a new author never slips
# into one of them by default.
READ_AUTHORS = ("c", "e", "f", "g", "i", "j", "k", "l")
UNREAD_AUTHORS = ("m", "n")
KEPT_APART = ("d", "h")
FITTED_AUTHORS = (*READ_AUTHORS, *UNREAD_AUTHORS)
Label = dict[str, Any]


class UnusableLabels(ValueError):
    """A label file cannot be used; the message names the file and what is wrong."""


@dataclass(frozen=True, eq=False)
class Labelled:
    """A document with its labelled facts, and the spans that no fact may be taken from."""

    document: Document
    relevant: bool
    facts: tuple[Label, ...]
    must_not: tuple[Label, ...] = ()

    @property
    def author(self) -> str:
        """Who wrote and labelled the text, by the letters that its name starts with."""
        return author_of(self.document.id)

    def is_optional(self, index: int) -> bool:
        """Whether a labelled fact costs nothing when missed and earns nothing when found."""
        return bool(self.facts[index].get("optional"))

    def stands_for(self, value: str | None, expected: str | None) -> bool:
        """Whether a name is that of the expected party, by any name that the labels give this party."""
        if not value or not expected:
            return not value and not expected
        known, person = [expected], None
        for aliases, is_person in self._parties:
            if any(same_name(expected, alias, is_person) for alias in aliases):
                known, person = [*known, *aliases], is_person
        return any(same_name(value, name, person) for name in known)

    @cached_property
    def _parties(self) -> list[tuple[list[str], bool | None]]:
        return [(aliases(label), is_person(label)) for label in self.facts if label["kind"] == "party"]


def read_labelled(path: Path) -> Labelled:
    """A label file and the text beside it. Raises UnusableLabels where a quote does not stand at its offsets."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        stem = path.name.removesuffix(SUFFIX)
        text = path.with_name(data.get("document") or f"{stem}.txt").read_bytes().decode()
        published = data.get("published_on")
        document = Document(id=stem, text=text, published_on=date.fromisoformat(published) if published else None)
        found = Labelled(document, bool(data["relevant"]), tuple(data["facts"]), tuple(data.get("must_not", ())))
        misplaced = [
            span for label in (*found.facts, *found.must_not) for span in mentions(label) if _strays(span, text)
        ]
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise UnusableLabels(f"{path.name}: {error!r}") from error
    if misplaced:
        raise UnusableLabels(f"{path.name}: the quote at {misplaced[0]['start']} is not text[start:end]")
    return found


def _strays(span: Label, text: str) -> bool:
    span.setdefault("end", span["start"] + len(span["quote"]))
    return bool(text[span["start"] : span["end"]] != span["quote"])


def read_all(folder: Path, authors: Collection[str] = FITTED_AUTHORS) -> list[Labelled]:
    """The labelled articles of these authors in a folder, by name."""
    named = [path for path in sorted(folder.glob(f"*{SUFFIX}")) if author_of(path.name) in authors]
    if not named:
        raise UnusableLabels(f"there is no *{SUFFIX} of the authors {', '.join(authors)} in {folder}")
    return [read_labelled(path) for path in named]


def author_of(name: str) -> str:
    """The author of a text: "c" of "c04-a-title"."""
    found = re.match(r"[a-z]{1,9}(?=\d)", name)
    return found[0] if found else name


def mentions(label: Label) -> list[Label]:
    """The labelled span and those where the text says the same again: a quotation of any is as good."""
    return [label, *label.get("other_mentions", [])]


def aliases(label: Label) -> list[str]:
    """Every name that the label of a party accepts, as printed too."""
    given = [label.get("name"), label.get("name_as_printed"), label["quote"]]
    given += as_list(label.get("alternatives")) + as_list(label.get("alternatives_name"))
    return [name for name in given if name]


def is_person(label: Label) -> bool | None:
    """Whether a labelled party is a person; None where the label does not say."""
    return label["party_kind"] == "person" if label.get("party_kind") else None


def as_list(value: Any) -> list[Any]:
    """A field that may hold one value, several or none."""
    return value if isinstance(value, list) else [] if value is None else [value]
