"""Whether an article is English and reports an incident in which people's data was lost, exposed, misused or taken."""

from __future__ import annotations

import re

from incidents.extraction import lexicon
from incidents.extraction.reading import Reading

FEWEST_WORDS = 6
ENGLISH_SHARE = 0.12  # of the words; English prose has about 0.3, other languages under 0.08
SAMPLE = 20_000  # characters that are enough to tell a language

CONDITIONAL = re.compile(r"\b(?:could|would|might|may|should|if|unless|whether|were one to)\b", re.IGNORECASE)


def is_english(text: str) -> bool:
    """A simple test by stop-words."""
    words = re.findall(r"[^\W\d_]+", text[:SAMPLE].lower())
    if len(words) < FEWEST_WORDS:
        return False
    listed = lexicon.words("relevance", "english")
    return sum(word in listed for word in words) / len(words) >= ENGLISH_SHARE


def reports_incident(reading: Reading) -> bool:
    """Whether some sentence tells, not supposes, that data of people met with harm, or enough of them hint at it."""
    happened = re.compile("|".join(lexicon.load("relevance")["happened"]), re.IGNORECASE)
    concerned = re.compile("|".join(lexicon.load("relevance")["concerned"]), re.IGNORECASE)
    total = 0.0
    for sentence in reading.sentences:
        words = sentence.text
        deeds, things = len(happened.findall(words)), bool(concerned.search(words))
        if deeds and things:
            total += 0.34 if CONDITIONAL.search(words) else 1
        elif deeds:
            total += 0.25
    return total >= 2
