"""Sources: where articles come from."""

from typing import Any

from incidents.models import Source


def a_source(**columns: Any) -> Source:
    """An established publisher whose articles are entered by hand."""
    return Source.objects.create(
        **{"name": "The Daily Example", "kind": "hand", "publisher": "The Daily Example", "trust": "established"}
        | columns
    )


def a_feed(url: str = "http://127.0.0.1:9/feed.xml", **columns: Any) -> Source:
    """An established publisher's feed."""
    return a_source(kind="feed", url=url, **columns)
