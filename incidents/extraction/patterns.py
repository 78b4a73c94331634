"""One matcher for all pattern tables: verbs with their arguments, and fixed phrases.

A row of a table says `code` and either `verbs` with optional `objects` (lemmas of which one must stand among the
verb's arguments; `without` lists those that must not) or `phrases` (regular expressions on the words as printed).
"@people" in a list stands for the words under "people" in `word_sets.json`. `sure` says how much the words alone tell:
"high" where they hardly mean anything else, "low" where they often do; the weights learn what each is worth.
"cut off" in `verbs` asks for the particle too; `direct` keeps `objects` to the object and the passive subject. A noun
that names a deed ("the deletion of the files", `nominal.json`) stands for its verb; so does a participle before its
noun ("stolen laptops") in rows with `attributive`. Further keys of a row belong to the kind that reads the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from incidents.extraction import lexicon
from incidents.extraction.reading import Reading, Sentence, begin, end_of
from incidents.extraction.starts import PhraseIndex

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
PARTICLES = frozenset(("prt", "advmod", "acomp", "oprd", "prep", "advcl"))
SUBORDINATE = frozenset(("relcl", "advcl", "parataxis"))
CLAUSAL = frozenset(("conj", "ccomp", "acl"))
FARTHEST_BEFORE = 60  # characters between a subject and its verb; a longer gap is not quoted
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
    by: str  # "verb", "verb_only" (none of the row's objects), "noun" or "phrase"


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
def phrases(name: str) -> PhraseIndex[tuple[int, int]]:
    """The phrases of a table, each standing for its row and its place there."""
    return PhraseIndex(
        ((row.index, place), [phrase]) for row in table(name) for place, phrase in enumerate(row.phrases)
    )


def _row(index: int, row: Mapping[str, Any]) -> Row:
    known = ("code", "verbs", "objects", "without", "phrases", "sure")
    return Row(
        index,
        row["code"],
        _words(row.get("verbs", ())),
        _words(row.get("objects", ())),
        _words(row.get("without", ())),
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
    by_verb = rows_by_verb(name)
    for sentence in reading.sentences:
        yield from _phrase_matches(name, reading, sentence)
        for token in sentence.span:
            if token.pos_ in ("VERB", "AUX"):
                yield from _verb_matches(by_verb, token)
            elif token.pos_ == "NOUN":
                yield from _noun_matches(by_verb, token)
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


def _verb_matches(by_verb: Mapping[str, tuple[Row, ...]], token: Token) -> Iterator[Match]:
    """Every row that the verb and its arguments fit; which of them is right is for the weights to say."""
    lemma = token.lemma_.lower()
    rows = by_verb.get(lemma)
    if not rows:
        return
    particles = (child.lower_ for child in token.children if child.dep_ in PARTICLES)
    names = {lemma, *(f"{lemma} {particle}" for particle in particles)}
    fitting = [row for row in rows if row.verbs & names]
    arguments = list(_arguments(token)) if fitting else []
    for row in fitting:
        near = [one for one in arguments if not row.more.get("direct") or _is_direct(one, token)]
        if any(spellings(one) & row.without for one in near):
            continue
        deciding = [one for one in near if spellings(one) & row.objects]
        if row.objects and not deciding and row.more.get("strict"):
            continue
        start, end = _extent(token, deciding or near)
        yield Match(row, start, end, token, "verb" if deciding or not row.objects else "verb_only")


def _noun_matches(by_verb: Mapping[str, tuple[Row, ...]], token: Token) -> Iterator[Match]:
    """Rows whose verb the noun stands for: "the theft of two laptops", "customer notification", "their deletion"."""
    verb = lexicon.load("nominal").get(token.lemma_.lower())
    rows = by_verb.get(verb)
    if not rows:
        return
    arguments = list(_noun_arguments(token))
    for row in rows:
        if verb not in row.verbs or any(spellings(one) & row.without for one in arguments):
            continue
        deciding = [one for one in arguments if spellings(one) & row.objects]
        if deciding or not row.objects:
            start, end = _extent(token, deciding or [one for one in arguments if one.dep_ == "pobj"][:1])
            yield Match(row, start, end, token, "noun")


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


def _attributive_matches(by_verb: Mapping[str, tuple[Row, ...]], token: Token) -> Iterator[Match]:
    """Rows that ask for it, by a participle before its noun: "stolen laptops", "lost memory stick"."""
    noun = token.head
    lemmas = {noun.lemma_.lower(), *(child.lemma_.lower() for child in noun.children if child.dep_ == "compound")}
    for row in by_verb.get(token.lemma_.lower(), ()):
        if row.more.get("attributive") and token.lemma_.lower() in row.verbs and lemmas & row.objects:
            yield Match(row, begin(token), end_of(noun), noun, "attributive")


def spellings(token: Token) -> frozenset[str]:
    """How a list may name a word: its lemma, as printed, or by what it names ("<person>", "<org>")."""
    return frozenset((token.lemma_.lower(), token.lower_, f"<{token.ent_type_.lower()}>"))


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
        if token.pos_ == "VERB" and token.dep_ in CLAUSAL:
            continue  # what another verb acts on says nothing about this one
        if token != verb.head:
            stack += [child for child in token.children if child.dep_ not in SUBORDINATE and child != verb]
        else:
            stack += [child for child in token.children if child.dep_ in ("compound", "amod", "nmod")]


def _extent(verb: Token, arguments: list[Token]) -> tuple[int, int]:
    """From the first to the last of the verb and its deciding arguments, in one sentence and not too long."""
    near = [
        argument
        for argument in arguments
        if abs(argument.i - verb.i) < 25 and begin(verb) - end_of(argument) <= FARTHEST_BEFORE
    ]
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
