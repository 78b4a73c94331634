"""Who says a span: the speaker of a quotation, or the subject of the verb of saying that governs the words."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from incidents.extraction import lexicon
from incidents.extraction.cast import HE_SHE, IT_THEY, Cast
from incidents.extraction.entities import Entity
from incidents.extraction.quotations import Quotation, find_quotations
from incidents.extraction.reading import Reading, Sentence, begin, end_of

if TYPE_CHECKING:
    from spacy.tokens import Token

FIRST_PERSON_SHARE = 0.008  # of the tokens; a letter has about 0.02, a reporter's story next to none
CLIMB = 12  # steps up the tree; sentences are not deeper
ACCORDING = re.compile(r"\b(?:according to|in the words of|per)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """Who says something: an entity, or the printed words where there is no name. `rule` tells how it was found."""

    name: str | None
    rule: str
    entity: Entity | None = None
    person: Entity | None = None


# Who studies or reports a case speaks for herself, wherever she works.
OWN_VOICE = lexicon.words("entities", "researcher_titles") | lexicon.words("entities", "journalist_titles")
NOBODY = Source(None, "nobody")
UNATTRIBUTED = Source(None, "unattributed")


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
        self._claiming: dict[int, Source | None] = {}
        self._speak()
        self.issuer = cast.main if self._is_first_person() else None

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
        source = self._as_source(subject, "sentence_before")
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
        after = self._according(quotation.start, quotation.end)
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
                    source = self._as_source(subject, "root_subject")
                    if source.entity is not None:
                        return source
                if verb.head == verb:
                    break
                verb = verb.head
        return NOBODY

    def _is_first_person(self) -> bool:
        """Whether the text itself says "we" and "our", as a letter or a press release of the organisation does."""
        speaking = sum(
            token.lower_ in ("we", "our", "us") and self.speech_at(begin(token), end_of(token)) is None
            for doc in self.reading.docs
            for token in doc
        )
        return speaking >= max(3, FIRST_PERSON_SHARE * sum(len(doc) for doc in self.reading.docs))

    # --- claims ---

    def claimant(self, start: int, end: int) -> Source:
        """Who says the words of a span; NOBODY in the reporter's own voice."""
        speech = self.speech_at(start, end)
        if speech is not None and speech.source.name is not None:
            return speech.source
        according = self._according(start, end)
        if according is not None:
            return according
        tokens = self.reading.tokens(start, end)
        if not tokens:
            return NOBODY
        return (
            self._relative(tokens[-1])
            or self._climb(tokens[-1])
            or self._claiming_noun(tokens[0])
            or self._issued()
            or NOBODY
        )

    def _relative(self, token: Token) -> Source | None:
        """ "the 3 million that the gang boasted of": the sayer stands in the relative clause."""
        for noun in (token, token.head):
            for clause in noun.children:
                if clause.dep_ != "relcl" or clause.i < token.i:
                    continue
                if clause.lemma_.lower() in lexicon.words("speech", "saying"):
                    subject = next((child for child in clause.children if child.dep_ == "nsubj"), None)
                    if subject is not None and (source := self._as_source(subject, "relative")).name is not None:
                        return source
        return None

    def _climb(self, token: Token) -> Source | None:
        saying = lexicon.words("speech", "saying")
        current = token
        for _ in range(CLIMB):
            if current.pos_ in ("VERB", "AUX") and current.lemma_.lower() in saying:
                subject = subject_of(current)
                if subject is not None and subject != token and not _governs(subject, token):
                    source = self._as_source(subject, "climb")
                    if source.name is not None:
                        return source
                    if subject.lemma_.lower() in lexicon.words("speech", "claiming_nouns"):
                        return UNATTRIBUTED  # "previous estimates had suggested": nobody, whatever verb stands above
                agent = _agent(current)
                if agent is not None:
                    return self._as_source(agent, "agent")
            for child in current.children:  # ", the firm said," set into the sentence
                if (
                    child.dep_ in ("parataxis", "ccomp")
                    and child.lemma_.lower() in saying
                    and child != token
                    and not _governs(child, token)
                ):
                    subject = subject_of(child)
                    if subject is not None and (source := self._as_source(subject, "inserted")).name is not None:
                        return source
            if current.head == current:
                return None
            current = current.head
        return None

    def _claiming_noun(self, token: Token) -> Source | None:
        """ "X's claim that …", "by Y's count", "in a filing, X"; the same for all words of a sentence."""
        first = begin(token.sent[0])
        if first not in self._claiming:
            self._claiming[first] = self._find_claiming_noun(token)
        return self._claiming[first]

    def _find_claiming_noun(self, token: Token) -> Source | None:
        for noun in token.sent:
            if noun.lemma_.lower() in lexicon.words("speech", "claiming_nouns"):
                for child in noun.children:
                    if child.dep_ == "poss":
                        source = self._as_source(child, "claiming_noun")
                        if source.name is not None:
                            return source
        return None

    def _issued(self) -> Source | None:
        """In a letter or release every claim is the issuer's."""
        return Source(self.issuer.name, "issuer", self.issuer) if self.issuer is not None else None

    def _according(self, start: int, end: int) -> Source | None:
        for sentence in self.reading.sentences_over(start, end):
            for match in ACCORDING.finditer(self.reading.text, sentence.start, sentence.end):
                tokens = self.reading.tokens(match.end(), match.end() + 1)
                if tokens:
                    noun = tokens[0]
                    while (
                        noun.dep_ in ("det", "amod", "compound", "poss", "nummod", "case", "nmod") and noun.head != noun
                    ):
                        noun = noun.head
                    source = self._as_source(noun, "according_to")
                    if source.name is not None:
                        return source
        return None

    def _subject(self, verb: Token) -> Source:
        subject = subject_of(verb)
        return NOBODY if subject is None else self._as_source(subject, "subject")

    def _as_source(self, token: Token, rule: str) -> Source:
        """Turns a subject into a source: an entity, else the printed noun phrase."""
        entity = self.cast.resolve(token)
        if entity is not None:
            pronoun = token.lower_ in HE_SHE | IT_THEY
            person = entity if entity.kind == "person" else None
            return Source(entity.name, rule + ("_pronoun" if pronoun else ""), entity, person)
        if token.pos_ == "PRON" or not _can_speak(token):
            return self._owner(token, rule)
        return Source(_noun_phrase(token), rule + "_noun")

    def _owner(self, token: Token, rule: str) -> Source:
        """ "The firm's notice", "a letter from the school": whose paper it is; "the notice" is the main one's."""
        lemma = token.lemma_.lower()
        if lemma not in lexicon.words("speech", "papers"):
            return NOBODY
        for child in token.children:
            if child.dep_ == "poss" and (entity := self.cast.resolve(child)) is not None:
                return Source(entity.name, rule + "_paper", entity)
            if child.dep_ == "prep" and child.lower_ in ("from", "by", "of"):
                for thing in child.children:
                    if thing.dep_ == "pobj" and (entity := self.cast.resolve(thing)) is not None:
                        return Source(entity.name, rule + "_paper", entity)
        if lemma in lexicon.words("speech", "official_papers"):
            return Source(_noun_phrase(token), rule + "_paper")
        definite = any(child.lower_ in ("the", "its", "their", "this") for child in token.children) or lemma == "notice"
        return (
            Source(self.cast.main.name, rule + "_paper", self.cast.main)
            if definite and self.cast.main is not None
            else NOBODY
        )

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


