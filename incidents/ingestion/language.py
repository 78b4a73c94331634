"""Which language a text is in: what the page declares, held against the commonest words of the text."""

import re
from collections.abc import Mapping

UNDETERMINED = "und"  # ISO 639-2
FEWEST_WORDS = 20  # shorter texts are too short to contradict a declaration
CLEAR_SHARE = 0.15  # share of common words in running prose: measured 0.25 to 0.5, in other languages below 0.1

_COMMON_WORDS = {
    "de": "der die das und in den von zu mit sich auf für ist im dem nicht ein eine als auch es an wurde nach bei",
    "en": "the of and to in a is that for was on with as by at it from be are have has not been were said this its",
    "es": "el la de que y en los del se las por un con una su para es al lo como más fue sus han este",
    "fr": "le la les de des et en un une du que est pour dans qui par sur au il pas plus ce ont été avec",
    "it": "il di che la e in un per una non sono con del da della i dei le si al è alla nel come anche",
    "nl": "de het een en van in is dat op te zijn met voor niet aan er door die om ook bij als naar werd uit",
    "pt": "o a de que e do da em um para com não uma os no se na por mais as dos foi ao das pelo",
}
COMMON_WORDS: Mapping[str, frozenset[str]] = {code: frozenset(words.split()) for code, words in _COMMON_WORDS.items()}

_WORD = re.compile(r"[^\W\d_]+")
_LANGUAGE_TAG = re.compile(r"([a-zA-Z]{2,3})(?:[-_][\w-]*)?")


def detect_language(text: str, declared: str | None = None) -> str:
    """Return an ISO 639 code, "und" where neither the page nor the words tell.

    A declaration ("en-GB", the html element's `lang`) stands unless the words clearly are of another language:
    templates declare what their maker speaks.
    """
    code = _primary_code(declared)
    words = _WORD.findall(text[:20_000].lower())
    if len(words) < FEWEST_WORDS:
        return code or UNDETERMINED
    shares = {known: sum(word in common for word in words) / len(words) for known, common in COMMON_WORDS.items()}
    commonest = max(shares, key=lambda known: shares[known])
    if shares[commonest] >= CLEAR_SHARE:
        return commonest
    return UNDETERMINED if code is None or code in COMMON_WORDS else code


def _primary_code(declared: str | None) -> str | None:
    tag = _LANGUAGE_TAG.fullmatch((declared or "").strip())
    return tag.group(1).lower() if tag else None
