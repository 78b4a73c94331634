"""Phrases are found by the letter they begin with, wherever a word starts."""

import pytest

from incidents.extraction.starts import ANY, PhraseIndex, first_letters


@pytest.mark.parametrize(
    ("phrase", "letters"),
    [
        ("passports?", "p"),
        ("(?:home |e-?mail )?address(?:es)?", "hea"),
        ("(?:card|account)s?", "ca"),
        ("e?-?mail", "em"),
        ("(?:(?:full|first) )?names?|aliases", "fna"),
        ("[ab]c", "ab"),
        ("(?=x)why", "w"),
    ],
)
def test_the_letters_that_a_phrase_can_begin_with(phrase: str, letters: str) -> None:
    assert first_letters(phrase) - {"-"} == frozenset(letters)


def test_a_phrase_that_begins_with_any_word_meets_every_letter() -> None:
    assert first_letters(r"\w+ scores?") == ANY


def test_phrases_are_found_at_the_start_of_words_only() -> None:
    index = PhraseIndex([("contact", ["(?:e-?mail )?address(?:es)?"]), ("name", ["names?"])])
    text = "Names and e-mail addresses, no surnames"
    assert [(text[start:end], code) for start, end, code in index.find(text, 0, len(text))] == [
        ("Names", "name"),
        ("e-mail addresses", "contact"),
        ("addresses", "contact"),
    ]
