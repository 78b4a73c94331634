"""A promise is not a deed."""

from collections.abc import Callable

import pytest

from incidents.extraction.modality import modality
from incidents.extraction.reading import Reading


@pytest.mark.parametrize(
    ("sentence", "verb", "status"),
    [
        ("The firm has closed the hole.", "close", "ActivityCompleted"),
        ("The server was taken offline.", "take", "ActivityCompleted"),
        ("The firm will close the hole.", "close", "ActivityPlanned"),
        ("The firm plans to close the hole.", "close", "ActivityPlanned"),
        ("The firm agreed to delete the data.", "delete", "ActivityPlanned"),
        ("The council must delete the data.", "delete", "ActivityPlanned"),
        ("The committee recommended deleting the data.", "delete", "ActivityProposed"),
        ("The firm is deleting the data.", "delete", "ActivityOngoing"),
        ("The firm began deleting the data.", "delete", "ActivityOngoing"),
        ("The firm did not delete the data.", "delete", "ActivityNotCompleted"),
        ("The firm refused to delete the data.", "delete", "ActivityNotCompleted"),
        ("The judge ordered the firm to delete the data.", "delete", "ActivityPlanned"),
    ],
)
def test_the_status_of_a_deed(parsed: Callable[[str], Reading], sentence: str, verb: str, status: str) -> None:
    token = next(token for token in parsed(sentence).docs[0] if token.lemma_ == verb)
    assert modality(token).status == status


def test_a_condition_is_marked(parsed: Callable[[str], Reading]) -> None:
    token = next(token for token in parsed("The regulator could fine the firm.").docs[0] if token.lemma_ == "fine")
    assert modality(token).conditional
