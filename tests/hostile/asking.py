"""Requests drawn from what the API declares: every list, filter, operator, sort, format, member and group, by seed."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from api.filters import STATED, Filter
from api.parameters import MODES
from api.questions import Listing
from api.shaping import references_of, selectable
from api.values import Code, Count, Day, IncidentId, Moment, OneOf, Party, Reader, Url
from incidents import vocabularies
from incidents.published.models import IncidentRevision, Record

_DAYS = ("2018", "2018-03", "2018-04-04", "2019-03-04", "2020-05", "2023-06-15", "1999", "2016")
_INSTANTS = ("2019-06-01T00:00:00Z", "2022-02-15T12:00:00Z", "2023-07-01T10:00:00Z", "2024-03-01", "2020", "2022-03")
_COUNTS = ("0", "1200", "50000000", "30000000", "87000000", "9000001", "1000000000000000000")
_SEARCHES = ("facebook", "phishing", "mailbox OR laptop", '"people were told"', "-lost", "company", "portal -open")


@dataclass(frozen=True, kw_only=True)
class Words:
    """What may be asked for: ids, names and addresses, public ones and others."""

    ids: Mapping[str, Sequence[str]]  # by resource
    names: Sequence[str]
    urls: Sequence[str]
    searches: Sequence[str] = _SEARCHES
    others: Sequence[str] = field(default_factory=list)  # ids that are not public

    def of_any(self, draw: random.Random) -> str:
        return draw.choice(self.ids[draw.choice(sorted(self.ids))])


def public_words(searches: Sequence[str] = ()) -> Words:
    """All that the published tables of the default connection hold."""
    ids = {"incidents": sorted(set(IncidentRevision.objects.values_list("incident_id", flat=True)))}
    for resource, record_id in Record.objects.order_by("record_id").values_list("resource", "record_id"):
        ids.setdefault(resource, []).append(record_id)
    parties = Record.objects.filter(resource="parties").order_by("record_id")
    names = [name for name in parties.values_list("name", flat=True) if name]
    urls = ["http://news.example/87-million?id=7", "https://news.example/2#top", "http://nowhere.example/"]
    return Words(ids=ids, names=names, urls=urls, searches=(*_SEARCHES, *searches))


def list_query(listing: Listing, words: Words, draw: random.Random) -> str:
    """A query string for a list; about one in six has something wrong with it."""
    pairs: list[tuple[str, str]] = []
    for one in draw.sample(listing.filters, k=min(len(listing.filters), draw.choice([0, 0, 1, 1, 1, 2, 3]))):
        operator = draw.choice(one.all_operators)
        pairs.append((f"{one.name}{operator}", _value(one, operator, words, draw)))
    singles = {single.name for single in listing.singles}
    if "q" in singles and draw.random() < 0.3:
        pairs.append(("q", draw.choice(words.searches)))
    if draw.random() < 0.25:
        pairs.append(("as_of", draw.choice(_INSTANTS)))
    if draw.random() < 0.25:
        pairs.append(("known_by", draw.choice(_DAYS)))
    if "affected_mode" in singles and any(name.startswith("affected") for name, _ in pairs):
        pairs.append(("affected_mode", draw.choice(MODES)))
    pairs += _way_of_answering(listing, words, draw)
    if draw.random() < 0.12:
        pairs.append(_mistake(words, draw))
    draw.shuffle(pairs)
    return encoded(pairs)


def encoded(pairs: Sequence[tuple[str, str]]) -> str:
    return "&".join(f"{quote(name, safe='')}={quote(text, safe=',:*')}" for name, text in pairs)


def shaping_pairs(resource: str, draw: random.Random) -> list[tuple[str, str]]:
    """Some members, or some references made whole, or neither."""
    pairs = []
    if draw.random() < 0.4:
        names = selectable(resource)
        pairs.append(("select", ",".join(draw.sample(names, k=min(len(names), draw.randint(1, 4))))))
    if draw.random() < 0.4:
        references = sorted(references_of(resource))
        pairs.append(("expand", ",".join(draw.sample(references, k=min(len(references), draw.randint(1, 2))))))
    return pairs


def clock_pairs(draw: random.Random) -> list[tuple[str, str]]:
    """Both clocks, one, or neither."""
    pairs = [("as_of", draw.choice(_INSTANTS))] if draw.random() < 0.4 else []
    return pairs + ([("known_by", draw.choice(_DAYS))] if draw.random() < 0.4 else [])


def _way_of_answering(listing: Listing, words: Words, draw: random.Random) -> list[tuple[str, str]]:
    """A page, a whole list, a sample, ids or counts by group."""
    way = draw.choice(["page", "page", "page", "stream", "sample", "ids", "groups"])
    if way == "groups":
        names = sorted(listing.group_keys)
        return [("group_by", ",".join(draw.sample(names, k=min(len(names), draw.randint(1, 2)))))]
    shaping = shaping_pairs(listing.name, draw)
    if way == "ids":
        own = list(words.ids.get(listing.name, words.ids["incidents"]))
        chosen = draw.sample(own, k=min(len(own), draw.randint(1, 6)))
        return [("ids", ",".join([*chosen, *draw.choices(words.others, k=2 if words.others else 0)])), *shaping]
    if way == "sample":
        size, seed = draw.choice(["1", "7", "1000"]), str(draw.randrange(1000))
        return [("sample", size), ("seed", seed), ("per_page", draw.choice(["2", "25"])), *shaping]
    if way == "stream":
        kind = draw.choice(["ndjson", "csv"])
        return [("format", kind), *[pair for pair in shaping if kind == "ndjson" or pair[0] != "expand"]]
    sizes = [("per_page", draw.choice(["0", "1", "3", "25", "200"]))]
    if draw.random() < 0.5:
        keys = [key for key in listing.sort_keys if key != "relevance"]
        sort = ",".join(draw.choice(["", "-"]) + key for key in draw.sample(keys, k=draw.randint(1, len(keys))))
        sizes.append(("sort", sort))
    return [*sizes, *shaping]


def _value(one: Filter, operator: str, words: Words, draw: random.Random) -> str:
    if operator == STATED:
        return draw.choice(["true", "false"])
    many = operator in ("", "!") and draw.random() < 0.3
    return ",".join(_single(one.reader, words, draw) for _ in range(3 if many else 1))


def _single(reader: Reader, words: Words, draw: random.Random) -> str:
    match reader:
        case Code():
            common = ("Phishing", "Loss", "credentials", "contact", "DataController", "platform", "people", "at_most")
            codes = sorted(vocabularies.load(reader.vocabulary).codes)
            return draw.choice([code for code in common if code in codes] or codes)
        case OneOf():
            return draw.choice(reader.words)
        case Party():
            quoted = '"' + draw.choice(words.names) + '"'
            return draw.choice([quoted, draw.choice(words.ids["parties"]), *words.others[:1]])
        case IncidentId():
            return draw.choice(words.ids["incidents"])
        case Count():
            return draw.choice(_COUNTS)
        case Day():
            return draw.choice(_DAYS)
        case Moment():
            return draw.choice(_INSTANTS)
        case Url():
            return draw.choice(words.urls)
    return '"' + draw.choice([*words.names, "GB", "The Daily Example", "ZZ"]) + '"'


def _mistake(words: Words, draw: random.Random) -> tuple[str, str]:
    return draw.choice(
        [
            ("page", "2"),
            ("tittle", draw.choice(words.names)),
            ("per_page", "201"),
            ("cursor", "forged"),
            ("sort", "relevance"),
            ("select", "nothing"),
            ("as_of", "2999"),
            ("known_by", draw.choice(words.names)),
            ("format", "xml"),
            ("group_by", "party,party"),
        ]
    )
