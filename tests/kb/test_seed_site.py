"""The seed articles as the web would serve them: a feed that readers accept, pages in which text stays text."""

import datetime as dt
import http.client
import threading
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest
import trafilatura

from kb import seed_site

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = '</title><script>alert(1)</script> & "quotes" <![CDATA[ ]]> \x00\x0b ’ 🕵'


def an_article(version: int = 1, **changes: object) -> seed_site.SeedArticle:
    facts = {
        "slug": "upper-bound",
        "version": version,
        "path": "/2018/04/upper-bound.html",
        "title": "Up to 87 million people",
        "published_on": dt.date(2018, 4, 5),
        "publisher": "Seed Gazette",
        "blocks": ("Facebook said up to 87 million people were affected.", "## What next", "Nobody knows."),
    }
    return seed_site.SeedArticle(**(facts | changes))  # type: ignore[arg-type]  # a builder


@pytest.fixture
def site(tmp_path: Path) -> Iterator[seed_site.SeedSite]:
    changed = an_article(2, blocks=("Facebook now says 90 million.",), published_on=dt.date(2018, 4, 9))
    with seed_site.SeedSite(articles=[an_article(), changed], version_file=tmp_path / "version") as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def get(site: seed_site.SeedSite, path: str, *, method: str = "GET", **headers: str) -> tuple[int, str, str]:
    """Status, ETag and body."""
    connection = http.client.HTTPConnection("127.0.0.1", site.server_port, timeout=10)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.headers.get("ETag", ""), answer.read().decode()
    finally:
        connection.close()


def test_page_gives_title_date_and_exactly_the_body_to_a_parser(site: seed_site.SeedSite) -> None:
    status, _, page = get(site, "/2018/04/upper-bound.html")
    found = trafilatura.extract_metadata(page)

    assert status == 200
    assert (found.title, found.date) == ("Up to 87 million people", "2018-04-05")
    assert "<h1>Up to 87 million people</h1>" in page
    assert "invented outlet" in page


def test_body_of_a_seed_article_survives_the_page_word_for_word() -> None:
    articles = seed_site.choose_version(seed_site.read_articles(ROOT / "seeds" / "articles"), 1)
    article = next(article for article in articles.values() if "87 million" in article.title)

    text = trafilatura.extract(seed_site.render_page(article, articles, "http://127.0.0.1:1").decode())

    assert text.split() == " ".join(block.removeprefix("## ") for block in article.blocks).split()


def test_feed_names_each_article_once_with_its_dates(site: seed_site.SeedSite) -> None:
    feed = feedparser.parse(get(site, "/feed.xml")[2])

    assert not feed.bozo
    assert [entry.link for entry in feed.entries] == [f"{site.base_url}/2018/04/upper-bound.html"]
    assert feed.entries[0].published == "2018-04-05T08:00:00Z"
    assert feed.entries[0].author == "Seed Gazette"


def test_changed_article_is_served_once_its_version_is_out(site: seed_site.SeedSite) -> None:
    before = get(site, "/feed.xml")[1]
    assert "up to 87 million" in get(site, "/2018/04/upper-bound.html")[2]

    site.version_file.write_text("2")

    assert "90 million" in get(site, "/2018/04/upper-bound.html")[2]
    feed = feedparser.parse(get(site, "/feed.xml")[2])
    assert feed.entries[0].updated == "2018-04-09T10:00:00Z"
    assert get(site, "/feed.xml")[1] != before


def test_unchanged_feed_answers_304(site: seed_site.SeedSite) -> None:
    _, etag, _ = get(site, "/feed.xml")

    assert get(site, "/feed.xml", If_None_Match=etag) == (304, etag, "")


def test_head_has_no_body_and_unknown_paths_answer_404(site: seed_site.SeedSite) -> None:
    assert get(site, "/", method="HEAD")[0::2] == (200, "")
    assert get(site, "/../seeds/README.md")[0] == 404
    assert get(site, "/2018/04/upper-bound.html?utm_source=x")[0] == 200


def test_hostile_text_stays_text_in_page_and_feed() -> None:
    hostile = an_article(title=HOSTILE, publisher=HOSTILE, blocks=(HOSTILE,), path='/a"><script>.html')
    shown = {hostile.path: hostile, "/other": an_article(path="/other")}

    for page in (
        seed_site.render_page(hostile, shown, "http://127.0.0.1:1").decode(),
        seed_site.render_page(shown["/other"], shown, "http://127.0.0.1:1").decode(),
        seed_site.render_front_page(shown).decode(),
    ):
        assert "<script" not in page
        assert "&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quotes&quot;" in page
    feed = feedparser.parse(seed_site.render_feed(shown, "http://127.0.0.1:1"), sanitize_html=False)
    assert not feed.bozo
    titles = [entry.title for entry in feed.entries]
    assert HOSTILE.replace("\x00", "\ufffd").replace("\x0b", "\ufffd") in titles


def test_seeds_of_this_repository_are_well_formed() -> None:
    articles = seed_site.read_articles(ROOT / "seeds" / "articles")

    assert len({(article.slug, article.version) for article in articles}) == len(articles)
    assert [article.version for article in articles if article.version > 1]
    for article in articles:
        assert f"/{article.published_on:%Y/%m}/" in article.path or article.version > 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no front matter", "must begin with TOML front matter"),
        ("+++\nslug = \n+++\nBody", "is not TOML"),
        ('+++\nslug = "a"\n+++\nBody', "lacks 'version'"),
        (
            '+++\nslug="a"\nversion=1\npath="/a"\ntitle="A"\npublished_on="April"\npublisher="P"\n+++\nBody',
            "Invalid isoformat string: 'April'",
        ),
        (
            '+++\nslug="a"\nversion=1\npath="a"\ntitle="A"\npublished_on="2018-04-05"\npublisher="P"\n+++\nBody',
            "needs a path that begins with / and a body",
        ),
    ],
)
def test_bad_seed_is_refused_with_its_file(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "bad.md").write_text(text)

    with pytest.raises(seed_site.BadSeed, match=f"bad.md: {message}"):
        seed_site.read_articles(tmp_path)
