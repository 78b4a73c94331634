"""Nothing unpublished moves a byte: two databases, one with thousands of hidden rows more, answer everything alike.

In each test the same requests go to both; status, headers and body must be equal, whatever was asked.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
import pytest
from django.test import Client

from api.listings import FLAT, LISTS, NESTED
from api.views.incidents import nested_listing
from incidents import vocabularies
from tests.hostile import bases
from tests.hostile.asking import Words, clock_pairs, encoded, list_query, public_words, shaping_pairs
from tests.hostile.conftest import EVERYWHERE, copies, using

pytestmark = [EVERYWHERE, pytest.mark.usefixtures("unlimited")]

OF_EACH_LIST = 330  # × 11
OF_EACH_NESTED_LIST = 60  # × 8
OF_EACH_RESOURCE = 60  # × 10
OF_INCIDENTS = 400
OF_EACH_KIND_OF_ID = 250
FOLLOWED = 2  # pages after the first
_HEADERS = {"x-request-id": "the-same-for-both"}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request; `public` when no hidden word stands in it, so that none may stand in the answer."""

    path: str
    query: str = ""
    body: bytes | None = None

    @property
    def is_public(self) -> bool:
        told = f"{self.path}?{self.query}{self.body or ''}".lower()
        return bases.CANARY not in told

    def __str__(self) -> str:
        return f"{self.path}?{self.query} {self.body or ''}"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """All that a reader gets."""

    status: int
    headers: dict[str, str]
    body: bytes


class Twins:
    """Two databases and what to ask them for."""

    def __init__(self, plain: str, full: str, words: Words, hidden: bases.Hidden) -> None:
        self.plain, self.full, self.words, self.hidden = plain, full, words, hidden

    def compare(self, asked: Sequence[Asked]) -> int:
        """Ask both for everything, pages after pages; how many requests that were."""
        plainly, fully = _answers(self.plain, asked), _answers(self.full, asked)
        for (one, answer), (other, its_answer) in zip(plainly, fully, strict=True):
            assert str(one) == str(other)
            assert answer == its_answer, f"told apart by {one}: {_difference(answer, its_answer)}"
            if one.is_public:
                assert bases.CANARY.encode() not in its_answer.body.lower(), f"{one} tells a canary"
        assert all(answer.status < 500 for _, answer in fully)
        return len(fully)


def _answers(database: str, asked: Sequence[Asked]) -> list[tuple[Asked, Answer]]:
    with using(database):
        return _pages(asked)


def _pages(asked: Sequence[Asked]) -> list[tuple[Asked, Answer]]:
    client = Client(headers=_HEADERS)
    found: list[tuple[Asked, Answer]] = []
    for first in asked:
        one, answer = first, _answer(client, first)
        found.append((one, answer))
        for _ in range(FOLLOWED):
            following = _following(answer)
            if following is None:
                break
            one, answer = following, _answer(client, following)
            found.append((one, answer))
    return found


def _difference(one: Answer, other: Answer) -> str:
    at = next((i for i, (a, b) in enumerate(zip(one.body, other.body, strict=False)) if a != b), len(one.body))
    apart = {
        name: (one.headers.get(name), text) for name, text in other.headers.items() if one.headers.get(name) != text
    }
    return f"{one.status} {other.status} {apart} …{one.body[at - 90 : at + 90]!r} …{other.body[at - 90 : at + 90]!r}"


def _answer(client: Client, asked: Asked) -> Answer:
    if asked.body is not None:
        response: Any = client.post(asked.path, data=asked.body, content_type="application/json")
    else:
        response = client.get(asked.path, QUERY_STRING=asked.query)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    response.close()
    return Answer(status=response.status_code, headers=dict(response.headers), body=body)


def _following(answer: Answer) -> Asked | None:
    if answer.status != 200 or answer.headers["Content-Type"] != "application/json":
        return None
    following = orjson.loads(answer.body).get("next")
    if following is None:
        return None
    path, _, query = following.removeprefix("http://testserver").partition("?")
    return Asked(path=path, query=query)


