"""Whose a quotation is: everybody who may have said it, each with what speaks for them; the weights choose.

The order that the wording alone suggests is kept beside (`Rival.weight`): it decides for the other kinds of facts, and
for what one quotation tells of the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from incidents.extraction import lexicon, names
from incidents.extraction.cast import HE_SHE, IT_THEY, Cast
from incidents.extraction.framing import Stretch, frames_of, stretches
from incidents.extraction.issuer import Issuer
from incidents.extraction.quotations import Quotation
from incidents.extraction.reading import Reading, begin
from incidents.extraction.referents import THEY, Referents, is_person_noun
from incidents.extraction.sources import NOBODY, Source, as_source, noun_phrase, subject_of
from incidents.extraction.speaker_labels import Rival, labelled, named_source
from incidents.extraction.subjects import head_of_phrase

if TYPE_CHECKING:
    from spacy.tokens import Token

    from incidents.extraction.entities import Entity

CLIMB = 8  # steps up the tree from the quoted words
MARKS = re.compile('[“”"«»]')
AGREEING = 0.2  # what a second hint at the same speaker adds
STEP = 0.5  # of the features that tell how far a rival is ahead or behind
MOST_STEPS = 6
SURE = 1.2  # the weight under which the words may as well be nobody's
MOST_RIVALS = 12


@dataclass(frozen=True)
class Speech:
    """A quotation with its likeliest speaker by the wording, and everybody else who may have said it."""

    quotation: Quotation
    source: Source
    verb: str | None  # lemma of the verb of saying, where there is one
    rivals: tuple[Rival, ...] = ()
    alone: bool = False  # a sentence of its own


class Speakers:
    """The speakers of all quotations of a reading."""

    def __init__(self, reading: Reading, cast: Cast, issuer: Issuer) -> None:
        self.reading = reading
        self.cast = cast
        self.issuer = issuer
        self.referents = Referents(cast)

    def of(self, quotations: Sequence[Sequence[Quotation]]) -> list[Speech]:
        """The speeches of an article, from its quotations paragraph by paragraph."""
        speeches: list[Speech] = []
        last: tuple[int, Speech] | None = None
        for unit, held in enumerate(quotations):
            for stretch in stretches(self.reading, unit, held):
                speech = self._speech(stretch, unit, last)
                speeches.append(speech)
                if speech.source.name is not None:
                    last = unit, speech
        return speeches

    def _speech(self, stretch: Stretch, unit: int, last: tuple[int, Speech] | None) -> Speech:
        found: dict[tuple[str, ...], Rival] = {}
        for rival in self._hints(stretch, unit, last):
            _add(found, rival)
        ordered = sorted(found.values(), key=lambda rival: -rival.weight)[:MOST_RIVALS]
        for place, rival in enumerate(ordered):
            rival.features |= self._standing(place, ordered, last)
        best = ordered[0] if ordered and ordered[0].weight >= SURE else Rival(NOBODY, 0.0)
        return Speech(stretch.quotation, best.source, best.verb, tuple(ordered), stretch.alone)

    def _standing(self, place: int, ordered: Sequence[Rival], last: tuple[int, Speech] | None) -> set[str]:
        """How a rival stands beside the others, and what it is."""
        rival, best = ordered[place], ordered[0]
        second = ordered[1].weight if len(ordered) > 1 else best.weight - MOST_STEPS
        ahead = best.weight - second if place == 0 else best.weight - rival.weight
        features = {
            f"place:{min(place, 3)}",
            f"{'ahead' if place == 0 else 'behind'}:{min(MOST_STEPS, int(ahead / STEP))}",
            f"speaker:{rival.source.entity.kind if rival.source.entity else 'noun'}",
        }
        if rival.source.entity is not None and rival.source.entity is self.cast.main:
            features.add("speaker:main")
        if last is not None and last[1].source.name == rival.source.name:
            features.add("speaker:last")
        return features

    # --- hints --------------------------------------------------------------------------------------------------

    def _hints(self, stretch: Stretch, unit: int, last: tuple[int, Speech] | None) -> Iterator[Rival]:
        before = last[1].source if last is not None else None
        for rank, frame in enumerate(frames_of(stretch, self.cast)):
            kind = "plain" if frame.verb.lemma_.lower() in lexicon.words("speech", "plain_saying") else "other"
            told = {f"way:{frame.way}", f"frame:{min(rank, 2)}", f"verb:{kind}"}
            for rival in self._subjects(frame.subject, frame.way, frame.weight, before, stretch):
                rival.features |= told
                rival.verb = frame.verb.lemma_
                yield rival
        yield from labelled(self.reading, self.cast, stretch, unit)
        yield from self._phrased(stretch)
        yield from self._governing(stretch)
        yield from _carried(stretch, unit, last)
        yield from self._beside(stretch, unit, before)

    def _subjects(
        self, subject: Token, way: str, weight: float, last: Source | None, stretch: Stretch
    ) -> Iterator[Rival]:
        """Whom a subject may stand for, each with its weight."""
        word = "they" if subject.lower_.endswith("-old") or subject.lower_ in ("old", "one") else subject.lower_
        paragraph = self.reading.units[self.reading.unit_at(stretch.start) or 0].start
        people = self.referents.of_person(subject, way, last, paragraph) if word in HE_SHE | THEY else []
        for one in people:
            yield Rival(one.source, weight + one.weight - 0.8 * (word in THEY), set(one.features))
        if word in ("i", "we"):
            source = self.issuer.speaking(word)
            if source.name is not None:
                yield Rival(source, weight, {"ref:issuer"})
        if word in IT_THEY:
            for one in self.referents.of_body(subject, way, last, paragraph):
                yield Rival(one.source, weight + one.weight, set(one.features))
            return
        if word in HE_SHE:
            return
        source = as_source(self.cast, subject, way, any_noun=True)
        if source.name is not None:
            yield Rival(source, weight, {f"subject:{_sort(self.cast, subject, source)}"})
        if source.entity is not None and source.entity.kind != "person" and is_person_noun(subject):
            # "the judge said" in an article that names the court alone
            yield Rival(Source(noun_phrase(subject), way), weight - 0.6, {"subject:itself"})

    def _phrased(self, stretch: Stretch) -> Iterator[Rival]:
        """ "According to X", "in the words of X", "in X's words", "the firm's notice"."""
        text, quotation = self.reading.text, stretch.quotation
        for match in _words_of().finditer(text, stretch.start, stretch.end):
            noun = next(iter(self.reading.tokens(match.end(), match.end() + 1)), None)
            if noun is None or quotation.start <= match.start() < quotation.end:
                continue
            source = as_source(self.cast, head_of_phrase(noun), "words_of", any_noun=True)
            if source.name is not None:
                near = min(abs(quotation.start - match.end()), abs(match.start() - quotation.end)) < 60
                yield Rival(source, 2.6 if near else 1.2, {"way:words_of" if near else "way:words_of_far"})
        papers = lexicon.words("speech", "papers") | lexicon.words("speech", "wordings")
        for token in stretch.tokens:
            if token.lemma_.lower() in papers and token.pos_ == "NOUN":
                source = as_source(self.cast, token, "paper")
                if source.name is None:
                    continue
                near = min(abs(quotation.start - begin(token)), abs(begin(token) - quotation.end)) < 60
                yield Rival(source, 1.5 if near else 0.7, {"way:paper" if near else "way:paper_far"})
                if source.entity is None and self.cast.main is not None:
                    yield Rival(named_source(self.cast.main, "paper"), 1.0 if near else 0.3, {"way:paper_of_main"})

    def _governing(self, stretch: Stretch) -> Iterator[Rival]:
        """ "The firm's answer was “no”", "the region is “making enquiries”": subjects above the quoted words."""
        quotation = stretch.quotation
        tokens = self.reading.tokens(quotation.start, quotation.end)
        verb = tokens[0] if tokens else None
        for step in range(CLIMB):
            if verb is None:
                return
            subject = subject_of(verb) if verb.pos_ in ("VERB", "AUX") else None
            if subject is not None and not quotation.start <= begin(subject) < quotation.end:
                source = as_source(self.cast, subject, "governing", any_noun=True)
                if source.name is not None:
                    yield Rival(source, 1.0 - 0.1 * step, {"way:governing"})
                    return
            verb = verb.head if verb.head != verb else None

    def _beside(self, stretch: Stretch, unit: int, last: Source | None) -> Iterator[Rival]:
        """Whoever is named in the sentence, is the subject of the one before or after it, or of the article."""
        before = [token for token in stretch.tokens if begin(token) < stretch.quotation.start]
        after = [token for token in stretch.tokens if begin(token) > stretch.quotation.end]
        for tokens, way, weight in ((reversed(before), "named_before", 0.6), (iter(after), "named_after", 0.4)):
            seen: list[Entity] = []
            for token in tokens:
                entity = self.cast.entity_at(token)
                if entity is not None and entity.kind != "place" and entity not in seen:
                    yield Rival(named_source(entity, way), weight - 0.2 * len(seen), {f"way:{way}:{min(2, len(seen))}"})
                    seen.append(entity)
        start = self.reading.units[unit].start
        if stretch.start - 2 > start:
            yield from self._subject_of_sentence(stretch.start - 2, "sentence_before", 1.5, last, stretch)
        elif unit > 0:
            yield from self._subject_of_sentence(
                self.reading.units[unit - 1].end - 1, "paragraph_before", 0.7, last, stretch
            )
        if stretch.alone and stretch.end < self.reading.units[unit].end:
            yield from self._subject_of_sentence(stretch.end + 1, "sentence_after", 0.8, last, stretch)
        if self.cast.main is not None:
            yield Rival(named_source(self.cast.main, "main"), 0.1, {"way:main"})
        if self.issuer.organisation is not None:
            yield Rival(named_source(self.issuer.organisation, "issuer"), 0.5, {"way:issuer"})

    def _subject_of_sentence(
        self, at: int, way: str, weight: float, last: Source | None, stretch: Stretch
    ) -> Iterator[Rival]:
        """ "Mr Lund rejected that. “They were not touched.”": the subject of the sentence beside."""
        sentence = self.reading.sentence_at(at)
        subject = subject_of(sentence.span.root) if sentence is not None else None
        if sentence is None or subject is None:
            return
        speaks = sentence.span.root.lemma_.lower() in lexicon.words("speech", "quoting")
        for rival in self._subjects(subject, way, weight + 0.6 * speaks, last, stretch):
            rival.features |= {f"way:{way}{':speaks' if speaks else ''}"}
            yield rival


def _add(found: dict[tuple[str, ...], Rival], rival: Rival) -> None:
    """Puts a rival with the others; a second hint at the same one makes it likelier."""
    if rival.source.name is None or MARKS.search(rival.source.name):
        return
    key = names.fold(rival.source.name)
    held = found.get(key)
    if held is None:
        found[key] = rival
        return
    if rival.weight > held.weight:
        held.source, held.verb = rival.source, rival.verb or held.verb
    held.weight = max(held.weight, rival.weight) + AGREEING
    held.features |= rival.features


def _carried(stretch: Stretch, unit: int, last: tuple[int, Speech] | None) -> Iterator[Rival]:
    """Whoever spoke last: within the sentence, in the paragraph, or through paragraphs of one long quotation."""
    if last is None or unit - last[0] > 1:
        return
    at, speech = last
    if at < unit:
        opens = stretch.alone
        way, weight = ("unclosed", 4.0) if not speech.quotation.closed else ("carried", 1.7 if opens else 0.3)
    elif speech.quotation.start >= stretch.start:
        way, weight = "same_sentence", 2.2
    elif not re.search(r"\w", stretch.left):
        way, weight = "continued", 2.6 if stretch.alone else 1.2
    else:
        way, weight = "paragraph", 0.7
    yield Rival(replace(speech.source, rule=way), weight, {f"way:{way}"}, speech.verb)


def _sort(cast: Cast, subject: Token, source: Source) -> str:
    """How a subject names its speaker: by name, by a noun for somebody named, or by a noun alone."""
    if source.entity is None:
        return "noun"
    return "name" if cast.entity_at(subject) is source.entity else "stands_for"


@cache
def _words_of() -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(lexicon.load("speech")["words_of"]) + r")\s{1,3}", re.IGNORECASE)
