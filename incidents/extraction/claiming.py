"""Whether a verb makes the words below it a claim, and whether its subject is a paper that speaks for somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incidents.extraction import lexicon
from incidents.extraction.cast import Cast
from incidents.extraction.sources import as_source, is_number_put, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token


def _words(key: str) -> frozenset[str]:
    return lexicon.words("claims", key)


def claims(cast: Cast, verb: Token, below: Token | None) -> bool:
    """Whether a verb makes the words below it a claim: "put the figure at", but not "put them in a box"."""
    lemma = verb.lemma_.lower()
    if lemma in _words("addressing") and below is not None:
        # "told regulators that 40,000 were hit" claims, "told 40,000 customers" does not
        return below.dep_ not in ("dobj", "dative", "pobj", "prep", "nsubjpass")
    if lemma in ("put", "place", "peg", "set", "fix"):
        return below is None or below.lower_ in ("at", "between") or is_number_put(below)
    if lemma in _words("adjusting") and below is not None and below.lower_ in ("to", "from"):
        return True  # "it cut that to 4,371"
    if lemma in ("settle", "arrive", "speak", "talk", "plump") and below is not None:
        return below.lower_ in ("on", "at", "of", "for")
    if lemma in _words("that_clause"):
        return below is not None and below.dep_ == "ccomp"
    if lemma in _words("finding") and below is not None and below.dep_ == "dobj":
        subject = subject_of(verb)
        return subject is not None and (is_paper(subject) or as_source(cast, subject, "finding").name is not None)
    return lemma in _words("verbs") or lemma in _words("of_papers")


def is_paper(subject: Token) -> bool:
    """Whether a subject is something written or recorded: a filing, a log, a count."""
    lemma = subject.lemma_.lower()
    return lemma in lexicon.words("speech", "papers") or lemma in _words("nouns") or lemma in _words("records")
