"""The day from which a claim is known to have been made."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from incidents.partial_dates import PartialDate


def known_on(fact: Mapping[str, Any]) -> datetime.date | None:
    """The day by which the fact had certainly been claimed; None when neither it nor its articles have a date.

    `claimed_on` where it is stated, by its latest day: "2018-03" is certain on 2018-03-31. Otherwise the publication
    date of the earliest article that it rests on.
    """
    if fact["claimed_on"] is not None:
        return PartialDate(fact["claimed_on"]).latest
    return earliest_publication(fact["evidence"])


def earliest_publication(articles: Iterable[Mapping[str, Any]]) -> datetime.date | None:
    """The first day by which one of the articles (or pieces of evidence) was certainly published."""
    days = [PartialDate(article["published_on"]).latest for article in articles if article["published_on"]]
    return min(days, default=None)
