"""The words of `q`: how many there may be, and which of them stand bare."""

import re
from collections.abc import Iterator
from typing import ClassVar

from api.values import InvalidValue, Text

LONGEST_SEARCH = 256
MOST_WORDS = 16
SHORTEST = 4  # letters of a word that may be misspelt; shorter ones are near to too many
_BRACKETS = re.compile(r"[()]+")
_RUNS = re.compile(r'-(?:\s*-)+|"{2,}')
# A phrase, with its minus; what a minus takes out; or anything else up to a blank or the next phrase.
_TERM = re.compile(r'(?:-\s*)?"[^"]*"?|-\s*[^\s"]+|(?P<bare>[^\s"]+)')
_WORD = re.compile(r"[^\W\d_]+(?=[.,;:!?]*$)")


class Words(Text):
    """Words to search for: at most 256 characters and 16 words."""

    shape: ClassVar[str] = "words"

    def __init__(self) -> None:
        super().__init__(longest=LONGEST_SEARCH)

    def read(self, text: str) -> str:
        # Brackets mean nothing. Not of not of not … is one operator each, and PostgreSQL gives up at 32 ("tsquery
        # stack too small"), so a run of dashes or quotation marks means one.
        words = _RUNS.sub(lambda run: run[0][0], _BRACKETS.sub(" ", super().read(text))).strip()
        if (count := len(words.split())) > MOST_WORDS:
            raise InvalidValue(f"{count} words; at most {MOST_WORDS} are allowed")
        return words


def bare_words(q: str) -> Iterator[tuple[int, int, str]]:
    """Words of letters alone, long enough, not quoted and not excluded, with where they stand."""
    for term in _TERM.finditer(q):
        word = _WORD.match(term["bare"] or "")
        if word and len(word[0]) >= SHORTEST:
            yield term.start(), term.start() + len(word[0]), word[0]
