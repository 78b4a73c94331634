"""Odd texts, meant so or not: time grows no faster than the text, has a limit, and nothing breaks.

Measured by the processor's time, and a text against one half as long, so that a busy machine changes nothing.
"""

import gc
import resource
import sys
import time
from collections.abc import Callable

import pytest

from incidents.extraction import Document, Extraction, extract, model
from incidents.extraction.__main__ import as_contract
from incidents.extraction.document import Document as Text
from incidents.extraction.pipeline import decide, propose
from incidents.extraction.reading import MOST_TOKENS, read
from incidents.extraction.segment import segment

SIZE = 50_000  # characters of the shorter text when it is cut into units
READ = 8_000  # characters that are parsed: more than most articles have
MOST_SECONDS = 12.0  # for the longest that is read at all; 1 to 2 on a machine of its own
MOST_GROWTH = 3.0  # twice the text takes at most so many times as long, beyond what is too short to measure
TOO_SHORT = 0.3  # seconds
MOST_MEMORY = 1024  # MiB
TOLD = (
    "The company said on Monday that the names of 5 million customers were stolen by hackers, and it will notify them. "
)
ODD = {
    "one line": TOLD,
    "paragraphs": TOLD * 3 + "\n\n",
    "capitals": TOLD.upper(),
    "no spaces": "customersdata",
    "right to left": "سرقت البيانات of the ",
    "control characters": "\x00\x1b\x07 data ",
    "numbers": "5,123 and 6 million ",
    "digits": "5",
    "marks": '"the data ',
    "open marks": "“the data ",
    "closing marks": "the drivers’ data ",
    "straight apostrophes": " 'the of",
    "empty lines": "\n",
    "lines of spaces": " \n",
    "returns": "\r\n",
    "brackets": "(",
    "brackets and words": "(the) [data] ",
    "dashes": "the – ",
    "hyphens": "-",
    "lines of one word": "data\n",
    "lines of one name": "Ada Lund\n",
    "wrapped lines": "the data of\n",
    "names": "Ada Lund of Veltrano Bank and ",
    "glued sentences": "the.The",
    "glued letters": "a.B",
    "points": ".",
    "capitals without spaces": "A",
    "dates": "on 4 May 2018 and last week ",
    "sayings": "it said that ",
    "lists": "the names, ",
    "verbs": "stole the leaked exposed lost ",
    "half characters": "\ud800",
    "signs": "📰",
    "addresses": "https://a.b/c?d=e& of ",
}


def _of(piece: str, size: int) -> str:
    """An ordinary beginning and end around the odd part."""
    return f"{TOLD * 3}\n{(piece * (size // len(piece) + 1))[:size]}\n{TOLD * 3}"


def _seconds(work: Callable[[], object]) -> float:
    """Without the garbage collector, which would look through whatever earlier tests have left."""
    gc.disable()
    try:
        began = time.process_time()
        work()
        return time.process_time() - began
    finally:
        gc.enable()


def _read(text: str) -> Extraction:
    """As `extract`, whatever language the words seem to be of."""
    with model.reading_zone():
        reading = read(Text(id="h", text=text))
        assert sum(map(len, reading.docs)) <= MOST_TOKENS
        return decide(reading, propose(reading))


@pytest.mark.parametrize("kind", ODD)
def test_twice_the_text_takes_no_more_than_twice_as_long(kind: str) -> None:
    half, whole = _of(ODD[kind], SIZE), _of(ODD[kind], 2 * SIZE)
    shorter, longer = _seconds(lambda: segment(half)), _seconds(lambda: segment(whole))
    assert longer <= MOST_GROWTH * max(shorter, TOO_SHORT)


@pytest.mark.parametrize("kind", ODD)
def test_every_kind_of_odd_text_is_read(kind: str) -> None:
    text = _of(ODD[kind], READ)
    answers: list[Extraction] = []
    assert _seconds(lambda: answers.append(_read(text))) <= MOST_SECONDS / 2
    assert all(fact.stands_in(text.replace("\ud800", "\ufffd")) for fact in answers[0].facts)


@pytest.mark.parametrize("text", ["", " ", "\n" * 1000, "\x00", "\ud800", "a", "5", "“", "(", "’"])
def test_next_to_nothing_has_no_facts(text: str) -> None:
    assert _read(text).facts == ()
    assert extract(Document(id="n", text=text)).facts == ()


@pytest.mark.parametrize("kind", ["one line", "numbers", "no spaces", "lines of one name"])
def test_five_million_characters_take_no_longer_than_what_is_read_of_them(kind: str) -> None:
    text = _of(ODD[kind], 5_000_000)
    assert _seconds(lambda: _read(text)) <= MOST_SECONDS
    assert _seconds(lambda: extract(Document(id="l", text=text))) <= MOST_SECONDS


def test_what_was_not_read_of_a_long_text_is_told() -> None:
    text = (TOLD + "\n") * 400
    answer = extract(Document(id="u", text=text))
    assert answer.unread_from is not None
    assert text[answer.unread_from :].startswith("The company")
    assert as_contract(answer)["unread_from"] == answer.unread_from
    assert extract(Document(id="s", text=TOLD * 3)).unread_from is None


def test_memory_stays_within_bounds() -> None:
    """After everything above, in one process."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert peak // (1024 * 1024 if sys.platform == "darwin" else 1024) <= MOST_MEMORY
