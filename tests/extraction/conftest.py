"""Shared by the tests of extraction: the model is loaded once, and one parsed sentence is a call."""

from collections.abc import Callable

import pytest

from incidents.extraction import Document, Extraction, extract, model
from incidents.extraction.reading import Reading, read
from tests.extraction.articles import portal


@pytest.fixture(scope="session")
def parsed() -> Callable[[str], Reading]:
    """Reads a text with the model."""
    model.load()
    return lambda text: read(Document(id="t", text=text))


@pytest.fixture(scope="session")
def extraction() -> Extraction:
    """What is extracted from the article on the patient portal."""
    return extract(portal())
