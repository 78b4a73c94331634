"""What extraction costs beside the bare parse of the same text, and what a page costs in the sandbox."""

from datetime import date

import pytest

from incidents.extraction import Document, extract
from incidents.extraction import model as language_model
from incidents.ingestion import retrieval
from incidents.outbound import sandbox
from tests.benchmarks.measuring import report, side_by_side
from tests.seeds.test_seeds import ARTICLES

ROUNDS = 15


@pytest.fixture(scope="module")
def text() -> str:
    """About 500 words of the longest seed articles."""
    bodies = sorted((article.body for article in ARTICLES), key=len, reverse=True)
    return " ".join("\n".join(bodies).split(" ")[:500])


def test_extraction_beside_the_bare_parse(text: str) -> None:
    nlp = language_model.load()
    document = Document(id="bench", text=text, published_on=date(2024, 3, 5))

    medians = side_by_side(
        {
            "extract, 500 words": lambda: extract(document),
            "spaCy parse of the same paragraphs": lambda: list(nlp.pipe(text.split("\n"))),
        },
        rounds=ROUNDS,
    )

    report("Extraction", medians)
    assert extract(document).facts


def test_a_page_in_the_sandbox_beside_outside(text: str) -> None:
    page = f"<html><body><article>{''.join(f'<p>{line}</p>' for line in text.splitlines())}</article></body></html>"
    body = page.encode()

    medians = side_by_side(
        {
            "parse in the sandbox": lambda: sandbox.run(retrieval.parse_document, body, "text/html"),
            "parse in this process": lambda: retrieval.parse_document(body, "text/html"),
        },
        rounds=ROUNDS,
    )

    report("Parsing hostile bytes in a child", medians)
    assert retrieval.parse_document(body, "text/html").text
