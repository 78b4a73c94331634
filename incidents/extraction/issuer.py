"""Who issues a text that speaks for itself: the organisation of a letter, filing or release."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from incidents.extraction.cast import Cast
from incidents.extraction.entities import Entity, sounds_like
from incidents.extraction.reading import Reading, begin, end_of
from incidents.extraction.sources import NOBODY, Source, subject_of

FIRST_PERSON_SHARE = 0.008  # of the tokens; a letter has about 0.02, a reporter's story next to none
TOP_SHARE = 0.06  # of the text: its heading and first lines
FEWEST = 3  # words of the first person
RELEASE = re.compile(
    r"\bfor immediate release\b|^[^\w\n]{0,20}(?:press|news|media) (?:release|statement|notice)\b"
    r"|^[^\w\n]{0,20}(?:media|press) contacts?\b"
    r"|\bnotes? (?:to|for) editors\b|\bnotice of (?:a )?(?:data|security|privacy|cyber\w*) (?:breach|incident|event)\b"
    r"|^[^\w\n]{0,20}form (?:8-k|6-k|10-[qk])|\bcurrent report\b|^[^\w\n]{0,20}(?:ends|###)[^\w\n]{0,20}$",
    re.IGNORECASE | re.MULTILINE,
)
DEFINED = re.compile(r"\((?:[^()]{0,60}[“\"'‘])?(?:we|us|our)[”\"'’,][^()]{0,40}\)", re.IGNORECASE)

OVERSEES = re.compile(  # what only an authority says of itself
    r"\b(?:we|our)(?: \w{1,20}){0,2} (?:fined|enforcement|investigat\w*|enquir\w*|inquir\w*|ruling|decisions?|powers"
    r"|guidance|reprimand\w*|served|opened|closed (?:the|our|this)|recommend\w*|heard|verified|tested|are satisfied)\b",
    re.IGNORECASE,
)

NEWSROOM = re.compile(  # an outlet that says "we" of itself issues nothing
    r"^(?:By|BY) [A-Z][\w.’'-]|^[A-Z][A-Z .,’'-]{3,40}(?:\([\w ]{2,24}\) ?)?[—–-] [A-Z]"
    r"|^[A-Z]{3,}(?: \([a-z ]+\))?: |\btold (?:us|me|this \w{3,20}|reporters)\b|\bwe reported\b"
    r"|\b[Oo]ur (?:\w{1,20} )?(?:correspondent|reporter|readers|listeners|newsletter|podcast|newsroom|editor|story"
    r"|live|webinar|phone-in|bulletin)|\b(?:LIVE|[Ll]ive updates|LIVE UPDATES)\b",
    re.MULTILINE,
)
OVERSEERS = ("regulator_phrases", "dpa_phrases", "court_words", "legislature_words", "audit_words")


@dataclass(frozen=True)
class Issuer:
    """The organisation that issues the text, if it does, and whether the text is one person's own ("I")."""

    organisation: Entity | None
    personal: bool = False

    def speaking(self, word: str) -> Source:
        """Who says "we" or "I" outside quotation marks."""
        entity = self.organisation
        if entity is None or (word == "i" and self.personal):
            return NOBODY
        return Source(entity.name, "issuer", entity)


def find_issuer(reading: Reading, cast: Cast, quoted_at: Callable[[int, int], bool]) -> Issuer:
    """The issuer of a text that says "we" of itself or carries the marks of a release."""
    plural, singular = _first_person(reading, quoted_at)
    length = sum(len(doc) for doc in reading.docs)
    personal = singular > plural
    if DEFINED.search(reading.page) and cast.main is not None:
        return Issuer(cast.main)
    if NEWSROOM.search(reading.page):
        return Issuer(None, personal)
    if plural >= max(FEWEST, FIRST_PERSON_SHARE * length) and not personal:
        return Issuer((_overseer(cast) if OVERSEES.search(reading.page) else None) or _likeliest(reading, cast))
    if RELEASE.search(reading.page):
        return Issuer(_first_actor(reading, cast) or cast.main)
    return Issuer(None, personal)


def _first_person(reading: Reading, quoted_at: Callable[[int, int], bool]) -> tuple[int, int]:
    """How often the text says "we" and "I" outside quotation marks."""
    plural = singular = 0
    for doc in reading.docs:
        for token in doc:
            if token.lower_ not in ("we", "our", "us", "i", "my") or token.text == "US":
                continue
            if not quoted_at(begin(token), end_of(token)):
                plural += token.lower_ in ("we", "our", "us")
                singular += token.lower_ in ("i", "my")
    return plural, singular


def _likeliest(reading: Reading, cast: Cast) -> Entity | None:
    """Who says "we": whose chief is quoted, who is named at the top, in "About X" and beside addresses.

    How often a body is named says little: a letter says "we" of itself and names its supplier.
    """
    bodies = [entity for entity in cast.entities if entity.kind in ("organisation", "authority")]
    if not bodies:
        return cast.main
    first = _first_actor(reading, cast)
    chiefs = Counter(id(one.affiliation) for one in cast.entities if one.kind == "person" and one.affiliation)

    def weight(entity: Entity) -> float:
        name = re.escape(entity.name.split()[0])
        about = re.search(rf"^(?:About|Contact|Contacts:?|Yours,?) (?:the )?{name}\b", reading.page, re.MULTILINE)
        address = re.search(rf"(?:@|www\.|//){name}", reading.page, re.IGNORECASE)
        top = entity.first.start < TOP_SHARE * len(reading.text)
        return (
            1.5 * bool(about)
            + 1.5 * bool(address)
            + 1.5 * min(2, chiefs[id(entity)])
            + 2.0 * top
            + 2.0 * (entity is first)
            + 1.0 * (entity is cast.main)
            - 1.0 * entity.first.start / len(reading.text)
        )

    return max(bodies, key=weight)


def _overseer(cast: Cast) -> Entity | None:
    """The regulator, court or committee that is named most."""
    overseers = [
        entity for entity in cast.entities if entity.kind == "authority" and sounds_like(entity.name, *OVERSEERS)
    ]
    return max(overseers, key=lambda entity: len(entity.mentions), default=None)


def _first_actor(reading: Reading, cast: Cast) -> Entity | None:
    """The subject of the first sentence of the body: whoever announces, sues, warns or tells."""
    for _, doc in reading.body():
        for span in doc.sents:
            subject = subject_of(span.root)
            entity = cast.resolve(subject) if subject is not None and span.root.pos_ in ("VERB", "AUX") else None
            if entity is not None and entity.kind != "place":
                return entity.affiliation or entity
    return None