def subject_of(verb: Token) -> Token | None:
    """The subject of a verb, of the verb that it is conjoined with, or of the main verb over a participle."""
    for _ in range(4):
        for child in verb.children:
            if child.dep_ in ("nsubj", "nsubjpass"):
                return child
        if verb.dep_ in ("conj", "xcomp", "advcl", "dep") and verb.head.pos_ in ("VERB", "AUX"):
            verb = verb.head
            continue
        if verb.dep_ in ("acl", "relcl"):
            return verb.head
        break
    return None


def _agent(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ == "agent":
            return next((thing for thing in child.children if thing.dep_ == "pobj"), None)
    return None


def _governs(upper: Token, lower: Token) -> bool:
    return upper == lower or upper.is_ancestor(lower)


def _can_speak(token: Token) -> bool:
    """Whether a noun without a name stands for people or a body."""
    lemma = token.lemma_.lower()
    listed = ("person_nouns", "company_nouns", "authority_nouns", "other_speakers")
    return token.pos_ in ("NOUN", "PROPN") and (
        any(lemma in lexicon.words("entities", key) for key in listed) or lemma in lexicon.words("nouns", "people")
    )


def _noun_phrase(token: Token) -> str | None:
    """The words to print for an unnamed speaker: "former analyst", "person close to the inquiry"."""
    if token.pos_ not in ("NOUN", "PROPN", "ADJ", "NUM"):
        return None
    left = [
        child.left_edge for child in token.children if child.dep_ in ("compound", "amod", "poss") and child.i < token.i
    ]
    first = min([token, *left], key=lambda child: child.i)
    last = token
    if token.lemma_.lower() in ("person", "people", "someone", "source"):
        last = max(
            (child.right_edge for child in token.children if child.dep_ in ("amod", "prep", "acl")),
            key=lambda edge: edge.i,
            default=token,
        )
    words = token.doc[first.i : max(token.i, last.i) + 1]
    while len(words) > 1 and words[0].pos_ in ("DET", "PRON"):
        words = words[1:]
    return str(words.text)
