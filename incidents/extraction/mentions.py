"""Where names stand: the parser's entities of any label and runs of capitalised words, trimmed to the name itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from incidents.extraction import lexicon
from incidents.extraction.reading import begin, end_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

LABELS = frozenset(("PERSON", "ORG", "GPE", "FAC", "PRODUCT", "NORP", "LOC", "WORK_OF_ART", "EVENT", "LAW"))
NUMERIC = frozenset(("DATE", "TIME", "CARDINAL", "ORDINAL", "MONEY", "PERCENT", "QUANTITY"))
LEADING = frozenset(("the", "a", "an", "this", "our", "its", "their", "his", "her"))
OPENING = frozenset((":", "“", "‘", '"', "'", "—", "–", "•"))  # behind which a sentence may begin
BEHIND_NAMES = frozenset(
    ("QC", "KC", "SC", "MP", "TD", "MEP", "MSP", "MBE", "OBE", "CBE", "PhD", "Esq", "Jr", "Sr", "MD")
)
LONGEST_PERSON = 3  # words of a person's name behind a title
# What a body is named after with a possessive: "St Gobnait’s Hospital", "King’s College" are one name.
NAMED_AFTER = frozenset(
    ("st", "st.", "saint", "king", "queen", "prince", "lord", "mayor", "bishop", "children", "women", "men", "people")
)
SURNAMES_TOO = frozenset(("park", "church", "post", "home", "press", "pay", "town", "works", "care", "bank", "school"))
CIVIL = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame"))  # never of a body's name
INNER = frozenset(["&", "de", "la", "del", "di", "da", "do", "van", "von", "der", "den", "of", "for"])


@dataclass
class Mention:
    """One naming of an entity in the text."""

    start: int
    end: int
    label: str
    root: Token
    title: str = ""

    @cached_property
    def name(self) -> str:
        """The name as printed, without line breaks."""
        doc, shift = self.root.doc, self.root.doc.user_data["offset"]
        return " ".join(str(doc.text[self.start - shift : self.end - shift]).split())


def is_title_cased(words: str) -> bool:
    """A heading In Which Most Words Are Capitalised: nothing in it tells a name from a noun."""
    found = [word for word in re.findall(r"[^\W\d_]+", words) if len(word) > 3]
    return (
        len(words) < 140
        and len(found) > 2
        and words[-1] not in '.,;:”"'
        and sum(word[0].isupper() for word in found) >= 0.7 * len(found)
    )


def find_mentions(doc: Doc) -> Iterator[Mention]:
    spans = [(ent.start, ent.end, ent.label_) for ent in doc.ents if ent.label_ in LABELS]
    spans += [(start, end, "") for start, end in _capital_runs(doc)]
    # In order, not a set: spans widened to the same words keep the parser's first label in every process.
    widened = list(dict.fromkeys((*_widened(doc, start, end), label) for start, end, label in spans))
    taken: set[int] = set()
    # The longest first, so that "Court of Appeal for Ontario" wins over its parts; labelled before unlabelled.
    for start, end, label in sorted(widened, key=lambda span: (span[0] - span[1], span[2] == "", span[0])):
        if any(index in taken for index in range(start, end)):
            continue
        taken.update(range(start, end))
        for first, last in _split_possessive(doc, start, end):
            if (mention := _mention(doc, first, last, label)) is not None:
                yield mention


def _mention(doc: Doc, start: int, end: int, label: str) -> Mention | None:
    trimmed = _trimmed(doc, start, end)
    if trimmed is None:
        return None
    start, end, title = trimmed
    span = doc[start:end]
    if not _is_name(span.text) or all(token.ent_type_ in NUMERIC for token in span):
        return None
    return Mention(begin(span[0]), end_of(span[-1]), label, span.root, title)


def _widened(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Takes in what the parser cut off: "Green | Valley University", ", Inc.", "Court | of Appeal for Ontario"."""
    while (
        start > 0
        and doc[start - 1].sent == doc[start].sent
        and _capital(doc[start - 1])
        and doc[start].text[0].isupper()
    ):
        start -= 1
    while end < len(doc) and _capital(doc[end], numbers=True) and doc[end].sent == doc[end - 1].sent:
        end += 1
    end = _with_suffix(doc, start, end)
    while end < len(doc) - 1 and doc[end].lower_ in ("of", "for", "on") and _is_institution(doc[end - 1]):
        after = end + 1
        if doc[after].lower_ == "the" and after + 1 < len(doc):
            after += 1
        if not _capital(doc[after]):
            break
        while after < len(doc) and (
            _capital(doc[after])
            or (doc[after].lower_ in ("and", "of", "&") and after + 1 < len(doc) and _capital(doc[after + 1]))
        ):
            after += 1
        end = after
    return start, end


