"""One matcher for all pattern tables: verbs with their arguments, and fixed phrases.

A row of a table says `code` and either `verbs` with optional `objects` (lemmas of which one must stand among the
verb's arguments; `without` lists those that must not) or `phrases` (regular expressions on the words as printed).
"cut off" in `verbs` asks for the particle too; `direct` keeps `objects` to the object and the passive subject. A noun
that names a deed ("the deletion of the files", `nominal.json`) stands for its verb; so does a participle before its
noun ("stolen laptops") in rows with `attributive`. Further keys of a row belong to the kind that reads the table.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from incidents.extraction import lexicon
from incidents.extraction.openings import openings_of
from incidents.extraction.reading import Deed, Reading, Sentence, begin, end_of

if TYPE_CHECKING:
    from spacy.tokens import Token

ARGUMENTS = frozenset(
    (
        "dobj",
        "nsubjpass",
        "pobj",
        "attr",
        "oprd",
        "dative",
        "acomp",
        "ccomp",
        "xcomp",
        "prep",
        "prt",
        "advmod",
        "conj",
        "agent",
        "npadvmod",
        "nmod",
        "compound",
    )
)
SUBORDINATE = frozenset(("relcl", "advcl", "parataxis"))
LONGEST_QUOTE = 90  # characters after which the words of a match are cut at a clause
MOST_ARGUMENT_TOKENS = 40


@dataclass(frozen=True)
class Row:
    """One row of a pattern table."""

    index: int
    code: str
    verbs: frozenset[str]
    objects: frozenset[str]
    without: frozenset[str]
    phrases: re.Pattern[str] | None
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
    by: str  # "verb", "verb_only" (none of the row's objects), "noun" or "phrase"


@dataclass(frozen=True)
class Table:
    """The rows of a table in order, and which of them a verb or the first letters of a word can belong to."""

    rows: tuple[Row, ...]
    by_verb: Mapping[str, tuple[Row, ...]]
    by_opening: Mapping[str, tuple[int, ...]]
    anywhere: tuple[int, ...]  # rows with phrases that may begin with anything

    def of_verbs(self, names: Iterable[str]) -> list[Row]:
        """The rows of any of these verbs, in order."""
        found = {row.index: row for name in names for row in self.by_verb.get(name, ())}
        return [found[index] for index in sorted(found)]


@cache
def table(name: str) -> tuple[Row, ...]:
    """The rows of `lexicon/<name>.json` in order."""
    return tuple(_row(index, row) for index, row in enumerate(lexicon.load(name)))


@cache
def _indexed(name: str) -> Table:
    rows = table(name)
    by_verb: dict[str, list[Row]] = defaultdict(list)
    by_opening: dict[str, list[int]] = defaultdict(list)
    anywhere = []
    for row in rows:
        for verb in row.verbs:
            by_verb[verb].append(row)
        openings = openings_of(row.phrases.pattern) if row.phrases is not None else frozenset()
        if openings is None:
            anywhere.append(row.index)
        for word in openings or ():
            by_opening[word].append(row.index)
    return Table(
        rows,
        {verb: tuple(found) for verb, found in by_verb.items()},
        {word: tuple(found) for word, found in by_opening.items()},
        tuple(anywhere),
    )


@lru_cache(maxsize=40_000)
def _beginning_with(name: str, word: str) -> tuple[int, ...]:
    """The rows of a table of which a phrase may begin with a word that begins so."""
    by_opening = _indexed(name).by_opening
    return tuple({index for length in range(1, len(word) + 1) for index in by_opening.get(word[:length], ())})


def _row(index: int, row: Mapping[str, Any]) -> Row:
    known = ("code", "verbs", "objects", "without", "phrases")
    phrases = row.get("phrases")
    return Row(
        index,
        row["code"],
        frozenset(row.get("verbs", ())),
        frozenset(row.get("objects", ())),
        frozenset(row.get("without", ())),
        re.compile(r"(?<!\w)(?:" + "|".join(phrases) + r")(?!\w)", re.IGNORECASE) if phrases else None,
        {key: value for key, value in row.items() if key not in known},
    )


def find(name: str, reading: Reading) -> Iterator[Match]:
    """Every match of every row of a table, sentence by sentence."""
    indexed = _indexed(name)
    for sentence in reading.sentences:
        for row, found in find_phrases(name, reading, sentence):
            yield from _phrase_match(reading, row, found)
        for deed in reading.deeds[sentence.index]:
            if deed.pos == "NOUN":
                yield from _noun_matches(indexed, deed)
            elif deed.pos != "":
                yield from _verb_matches(indexed, deed)
            if deed.attributive:
                yield from _attributive_matches(indexed, deed)


def find_phrases(name: str, reading: Reading, sentence: Sentence) -> Iterator[tuple[Row, re.Match[str]]]:
    """Where the phrases of a table stand in a sentence: row by row, from left to right, without overlaps."""
    indexed = _indexed(name)
    starts: dict[int, list[int]] = {index: [] for index in indexed.anywhere}
    for start, word in reading.beginnings[sentence.index]:
        for index in _beginning_with(name, word):
            starts.setdefault(index, []).append(start)
    for index in sorted(starts):
        row = indexed.rows[index]
        if row.phrases is not None:
            places = starts[index]
            for found in _matches(row.phrases, reading.text, sentence, places):
                yield row, found


def _matches(phrases: re.Pattern[str], text: str, sentence: Sentence, places: list[int]) -> Iterator[re.Match[str]]:
    if not places:
        yield from phrases.finditer(text, sentence.start, sentence.end)
    end = 0
    for place in places:
        found = phrases.match(text, place, sentence.end) if place >= end else None
        if found is not None:
            end = found.end()
            yield found


def _phrase_match(reading: Reading, row: Row, found: re.Match[str]) -> Iterator[Match]:
    tokens = reading.tokens(found.start(), found.end())
    if tokens:
        inside = set(tokens)
        head = next((token for token in tokens if token.head not in inside or token.head == token), tokens[-1])
        yield Match(row, found.start(), found.end(), head, "phrase")


def _verb_matches(indexed: Table, deed: Deed) -> Iterator[Match]:
    """Every row that the verb and its arguments fit; which of them is right is for the weights to say."""
    lemma, token = deed.lemma, deed.token
    fitting = indexed.of_verbs((lemma, *(f"{lemma} {particle}" for particle in deed.particles)))
    arguments = list(_arguments(token)) if fitting else []
    for row in fitting:
        near = [one for one in arguments if not row.more.get("direct") or _is_direct(one, token)]
        lemmas = {one.lemma_.lower() for one in near} | {one.lower_ for one in near}
        if lemmas & row.without:
            continue
        deciding = [one for one in near if {one.lemma_.lower(), one.lower_} & row.objects]
        start, end = _extent(token, deciding or near)
        yield Match(row, start, end, token, "verb" if deciding or not row.objects else "verb_only")


def _noun_matches(indexed: Table, deed: Deed) -> Iterator[Match]:
    """Rows whose verb the noun stands for: "the theft of two laptops", "customer notification", "their deletion"."""
    verb = lexicon.load("nominal").get(deed.lemma)
    fitting = indexed.by_verb.get(verb, ()) if verb is not None else ()
    arguments = list(_noun_arguments(deed.token)) if fitting else []
    lemmas = {one.lemma_.lower() for one in arguments} | {one.lower_ for one in arguments}
    for row in fitting:
        if lemmas & row.without:
            continue
        deciding = [one for one in arguments if {one.lemma_.lower(), one.lower_} & row.objects]
        if deciding or not row.objects:
            start, end = _extent(deed.token, deciding or [one for one in arguments if one.dep_ == "pobj"][:1])
            yield Match(row, start, end, deed.token, "noun")


def _noun_arguments(noun: Token) -> Iterator[Token]:
    """Compounds, owners and the nouns of prepositional phrases, one level of nesting deep."""
    for child in noun.children:
        if child.dep_ in ("compound", "poss", "nmod", "amod"):
            yield child
        elif child.dep_ in ("prep", "agent"):
            for thing in child.children:
                if thing.dep_ == "pobj":
                    yield thing
                    yield from (word for word in thing.subtree if word.dep_ in ("conj", "compound", "pobj", "amod"))


def _attributive_matches(indexed: Table, deed: Deed) -> Iterator[Match]:
    """Rows that ask for it, by a participle before its noun: "stolen laptops", "lost memory stick"."""
    fitting = [row for row in indexed.by_verb.get(deed.lemma, ()) if row.more.get("attributive")]
    if not fitting:
        return
    noun = deed.token.head
    lemmas = {noun.lemma_.lower(), *(child.lemma_.lower() for child in noun.children if child.dep_ == "compound")}
    for row in fitting:
        if lemmas & row.objects:
            yield Match(row, begin(deed.token), end_of(noun), noun, "attributive")


def _is_direct(argument: Token, verb: Token) -> bool:
    """Whether a word belongs to the object or passive subject, not to a prepositional phrase."""
    current = argument
    while current.head != verb and current.head != current:
        if current.dep_ in ("pobj", "prep", "agent"):
            return False
        current = current.head
    return current.dep_ in ("dobj", "nsubjpass", "attr", "dative", "oprd", "conj")


def _arguments(verb: Token) -> Iterator[Token]:
    """The words of a verb's objects, passive subject and prepositional phrases, without subordinate clauses."""
    stack = [child for child in verb.children if child.dep_ in ARGUMENTS and child.pos_ not in ("VERB", "AUX")]
    if verb.dep_ in ("acl", "relcl") and verb.tag_ == "VBN":
        stack.append(verb.head)  # "the password used by the thief": the noun that the participle describes
    seen = 0
    while stack and seen < MOST_ARGUMENT_TOKENS:
        token = stack.pop()
        seen += 1
        yield token
        if token != verb.head:
            stack += [child for child in token.children if child.dep_ not in SUBORDINATE and child != verb]
        else:
            stack += [child for child in token.children if child.dep_ in ("compound", "amod", "nmod")]


def _extent(verb: Token, arguments: list[Token]) -> tuple[int, int]:
    """From the first to the last of the verb and its deciding arguments, in one sentence and not too long."""
    near = [argument for argument in arguments if abs(argument.i - verb.i) < 25]
    tokens = [verb, *near]
    first = min(tokens, key=lambda token: token.i)
    last = max(tokens, key=lambda token: token.i)
    start, end = begin(first), end_of(last)
    if end - start > LONGEST_QUOTE:
        start, end = (
            (begin(verb), begin(verb) + LONGEST_QUOTE)
            if first == verb
            else (end_of(verb) - LONGEST_QUOTE, end_of(verb))
        )
        doc, shift = verb.doc, verb.doc.user_data["offset"]
        span = doc.char_span(max(0, start - shift), min(end - shift, len(doc.text)), alignment_mode="contract")
        if span is None or len(span) == 0:
            return begin(verb), end_of(verb)
        start, end = begin(span[0]), end_of(span[-1])
    return start, end
