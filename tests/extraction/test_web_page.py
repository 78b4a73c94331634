"""The page of marks and cards: everything escaped, overlapping words split, nothing that a browser would run."""

from html.parser import HTMLParser

from incidents.extraction import Document, Extraction
from incidents.extraction.web_page import render
from incidents.proposed import ProposedCause, ProposedEstimate, ProposedStatement, Reason

TEXT = 'Halmo said "up to 87 <b>people</b>" fell for phishing & more.'
ELEMENTS = frozenset(
    (
        *("html", "head", "meta", "title", "style", "body", "article", "h1", "h2", "p", "div", "section", "mark", "a"),
        *("small", "blockquote", "dl", "dt", "dd", "ul", "li", "q"),
    )
)
ATTRIBUTES = frozenset(("lang", "charset", "http-equiv", "content", "name", "class", "title", "id", "href", "dir"))


class Tags(HTMLParser):
    """Collects the elements and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.words += data


def a_page(text: str, *facts: object, title: str | None = None) -> str:
    extraction = Extraction(document_id="a", relevant=True, facts=facts)
    return render([(Document(id="a", text=text, title=title), extraction)])


def facts_of_the_text() -> tuple[object, ...]:
    quote, words = "up to 87 <b>people</b>", "87 <b>people</b>"
    at, inside = TEXT.index(quote), TEXT.index(words)
    why = (Reason(field="bound", rule="left:up to", start=at, end=at + 5),)
    return (
        ProposedStatement(start=at, end=at + len(quote), quote=quote, confidence=0.8, speaker="<i>Halmo</i>"),
        ProposedEstimate(
            start=inside, end=inside + len(words), quote=words, confidence=0.91, bound="at_most", measure="people",
            high=87, claimant="Halmo", why=why,
        ),
        ProposedCause(
            start=TEXT.index("phishing"), end=TEXT.index("phishing") + 8, quote="phishing", confidence=0.5,
            cause="Phishing",
        ),
    )  # fmt: skip


def test_overlapping_facts_share_their_words() -> None:
    page = a_page(TEXT, *facts_of_the_text())
    assert '<mark class="kind-statement" title="1 statement">' in page
    assert '<mark class="kind-estimate overlap" title="1 statement, 2 estimate">' in page
    assert page.count('<section class="card ') == 3
    assert "left:up to <q>up to</q>" in page


def test_only_our_own_elements_stand_in_the_page() -> None:
    hostile = "</style></title><script>alert(1)</script><img src=x onerror=alert(1)> &#x3c;svg&#x3e; --> ]]>"
    tags = Tags()
    tags.feed(a_page(TEXT + hostile, *facts_of_the_text(), title=hostile))
    assert tags.seen <= ELEMENTS
    assert tags.attributes <= {
        "lang",
        "charset",
        "http-equiv",
        "content",
        "name",
        "class",
        "title",
        "id",
        "href",
        "dir",
    }
    assert tags.words.count("<script>alert(1)</script>") == 2  # in the heading and in the text, as words


def test_the_page_shows_where_reading_stopped() -> None:
    extraction = Extraction(document_id="a", relevant=True, facts=(), unread_from=8)
    page = render([(Document(id="a", text="Read.\n\nNot read."), extraction)])
    assert "0 facts, the first 8 characters read" in page
    assert 'N<a class="tag">unread from here</a> ot read.' in page


def test_what_a_page_may_not_hold_is_shown_by_a_sign_in_its_place() -> None:
    page = a_page("a\x00b\u202ec\ud83dd")
    assert "<p>a\ufffdb\ufffdc\ufffdd</p>" in page
    page.encode("utf-8")


def test_a_page_of_nothing_is_a_page() -> None:
    assert "<body>" in render([])
