"""Bounds are kept as worded, and the claimant is who says the number."""

from collections.abc import Callable

import pytest

from incidents.extraction import estimates
from incidents.extraction.attribution import Attribution
from incidents.extraction.candidates import Scene
from incidents.extraction.cast import Cast
from incidents.extraction.reading import Reading
from incidents.proposed import ProposedEstimate


def estimates_of(reading: Reading) -> list[ProposedEstimate]:
    cast = Cast(reading)
    scene = Scene(reading, cast, Attribution(reading, cast))
    return [candidate.fact for candidate in estimates.candidates(scene) if isinstance(candidate.fact, ProposedEstimate)]


@pytest.mark.parametrize(
    ("words", "bound", "low", "best", "high"),
    [
        ("as many as 90,000 customers", "at_most", None, None, 90_000),
        ("up to 90,000 customers", "at_most", None, None, 90_000),
        ("no more than 90,000 customers", "at_most", None, None, 90_000),
        ("at least 90,000 customers", "at_least", 90_000, None, None),
        ("no fewer than 90,000 customers", "at_least", 90_000, None, None),
        ("more than 90,000 customers", "more_than", 90_000, None, None),
        ("fewer than 90,000 customers", "fewer_than", None, None, 90_000),
        ("“no more than” 90,000 customers", "at_most", None, None, 90_000),
        ('"well over" 90,000 customers', "more_than", 90_000, None, None),
        ("a placeholder of 501 customers", "placeholder", None, None, None),
        ("about 90,000 customers", "about", None, 90_000, None),
        ("an estimated 90,000 customers", "about", None, 90_000, None),
        ("90,000-odd customers", "about", None, 90_000, None),
        ("90,000 customers", "none_stated", None, 90_000, None),
        ("between 80,000 and 90,000 customers", "between", 80_000, None, 90_000),
        ("hundreds of thousands of customers", "order_of_magnitude", 100_000, None, None),
    ],
)
def test_a_bound_gives_only_the_values_of_its_words(
    parsed: Callable[[str], Reading], words: str, bound: str, low: int | None, best: int | None, high: int | None
) -> None:
    fact = estimates_of(parsed(f"The files of {words} were stolen from the bank."))[0]
    assert (fact.bound, fact.low, fact.best, fact.high, fact.measure) == (bound, low, best, high, "people")


@pytest.mark.parametrize(
    ("sentence", "claimant"),
    [
        ("Tessomar said that 40,000 customers were affected.", "Tessomar"),
        ("According to Tessomar, 40,000 customers were affected.", "Tessomar"),
        ("The breach hit 40,000 customers, Tessomar said.", "Tessomar"),
        ("Tessomar put the figure at 40,000 customers.", "Tessomar"),
        ("Tessomar told regulators that 40,000 customers were affected.", "Tessomar"),
        ("Tessomar was told by Grey Lantern that 40,000 customers were affected.", "Grey Lantern"),
        ("One of the suppliers, Tessomar, told the court that 40,000 customers were affected.", "Tessomar"),
        ("I said that 40,000 customers were affected.", None),
        ("Previous estimates had suggested that 40,000 customers were affected.", None),
        ("The breach hit 40,000 customers.", None),
    ],
)
def test_the_claimant_is_who_says_the_number(
    parsed: Callable[[str], Reading], sentence: str, claimant: str | None
) -> None:
    assert estimates_of(parsed(sentence))[0].claimant == claimant


@pytest.mark.parametrize(
    "sentence",
    [
        "About 62% of the customers complained.",
        "It happened 14 months later.",
        "The firm was founded in 2014.",
        "See page 312.",
        "Ada Lund, 52, was hit.",
    ],
)
def test_what_counts_something_else_is_no_estimate(parsed: Callable[[str], Reading], sentence: str) -> None:
    assert estimates_of(parsed(sentence)) == []


def test_not_knowing_is_an_estimate_without_a_value(parsed: Callable[[str], Reading]) -> None:
    fact = estimates_of(parsed("“We don’t know how many people were hit,” Ada Lund said."))[0]
    assert (fact.bound, fact.low, fact.best, fact.high) == ("unknown_stated", None, None, None)


def test_nobody_affected_is_a_best_of_zero(parsed: Callable[[str], Reading]) -> None:
    fact = estimates_of(parsed("No customers were affected, the bank said."))[0]
    assert (fact.best, fact.exposure) == (0, "none")


def test_nobody_is_always_among_those_who_may_have_said_a_number(parsed: Callable[[str], Reading]) -> None:
    claimants = [fact.claimant for fact in estimates_of(parsed("Tessomar said that 40,000 customers were affected."))]
    assert claimants[0] == "Tessomar"
    assert None in claimants


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        # the running source of a paragraph
        ("Tessomar spoke on Monday. Grey Lantern looked on. Some 40,000 customers were affected.", "Tessomar"),
        # a noun that ends a body's name
        (
            "Staff at Arlow Infirmary were told. The infirmary says it has written to 40,000 patients.",
            "Arlow Infirmary",
        ),
        # the person beside the body that she speaks for
        ("Ada Lund, a spokeswoman for Tessomar, said that 40,000 customers were affected.", "Ada Lund"),
        ("Ada Lund, a spokeswoman for Tessomar, said that 40,000 customers were affected.", "Tessomar"),
        # whoever speaks in the sentence, behind a participle
        ("Tessomar disputes that, saying it licensed data on no more than 40,000 people.", "Tessomar"),
    ],
)
def test_everybody_near_a_number_may_have_said_it(parsed: Callable[[str], Reading], text: str, claimant: str) -> None:
    assert claimant in [fact.claimant for fact in estimates_of(parsed(text))]


@pytest.mark.parametrize(
    "sentence",
    [
        "In a survey of 2,300 adults, most feared for their privacy.",
        "The firm interviewed 2,300 parents in May.",
        "The app is trusted by 2,300 people.",
        "This newsletter is sent to 2,300 subscribers.",
    ],
)
def test_who_was_asked_or_who_reads_was_not_hit(parsed: Callable[[str], Reading], sentence: str) -> None:
    assert estimates_of(parsed(sentence)) == []
