"""The page for keys: the same rules as the API's, in forms, with nothing kept in the browser."""

from typing import Any
from urllib.parse import urlencode

import pytest

from incidents.intake import keys
from incidents.intake.models import ApiKey
from tests.api.conftest import READS
from tests.api.site.conftest import PageReader

pytestmark = READS


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "ALIAS", "default")


def send(pages: PageReader, **form: Any) -> Any:
    encoded = urlencode(form, doseq=True)
    return pages.client.post("/keys", encoded, content_type="application/x-www-form-urlencoded")


def test_a_key_is_made_looked_at_renewed_and_revoked(pages: PageReader) -> None:
    made = send(pages, act="issue", name="A study", scopes=["read", "submit"], contact="a@study.example")
    assert made.status_code == 201
    assert made["Cache-Control"] == "private, no-store"
    text = keys.SHAPE.search(made.content.decode())
    assert text is not None
    key = keys.recognise(text[0])
    assert (key.name, key.scopes, key.contact) == ("A study", ["read", "submit"], "a@study.example")
    looked = send(pages, act="look", key=text[0]).content.decode()
    assert "A study" in looked
    assert text[0] not in looked
    renewed = keys.SHAPE.search(send(pages, act="rotate", key=text[0]).content.decode())
    assert renewed is not None
    assert "opens nothing any more" in send(pages, act="revoke", key=renewed[0]).content.decode()
    with pytest.raises(keys.UnusableKey):
        keys.recognise(renewed[0])


def test_the_page_explains_and_sets_no_cookie(pages: PageReader) -> None:
    response = pages.get("/keys")
    assert response.status_code == 200
    assert "Set-Cookie" not in response
    assert not response.cookies
    assert "never in an address" in response.content.decode()


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"act": "issue", "name": ""}, "name: the text has 0 characters"),
        ({"act": "issue", "name": "x", "scopes": "write"}, "is no scope"),
        ({"act": "issue", "name": "<b>x</b>", "contact": "nobody"}, "is no e-mail address"),
        ({"act": "look", "key": "nonsense"}, "has not the shape"),
        ({"act": "revoke", "key": "pikb_aaaaaaaa_" + "x" * 43}, "unknown or was revoked"),
        ({"act": "dance"}, "is not one of issue"),
        ({}, "is not one of issue"),
    ],
)
def test_what_is_wrong_is_said_on_the_page(pages: PageReader, form: dict[str, Any], told: str) -> None:
    response = send(pages, **form)
    assert response.status_code == 400
    assert told in response.content.decode()
    assert "<b>x</b>" not in response.content.decode()
    assert ApiKey.objects.count() == 0


def test_what_is_no_form_is_refused(pages: PageReader) -> None:
    assert pages.client.post("/keys", data=b"{}", content_type="application/json").status_code == 415
    large = pages.client.post("/keys", data=b"x" * 300_000, content_type="application/x-www-form-urlencoded")
    assert large.status_code == 400
    assert pages.client.put("/keys").status_code == 405
