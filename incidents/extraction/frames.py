"""What a sentence may be about rather than an incident: a bill, a drill, statistics, a product, a supposition."""

import re
from functools import cache, lru_cache

from incidents.extraction import lexicon

KEPT = 512  # sentences; those of one article are asked about more than once


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    held = lexicon.load("relevance")["frames"]
    return {name: re.compile("|".join(cues), re.IGNORECASE) for name, cues in held.items()}


@lru_cache(KEPT)
def frames_of(sentence: str) -> frozenset[str]:
    """The names of the frames whose words stand in a sentence."""
    return frozenset(name for name, cues in _patterns().items() if cues.search(sentence))


def place_of(frame: str, sentence: str) -> tuple[int, int] | None:
    """Where the words stand that put a sentence into a frame."""
    cues = _patterns().get(frame)
    found = cues.search(sentence) if cues is not None else None
    return found.span() if found is not None and found.group() else None
