"""The limit per address: it holds, it tells, and no header of the reader's own moves it."""

from typing import Any

import pytest

from api.throttles import network_of
from tests.api.conftest import READS, Reader, limit_to

pytestmark = READS


@pytest.fixture
def limited(reader: Reader, settings: Any) -> Reader:
    limit_to(settings, "3/min")
    return reader


def ask(reader: Reader, address: str = "192.0.2.1", **headers: str) -> Any:
    return reader.client.get("/api/v1/vocabularies", REMOTE_ADDR=address, headers=headers)


def test_request_past_the_limit_is_refused_until_later(limited: Reader) -> None:
    assert [ask(limited).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = ask(limited)
    assert refused.json()["code"] == "rate_limited"
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused["RateLimit"].startswith('"minute";r=0;t=')
    assert ask(limited, "192.0.2.2").status_code == 200


def test_answers_tell_what_is_left(limited: Reader) -> None:
    response = ask(limited)
    assert response["RateLimit-Policy"] == '"minute";q=3;w=60'
    assert response["RateLimit"] == '"minute";r=2;t=60'
    assert response["X-RateLimit-Limit"] == "3"
    assert response["X-RateLimit-Remaining"] == "2"
    assert int(response["X-RateLimit-Reset"]) > 1_700_000_000


def test_unchanged_answer_is_not_counted(limited: Reader) -> None:
    tag = ask(limited)["ETag"]
    for _ in range(5):
        assert ask(limited, if_none_match=tag).status_code == 304
    assert ask(limited)["X-RateLimit-Remaining"] == "1"


def test_unknown_addresses_are_counted_too(limited: Reader) -> None:
    statuses = [limited.client.get("/api/v1/nothing", REMOTE_ADDR="192.0.2.9").status_code for _ in range(4)]
    assert statuses == [404, 404, 404, 429]


def test_forged_header_changes_nothing_without_proxies(limited: Reader) -> None:
    statuses = [ask(limited, x_forwarded_for=f"198.51.100.{number}").status_code for number in range(4)]
    assert statuses == [200, 200, 200, 429]


def test_behind_one_proxy_only_its_own_entry_counts(limited: Reader, settings: Any) -> None:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": 1}
    forged = [ask(limited, x_forwarded_for=f"10.0.0.{number}, 198.51.100.7").status_code for number in range(4)]
    assert forged == [200, 200, 200, 429]
    assert ask(limited, x_forwarded_for="198.51.100.8").status_code == 200


def test_addresses_of_one_ipv6_network_share_a_count(limited: Reader) -> None:
    statuses = [ask(limited, f"2001:db8:1:2::{number:x}").status_code for number in range(1, 5)]
    assert statuses == [200, 200, 200, 429]
    assert ask(limited, "2001:db8:1:3::1").status_code == 200


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unreadable"),
        ("unix:", "unreadable"),
    ],
)
def test_network_of_an_address(address: str, network: str) -> None:
    assert network_of(address) == network
