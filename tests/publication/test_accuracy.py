"""The measured accuracy as the API serves it: loaded from the figures that `make accuracy` writes."""

import io

import orjson
import pytest
from django.core.management import call_command

from incidents.publication import accuracy
from incidents.published.lookup_models import ExtractorAccuracy

pytestmark = pytest.mark.django_db


def test_figures_are_served_as_measured():
    assert accuracy.load() is True
    row = ExtractorAccuracy.objects.get()
    told = orjson.loads(row.body)
    measured = accuracy.measured()
    assert f"{told['extractor']} {told['version']}" == measured["extractor"]
    assert told["measured_on"] == measured["measured_on"] == row.measured_on.isoformat()
    for one in told["sets"]:
        source = measured["sets"][one["set"]]
        assert one["texts"] == source["texts"]
        assert one["says"]
        assert {kind.pop("kind"): kind for kind in one["kinds"]} == source["kinds"] | {"all": source["all"]}
    assert [one["set"] for one in told["sets"]] == list(measured["sets"])


def test_loading_again_changes_nothing_and_new_figures_replace_the_old():
    accuracy.load()
    assert accuracy.load() is False
    ExtractorAccuracy.objects.update(body="{}", etag="old")
    assert accuracy.load() is True
    assert ExtractorAccuracy.objects.count() == 1


def test_the_command_says_what_it_did():
    said = io.StringIO()
    call_command("load_accuracy", stdout=said)
    call_command("load_accuracy", stdout=said)
    assert [line.split(":")[0] for line in said.getvalue().splitlines()] == ["loaded", "as before"]
