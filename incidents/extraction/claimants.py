"""Who says a claim that stands outside quotation marks: the verb of claiming above it, the paper, the paragraph.

The order is that of trust: words of attribution beside the claim, the verb that governs it, a noun of claiming, what
the paragraph goes on to tell, the issuer of a letter or release. Nothing of these: the reporter's own voice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING

from incidents.extraction import lexicon
from incidents.extraction.cast import Cast
from incidents.extraction.claiming import claims, is_paper
from incidents.extraction.issuer import Issuer
from incidents.extraction.reading import Reading, Sentence, begin
from incidents.extraction.sources import (
    NOBODY,
    UNATTRIBUTED,
    Source,
    agent_of,
    as_source,
    governs,
    is_part_of,
    owner_of,
    subject_of,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

CLIMB = 12  # steps up the tree; sentences are not deeper
CARRY = 2  # sentences over which a paragraph keeps its source
PARTITIVE = re.compile(
    r"\W{0,3}(?:\w{1,20} )?(?:of (?:them|these|those|whom|which|that number)|others|more)\b", re.IGNORECASE
)
GOES_ON = re.compile(
    r"[“‘\"']?(?:it|they|he|she|these|those|this|that|of (?:them|these|those|that|the)|some of|another|a further|others"
    r"|the (?:figure|number|total|count|tally|rest|others?|remainder|remaining)|among (?:them|these|those)|in all"
    r"|in total|altogether|all (?:of them|told|but)|most|half|it (?:emerged|turned out|appears|also))\b",
    re.IGNORECASE,
)
INSIDE = frozenset(("det", "amod", "compound", "poss", "nummod", "case", "nmod", "predet"))
OWN = re.compile(r"\b(?:[Ww]e|[Oo]ur|us)\b")
COLON = re.compile(r":\s")


@cache
def _according() -> re.Pattern[str]:
    return re.compile(
        r"(?<!stand )(?<!stands )(?<!stood )\b(?:" + "|".join(lexicon.load("claims")["according"]) + r")\s{1,3}",
        re.IGNORECASE,
    )


_words = partial(lexicon.words, "claims")


class Claimants:
    """The source of any span of a reading that is not quoted."""

    def __init__(self, reading: Reading, cast: Cast, issuer: Issuer) -> None:
        self.reading = reading
        self.cast = cast
        self.issuer = issuer
        self._of_sentence: dict[int, Source] = {}
        self._beside: dict[int, list[tuple[int, Source]]] = {}  # by sentence: one may count a lot

    def all_of(self, start: int, end: int) -> Iterator[Source]:
        """Who says the words between two offsets by each rule, the most trusted first; none in the reporter's voice."""
        tokens = self.reading.tokens(start, end)
        if not tokens:
            return
        found = (
            self._relative(tokens[-1]),
            self.beside(start, end),
            *self._climb(tokens[-1]),
            self._claiming_noun(tokens[0]),
            self._before_colon(start),
            self._carried(start, end),
            self._issued(start),
        )
        yield from (source for source in found if source is not None)

    # --- beside the claim ---

    def beside(self, start: int, end: int) -> Source | None:
        """ "According to X", "by X's count", "going by data from X" in the sentence: the nearest of them."""
        found = [
            (abs(at - start), source)
            for sentence in self.reading.sentences_over(start, end)
            for at, source in self._phrases(sentence)
            if not re.search(r";", self.reading.text[min(at, start) : max(at, start)])
        ]
        return min(found, key=lambda one: one[0])[1] if found else None

    def _phrases(self, sentence: Sentence) -> list[tuple[int, Source]]:
        if sentence.index in self._beside:
            return self._beside[sentence.index]
        found = self._beside[sentence.index] = []
        for match in _according().finditer(self.reading.text, sentence.start, sentence.end):
            tokens = self.reading.tokens(match.end(), match.end() + 1)
            if not tokens:
                continue
            noun = tokens[0]
            while noun.dep_ in INSIDE and noun.head != noun:
                noun = noun.head
            source = as_source(self.cast, noun, "according_to", any_noun=True)
            if source.name is not None:
                found.append((match.start(), source))
        return found

    def _relative(self, token: Token) -> Source | None:
        """ "the 3 million that the gang boasted of": the sayer stands in the relative clause."""
        for noun in (token, token.head):
            for clause in noun.children:
                if clause.dep_ != "relcl" or clause.i < token.i or not claims(self.cast, clause, None):
                    continue
                subject = next((child for child in clause.children if child.dep_ == "nsubj"), None)
                if subject is None or subject.lower_ in ("who", "that", "which"):
                    continue
                if clause.lemma_.lower() in _words("of_number") and (source := self._source(subject, "relative")):
                    return source
        return None

    # --- above the claim ---

    def _climb(self, token: Token) -> Iterator[Source]:
        """The verbs of claiming above a number: "ruling that the state had counted 88" has two, the inner one first."""
        current, below = token, None
        for _ in range(CLIMB):
            if (source := self._governing(current, below, token)) is not None:
                yield source
            for child in current.children:  # ", the firm said," set into the sentence
                if child.dep_ in ("parataxis", "ccomp") and not governs(child, token) and self._inserts(child, token):
                    subject = subject_of(child)
                    if subject is not None and (source := self._source(subject, "inserted")) is not None:
                        yield source
            if current.head == current or self._stands_alone(current):
                return
            current, below = current.head, current
        return None

    def _stands_alone(self, clause: Token) -> bool:
        """ "The indictment listed 176; the hospital wrote to 103": a clause behind a semicolon with its own subject."""
        if clause.pos_ not in ("VERB", "AUX") or clause.dep_ not in ("conj", "ccomp", "parataxis", "advcl", "dep"):
            return False
        subject = next((child for child in clause.children if child.dep_ in ("nsubj", "nsubjpass")), None)
        first, last = sorted((begin(clause), begin(clause.head)))
        return ";" in self.reading.text[first:last] and subject is not None and self.cast.resolve(subject) is not None

    def _governing(self, verb: Token, below: Token | None, token: Token) -> Source | None:
        """The source that a verb above the claim names, as its subject or its agent."""
        if verb.pos_ not in ("VERB", "AUX") or not claims(self.cast, verb, below):
            return None
        agent = agent_of(verb)
        if agent is not None and not is_part_of(token, agent):
            return self._source(agent, "agent")
        subject = subject_of(verb)
        if subject is None or subject == token or governs(subject, token):
            return None
        if any(child.dep_ == "nsubjpass" for child in verb.children):
            # "lawmakers were told that …" hides who told them; "is believed to", "was found" say nothing of the kind.
            return UNATTRIBUTED if verb.lemma_.lower() in _words("addressing") else None
        if verb.lemma_.lower() in _words("of_papers") and not is_paper(subject):
            return None
        source = self._source(subject, "climb")
        if source is None and subject.lemma_.lower() in _words("nouns"):
            return UNATTRIBUTED  # "previous estimates had suggested": nobody, whatever verb stands above
        return source

    def _inserts(self, verb: Token, token: Token) -> bool:
        """Whether a verb beside the claim is ", the firm said," and not the next of several claims."""
        return verb.lemma_.lower() in _words("inserted") and not self._parted(verb, token)

    def _source(self, subject: Token, rule: str) -> Source | None:
        if subject.lower_ in ("i", "we"):
            return self.issuer.speaking(subject.lower_)  # outside quotation marks it is whoever wrote the text
        source = self._antecedent(subject, rule) or as_source(self.cast, subject, rule, any_noun=True)
        return source if source.name is not None else None

    def _antecedent(self, subject: Token, rule: str) -> Source | None:
        """ "It said": the body or paper that spoke last in the paragraph, whatever else was named since."""
        if subject.lower_ not in ("it", "they"):
            return None
        for token in reversed(subject.doc[subject.sent.start : subject.i]):
            if token.dep_ == "nsubj" and token.pos_ != "PRON" and token.head.lemma_.lower() in _words("inserted"):
                source = as_source(self.cast, token, rule + "_pronoun", any_noun=True)
                if source.name is not None and source.person is None:
                    return source
        sentence = self.reading.sentence_at(begin(subject))
        for back in range(1, CARRY + 1):
            if sentence is None or sentence.index < back:
                return None
            before = self.reading.sentences[sentence.index - back]
            if before.unit != sentence.unit:
                return None
            source = self.said(before)
            if source.name is not None and source.person is None:
                return replace(source, rule=rule + "_pronoun")
        return None

    # --- around the claim ---

    def _claiming_noun(self, token: Token) -> Source | None:
        """ "X's claim that …", "in a filing by X": a noun of claiming above the words or in a phrase beside them."""
        for noun in self.reading.beside(token, _words("nouns")):
            if self._parted(noun, token):
                continue
            aside = noun.dep_ == "pobj" and noun.head.lower_ in ("in", "by", "per", "from", "on", "under", "with", "of")
            if (aside or noun.dep_ in ("nsubj", "attr") or governs(noun, token)) and noun != token:
                source = owner_of(self.cast, noun, "claiming_noun")
                if source.name is None and governs(noun, token) and noun.dep_ == "dobj":
                    source = self._making(noun)  # "the gang lays claim to", "the firm gave a figure of"
                if source.name is not None:
                    return source
        return None

    def _making(self, noun: Token) -> Source:
        """Whoever makes a claim, gives a figure, files a notice: the subject of a verb that says no more than that."""
        subject = subject_of(noun.head) if noun.head.lemma_.lower() in _words("making") else None
        return (self._source(subject, "making") if subject is not None else None) or NOBODY

    def _parted(self, one: Token, other: Token) -> bool:
        """Whether a semicolon stands between two words."""
        first, last = sorted((begin(one), begin(other)))
        return ";" in self.reading.text[first:last]

    def _before_colon(self, start: int) -> Source | None:
        """ "The watchdog published its ruling on Monday: 212 residents …"."""
        sentence = self.reading.sentence_at(start)
        if sentence is None:
            return None
        colon = max((found.start() for found in COLON.finditer(self.reading.text, sentence.start, start)), default=None)
        if colon is None:
            return None
        for token in sentence.span:
            if begin(token) < colon and token.dep_ == "nsubj":
                words = {child.lemma_.lower() for child in token.head.subtree if begin(child) < colon}
                if words & (_words("nouns") | lexicon.words("speech", "papers") | _words("verbs")):
                    return self._source(token, "colon")
        return None

    def _carried(self, start: int, end: int) -> Source | None:
        """What the sentence before was said by, where this one plainly goes on with it."""
        sentence = self.reading.sentence_at(start)
        if sentence is None:
            return None
        text = self.reading.text
        if not (GOES_ON.match(text, sentence.start) or PARTITIVE.match(text, end)):
            return None
        for back in range(1, CARRY + 1):
            before = self.reading.sentences[sentence.index - back] if sentence.index >= back else None
            if before is None or before.unit != sentence.unit:
                return None
            source = self.said(before)
            if source.name is not None:
                return replace(source, rule="carried")
        return None

    def said(self, sentence: Sentence) -> Source:
        """Who says a whole sentence: by words of attribution in it, or as the subject of its verb; NOBODY else."""
        if sentence.index not in self._of_sentence:
            beside = self._phrases(sentence)
            said = beside[0][1] if beside else self._governing(sentence.span.root, None, sentence.span[-1])
            self._of_sentence[sentence.index] = said or NOBODY
        return self._of_sentence[sentence.index]

    def _issued(self, start: int) -> Source | None:
        """In a letter or release every claim is the issuer's, most of all where it says "we"."""
        entity = self.issuer.organisation
        if entity is None:
            return None
        sentence = self.reading.sentence_at(start)
        says_we = sentence is not None and OWN.search(sentence.text) is not None
        return Source(entity.name, "issuer_we" if says_we else "issuer", entity)
