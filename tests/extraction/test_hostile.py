"""Odd texts, meant so or not: time grows no faster than the text, has a limit, and nothing breaks.

Measured by the processor's time, and a text against one half as long, so that a busy machine changes nothing.
"""

import gc
import resource
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from incidents.extraction import Document, Extraction, extract, model
from incidents.extraction.__main__ import as_contract
from incidents.extraction.document import Document as Text
from incidents.extraction.pipeline import decide, propose
from incidents.extraction.reading import LONGEST_READ, MOST_TOKENS, read
from incidents.extraction.segment import segment
from tests.extraction.articles import portal

SIZE = 50_000  # characters of the shorter text when it is cut into units
READ = 8_000  # characters that are parsed: more than most articles have
HUNDRED_KB = 100_000
MOST_SECONDS = 2.0  # for 100 kB of anything; 0.1 to 1.2 on a machine of its own
MOST_GROWTH = 3.0  # twice the text takes at most so many times as long, beyond what is too short to measure
TOO_SHORT = 0.3  # seconds
COSTLY = ("numbers", "marks", "lists", "capitals", "names", "dates", "sayings")  # what takes longest when it is read
MOST_MEMORY = 1024  # MiB
LONG = 5_000_000
MIB = 1024 * 1024 if sys.platform == "darwin" else 1024  # in what ru_maxrss counts
PEAK = """
import resource, sys
from incidents.extraction import Document, extract

extract(Document(id="m", text=sys.stdin.read()))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
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


@pytest.fixture(autouse=True, scope="module")
def _ready() -> None:
    """With the model loaded and the tables compiled, as a worker is."""
    extract(portal())


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


def _takes_at_most(seconds: float, work: Callable[[], object]) -> bool:
    """A busy machine costs processor time too, so what is just too slow may try once more."""
    return any(_seconds(work) <= seconds for _ in range(2))


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
    assert _takes_at_most(MOST_SECONDS, lambda: answers.append(_read(text)))
    assert all(fact.stands_in(text.replace("\ud800", "\ufffd")) for fact in answers[0].facts)


@pytest.mark.parametrize("kind", ODD)
def test_a_hundred_thousand_characters_take_two_seconds_at_most(kind: str) -> None:
    text = _of(ODD[kind], HUNDRED_KB)
    assert _takes_at_most(MOST_SECONDS, lambda: _read(text))


@pytest.mark.parametrize("kind", COSTLY)
def test_reading_twice_the_text_takes_no_more_than_twice_as_long(kind: str) -> None:
    half, whole = _of(ODD[kind], READ // 2), _of(ODD[kind], READ)
    shorter, longer = _seconds(lambda: _read(half)), _seconds(lambda: _read(whole))
    assert longer <= MOST_GROWTH * max(shorter, TOO_SHORT)


@pytest.mark.parametrize("text", ["", " ", "\n" * 1000, "\x00", "\ud800", "a", "5", "“", "(", "’"])
def test_next_to_nothing_has_no_facts(text: str) -> None:
    assert _read(text).facts == ()
    assert extract(Document(id="n", text=text)).facts == ()


@pytest.mark.parametrize("kind", ["one line", "numbers", "no spaces", "lines of one name"])
def test_five_million_characters_take_no_longer_than_what_is_read_of_them(kind: str) -> None:
    text, most = _of(ODD[kind], LONG), MOST_SECONDS * LONGEST_READ / HUNDRED_KB
    assert _takes_at_most(most, lambda: _read(text))
    assert _takes_at_most(most, lambda: extract(Document(id="l", text=text)))


def test_what_was_not_read_of_a_long_text_is_told() -> None:
    text = (TOLD + "\n") * 400
    answer = extract(Document(id="u", text=text))
    assert answer.unread_from is not None
    assert text[answer.unread_from :].startswith("The company")
    assert as_contract(answer)["unread_from"] == answer.unread_from
    assert extract(Document(id="s", text=TOLD * 3)).unread_from is None


@pytest.mark.parametrize("kind", ["one line", "numbers", "signs"])
def test_five_million_characters_take_a_gibibyte_at_most(kind: str) -> None:
    """In a process of its own, with the model."""
    text = _of(ODD[kind], LONG)
    run = subprocess.run(
        [sys.executable, "-c", PEAK], input=text, capture_output=True, text=True, timeout=50, check=True
    )
    assert int(run.stdout) / MIB <= MOST_MEMORY


def test_memory_stays_within_bounds() -> None:
    """After everything above, in one process."""
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB <= MOST_MEMORY
