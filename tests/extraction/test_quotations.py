"""What stands between quotation marks."""

import pytest

from incidents.extraction.quotations import find_quotations


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("“We lost it,” she said. “All of it.”", ["We lost it,", "All of it."]),
        ('He said "no" and left.', ["no"]),
        ("‘We don’t know,’ he said.", ["We don’t know,"]),
        ("The drivers’ data was lost.", []),
        ("It's the firm's fault.", []),
        ("She said: “He told me ‘never’ and left.”", ["He told me ‘never’ and left."]),
        ("« Non », a-t-il dit.", [" Non "]),
        ("“An opening that never closes", ["An opening that never closes"]),
        ('A 12" screen', []),
    ],
)
def test_the_words_between_the_marks(text: str, quotes: list[str]) -> None:
    assert [text[found.start : found.end] for found in find_quotations(text)] == quotes


def test_an_unclosed_quotation_is_marked() -> None:
    assert [found.closed for found in find_quotations("“One” and “two")] == [True, False]
