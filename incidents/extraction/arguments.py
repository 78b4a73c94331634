"""The words that a verb or a noun of a deed governs, and the words from its first to its last that are quoted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from incidents.extraction.reading import begin, end_of

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
CLAUSAL = frozenset(("conj", "ccomp", "acl"))
FARTHEST_BEFORE = 60  # characters between a subject and its verb; a longer gap is not quoted
LONGEST_QUOTE = 90  # characters after which the words of a match are cut at a clause
MOST_ARGUMENT_TOKENS = 40
COMPLEMENTS = frozenset(("xcomp", "ccomp", "advcl", "acl", "dep"))
MOST_COMPLEMENTS = 6


def of_noun(noun: Token) -> Iterator[Token]:
    """Compounds, owners and the nouns of prepositional phrases, one level of nesting deep."""
    for child in noun.children:
        if child.dep_ in ("compound", "poss", "nmod", "amod"):
            yield child
        elif child.dep_ in ("prep", "agent"):
            for thing in child.children:
                if thing.dep_ == "pobj":
                    yield thing
                    yield from (word for word in thing.subtree if word.dep_ in ("conj", "compound", "pobj", "amod"))


def spellings(token: Token) -> frozenset[str]:
    """How a list may name a word: its lemma, as printed, or by what it names ("<person>", "<org>")."""
    return frozenset((token.lemma_.lower(), token.lower_, f"<{token.ent_type_.lower()}>"))


def is_direct(argument: Token, verb: Token) -> bool:
    """Whether a word belongs to the object or passive subject, not to a prepositional phrase."""
    current = argument
    while current.head != verb and current.head != current:
        if current.dep_ in ("pobj", "prep", "agent"):
            return False
        current = current.head
    return current.dep_ in ("dobj", "nsubjpass", "attr", "dative", "oprd", "conj")


def of_verb(verb: Token) -> Iterator[Token]:
    """The words of a verb's objects, passive subject and prepositional phrases, without subordinate clauses."""
    stack = [child for child in verb.children if child.dep_ in ARGUMENTS and child.pos_ not in ("VERB", "AUX")]
    if verb.dep_ in ("acl", "relcl") and verb.tag_ == "VBN":
        stack.append(verb.head)  # "the password used by the thief": the noun that the participle describes
    elif verb.pos_ == "ADJ":
        stack += [child for child in verb.head.children if child.dep_ == "nsubj"]  # "the sessions were invalidated"
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


def extent(verb: Token, arguments: list[Token]) -> tuple[int, int]:
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


def complements(verb: Token) -> Iterator[Token]:
    """The verbs that a verb demands or promises: "ordered the firm to erase its copies and to tell its clients"."""
    stack = [verb, *(child for child in verb.children if child.dep_ in ("dobj", "nsubjpass"))]
    found = 0
    while stack and found < MOST_COMPLEMENTS:
        above = stack.pop(0)
        for child in above.children:
            wanted = COMPLEMENTS if above is verb or above.pos_ not in ("VERB", "AUX") else ("conj",)
            if child.dep_ in wanted and child.pos_ in ("VERB", "AUX"):
                found += 1
                yield child
                stack.append(child)
