"""When two names agree for the purpose of measuring: the contract's folding and nothing that rules may tune.

The word lists stand here, not in the lexicon, so that a longer list of titles never moves a published figure.
"""

from incidents.extraction import names

SUFFIXES = frozenset(
    ("inc", "incorporated", "ltd", "limited", "llc", "corp", "corporation", "plc", "gmbh", "sa", "ag", "co", "company")
)
HONORIFICS = frozenset(
    (
        *("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor"),
        *("sir", "dame", "lord", "lady", "sen", "senator", "judge", "justice"),
    )
)
GENERATIONS = frozenset(("jr", "sr", "ii", "iii"))
SMALL_WORDS = frozenset(("a", "an", "and", "for", "of", "the"))


def fold(text: str) -> tuple[str, ...]:
    """The words of a name or quotation without case, accents, marks, leading article and corporate suffix."""
    return names.fold_without(text, SUFFIXES)


def same_name(one: str, other: str, person: bool | None = None) -> bool:
    """Whether two names agree: equal when folded or, for a person, the surname alone or with an initial.

    `person` says what the label knows; None means that it does not say, and then an honorific tells.
    """
    first, second = fold(one), fold(other)
    if not first or not second:
        return False
    if first == second:
        return True
    titled = first[0] in HONORIFICS or second[0] in HONORIFICS
    return (titled if person is None else person) and _same_person(_bare(first), _bare(second))


def _bare(words: tuple[str, ...]) -> list[str]:
    return [word for word in words if word not in HONORIFICS and word not in GENERATIONS]


def _same_person(one: list[str], other: list[str]) -> bool:
    if not one or not other or one[-1] != other[-1]:
        return False
    if 1 in (len(one), len(other)) or one[0] == other[0]:
        return True
    return one[0][0] == other[0][0] and 1 in (len(one[0]), len(other[0]))


def related(name: str, others: list[str]) -> bool:
    """Whether a name has a telling word in common with one of the others, or is its initials."""
    telling = set(fold(name)) - SMALL_WORDS
    for other in others:
        words = [word for word in fold(other) if word not in SMALL_WORDS]
        if telling.intersection(words) or telling == {"".join(word[0] for word in words)}:
            return True
    return False
