"""What is made for benches is what publication would have made of the same bodies."""

import orjson
import pytest

from api import schemas
from incidents.publication import facets, records
from incidents.published import bodies, headline
from tests.benchmarks.making import Maker, Rows

MADE = 120


@pytest.fixture(scope="module")
def rows() -> Rows:
    made, maker = Rows(), Maker(size=1_000)
    for number in range(MADE):
        maker.add(number, made, plain=True)
    return made


def columns(lines: list[str]) -> list[list[str]]:
    return [line.removesuffix("\n").split("\t") for line in lines]


def test_bodies_have_the_documented_shape(rows: Rows) -> None:
    for revision in columns(rows.revisions):
        body = bodies.parse(revision[4], "https://kb.example")
        shape = schemas.Incident()
        assert list(body) == list(shape.fields)
        for array, resource in (("estimates", "estimates"), ("parties", "parties"), ("remediations", "remediations")):
            for fact in body[array]:
                assert set(fact) == set(shape.fields[array].child.fields), resource
        for fact in body["causes"] + body["data"] + body["actions"]:
            assert {"id", "incident", "text", "evidence", "origin"} <= set(fact)


def test_headlines_are_those_of_the_rule(rows: Rows) -> None:
    for revision in columns(rows.revisions):
        body = bodies.parse(revision[4])
        assert body["headline"] == headline.choose(body["estimates"])


def test_bodies_are_stored_as_publication_dumps_them(rows: Rows) -> None:
    for revision in columns(rows.revisions):
        assert revision[5] == bodies.etag(revision[4])
        assert orjson.dumps(orjson.loads(revision[4].replace("\x01", ""))).decode() == revision[4].replace("\x01", "")


def test_flat_records_have_the_columns_that_publication_gives_them(rows: Rows) -> None:
    current = {one[1]: one for one in columns(rows.records) if one[14] == r"\N"}
    checked = 0
    for revision in columns(rows.revisions):
        if revision[7] != r"\N":
            continue
        for row in records.fact_rows(bodies.parse(revision[4])):
            stored = current.pop(row.record_id)
            said = [
                r"\N" if one is None else str(one) for one in (row.sort_on, row.known_on, row.name, row.low, row.high)
            ]
            assert stored[0] == row.resource
            assert stored[2] == row.incident_id
            assert stored[4:9] == said
            assert stored[9].strip("{}").split(",") == row.codes
            assert orjson.loads(stored[11]) == row.body
            checked += 1
        body = bodies.parse(revision[4])
        article = records.article_row(body["articles"][0], [body["id"]])
        stored = current.pop(article.record_id)
        assert stored[9].strip("{}").split(",") == article.codes
        assert stored[10] == article.url_key
        assert orjson.loads(stored[11]) == article.body
    assert checked > MADE * 11
    assert current == {}


def test_link_rows_are_those_of_the_facts(rows: Rows) -> None:
    terms: dict[str, set[tuple[str, str]]] = {}
    for key, _, facet, code, *_ in columns(rows.terms):
        terms.setdefault(key, set()).add((facet, code))
    for revision in columns(rows.revisions):
        body = bodies.parse(revision[4])
        # A party that speaks before its third claim is public is linked already: the made revisions share their links.
        assert facets.terms(body) == terms[revision[0]]


def test_the_same_seed_makes_the_same_incidents() -> None:
    maker, one, other = Maker(size=1_000), Rows(), Rows()
    maker.add(7, one)
    maker.add(7, other)
    assert one == other


def test_a_share_has_several_revisions_and_closed_records(rows: Rows) -> None:
    closed = [one for one in columns(rows.revisions) if one[7] != r"\N"]
    assert MADE // 10 < len(closed) < MADE // 2
    assert [one for one in columns(rows.records) if one[14] != r"\N"]
