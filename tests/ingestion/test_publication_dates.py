import lxml.html
import pytest

from incidents.ingestion.publication_dates import find_publication_date


def find(head: str = "", body: str = "<p>text</p>", guessed: str | None = None) -> str | None:
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    return find_publication_date(lxml.html.document_fromstring(html), guessed, html)


@pytest.mark.parametrize(
    ("stated", "date"),
    [
        ("2018-03-17", "2018-03-17"),
        ("2018-03-17T23:30:00-05:00", "2018-03-17"),
        ("2018-03-17 10:00:00", "2018-03-17"),
        ("2018-03", "2018-03"),
        ("2018", "2018"),
        ("2018-02-30", None),
        ("1899-01-01", None),
        ("9999-01-01", None),
        ("20180317", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_date_is_as_precise_as_the_page_states_it(stated: str, date: str | None) -> None:
    assert find(f'<meta property="article:published_time" content="{stated}">') == date
    assert find(f'<script type="application/ld+json">{{"datePublished": "{stated}"}}</script>') == date
    assert find(body=f'<time itemprop="datePublished" datetime="{stated}">x</time>') == date


def test_what_the_page_declares_goes_before_what_was_guessed() -> None:
    assert find('<meta itemprop="datePublished" content="2018-03">', guessed="2018-03-25") == "2018-03"


@pytest.mark.parametrize(
    "written", ["17 March 2018", "March 17, 2018", "17.03.2018", "03/17/2018", "2018-03-17", "2018/3/17"]
)
def test_a_guess_counts_where_its_day_is_written(written: str) -> None:
    assert find(body=f"<p>Published {written}</p>", guessed="2018-03-17") == "2018-03-17"


@pytest.mark.parametrize("written", ["March 2018", "2018", "117 records in 2018", "nothing"])
def test_a_day_that_nobody_wrote_is_not_made_up(written: str) -> None:
    assert find(body=f"<p>Published {written}</p>", guessed="2018-03-17") is None
