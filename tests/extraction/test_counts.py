"""Words by which a number tells a size or a rate rather than those affected."""

import pytest

from incidents.extraction.counts import Counted, sizes_by_words


def sized(sentence: str) -> bool:
    start, end = sentence.index("["), sentence.index("]") - 1
    words = sentence.replace("[", "").replace("]", "")
    return sizes_by_words(words, Counted(None, None, end, False), start, end)


@pytest.mark.parametrize(
    "sentence",
    [
        "The program is used by [64] districts in the west.",
        "It complained on behalf of [12] families.",
        "It will train all its [420] workers.",
        "Of the [41] people who answered, most recognised their number.",
        "Whoever dialled fewer than [300] numbers a day was sent home.",
        "The suit seeks damages of [900,000] crowns.",
        "An audit found [61] calls per customer.",
    ],
)
def test_sizes_and_rates(sentence: str) -> None:
    assert sized(sentence)


@pytest.mark.parametrize(
    "sentence", ["Thieves copied the files of [640] patients.", "The data of [12,000] members was sold, the club said."]
)
def test_counts_of_those_affected(sentence: str) -> None:
    assert not sized(sentence)
