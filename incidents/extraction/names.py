"""When two names are the same: folding, corporate suffixes, titles, surnames, initials; pure text."""

import re
import unicodedata
from functools import cache, lru_cache

from incidents.extraction import lexicon

LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "’": "'", "‘": "'", "&": " and "})
WOMENS_TITLES = frozenset(
    (
        *("mrs", "ms", "miss", "dame", "lady", "baroness", "madam", "madame", "mme", "mlle", "frau", "smt", "sister"),
        *("sra", "signora", "señora", "spokeswoman", "chairwoman", "congresswoman", "councilwoman"),
        *("mother", "daughter", "widow", "grandmother"),
    )
)
MENS_TITLES = frozenset(
    (
        *("mr", "sir", "lord", "herr", "shri", "father", "monsieur", "signor", "señor", "spokesman", "chairman"),
        *("congressman", "councilman", "alderman", "son", "widower", "grandfather"),
    )
)
SMALL_WORDS = frozenset(["a", "an", "and", "for", "of", "the", "de", "la", "le", "du", "des", "von", "van"])


def fold(name: str) -> tuple[str, ...]:
    """The words of a name without case, accents, marks, leading article, possessive and corporate suffix."""
    return fold_without(name, lexicon.words("names", "corporate_suffixes"))


@lru_cache(maxsize=20_000)
def fold_without(name: str, suffixes: frozenset[str]) -> tuple[str, ...]:
    """As `fold`, with a list of corporate suffixes of one's own."""
    text = unicodedata.normalize("NFKD", name.casefold().translate(LETTERS))
    text = "".join(char for char in text if not unicodedata.combining(char))
    found = re.findall(r"\w+", re.sub(r"'s\b|\.", "", text))
    if len(found) > 1 and found[0] in ("the", "a", "an"):
        found = found[1:]
    while len(found) > 1 and found[-1] in suffixes:
        found = found[:-1]
    return tuple(found)


def strip_title(name: str) -> tuple[str, str]:
    """Splits "Chief Constable Moira Kent" into title and name: ("Chief Constable", "Moira Kent")."""
    words = name.split()
    cut = 0
    titles = lexicon.words("names", "titles")
    while cut < len(words) - 1 and words[cut].strip(".,").lower() in titles:
        cut += 1
    return " ".join(words[:cut]), " ".join(words[cut:])


def is_title(name: str) -> bool:
    """Whether a name is nothing but a title: "Chief Constable"."""
    return all(word.strip(".,").lower() in lexicon.words("names", "titles") for word in name.split())


def is_acronym_of(short: str, long: str) -> bool:
    """Whether the letters of "ICO" begin the words of "Information Commissioner's Office"."""
    letters = re.sub(r"[^A-Z]", "", short)
    if len(letters) < 2 or len(letters) < len(re.sub(r"[^\w]", "", short)) - 1:
        return False
    initials = [word[0] for word in fold(long)]
    essential = [word[0] for word in fold(long) if word not in SMALL_WORDS]
    wanted = list(letters.lower())
    return wanted in (initials, essential)


def starts_like_a_person(folded: tuple[str, ...]) -> bool:
    """Whether the first word of a name of two or three is a given name somewhere: "Ada Lund", "Jean-Luc Marchand"."""
    return 2 <= len(folded) <= 4 and (folded[0] in _given_names() or (len(folded[0]) == 1 and folded[0].isalpha()))


def is_given_name(word: str) -> bool:
    """Whether a folded word is a given name somewhere."""
    return word in _given_names()


@cache
def _given_names() -> dict[str, str]:
    """From a folded given name to whose it mostly is: women, men or either."""
    listed = lexicon.load("first_names")
    return {name: whose for whose in ("women", "men", "either") for name in listed[whose].split()}


def pronoun_of(name: str, titles: frozenset[str]) -> str | None:
    """ "she" or "he" where a title or the given name tells; None where neither does."""
    if titles & WOMENS_TITLES:
        return "she"
    if titles & MENS_TITLES:
        return "he"
    words = fold(name)
    whose = _given_names().get(words[0]) if len(words) > 1 else None
    return {"women": "she", "men": "he"}.get(whose or "")


def same_person(one: str, other: str) -> bool:
    """Equal names, the surname alone, or an initial: "Kent", "M. Kent" and "Moira Kent"."""
    first, second = fold(strip_title(one)[1]), fold(strip_title(other)[1])
    if not first or not second or first[-1] != second[-1]:
        return False
    if len(first) == 1 or len(second) == 1 or first[0] == second[0]:
        return True
    return first[0][0] == second[0][0] and 1 in (len(first[0]), len(second[0]))


def same_organisation(one: str, other: str) -> bool:
    """Equal names, an acronym, or the first words of the longer: "Northmoor" and "Northmoor Health Trust"."""
    first, second = sorted((fold(one), fold(other)), key=len)
    if not first:
        return False
    if first == second or second[: len(first)] == first:
        return True
    return is_acronym_of(one, other) or is_acronym_of(other, one)
