"""How well the extractor does, as last measured."""

from incidents.publication import accuracy
from tests.api.conftest import READS, Reader
from tests.api.dataset import Dataset

pytestmark = READS


def test_accuracy_per_kind_names_version_and_set(reader: Reader, base: Dataset) -> None:
    body = reader.body("/accuracy")
    (rules,) = body["results"]
    assert (rules["extractor"], rules["measured_on"]) == ("rules", accuracy.measured()["measured_on"])
    assert rules["version"]
    apart = next(one for one in rules["sets"] if one["set"] == "kept_apart")
    figures = {one["kind"]: one for one in apart["kinds"]}
    assert 0 < figures["estimate"]["found_recall"] <= 1
    assert figures["all"]["labelled"] > figures["estimate"]["labelled"] > 0


def test_accuracy_is_unchanged_until_measured_again(reader: Reader, base: Dataset) -> None:
    first = reader.get("/accuracy")
    assert reader.get("/accuracy", if_none_match=first["ETag"]).status_code == 304
    assert first["Last-Modified"].endswith("00:00:00 GMT")
    assert reader.problem("/accuracy", "kind=estimate")["code"] == "unknown_parameter"
