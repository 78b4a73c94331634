"""Whether an article is English and reports an incident in which people's data was lost, exposed, misused or taken."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from incidents.extraction import confidence, lexicon
from incidents.extraction.candidates import Candidate
from incidents.extraction.frames import frames_of
from incidents.extraction.reading import Reading
from incidents.languages import SAMPLE, UNDETERMINED, detect_language
from incidents.proposed import ProposedCause, ProposedFact

ENGLISH = "en"
FEWEST_WORDS = 6
ENGLISH_SHARE = 0.12  # of the words; English prose has about 0.3, other languages under 0.08
LEAST_VARIETY, VARIETY_OVER = 0.3, 200  # share of different words in so many; prose has 0.5 and more
FEWEST_FOREIGN_WORDS = 20  # with fewer, unknown words may be a list of names rather than another language

# How much a fact of a kind says that there was an incident, and how much an article of some length must say.
EVIDENCE = {"cause": 2.0, "estimate": 1.0, "remediation": 1.0, "data_category": 1.0}
LEAST_NEEDED, MOST_NEEDED, WORDS_PER_POINT = 0.8, 4.75, 80
ENOUGH = 3.0  # times what is needed, after which more says nothing
FRAMED = 0.25  # what a fact counts in a sentence about a bill, a drill, statistics, a product or what may happen
ALL_FRAMED = 0.5  # frames per sentence from which nothing in an article is told as having happened
HARMED = frozenset(("near:breach", "near:collect", "near:affected", "near:remedy"))
SUPPOSED = 0.34  # what a sentence in the conditional counts
TELLING = 0.5  # the weight from which a fact is told rather than supposed
MANY_CATEGORIES = 3

# "May" with a capital is a month or a name.
CONDITIONAL = re.compile(r"\b(?:could|would|might|(?-i:may)|should|if|unless|whether|were one to)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Language:
    """What a text is written in: ISO 639 code, and whether it is running text of a language that is not English."""

    code: str
    unsupported: bool


def language_of(text: str) -> Language:
    """English where its stop-words stand; else what the words and letters tell, unsupported if they are words."""
    code = detect_language(text)
    if code in (ENGLISH, UNDETERMINED) and is_english(text):
        return Language(ENGLISH, unsupported=False)
    if code not in (ENGLISH, UNDETERMINED):
        return Language(code, unsupported=True)
    words = re.findall(r"[^\W\d_]{2,20}", text[:SAMPLE].lower())
    return Language(UNDETERMINED, unsupported=_are_sentences(words))


def _are_sentences(words: list[str]) -> bool:
    """Whether words of no known language are running text, not one word or sign again and again."""
    different = len(set(words))
    return different >= FEWEST_FOREIGN_WORDS and different >= LEAST_VARIETY * min(len(words), VARIETY_OVER)


def is_english(text: str) -> bool:
    """A simple test by stop-words."""
    words = re.findall(r"[^\W\d_]+", text[:SAMPLE].lower())
    if len(words) < FEWEST_WORDS:
        return False
    listed = lexicon.words("relevance", "english")
    return sum(word in listed for word in words) / len(words) >= ENGLISH_SHARE


def reports_incident(
    reading: Reading, accepted: Iterable[Candidate], weights_of: confidence.WeightsOf = confidence.weights
) -> bool:
    """Whether the facts found and the words used tell, rather than suppose, that data of people met with harm."""
    held = list(accepted)
    if not _speaks_of_data(reading, [one.fact for one in held if _weighed(one) and _weight(one) >= TELLING]):
        return False
    fitted = weights_of("relevance")
    told = signs(reading, held)
    total = fitted["bias"] + sum(weight * told[name] for name, weight in fitted["features"].items())
    return bool(total >= 0)  # as likely as not


def signs(reading: Reading, accepted: Iterable[Candidate]) -> dict[str, float]:
    """What the weights judge an article by: its evidence of an incident, less the more of the article is framed.

    A frame is talk of a bill, a drill, statistics, a product, an outage or what might happen (`frames`). It takes
    weight from the facts in its own sentence; an article full of frames is of that sort, and its other facts suspect.
    """
    frames = [frames_of(sentence.text) for sentence in reading.sentences]
    facts = [(one, EVIDENCE.get(one.fact.kind, 0.0) * _weight(one)) for one in accepted]
    plain = sum(weight * (FRAMED if _is_framed(reading, frames, one) else 1.0) for one, weight in facts)
    needed = min(MOST_NEEDED, LEAST_NEEDED + len(reading.text.split()) / WORDS_PER_POINT)
    # Words of a drill are the plainest of them all.
    share = sum(len(held) + ("drill" in held) for held in frames) / max(1, len(frames))
    return {"evidence": min(ENOUGH, plain / needed) * max(0.0, 1 - share / ALL_FRAMED)}


def _is_framed(reading: Reading, frames: list[frozenset[str]], candidate: Candidate) -> bool:
    """Whether a fact stands in a frame that takes its weight; an outage and a denial take none."""
    sentence = reading.sentence_on_page(candidate.fact.start)
    return sentence is not None and bool(frames[sentence.index] - {"outage", "unharmed"})


def _weighed(candidate: Candidate) -> bool:
    return candidate.fact.kind in EVIDENCE


def _speaks_of_data(reading: Reading, facts: list[ProposedFact]) -> bool:
    """Burglaries and storms have numbers and remedies too; here kinds of data or a cause of ours must be told."""
    causes = {fact.cause for fact in facts if isinstance(fact, ProposedCause)}
    if causes - lexicon.words("relevance", "physical_causes"):
        return True
    kinds = [fact.kind for fact in facts]
    told = _told(reading)
    if told >= 1 or kinds.count("data_category") >= MANY_CATEGORIES:
        return True
    return "data_category" in kinds and (told > 0 or "action" in kinds or "remediation" in kinds)


def _weight(candidate: Candidate) -> float:
    """Less in a condition, in the general terms of a law, in advice to readers; nothing for a sum of money."""
    if "money" in candidate.features:
        return 0.0
    weight = SUPPOSED if candidate.features & {"near:condition", "near:law"} else 1.0
    if "near:reader" in candidate.features and "near:first_person" not in candidate.features:
        weight = min(weight, SUPPOSED)
    if candidate.fact.kind == "estimate" and not candidate.features & HARMED:
        weight *= 0.5  # a number beside no word of harm may count anything
    return weight


def _told(reading: Reading) -> float:
    patterns = lexicon.load("relevance")
    happened = re.compile("|".join(patterns["happened"]), re.IGNORECASE)
    concerned = re.compile("|".join(patterns["concerned"]), re.IGNORECASE)
    total = 0.0
    for sentence in reading.sentences:
        if not happened.search(sentence.text) or _is_advice(sentence.text):
            continue
        told = concerned.search(sentence.text) is not None
        total += 0.25 if not told else SUPPOSED if CONDITIONAL.search(sentence.text) else 1.0
    return total


def _is_advice(words: str) -> bool:
    """ "If your data is exposed, change your password": spoken to readers, not told of anybody."""
    patterns = lexicon.load("relevance")
    to_readers = re.search(patterns["to_readers"], words, re.IGNORECASE)
    return bool(to_readers and not re.search(patterns["first_person"], words, re.IGNORECASE))
