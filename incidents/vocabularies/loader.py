"""Reads the code lists beside this module.

Every list is `lists/<name>.csv`, one term a row; `lists/lists.toml` says what each list is for, its date, and which
of its codes stands for "unknown". `lists/README.md` tells the columns, how codes are formed, sources and licences.
"""

import csv
import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

SEPARATOR = ";"  # between the words of a cell that holds several
COLUMNS = ("code", "label", "definition", "standard", "version", "source_term", "match", "deprecated_by")
OPTIONAL_COLUMNS = ("parent", "aliases", "note")


class UnknownVocabulary(LookupError):
    """There is no list of this name; the message names the nearest ones."""


@dataclass(frozen=True, kw_only=True)
class Term:
    """One code of a list: what it means here, and the term of a standard that it was taken from.

    `match` tells how the standard's term compares: exact, close, broad (theirs is wider), or local (they have none).
    `parent` is the code one level up; for a HIBP data class, the code of our data_category.
    `aliases` are words of other sources that mean this term and no other of its list.
    `extra` holds the cells of columns that only this list has, such as `article_9`; read them with `words`.
    """

    code: str
    label: str
    definition: str
    match: str
    standard: str = ""
    version: str = ""
    source_term: str = ""
    deprecated_by: str = ""
    parent: str = ""
    aliases: tuple[str, ...] = ()
    note: str = ""
    extra: tuple[tuple[str, str], ...] = ()

    def words(self, column: str) -> tuple[str, ...]:
        """The words in a column that only this list has; empty where the cell or the column is missing."""
        return _words(dict(self.extra).get(column, ""))


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """One list with its terms in the order of the file.

    `unknown` is the code for "not known" in this list. `ambiguous` are words of other sources that fit several
    codes: they must be kept raw and never get a term.
    """

    name: str
    title: str
    purpose: str
    updated: date
    unknown: str
    terms: tuple[Term, ...]
    ambiguous: tuple[str, ...] = ()

    @cached_property
    def codes(self) -> frozenset[str]:
        """Every code, deprecated ones too: facts that were stored under them stay valid."""
        return frozenset(self._by_code)

    def get(self, code: str) -> Term | None:
        """The term of a code; None when the list does not have it."""
        return self._by_code.get(code)

    def children(self, code: str) -> tuple[Term, ...]:
        """The terms one level below a code (of this list, or of the list that its parents are in)."""
        return tuple(term for term in self.terms if term.parent == code)

    def find(self, word: str) -> Term | None:
        """The one term that a word of another source means: by code, label, exact source term or alias.

        Case and surrounding blanks do not count. None when the word fits no term or more than one,
        because an ambiguous word must stay ambiguous.
        """
        found = self._by_word.get(word.strip().casefold(), ())
        return found[0] if len(found) == 1 else None

    @cached_property
    def _by_code(self) -> Mapping[str, Term]:
        return {term.code: term for term in self.terms}

    @cached_property
    def _by_word(self) -> Mapping[str, tuple[Term, ...]]:
        found: dict[str, tuple[Term, ...]] = {}
        for term in self.terms:
            spellings = {term.code, term.label, *term.aliases}
            if term.match == "exact":
                spellings.add(term.source_term)
            for word in {spelling.casefold() for spelling in spellings}:
                found[word] = (*found.get(word, ()), term)
        ambiguous = {word.casefold() for word in self.ambiguous}
        return {word: terms for word, terms in found.items() if word not in ambiguous}


def names() -> tuple[str, ...]:
    """The names of all lists, in the order of the index."""
    return tuple(_index())


@cache
def load(name: str) -> Vocabulary:
    """The list of this name, read once per process.

    Raises UnknownVocabulary, naming the nearest lists.
    """
    entry = _index().get(name)
    if entry is None:
        near = ", ".join(nearest(name, names())) or "none is near"
        raise UnknownVocabulary(f"there is no list {name!r}; nearest: {near}; all: {', '.join(names())}")
    rows = csv.DictReader((_lists() / f"{name}.csv").read_text(encoding="utf-8").splitlines())
    return Vocabulary(
        name=name,
        title=entry["title"],
        purpose=entry["purpose"],
        updated=entry["updated"],
        unknown=entry["unknown"],
        ambiguous=tuple(entry.get("ambiguous", ())),
        terms=tuple(_term(row) for row in rows),
    )


def nearest(word: str, allowed: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Up to `limit` of the allowed words that `word` was probably meant to be, best first, whatever its case.

    For "did you mean"; a word inside a longer one (`notify` in `notify_subjects`) counts as near, after similar ones.
    """
    wanted = word.strip().casefold()
    by_folded = {candidate.casefold(): candidate for candidate in sorted(allowed, reverse=True)}
    close = difflib.get_close_matches(wanted, by_folded, n=limit, cutoff=0.6)
    inside = sorted(folded for folded in by_folded if wanted and wanted in folded and folded not in close)
    return tuple(by_folded[folded] for folded in (close + inside)[:limit])


@cache
def _index() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((_lists() / "lists.toml").read_text(encoding="utf-8"))


def _lists() -> Traversable:
    return resources.files("incidents.vocabularies") / "lists"


def _term(row: Mapping[str, str]) -> Term:
    known = {name: row[name] for name in COLUMNS}
    extra = tuple((name, cell) for name, cell in row.items() if name not in COLUMNS + OPTIONAL_COLUMNS and cell)
    return Term(
        **known,
        parent=row.get("parent", ""),
        aliases=_words(row.get("aliases", "")),
        note=row.get("note", ""),
        extra=extra,
    )


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split(SEPARATOR) if word.strip())
