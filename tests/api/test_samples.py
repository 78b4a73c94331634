"""`ids` and `sample`: rows by name and rows by lot."""

from collections import Counter
from urllib.parse import urlsplit

import pytest

from tests.api.conftest import READS, Reader
from tests.api.dataset import Dataset

pytestmark = READS


def test_ids_keep_their_order_and_missing_ones_are_listed(reader: Reader, base: Dataset) -> None:
    asked = f"{base.shop},PIKB-1999-00001,{base.profiles.lower()},{base.withdrawn},est_nobody1"
    body = reader.body("/incidents", f"ids={asked}")

    assert [one["id"] for one in body["results"]] == [base.shop, base.profiles]
    assert body["meta"]["missing"] == ["PIKB-1999-00001", base.withdrawn, "est_nobody1"]
    assert body["meta"]["count"] == 2
    assert body["next"] is None


def test_ids_and_filters_must_both_hold(reader: Reader, base: Dataset) -> None:
    body = reader.body("/incidents", f"ids={base.shop},{base.profiles}&role=platform")
    assert [one["id"] for one in body["results"]] == [base.shop]
    assert body["meta"]["missing"] == [base.profiles]


def test_ids_of_flat_records(reader: Reader, base: Dataset) -> None:
    every = reader.ids("/estimates")
    asked = [every[3], every[0], every[5]]
    assert reader.ids("/estimates", f"ids={','.join(asked)}") == asked


def test_ids_that_find_no_room_come_with_the_next_page(
    reader: Reader, base: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.pages.LARGEST_ANSWER_BYTES", 1)
    asked = [base.shop, base.clinic, "PIKB-1999-00001", base.profiles]
    found, missing, query = [], [], f"ids={','.join(asked)}"
    for _ in range(5):
        body = reader.body("/incidents", query)
        found += [one["id"] for one in body["results"]]
        missing += body["meta"]["missing"]
        if body["next"] is None:
            break
        query = urlsplit(body["next"]).query
    assert found == [base.shop, base.clinic, base.profiles]
    assert missing == ["PIKB-1999-00001"]


@pytest.mark.parametrize(
    "query",
    ["ids=nonsense", f"ids={','.join(f'est_{n}' for n in range(101))}", "ids=est_a&sort=id", "ids=est_a&per_page=2"],
)
def test_ids_that_cannot_be_answered_are_refused(reader: Reader, base: Dataset, query: str) -> None:
    assert reader.problem("/estimates", query)["errors"]


def test_the_same_seed_draws_the_same(reader: Reader, base: Dataset) -> None:
    first, again = (reader.body("/estimates", "sample=3&seed=7") for _ in range(2))
    assert first == again
    assert first["meta"]["sample"] == 3
    assert first["meta"]["seed"] == 7
    assert first["meta"]["count"] == 3
    assert len(first["results"]) == 3


def test_every_row_is_drawn_about_as_often_as_any_other(reader: Reader, base: Dataset) -> None:
    drawn = Counter(one for seed in range(120) for one in reader.ids("/estimates", f"sample=2&seed={seed}&select=id"))
    assert sum(drawn.values()) == 240
    assert len(drawn) == 6
    assert min(drawn.values()) >= 20  # 40 expected; below 20 has a chance of less than 1 in 2,000


def test_a_sample_is_walked_in_pages(reader: Reader, base: Dataset) -> None:
    whole = reader.ids("/estimates", "sample=5&seed=3")
    walked, query = [], "sample=5&seed=3&per_page=2"
    for _ in range(5):
        body = reader.body("/estimates", query)
        walked += [one["id"] for one in body["results"]]
        if body["next"] is None:
            break
        query = urlsplit(body["next"]).query
    assert walked == whole


def test_without_a_seed_each_draw_is_new_and_its_pages_are_one_draw(reader: Reader, base: Dataset) -> None:
    response = reader.get("/estimates", "sample=4&per_page=2")
    assert response["Cache-Control"] == "no-store"
    body = response.json()
    rest = reader.body("/estimates", urlsplit(body["next"]).query)
    seed = body["meta"]["seed"]
    assert [one["id"] for one in body["results"] + rest["results"]] == reader.ids("/estimates", f"sample=4&seed={seed}")
    assert len({reader.get("/estimates", "sample=4").json()["meta"]["seed"] for _ in range(5)}) > 1
    assert reader.get("/estimates", "sample=4&per_page=2", **{"If-None-Match": response["ETag"]}).status_code == 200


def test_a_sample_is_drawn_from_what_passes_the_filters(reader: Reader, base: Dataset) -> None:
    body = reader.body("/estimates", "sample=100&seed=1&bound=at_most")
    assert {one["bound"] for one in body["results"]} == {"at_most"}
    assert body["meta"]["count"] == 2
    assert len(reader.ids("/incidents", "sample=10&seed=1&party=Facebook&q=accounts")) == 1


@pytest.mark.parametrize("query", ["seed=1", "sample=0", "sample=1001", "sample=1&sort=id", "sample=2&seed=-1"])
def test_samples_that_cannot_be_drawn_are_refused(reader: Reader, base: Dataset, query: str) -> None:
    assert reader.problem("/estimates", query)["errors"]
