"""Articles, their texts, and their links to incidents."""

import datetime
import itertools
from typing import Any

from incidents.models import Article, ArticleVersion, Incident, IncidentArticle, Source
from tests.builders.sources import a_source

TEXT = "Up to 87 million people may have been affected, Facebook said on Wednesday."

_serial = itertools.count(1)


def an_article(*, source: Source | None = None, **columns: Any) -> Article:
    """An article without text, at an address of its own."""
    return Article.objects.create(
        source=source or Source.objects.filter(name="The Daily Example").first() or a_source(),
        **{"url": f"https://news.example/{next(_serial)}", "publisher": "The Daily Example"} | columns,
    )


def a_version(text: str = TEXT, *, article: Article | None = None, **columns: Any) -> ArticleVersion:
    """The next text of an article, of a fresh one unless given; published on 2018-04-05."""
    article = article or an_article()
    return ArticleVersion.objects.create(
        article=article,
        text=text,
        **{
            "number": article.versions.count() + 1,
            "title": "Data of millions passed on",
            "published_on": "2018-04-05",
            "language": "en",
            "decoded_as": "utf-8 (header)",
            "fetched_at": datetime.datetime(2018, 4, 5, 9, tzinfo=datetime.UTC),
        }
        | columns,
    )


def a_link(article: Article, incident: Incident, number: str = "1", state: str = "accepted") -> IncidentArticle:
    """The article's incident of that number is this one."""
    return IncidentArticle.objects.create(article=article, incident=incident, incident_number=number, state=state)