@pytest.fixture(scope="module")
def twins(django_db_setup: None, django_db_blocker: Any) -> Iterator[Twins]:
    """Both databases, filled by the real publication; dropped after the module."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as monkeypatch, copies("plain", "full") as names:
        plain, full = names
        with using(plain):
            published, _ = bases.build(monkeypatch, with_hidden=False)
            words = public_words(("canary", "canary OR facebook", '"canary phishing"', "-canary"))
        with using(full):
            published_too, hidden = bases.build(monkeypatch, with_hidden=True)
        assert published == published_too
        yield Twins(plain, full, _with_hidden(words, hidden), hidden)


def _with_hidden(words: Words, hidden: bases.Hidden) -> Words:
    return replace(words, names=[*words.names, *hidden.names], urls=[*words.urls, *hidden.urls], others=hidden.ids)


@pytest.mark.parametrize("name", LISTS)
def test_lists(twins: Twins, name: str) -> None:
    draw = random.Random(f"list {name}")
    asked = [
        Asked(path=f"/api/v1/{name}", query=list_query(LISTS[name], twins.words, draw)) for _ in range(OF_EACH_LIST)
    ]
    assert twins.compare(asked) >= OF_EACH_LIST


@pytest.mark.parametrize("name", NESTED)
def test_lists_of_an_incident(twins: Twins, name: str) -> None:
    draw = random.Random(f"nested {name}")
    incidents = twins.words.ids["incidents"]
    asked = [
        Asked(
            path=f"/api/v1/incidents/{draw.choice(incidents)}/{name}",
            query=list_query(nested_listing(name), twins.words, draw),
        )
        for _ in range(OF_EACH_NESTED_LIST)
    ]
    assert twins.compare(asked) >= OF_EACH_NESTED_LIST


def test_incidents_with_clocks_and_shapes(twins: Twins) -> None:
    draw = random.Random("incidents")
    incidents = twins.words.ids["incidents"]
    asked = [
        Asked(
            path=f"/api/v1/incidents/{draw.choice(incidents)}{draw.choice(['', '', '', '/contradictions'])}",
            query=encoded([*clock_pairs(draw), *shaping_pairs("incidents", draw)]),
        )
        for _ in range(OF_INCIDENTS)
    ]
    twins.compare(asked)


@pytest.mark.parametrize("name", FLAT)
def test_records_with_clocks_and_shapes(twins: Twins, name: str) -> None:
    draw = random.Random(f"record {name}")
    records = twins.words.ids[name]
    asked = [
        Asked(
            path=f"/api/v1/{name}/{draw.choice(records)}",
            query=encoded([*clock_pairs(draw), *shaping_pairs(name, draw)]),
        )
        for _ in range(OF_EACH_RESOURCE)
    ]
    twins.compare(asked)


def test_pages_for_people(twins: Twins) -> None:
    draw = random.Random("pages")
    incidents = twins.words.ids["incidents"]
    asked = [Asked(path="/"), Asked(path="/keys"), Asked(path="/nothing")]
    for incident in incidents:
        clocks = encoded(clock_pairs(draw))
        asked += [Asked(path=f"/incidents/{incident}{end}", query=clocks) for end in ("", "/claims.svg")]
    asked += [
        Asked(path="/incidents", query=f"q={search}&per_page=5") for search in (*twins.words.searches, "canary+press")
    ]
    twins.compare(asked)


def test_everything_else(twins: Twins) -> None:
    fixed = ("", "/changes", "/vocabularies", "/dictionary", "/schema", "/docs", "/rate-limit", "/keys/current", "/x")
    asked = [Asked(path=f"/api/v1{path}") for path in fixed]
    asked += [Asked(path=f"/api/v1/vocabularies/{name}") for name in (*vocabularies.names(), "canary")]
    asked += [Asked(path="/api/v1/changes", query=f"since={since}&per_page=9") for since in range(0, 900, 30)]
    kinds = ("incident.published", "fact.added", "estimate.contradicted", "incident.withdrawn")
    asked += [Asked(path="/api/v1/changes", query=f"type={kind}") for kind in kinds]
    asked += [Asked(path="/api/v1/changes", query=f"incident={one}") for one in twins.words.ids["incidents"]]
    asked += [Asked(path="/api/v1/lookup", query=encoded([("url", url)])) for url in twins.words.urls]
    twins.compare(asked)


def test_a_correction_does_not_tell_what_is_hidden(twins: Twins) -> None:
    """Of a record that is not public, as of one that is not there, no correction is taken."""
    asked = [
        Asked(path="/api/v1/corrections", body=orjson.dumps({"record": one, "problem": "It is not so at all."}))
        for one in twins.hidden.ids[:300]
    ]
    twins.compare(asked)
    assert all(answer.status == 400 for _, answer in _answers(twins.full, asked))


@pytest.mark.parametrize("prefix", ["cau", "par", "art", "incidents"])
def test_hidden_and_absent_ids_answer_alike(twins: Twins, prefix: str) -> None:
    """Beside the id itself, which the answer repeats, nothing differs."""
    draw = random.Random(f"ids {prefix}")
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    if prefix == "incidents":
        resource, length = "incidents", OF_EACH_KIND_OF_ID
        hidden = [f"PIKB-2018-{number:05}" for number in range(1_000, 1_000 + length)]  # of candidates, one day
        absent = [f"PIKB-1971-{number:05}" for number in range(length)]
    else:
        resource = {"cau": "causes", "par": "parties", "art": "articles"}[prefix]
        hidden = [one for one in twins.hidden.ids if one.startswith(f"{prefix}_")][:OF_EACH_KIND_OF_ID]
        assert len(hidden) == OF_EACH_KIND_OF_ID
        absent = [f"{prefix}_{''.join(draw.choices(letters, k=16))}" for _ in hidden]
    answers = [
        [_without_id(one, answer) for one, (_, answer) in zip(names, _answers(twins.full, asked), strict=True)]
        for names in (hidden, absent)
        for asked in [[Asked(path=f"/api/v1/{resource}/{one}") for one in names]]
    ]
    assert answers[0] == answers[1]
    assert {answer.status for answer in answers[0]} == {404}


def _without_id(public_id: str, answer: Answer) -> Answer:
    return replace(answer, body=answer.body.replace(public_id.encode(), b"ID"))
