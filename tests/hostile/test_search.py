"""Whatever is searched for is answered or refused: a hundred thousand random strings and thousands of bad ones.

Most go the way from the query string to the statement and run there, many in one message; some go over HTTP.
"""

import datetime
import itertools
import random
import sys
import unicodedata
from collections.abc import Iterator, Sequence

import pytest
from django.db import DatabaseError, connections
from django.test import Client

from api import pages, problems
from api.listings import LISTS
from api.questions import understand
from api.selections import select
from api.values import read_pairs
from tests.api.dataset import Dataset
from tests.hostile.asking import encoded
from tests.hostile.conftest import EVERYWHERE

pytestmark = EVERYWHERE

PARTS = 10  # each a test of its own, and another seed
OF_EACH_PART = 10_000
ADVERSARIAL = 5_000
OVER_HTTP = 600
_TOGETHER = 100  # statements in one message
_NOW = datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)
_WORDS = ("facebook", "phishing", "87", "million", "Méta", "or", "OR", "and", "the", "clinic", "I'm", "a", "naïve")
_OPERATORS = (
    '"',
    "-",
    "--",
    "- ",
    "or ",
    " OR ",
    "(",
    ")",
    ":",
    ":*",
    "&",
    "|",
    "!",
    "<->",
    "<2>",
    "'",
    "\\",
    "*",
    "%",
    "_",
)
_ODD = (
    "\u200b", "\u202e", "\ufeff", "\u0301", "\u00ad", "\ufffe", "\uffff", "\U0010ffff", "\ue000", "ﬃ", "㎏", "½", "ß",
    "İ", "ı", "ſ", "Ǆ", "\u1e9e", "\u0130", "٣", "²", "\x01", "\x1f", "\x7f", "\x85", "\u2028", "\r\n", "\t"
    "💩", "👩‍👩‍👧",
)  # fmt: skip


def random_text(draw: random.Random) -> str:
    """Anything that a query string can carry: words, operators, characters of any script."""
    makers = (
        lambda: draw.choice(_WORDS) + " ",
        lambda: draw.choice(_OPERATORS),
        lambda: draw.choice(_ODD),
        lambda: chr(draw.randrange(1, 0x250)),
        lambda: _character(draw),
    )
    weights = draw.choice([(5, 2, 1, 1, 1), (1, 5, 1, 1, 1), (1, 1, 1, 3, 5), (3, 1, 3, 1, 1)])
    text = "".join(make() for make in draw.choices(makers, weights, k=draw.choice([1, 2, 3, 5, 8, 13, 40])))
    return text[: draw.choice([300, 300, 300, 301])]


def _character(draw: random.Random) -> str:
    """A character of any script, no half of a pair."""
    while unicodedata.category(found := chr(draw.randrange(1, sys.maxunicode + 1))) == "Cs":
        pass
    return found


def adversarial_texts() -> Iterator[str]:
    """Runs, nests and mixtures of what means something to a text search, up to the longest that is taken."""
    pieces = (
        *_OPERATORS,
        *_ODD,
        *_WORDS,
        "-(",
        '-"',
        '""',
        '" "',
        '-""',
        " - ",
        "a-b",
        "a -b",
        "x/y",
        "1e9",
        "-1",
        "@",
        "#",
    )
    for piece in pieces:
        yield from (piece * times for times in (1, 2, 31, 32, 33, 64, 100, 150, 300))
        yield from (f"{piece} " * times for times in (2, 33, 99))
        yield from (f'"{piece * times}' for times in (1, 33))
    for one, other in itertools.product(pieces, repeat=2):
        yield one + other
        yield (one + other) * 20
    draw = random.Random("adversarial")
    while True:
        yield "".join(draw.choices(pieces, k=draw.randint(3, 60)))


def statement_for(name: str, text: str) -> str | None:
    """The statement that a search becomes; None when it is refused before one is made."""
    try:
        question = understand(LISTS[name], read_pairs(encoded([("q", text)])), path=f"/api/v1/{name}", now=_NOW)
        selection = select(question)
        return pages._composed(selection, None).as_string(None)
    except problems.Problem as problem:
        if problem.status_code != 400:
            raise AssertionError(f"{text!r} is answered {problem.status_code}") from problem
        return None


def run(texts: Sequence[str], name: str) -> int:
    """Run the searches on the API's connection; how many were run. What fails in company is tried alone."""
    ran = 0
    statements = [(text, made) for text in texts if (made := statement_for(name, text)) is not None]
    for start in range(0, len(statements), _TOGETHER):
        batch = statements[start : start + _TOGETHER]
        try:
            _execute(";".join(made for _, made in batch))
        except DatabaseError:
            for text, made in batch:
                _run_alone(text, made)
        ran += len(batch)
    return ran


def _run_alone(text: str, made: str) -> None:
    try:
        _execute(made)
    except DatabaseError as error:
        if (status := problems._as_problem(error).status_code) != 400:
            raise AssertionError(f"{text!r} is answered {status}") from error


def _execute(statement: str) -> None:
    with connections["published"].cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("part", range(PARTS))
def test_random_searches(base: Dataset, part: int) -> None:
    draw = random.Random(f"search {part}")
    name = "parties" if part % 4 == 3 else "incidents"
    assert run([random_text(draw) for _ in range(OF_EACH_PART)], name) > OF_EACH_PART * 0.8


@pytest.mark.parametrize("name", ["incidents", "parties"])
def test_adversarial_searches(base: Dataset, name: str) -> None:
    assert run(list(itertools.islice(adversarial_texts(), ADVERSARIAL)), name) > ADVERSARIAL * 0.8


@pytest.mark.parametrize("path", ["/api/v1/incidents", "/api/v1/parties", "/incidents"])
def test_searches_over_http(base: Dataset, unlimited: None, path: str) -> None:
    draw = random.Random(path)
    texts = [random_text(draw) for _ in range(OVER_HTTP // 2)]
    texts += draw.sample(list(itertools.islice(adversarial_texts(), ADVERSARIAL)), k=OVER_HTTP // 2)
    client = Client()
    found = {text: client.get(path, QUERY_STRING=encoded([("q", text)])).status_code for text in texts}
    assert {text: status for text, status in found.items() if status not in (200, 400)} == {}
