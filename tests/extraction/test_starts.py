"""Phrases are found by the letters they begin with, wherever a word starts."""

import pytest

from incidents.extraction.starts import PhraseIndex, beginnings


@pytest.mark.parametrize(
    ("phrase", "letters"),
    [
        ("passports?", {"pass"}),
        ("(?:home |e-?mail )?address(?:es)?", {"home", "e-ma", "emai", "addr"}),
        ("(?:card|tin)s? (?:id|no)", {"card", "tins", "tin "}),
        ("e?-?mail", {"e-ma", "emai", "-mai", "mail"}),
        ("(?:(?:full|my) )?names?|pets", {"full", "my n", "name", "pets"}),
        ("[ab]c", {"ac", "bc"}),
        ("(?=x)why", {"why"}),
        (r"id \w+", {"id "}),
        (r"d\.?o", {"d.o", "do"}),
        (r"\w+ scores?", {""}),
    ],
)
def test_what_a_phrase_can_begin_with(phrase: str, letters: set[str]) -> None:
    assert beginnings(phrase) == letters


def test_phrases_are_found_at_the_start_of_words_only() -> None:
    index = PhraseIndex([("contact", ["(?:e-?mail )?address(?:es)?"]), ("name", ["names?"])])
    text = "Names and e-mail addresses, no surnames"
    assert [(text[start:end], code) for start, end, code in index.find(text, 0, len(text))] == [
        ("Names", "name"),
        ("e-mail addresses", "contact"),
        ("addresses", "contact"),
    ]