def _joins(doc: Doc, stop: int) -> bool:
    """Whether a small word joins two parts of a name: "Bank of Ruritania", but not "Reporters for the Gazette"."""
    if doc[stop].lower_ not in INNER or stop + 1 >= len(doc) or not _capital(doc[stop + 1]):
        return False
    return doc[stop].lower_ != "for" or _is_institution(doc[stop - 1])


def _hyphen(doc: Doc, stop: int) -> bool:
    """Whether a hyphen without blanks joins two parts of a word: "Wi-Fi", "Abbey-Roche"."""
    return (
        doc[stop].text in ("-", "‑", "–")
        and stop + 1 < len(doc)
        and not doc[stop].whitespace_
        and not doc[stop - 1].whitespace_
        and doc[stop + 1].text[0].isupper()
    )


def _is_institution(token: Token) -> bool:
    return token.text[0].isupper() and (
        token.lower_ in lexicon.words("entities", "authority_words")
        or token.lower_
        in ("district", "commissioner", "forum", "court", "institute", "centre", "center", "university", "bank")
    )


def _with_suffix(doc: Doc, start: int, end: int) -> int:
    after = end + 1 if end < len(doc) and doc[end].text == "," else end
    if (
        start < end
        and after < len(doc)
        and doc[after].text.rstrip(".").lower() in lexicon.words("names", "corporate_suffixes")
        and doc[after].text[0].isupper()
        and len(doc[after].text) > 1
    ):
        return after + 1
    return end


def _split_possessive(doc: Doc, start: int, end: int) -> Iterator[tuple[int, int]]:
    """ "Aldo & Ferry’s Jana Holt" are two names, "Attorney General’s Office" is one."""
    for index in range(start + 1, end - 1):
        if doc[index].text in ("'s", "’s") and not _named_after(doc, start, index, end):
            yield start, index
            yield index + 1, end
            return
    yield start, end


def _named_after(doc: Doc, start: int, possessive: int, end: int) -> bool:
    """Whether the rest of one name stands behind a possessive: "General’s | Office", "St Aldwyn’s | Hospital"."""
    if doc[possessive + 1].lower_ in lexicon.words("entities", "authority_words"):
        return True
    if not {doc[start].lower_, doc[possessive - 1].lower_} & NAMED_AFTER:
        return False
    rest = {doc[index].lower_ for index in range(possessive + 1, end)}
    return bool(rest & (lexicon.words("entities", "company_endings") | {"bench", "hospice"}))


def _capital_runs(doc: Doc) -> Iterator[tuple[int, int]]:
    index = 0
    while index < len(doc):
        if not _capital(doc[index]):
            index += 1
            continue
        stop = index + 1
        while stop < len(doc) and (_capital(doc[stop]) or _joins(doc, stop) or _hyphen(doc, stop)):
            stop += 1
        opens = doc[index].is_sent_start or doc[index - 1].text in OPENING
        lone_start = stop - index == 1 and opens and doc[index].pos_ != "PROPN"
        if not lone_start:
            yield index, stop
        index = stop


def _capital(token: Token, *, numbers: bool = False) -> bool:
    """Whether a token can be part of a name: capitalised, no date, no number unless it ends a name ("Area Six")."""
    if not token.text[0].isupper() or not token.is_alpha or (token.is_stop and not numbers):
        return False
    if token.lower_ in lexicon.words("entities", "calendar"):
        return False
    return token.pos_ in ("PROPN", "NOUN", "ADJ", "VERB", "X", "NUM") and (numbers or token.ent_type_ not in NUMERIC)


