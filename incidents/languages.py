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
    "pl": "w i z na do nie się że jest to po od za przez dla są jak oraz ich był które który roku przed",
    "pt": "o a de que e do da em um para com não uma os no se na por mais as dos foi ao das pelo",
    "ro": "și de în a la din cu pe că nu care pentru au fost mai este sunt prin ale după sau să unui unei",
    "ru": "в и не на что с по как это о из к за от для был были его их также после при или до",
    "sv": "och i att det som en på är av för med den till inte har de om ett men var från vid kan hade",
    "tr": "ve bir bu için da de ile olarak olan daha çok gibi kadar sonra göre ise en olduğunu tarafından",
    "uk": "в і не на що з у до та як за від для це про із був були його їх також після або",
}
COMMON_WORDS: Mapping[str, frozenset[str]] = {code: frozenset(words.split()) for code, words in _COMMON_WORDS.items()}

# Scripts that one language writes, or one by far the most: enough of it is told by its letters.
_SCRIPTS: Mapping[str, str] = {
    "ar": "\u0600-\u06ff",
    "bn": "\u0980-\u09ff",
    "el": "\u0370-\u03ff",
    "he": "\u0590-\u05ff",
    "hi": "\u0900-\u097f",
    "ja": "\u3040-\u30ff",
    "ko": "\uac00-\ud7af",
    "ta": "\u0b80-\u0bff",
    "th": "\u0e00-\u0e7f",
    "zh": "\u4e00-\u9fff",
}
_LETTERS_OF = {code: re.compile(f"[{letters}]") for code, letters in _SCRIPTS.items()}
CLEAR_SCRIPT = 0.3  # share of the characters other than space
LEAST_KANA = 0.1  # for each Chinese sign; Japanese has about one, Chinese none
FEWEST_LETTERS = 20
SAMPLE = 20_000  # characters that are enough to tell a language

_WORD = re.compile(r"[^\W\d_]+")
_LANGUAGE_TAG = re.compile(r"([a-zA-Z]{2,3})(?:[-_][\w-]*)?")


def detect_language(text: str, declared: str | None = None) -> str:
    """Return an ISO 639 code, "und" where neither the page nor the words tell.

    A declaration ("en-GB", the html element's `lang`) stands unless the words clearly are of another language:
    templates declare what their maker speaks.
    """
    code = _primary_code(declared)
    written = _by_script(text[:SAMPLE])
    if written is not None:
        return code if code is not None and code not in COMMON_WORDS else written
    words = _WORD.findall(text[:SAMPLE].lower())
    if len(words) < FEWEST_WORDS:
        return code or UNDETERMINED
    shares = {known: sum(word in common for word in words) / len(words) for known, common in COMMON_WORDS.items()}
    commonest = max(shares, key=lambda known: shares[known])
    if shares[commonest] >= CLEAR_SHARE:
        return commonest
    return UNDETERMINED if code is None or code in COMMON_WORDS else code


def _by_script(text: str) -> str | None:
    """The language whose script most of the text is in; a declaration may know better: Persian, Urdu, Marathi."""
    shown = len("".join(text.split()))
    letters = {code: len(pattern.findall(text)) for code, pattern in _LETTERS_OF.items()}
    if letters["ja"] >= LEAST_KANA * letters["zh"]:
        letters["ja"] += letters["zh"]
    code = max(letters, key=lambda one: letters[one])
    return code if letters[code] >= max(FEWEST_LETTERS, CLEAR_SCRIPT * shown) else None


def _primary_code(declared: str | None) -> str | None:
    tag = _LANGUAGE_TAG.fullmatch((declared or "").strip())
    return tag.group(1).lower() if tag else None
