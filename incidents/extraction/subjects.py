"""Whose verb it is: the subject of a verb of saying, by its place among commas first and by the parse second.

Quotation marks, asides and inversion lead the parser astray just where somebody is quoted: "its founder, Ada Lund,
said", "Ada Lund, a partner at a firm that acts for it, wrote", "said the bank's lawyer, Ada Lund".
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from incidents.extraction.cast import Cast
from incidents.extraction.quotations import Quotation
from incidents.extraction.reading import begin
from incidents.extraction.sources import subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from incidents.extraction.framing import Stretch

NOUNS = ("NOUN", "PROPN", "PRON")
LONGEST_ASIDE = 30  # tokens between two commas
LONGEST_OFFICE = 10  # tokens of "the bank's head of claims for the north" before the name
DOUBT = 0.3  # what the parse's subject is worth less where commas name another
INSIDE = ("det", "amod", "compound", "poss", "nummod", "case", "nmod", "predet", "quantmod")


def is_quoted(quotations: Sequence[Quotation], at: int) -> bool:
    """Whether an offset lies inside one of the quotations of its paragraph."""
    index = bisect_left(quotations, at + 1, key=lambda one: one.start) - 1
    return index >= 0 and at < quotations[index].end


def subjects_of(verb: Token, stretch: Stretch, cast: Cast) -> list[tuple[Token, float]]:
    """Who may be the subject of a verb, each with how much less it is worth than the surest."""
    if (inverted := _inverted(verb, stretch)) is not None:
        return [(named_after(inverted, cast) or inverted, 0.0)]
    found: list[tuple[Token, float]] = []
    if (aside := _before_aside(verb, stretch, cast)) is not None:
        found.append((aside, 0.0))
    parsed = _parsed(verb, stretch)
    if parsed is not None:
        parsed = named_after(parsed, cast) or parsed
        if all(parsed != token for token, _ in found):
            found.append((parsed, DOUBT * len(found)))
    if not found and (noun := _noun_before(verb, stretch)) is not None:
        found.append((noun, 0.0))
    return found


def head_of_phrase(token: Token) -> Token:
    """The noun that the first noun of a phrase belongs to: "the firm's chief executive" → "executive"."""
    while token.dep_ in INSIDE and token.head.i > token.i and token.head.pos_ in ("NOUN", "PROPN"):
        token = token.head
    return token


def named_after(noun: Token, cast: Cast) -> Token | None:
    """ "A spokeswoman for the firm, Ada Lund": the person whose name follows an office between commas."""
    known = cast.entity_at(noun)
    if noun.pos_ not in ("NOUN", "PROPN") or (known is not None and known.kind == "person"):
        return None
    doc = noun.doc
    for comma in range(noun.i + 1, min(len(doc), noun.i + LONGEST_OFFICE)):
        if doc[comma].text in (".", ";", ":", "“", "”", '"') or doc[comma].pos_ in ("VERB", "AUX"):
            return None
        if doc[comma].text == ",":
            return _person_from(doc[comma + 1 : comma + 9], cast)
    return None


def _person_from(tokens: Iterable[Token], cast: Cast) -> Token | None:
    """The person whose name these tokens begin with, after titles."""
    for token in tokens:
        entity = cast.entity_at(token)
        if entity is not None:
            return token if entity.kind == "person" else None
        if token.pos_ != "PROPN" and token.text != ".":
            return None
    return None


def _parsed(verb: Token, stretch: Stretch) -> Token | None:
    """The subject by the parse; of several the nearest, so that "15:10 “…,” Mr Lowe submits" has Mr Lowe."""
    own: list[Token | None] = [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")]
    known = own or [subject_of(verb)]
    able = [
        token
        for token in known
        if token is not None and token.pos_ not in ("ADV", "NUM") and not is_quoted(stretch.quotations, begin(token))
    ]
    return min(able, key=lambda token: abs(verb.i - token.i), default=None)


def _inverted(verb: Token, stretch: Stretch) -> Token | None:
    """ "…," said X; "…" – wrote its chief, X: nothing but adverbs stands between the words and the verb."""
    if begin(verb) < stretch.quotation.end:
        return None
    between = [token for token in stretch.tokens if stretch.quotation.end <= begin(token) < begin(verb)]
    if any(token.pos_ in (*NOUNS, "VERB", "NUM") for token in between if token.is_alpha):
        return None
    for token in verb.doc[verb.i + 1 : verb.i + 14]:
        if token.text[0] in ',.;:“"‘' or begin(token) >= stretch.end:
            return None
        if token.pos_ in NOUNS and not is_quoted(stretch.quotations, begin(token)):
            return head_of_phrase(token)
        if token.pos_ in ("VERB", "ADP", "SCONJ"):
            return None
    return None


def _before_aside(verb: Token, stretch: Stretch, cast: Cast) -> Token | None:
    """The name within or before the aside that ends right before a verb."""
    doc, close = verb.doc, verb.i - 1
    while close > 0 and doc[close].pos_ in ("ADV", "AUX"):
        close -= 1
    if close <= 0 or doc[close].text != "," or is_quoted(stretch.quotations, begin(doc[close])):
        return None
    innermost = True
    for comma in range(close - 1, max(0, close - LONGEST_ASIDE), -1):
        token = doc[comma]
        if begin(token) < stretch.start or (token.text in (";", ":", ".") and token.is_sent_end):
            return None
        if token.text != "," or is_quoted(stretch.quotations, begin(token)):
            continue
        inside = _person_from(doc[comma + 1 : close], cast) if innermost else None
        if inside is not None and all(one.pos_ in ("PROPN", "NOUN", "PUNCT") for one in doc[comma + 1 : close]):
            return inside
        innermost = False
        entity = cast.entity_at(doc[comma - 1])
        if entity is not None and entity.kind != "place" and doc[comma + 1].pos_ != "CCONJ":
            return doc[comma - 1]
    return None


def _noun_before(verb: Token, stretch: Stretch) -> Token | None:
    """The noun or pronoun that stands right before a verb whose subject the parse has lost."""
    for token in reversed(verb.doc[max(0, verb.i - 5) : verb.i]):
        if begin(token) < stretch.start or is_quoted(stretch.quotations, begin(token)):
            return None
        if token.pos_ in NOUNS:
            return token
        if token.pos_ not in ("ADV", "AUX", "PART"):
            return None
    return None
