"""Who says a span: the speaker of a quotation, or the subject of the verb of saying that governs the words."""

from __future__ import annotations

from bisect import bisect_right

from incidents.extraction import lexicon
from incidents.extraction.cast import Cast
from incidents.extraction.claimants import Claimants
from incidents.extraction.issuer import find_issuer
from incidents.extraction.reading import Reading, Sentence
from incidents.extraction.sources import NOBODY, Source
from incidents.extraction.speakers import Speakers, Speech

# Who studies or reports a case speaks for herself, wherever she works.
OWN_VOICE = lexicon.words("entities", "researcher_titles") | lexicon.words("entities", "journalist_titles")


class Attribution:
    """Speakers of all quotations of a reading, and the claimant of any span."""

    def __init__(self, reading: Reading, cast: Cast) -> None:
        self.reading = reading
        self.cast = cast
        self.quotations = cast.quotations
        self.issuer = find_issuer(reading, cast, self.quoted_at)
        self._claimants = Claimants(reading, cast, self.issuer)
        self.speeches = Speakers(reading, cast, self.issuer).of(self.quotations)

    # --- quotations ---

    def quoted_at(self, start: int, end: int) -> bool:
        """Whether a span is quoted."""
        unit = self.reading.unit_at(start)
        return unit is not None and any(one.start <= start and end <= one.end + 1 for one in self.quotations[unit])

    def speech_at(self, start: int, end: int) -> Speech | None:
        """The quotation that holds a span."""
        index = bisect_right(self.speeches, start, key=lambda speech: speech.quotation.start) - 1
        if index >= 0 and end <= self.speeches[index].quotation.end + 1:
            return self.speeches[index]
        return None

    # --- claims ---

    def claimant(self, start: int, end: int) -> Source:
        """Who says the words of a span; NOBODY in the reporter's own voice."""
        return next(iter(self.sources(start, end)), NOBODY)

    def sources(self, start: int, end: int) -> list[Source]:
        """Everybody to whom a rule gives the words of a span, the most trusted first."""
        speech = self.speech_at(start, end)
        quoted = [speech.source] if speech is not None and speech.source.name is not None else []
        return quoted + list(self._claimants.all_of(start, end))

    def said(self, sentence: Sentence) -> Source:
        """Who says a whole sentence outside quotation marks."""
        return self._claimants.said(sentence)

    def organisation_of(self, source: Source) -> str | None:
        """The name to print as claimant: the organisation that a person speaks for, else the source itself."""
        entity = source.entity
        if entity is None:
            return source.name
        if entity.kind == "person" and entity.affiliation is not None and not entity.described & OWN_VOICE:
            return entity.affiliation.name
        return entity.name
