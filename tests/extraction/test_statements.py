"""What kind of statement a quotation is, and what between marks is none."""

from collections.abc import Callable

import pytest

from incidents.extraction import statements
from incidents.extraction.attribution import Attribution
from incidents.extraction.candidates import Scene
from incidents.extraction.cast import Cast
from incidents.extraction.reading import Reading
from incidents.proposed import ProposedStatement

OPENING = "Veltrano Health, which runs a booking app for clinics, lost the records of 40,000 patients in March.\n\n"


def facts(reading: Reading) -> list[ProposedStatement]:
    """One proposal for everybody who may have said each quotation."""
    cast = Cast(reading)
    found = (one.fact for one in statements.candidates(Scene(reading, cast, Attribution(reading, cast))))
    return [fact for fact in found if isinstance(fact, ProposedStatement)]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Veltrano Health said: “We are sorry for what happened.”", "apology"),
        ("Veltrano Health apologised for “a very bad week”.", "apology"),
        ("Veltrano Health said: “We should have closed this gap much sooner.”", "admission"),
        ("Veltrano Health admitted that it had been “far too slow”.", "admission"),
        ("Veltrano Health said: “We have no evidence of misuse.”", "denial"),
        ("Veltrano Health dismissed the report as “pure fantasy”.", "denial"),
        ("Veltrano Health said: “We will write to every family.”", "promise"),
        ("Martin Lowe, a patient, said: “They never told us.”", "claim"),
        ("Martin Lowe, a patient, said: “Four hundred people in my street got that letter.”", "claim"),
        ("Martin Lowe, a patient, alleged that the clinic “knew all along”.", "claim"),
        ("Ruth Calder, a senator, said: “Privacy is a right.”", "statement"),
    ],
)
def test_a_statement_has_its_kind(parsed: Callable[[str], Reading], words: str, kind: str) -> None:
    assert facts(parsed(OPENING + words))[0].statement_kind == kind


def test_a_short_form_in_brackets_is_no_statement(parsed: Callable[[str], Reading]) -> None:
    words = "Halmo Holdings, Inc. (“Halmo,” the “Company,” “we” or “our”) filed a report on Friday."
    assert facts(parsed(words)) == []
