"""Who says a span: the speaker of a quotation, or the subject of the verb of saying that governs the words."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from incidents.extraction import lexicon
from incidents.extraction.cast import Cast
from incidents.extraction.claimants import Claimants
from incidents.extraction.issuer import Issuer, find_issuer
from incidents.extraction.quotations import Quotation, find_quotations
from incidents.extraction.reading import Reading, Sentence, begin, end_of
from incidents.extraction.sources import NOBODY, Source, as_source, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

CLIMB = 12  # steps up the tree; sentences are not deeper

# Who studies or reports a case speaks for herself, wherever she works.
OWN_VOICE = lexicon.words("entities", "researcher_titles") | lexicon.words("entities", "journalist_titles")


@dataclass(frozen=True)
class Speech:
    """A quotation with its speaker."""

    quotation: Quotation
    source: Source
    verb: str | None  # lemma of the verb of saying, where there is one


class Attribution:
    """Speakers of all quotations of a reading, and the claimant of any span."""

    def __init__(self, reading: Reading, cast: Cast) -> None:
        self.reading = reading
        self.cast = cast
        self.quotations = [find_quotations(reading.text, unit.start, unit.end) for unit in reading.units]
        self.speeches: list[Speech] = []
        self._claimants = Claimants(reading, cast, Issuer(None))
        self._speak()
        self.issuer = find_issuer(reading, cast, self.speech_at)
        self._claimants = Claimants(reading, cast, self.issuer)

    # --- quotations ---

    def _speak(self) -> None:
        last: tuple[int, Source] | None = None
        for index, quotations in enumerate(self.quotations):
            for quotation in quotations:
                source, verb = self._speaker(quotation)
                if source.rule == "nobody":
                    source = self._from_sentence_before(quotation) or (
                        replace(last[1], rule="carried") if last is not None and index - last[0] <= 1 else source
                    )
                if source.rule != "nobody":
                    last = (index, source)
                self.speeches.append(Speech(quotation, source, verb))

    def _from_sentence_before(self, quotation: Quotation) -> Source | None:
        """ "Mr Lund rejected that. “They were not touched.”": the subject of the sentence that leads up to it."""
        sentences = self.reading.sentences_over(quotation.start - 1, quotation.end + 1)
        if not sentences or sentences[0].index == 0 or quotation.start - sentences[0].start > 2:
            return None
        before = self.reading.sentences[sentences[0].index - 1]
        subject = subject_of(before.span.root)
        if before.unit != sentences[0].unit or subject is None or self._quoted(subject):
            return None
        source = as_source(self.cast, subject, "sentence_before")
        speaks = before.span.root.lemma_.lower() in lexicon.words("speech", "saying")
        return source if source.entity is not None and speaks else None

    def speech_at(self, start: int, end: int) -> Speech | None:
        """The quotation that holds a span."""
        index = bisect_right(self.speeches, start, key=lambda speech: speech.quotation.start) - 1
        if index >= 0 and end <= self.speeches[index].quotation.end + 1:
            return self.speeches[index]
        return None

    def _speaker(self, quotation: Quotation) -> tuple[Source, str | None]:
        sentences = self.reading.sentences_over(quotation.start - 1, quotation.end + 1)
        candidates = [
            verb for sentence in _around(self.reading, sentences) for verb in self._verbs(sentence, quotation)
        ]
        for verb in sorted(candidates, key=lambda verb: _distance(verb, quotation)):
            source = self._subject(verb)
            if source.name is not None:
                return source, verb.lemma_
        after = self._claimants.beside(quotation.start, quotation.end)
        if after is not None:
            return after, None
        return self._root_subject(sentences, quotation), None

    def _verbs(self, sentence: Sentence, quotation: Quotation) -> list[Token]:
        quoting = lexicon.words("speech", "quoting")
        return [
            token
            for token in sentence.span
            if token.pos_ in ("VERB", "AUX")
            and token.lemma_.lower() in quoting
            and not self._quoted(token)
            and subject_of(token) is not None
            and _distance(token, quotation) < 160
        ]

    def _quoted(self, token: Token) -> bool:
        at = begin(token)
        unit = self.reading.unit_at(at)
        return unit is not None and any(quotation.start <= at < quotation.end for quotation in self.quotations[unit])

    def _root_subject(self, sentences: list[Sentence], quotation: Quotation) -> Source:
        """ "The firm's answer was “no”", "X called it …": the subject of the sentence around the words."""
        for sentence in sentences:
            tokens = self.reading.tokens(quotation.start, quotation.end)
            verb = tokens[0] if tokens else sentence.span.root
            for _ in range(CLIMB):
                subject = subject_of(verb)
                if subject is not None and not quotation.start <= begin(subject) < quotation.end:
                    source = as_source(self.cast, subject, "root_subject")
                    if source.entity is not None:
                        return source
                if verb.head == verb:
                    break
                verb = verb.head
        return NOBODY

    # --- claims ---

    def claimant(self, start: int, end: int) -> Source:
        """Who says the words of a span; NOBODY in the reporter's own voice."""
        return next(iter(self.sources(start, end)), NOBODY)

    def sources(self, start: int, end: int) -> list[Source]:
        """Everybody to whom a rule gives the words of a span, the most trusted first."""
        speech = self.speech_at(start, end)
        quoted = [speech.source] if speech is not None and speech.source.name is not None else []
        return quoted + list(self._claimants.all_of(start, end))

    def _subject(self, verb: Token) -> Source:
        subject = subject_of(verb)
        return NOBODY if subject is None else as_source(self.cast, subject, "subject")

    def organisation_of(self, source: Source) -> str | None:
        """The name to print as claimant: the organisation that a person speaks for, else the source itself."""
        entity = source.entity
        if entity is None:
            return source.name
        if entity.kind == "person" and entity.affiliation is not None and not entity.described & OWN_VOICE:
            return entity.affiliation.name
        return entity.name


def _around(reading: Reading, sentences: list[Sentence]) -> list[Sentence]:
    """The sentences of a quotation and the next one, which may hold "he said"."""
    if not sentences:
        return []
    following = sentences[-1].index + 1
    if following < len(reading.sentences) and reading.sentences[following].unit == sentences[-1].unit:
        after = reading.sentences[following]
        if len(after.text) < 120 and not after.text[:1].isupper():
            return [*sentences, after]
    return sentences


def _distance(verb: Token, quotation: Quotation) -> int:
    at, ends = begin(verb), end_of(verb)
    return max(quotation.start - ends, at - quotation.end, 0)
