"""One matcher for all pattern tables: verbs with their arguments, and fixed phrases.

A row of a table says `code` and either `verbs` with optional `objects` (lemmas of which one must stand among the
verb's arguments; `without` lists those that must not) or `phrases` (regular expressions on the words as printed).
"@people" in a list stands for the words under "people" in `word_sets.json`. `sure` says how much the words alone tell:
"high" where they hardly mean anything else, "low" where they often do; the weights learn what each is worth.
"cut off" in `verbs` asks for the particle too; `direct` keeps `objects` to the object and the passive subject. A noun
that names a deed ("the deletion of the files", `nominal.json`) stands for its verb; so does a participle before its
noun ("stolen laptops") in rows with `attributive`. `to` asks for the verb of what is demanded ("told the firm to erase
the copies"); `objects` are then those of either verb. Further keys of a row belong to the kind that reads the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from incidents.extraction import lexicon
from incidents.extraction.arguments import complements, extent, is_direct, of_noun, of_verb, spellings
from incidents.extraction.reading import Reading, Sentence, begin, end_of
from incidents.extraction.starts import PhraseIndex

if TYPE_CHECKING:
    from spacy.tokens import Token

PARTICLES = frozenset(("prt", "advmod", "acomp", "oprd", "prep", "advcl"))


@dataclass(frozen=True)
class Row:
    """One row of a pattern table."""

    index: int
    code: str
    verbs: frozenset[str]
    objects: frozenset[str]
    without: frozenset[str]
    to: frozenset[str]
    phrases: tuple[str, ...]
    sure: str
    more: Mapping[str, Any]

    @property
    def rule(self) -> str:
        return f"{self.code}#{self.index}"


@dataclass(frozen=True)
class Match:
    """Where a row matched: the span to quote and the token whose modality counts."""

    row: Row
    start: int
    end: int
    head: Token
    by: str  # "verb", "verb_only" (none of the row's objects), "to", "noun", "attributive" or "phrase"


@cache
def table(name: str) -> tuple[Row, ...]:
    """The rows of `lexicon/<name>.json` in order."""
    return tuple(_row(index, row) for index, row in enumerate(lexicon.load(name)))


@cache
def rows_by_verb(name: str) -> Mapping[str, tuple[Row, ...]]:
    """The rows of a table by the first word of each of their verbs."""
    found: dict[str, list[Row]] = {}
    for row in table(name):
        for verb in {verb.split(" ", 1)[0] for verb in row.verbs}:
            found.setdefault(verb, []).append(row)
    return {verb: tuple(rows) for verb, rows in found.items()}


@cache
def _inflected(name: str) -> Mapping[str, str]:
    """The verbs of a table by their regular past and participle, for words that the parser did not know as verbs."""
    found: dict[str, str] = {}
    for verb in rows_by_verb(name):
        stem = verb[:-1] if verb.endswith("e") else verb
        stems = {stem, verb[:-1] + "i" if verb.endswith("y") else stem, stem + stem[-1]}
        for ending in ("ed", "ing"):
            found |= {one + ending: verb for one in stems if one + ending not in found}
        found[verb + "ing"] = verb
    return found


@cache
def phrases(name: str) -> PhraseIndex[tuple[int, int]]:
    """The phrases of a table, each standing for its row and its place there."""
    return PhraseIndex(
        ((row.index, place), [phrase]) for row in table(name) for place, phrase in enumerate(row.phrases)
    )


def _row(index: int, row: Mapping[str, Any]) -> Row:
    known = ("code", "verbs", "objects", "without", "to", "phrases", "sure")
    return Row(
        index,
        row["code"],
        _words(row.get("verbs", ())),
        _words(row.get("objects", ())),
        _words(row.get("without", ())),
        _words(row.get("to", ())),
        tuple(row.get("phrases", ())),
        row.get("sure", "fair"),
        {key: value for key, value in row.items() if key not in known},
    )


def _words(listed: Iterable[str]) -> frozenset[str]:
    """The words of a list, sets of words spelt out."""
    spelt: set[str] = set()
    for word in listed:
        spelt |= lexicon.words("word_sets", word[1:]) if word.startswith("@") else {word}
    return frozenset(spelt)


def find(name: str, reading: Reading) -> Iterator[Match]:
    """Every match of every row of a table, sentence by sentence."""
    by_verb, inflected = rows_by_verb(name), _inflected(name)
    for sentence in reading.sentences:
        yield from _phrase_matches(name, reading, sentence)
        for token in sentence.span:
            if token.pos_ in ("VERB", "AUX"):
                lemma = token.lemma_.lower()
                yield from _verb_matches(by_verb, token, lemma if lemma in by_verb else inflected.get(token.lower_))
            elif token.pos_ == "NOUN":
                yield from _noun_matches(by_verb, token)
            elif token.dep_ == "acomp" and token.lower_.endswith("ed"):
                yield from _verb_matches(by_verb, token, inflected.get(token.lower_))
            if token.dep_ == "amod" and token.tag_ == "VBN":
                yield from _attributive_matches(by_verb, token)


def _phrase_matches(name: str, reading: Reading, sentence: Sentence) -> Iterator[Match]:
    """Row by row from left to right; of two of a row that overlap the first."""
    found = [(*code, start, end) for start, end, code in phrases(name).find(reading.text, sentence.start, sentence.end)]
    last_row, last_end = -1, -1
    for index, _, start, end in sorted(found, key=lambda one: (one[0], one[2], one[1])):
        tokens = reading.tokens(start, end)
        if tokens and (index != last_row or start >= last_end):
            last_row, last_end = index, end
            inside = set(tokens)
            head = next((token for token in tokens if token.head not in inside or token.head == token), tokens[-1])
            yield Match(table(name)[index], start, end, head, "phrase")


def _verb_matches(by_verb: Mapping[str, tuple[Row, ...]], token: Token, lemma: str | None) -> Iterator[Match]:
    """Every row that the verb and its arguments fit; which of them is right is for the weights to say."""
    rows = by_verb.get(lemma) if lemma else None
    if not rows:
        return
    particles = (child.lower_ for child in token.children if child.dep_ in PARTICLES)
    names = {lemma, *(f"{lemma} {particle}" for particle in particles)}
    fitting = [row for row in rows if row.verbs & names]
    arguments = list(of_verb(token)) if fitting else []
    for row in fitting:
        if row.to:
            yield from _demand_matches(row, token, arguments)
            continue
        near = [one for one in arguments if not row.more.get("direct") or is_direct(one, token)]
        if any(spellings(one) & row.without for one in near):
            continue
        deciding = [one for one in near if spellings(one) & row.objects]
        if row.objects and not deciding and row.more.get("strict"):
            continue
        start, end = extent(token, deciding or near)
        yield Match(row, start, end, token, "verb" if deciding or not row.objects else "verb_only")


def _demand_matches(row: Row, token: Token, arguments: list[Token]) -> Iterator[Match]:
    """A row that asks for the verb of what is demanded, for each: "ordered to erase them and to tell its clients"."""
    for deed in complements(token):
        lemma = deed.lemma_.lower()
        if not row.to & {lemma, *(f"{lemma} {child.lower_}" for child in deed.children if child.dep_ in PARTICLES)}:
            continue
        governed = list(of_verb(deed))
        deciding = [one for one in (*governed, *arguments) if spellings(one) & row.objects]
        if any(spellings(one) & row.without for one in (*governed, *arguments)) or (row.objects and not deciding):
            continue
        start, end = extent(token, [deed, *([one for one in deciding if one in governed] or governed[:1])])
        yield Match(row, start, end, token, "to")


def _noun_matches(by_verb: Mapping[str, tuple[Row, ...]], token: Token) -> Iterator[Match]:
    """Rows whose verb the noun stands for: "the theft of two laptops", "customer notification", "their deletion"."""
    verb = lexicon.load("nominal").get(token.lemma_.lower())
    rows = by_verb.get(verb)
    if not rows:
        return
    arguments = list(of_noun(token))
    for row in rows:
        if verb not in row.verbs or row.to or any(spellings(one) & row.without for one in arguments):
            continue
        deciding = [one for one in arguments if spellings(one) & row.objects]
        if deciding or not row.objects:
            start, end = extent(token, deciding or [one for one in arguments if one.dep_ == "pobj"][:1])
            yield Match(row, start, end, token, "noun")


def _attributive_matches(by_verb: Mapping[str, tuple[Row, ...]], token: Token) -> Iterator[Match]:
    """Rows that ask for it, by a participle before its noun: "stolen laptops", "lost memory stick"."""
    noun = token.head
    lemmas = {noun.lemma_.lower(), *(child.lemma_.lower() for child in noun.children if child.dep_ == "compound")}
    for row in by_verb.get(token.lemma_.lower(), ()):
        if row.more.get("attributive") and token.lemma_.lower() in row.verbs and lemmas & row.objects:
            yield Match(row, begin(token), end_of(noun), noun, "attributive")