def _trimmed(doc: Doc, start: int, end: int) -> tuple[int, int, str] | None:
    """Leaves out articles, possessives, numbers, marks and titles at the edges; the title is handed back too."""
    if end - start > 2 and doc[start].is_sent_start and doc[start].tag_ == "NNS" and doc[start + 1].lower_ in INNER:
        start += 2  # "Customers of Halmo Bank"
    while start < end and (doc[start].lower_ in LEADING or not doc[start].text[0].isalnum()):
        start += 1
    while end > start and (_is_edge(doc[end - 1]) or (end - start > 2 and doc[end - 1].text in BEHIND_NAMES)):
        end -= 1
    for index in range(start + 1, end):
        if doc[index].text[0].isdigit() or (doc[index].like_num and doc[index].text.islower()):
            end = index  # "Halmo 12 million": the name ends before the figure
            break
    name = _after_titles(doc, _after_office(doc, start, end), end)
    if name >= end:
        return None
    return name, end, " ".join(token.text for token in doc[start:name] if token.text[0].isalnum())


def _after_office(doc: Doc, start: int, end: int) -> int:
    """Where the name starts behind a title of office: "Chief Privacy Officer | Ada Lund"."""
    offices = lexicon.words("entities", "titles_of_office")
    office = next((index for index in range(end - 2, start - 1, -1) if doc[index].lower_ in offices), None)
    if office is None or not doc[start].text[0].isupper() or _ends_like_a_body(doc, end):
        return start
    is_name = 0 < end - office - 1 <= LONGEST_PERSON and not _is_office(doc, office + 1, end)
    return office + 1 if is_name else start


def _after_titles(doc: Doc, start: int, end: int) -> int:
    """Where the name starts behind "Mr", "Dr." and the like."""
    titles = lexicon.words("names", "titles")
    if _ends_like_a_body(doc, end) and doc[start].text.strip(".").lower() not in CIVIL:
        return start
    while (
        end - start > 1
        and doc[start].text.strip(".").lower() in titles
        and doc[start].text[0].isupper()
        and not _is_office(doc, start, end)
    ):
        start += 1
        while start < end and not doc[start].text[0].isalnum():
            start += 1
    return start


def _ends_like_a_body(doc: Doc, end: int) -> bool:
    """ "Advocate Aurora | Health", "General Dental | Holdings": what looks like a title is part of the name."""
    last = doc[end - 1].text.rstrip(".").lower()
    suffixes = lexicon.words("entities", "company_endings") | lexicon.words("names", "corporate_suffixes")
    return last in suffixes - SURNAMES_TOO - {"as", "co", "se", "sa"}


def _is_edge(token: Token) -> bool:
    """What cannot end a name: a possessive, a mark, a figure, a small word."""
    if token.text in ("'s", "’s", "'", "’") or token.lower_ in ("of", "for", "and", "the", "on", "million", "billion"):
        return True
    return not (token.text[-1].isalnum() or token.text.endswith(".")) or token.text[0].isdigit()


def _is_office(doc: Doc, start: int, end: int) -> bool:
    """ "Attorney General’s Office", "Inspector General", "Director of Public Prosecutions": the title is the name."""
    words = [doc[index].lower_ for index in range(start, end)]
    return any(word in ("of", "for", "office", "'s", "’s", "board", "commission", "court") for word in words) or all(
        word in lexicon.words("names", "titles") for word in words
    )


def _is_name(text: str) -> bool:
    folded = text.lower().strip(".")
    if folded in lexicon.words("entities", "not_parties") or len(text) > 90 or "\n" in text:
        return False
    if folded in lexicon.words("entities", "company_nouns") | lexicon.words("names", "titles") | {
        "authority",
        "commissioner",
        "ombudsman",
    }:
        return False  # "the Company", "the Commission": common nouns in capitals, resolved as such
    return (
        bool(re.search(r"[A-Z]", text))
        and bool(re.search(r"[^\W\d_]{2}|(?:[A-Z]\.){2}", text))
        and "http" not in folded
    )
