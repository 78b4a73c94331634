"""Misspelt names in a search: words that no row has are replaced by the nearest word of a party's name or alias.

Asked only when a search found nothing. What stands in quotes or after a minus is meant as it stands.
"""

from collections.abc import Sequence
from dataclasses import replace

from psycopg import sql

from api import database
from api.questions import Question
from api.search_words import SHORTEST, bare_words
from api.selections import any_with, search_query
from incidents.published.names import fold, likeness

LEAST_LIKENESS = 0.4
_NAMES_LOOKED_AT = 20


def respelled(question: Question) -> str | None:
    """The words that are searched for instead, or None when all words are known or none is near."""
    q = question.q or ""
    words = list(bare_words(q))
    unknown = _unknown(question, sorted({word for _, _, word in words}))
    nearest = {word: near for word in unknown if (near := _nearest(fold(word)))}
    if not nearest:
        return None
    for start, end, word in reversed(words):
        q = q[:start] + nearest.get(word, word) + q[end:]
    return q


def _unknown(question: Question, words: Sequence[str]) -> list[str]:
    """The words that no row of the list has, under the question's clocks and without its filters."""
    if not words:
        return []
    # A word such as "with" is never searched for, so nothing has it and nothing is wrong with it.
    each = [
        sql.SQL("SELECT {word} WHERE numnode({query}) > 0 AND NOT {there}").format(
            word=sql.Literal(word),
            query=search_query(word),
            there=any_with(replace(question, q=word, ids=None)),
        )
        for word in words
    ]
    return [word for (word,) in database.rows(sql.SQL(" UNION ALL ").join(each))]


def _nearest(word: str) -> str | None:
    """The most similar other word of a name, the first in the alphabet of equals; None for a word that names have.

    Names are today's: under a clock turned back a word may be right and found nowhere yet.
    """
    nearest = sql.SQL(
        "SELECT n.folded FROM published_name AS n WHERE n.kind = 'party' AND n.folded %>> {word}"
        " ORDER BY n.folded <->>> {word}, n.folded LIMIT {limit}"
    )
    names = database.rows_alike(
        LEAST_LIKENESS, nearest.format(word=sql.Literal(word), limit=sql.Literal(_NAMES_LOOKED_AT))
    )
    words = {one for (name,) in names for one in name.split() if len(one) >= SHORTEST}
    best = min(words, key=lambda one: (-likeness(word, one), one), default=word)
    return best if best != word and likeness(word, best) >= LEAST_LIKENESS else None
