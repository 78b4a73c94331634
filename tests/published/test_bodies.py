import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.published.bodies import BASE_MARK, Address, NotJSON, dump, etag, parse, render


def test_an_address_is_stored_without_its_host_and_served_with_the_one_asked():
    body = dump({"url": Address("/api/v1/incidents/PIKB-2018-00001"), "title": "A"})
    assert body == '{"url":"\x01/api/v1/incidents/PIKB-2018-00001","title":"A"}'
    assert render(body, "https://kb.example") == (
        b'{"url":"https://kb.example/api/v1/incidents/PIKB-2018-00001","title":"A"}'
    )


def test_a_text_that_holds_the_mark_stays_that_text():
    hostile = "\x01/api/v1/incidents/PIKB-1999-00001"
    body = dump({"quote": hostile})
    assert BASE_MARK not in body
    assert json.loads(render(body, "https://kb.example")) == {"quote": hostile}


def test_a_base_url_cannot_leave_its_string():
    served = render(dump({"url": Address("/x")}), 'https://kb.example","admin":"')
    assert json.loads(served) == {"url": 'https://kb.example","admin":"/x'}


def test_keys_keep_their_order_and_characters_stay_readable():
    assert dump({"b": 1, "a": "Zürich – 😀"}) == '{"b":1,"a":"Zürich – 😀"}'


def test_a_body_holds_json_and_addresses_only():
    with pytest.raises(NotJSON, match="a body holds no set; allowed are JSON's own types and Address"):
        dump({"codes": {1}})


def test_the_etag_does_not_depend_on_the_host():
    body = dump({"url": Address("/x")})
    # sha256 of the bytes {"url":"\\x01/x"}
    assert etag(body) == "c0bcff9b77a8aa7ac4b0a97aa9648663a6bdc61789b7b91f1b6ae81123daaa36"
    assert parse(body, "https://one.example") == {"url": "https://one.example/x"}


@given(st.dictionaries(st.text(), st.text() | st.integers(-(2**53), 2**53) | st.none() | st.lists(st.text())))
def test_what_is_stored_is_what_is_served(body):
    assert json.loads(render(dump(body), "https://kb.example")) == body
