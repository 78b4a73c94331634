"""Who asks never changes what another is told, and no disguise gets past a limit."""

import concurrent.futures
import itertools
import threading
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from api.listings import FLAT, LISTS, NESTED
from api.throttles import network_of
from incidents import vocabularies
from incidents.intake import keys
from incidents.models import Article, Incident
from tests.api.dataset import Dataset
from tests.builders import a_curator
from tests.hostile.conftest import EVERYWHERE, Stored
from tests.hostile.servers import serving, status_of

pytestmark = EVERYWHERE

LIMIT = 20
TRIES = 200
AT_ONCE = 50
_ASKING = "/api/v1/vocabularies"
# What legitimately tells who asked, beside the body.
_OWN = ("Cache-Control", "RateLimit", "RateLimit-Policy", "X-Request-Id", "Date")
_PERSONAL = ("/api/v1/rate-limit", "/api/v1/keys/current")


def limit_to(settings: Any, rate: str) -> None:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {"anonymous": rate, "key": rate}}


def public_addresses(base: Dataset) -> list[str]:
    incident, article = base.profiles, base.article
    return [
        "/", "/incidents", "/keys", f"/incidents/{incident}", f"/incidents/{incident}/claims.svg",
        f"/incidents/{base.merged}", f"/incidents/{base.withdrawn}",
        "/api/v1", "/api/v1/nothing",
        *(f"/api/v1/{path}" for path in ("changes", "dictionary", "vocabularies", "schema", "docs")),
        *(f"/api/v1/vocabularies/{name}" for name in vocabularies.names()[:3]),
        *(f"/api/v1/{name}" for name in LISTS), *(f"/api/v1/{name}?format=csv" for name in LISTS),
        *(f"/api/v1/incidents/{incident}/{name}" for name in (*NESTED, "contradictions")),
        *(f"/api/v1/{name}/{article}" for name in FLAT), f"/api/v1/incidents/{incident}",
        f"/api/v1/incidents/{base.merged}", f"/api/v1/incidents/{base.withdrawn}", "/api/v1/docs/problems/withdrawn",
        "/api/v1/docs/swagger", "/api/v1/lookup?url=http://news.example/x", "/api/v1/incidents?page=2",
        "/api/v1/incidents?sample=2", "/api/v1/incidents?group_by=cause", *_PERSONAL,
    ]  # fmt: skip


@pytest.fixture
def callers(base: Dataset, unlimited: None) -> dict[str, Client]:
    """Anybody, the holder of a key, and a curator who is logged in."""
    _, text = keys.issue(name="A study", scopes=["read"], days=1)
    curator = Client()
    curator.force_login(a_curator())
    return {"anybody": Client(), "key": Client(headers={"authorization": f"Bearer {text}"}), "curator": curator}


def told(client: Client, address: str) -> tuple[int, dict[str, str], bytes]:
    response: Any = client.get(address, headers={"x-request-id": "the-same-request"})
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, dict(response.headers), body


@pytest.mark.parametrize("order", list(itertools.permutations(("anybody", "key", "curator"))), ids="-".join)
def test_everybody_is_told_the_same_in_whatever_order(
    base: Dataset, callers: dict[str, Client], order: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.questions.secrets.randbelow", lambda most: 7)  # the seed of a sample
    for address in public_addresses(base):
        answers = {name: told(callers[name], address) for name in order}
        for status, headers, _ in answers.values():
            assert status < 500
            assert "Set-Cookie" not in headers
            assert "Cookie" not in headers.get("Vary", "")
        assert "public" not in answers["key"][1].get("Cache-Control", "public"), address
        if address in _PERSONAL:
            assert answers["anybody"][1]["Cache-Control"] in ("private, no-store", "no-store")
            assert answers["key"][1]["Cache-Control"] == "private, no-store"
            assert answers["anybody"][2] == answers["curator"][2] != answers["key"][2]
            continue
        bodies = {(status, body) for status, _, body in answers.values()}
        assert len(bodies) == 1, address
        shared = [{k: v for k, v in headers.items() if k not in _OWN} for _, headers, _ in answers.values()]
        assert shared[0] == shared[1] == shared[2], address


def test_what_curators_see_is_kept_by_no_cache(base: Dataset, callers: dict[str, Client]) -> None:
    models = [model._meta for model in admin.site._registry]
    incident, article = Incident.objects.order_by("pk")[0], Article.objects.order_by("pk")[0]
    addresses = [f"/admin/{one.app_label}/{one.model_name}/" for one in models]
    addresses += ["/admin/", "/admin/review/", "/admin/review/new/", f"/admin/review/{article.public_id}/"]
    addresses += [f"/admin/publication/{incident.pk}/", f"/admin/incidents/incident/{incident.pk}/change/"]
    for address in addresses:
        status, headers, _ = told(callers["curator"], address)
        assert status == 200
        assert "no-store" in headers.get("Cache-Control", ""), address
        status, headers, body = told(callers["anybody"], address)
        assert (status, body) == (302, b""), address
        assert "public" not in headers.get("Cache-Control", "")


DISGUISES = (
    "x-forwarded-for", "x-real-ip", "forwarded", "client-ip", "true-client-ip", "cf-connecting-ip", "x-client-ip",
    "x-forwarded", "x-cluster-client-ip", "via", "remote-addr", "user-agent", "cookie",
)  # fmt: skip


def allowed(statuses: list[int]) -> int:
    return sum(status != 429 for status in statuses)


@pytest.mark.parametrize("header", DISGUISES)
def test_no_header_of_the_readers_own_gets_past_the_limit(base: Dataset, settings: Any, header: str) -> None:
    limit_to(settings, f"{LIMIT}/min")
    client = Client()
    statuses = [
        client.get(_ASKING, headers={header: f"198.51.100.{number}"}).status_code for number in range(LIMIT * 2)
    ]
    assert allowed(statuses) == LIMIT


def test_rotating_addresses_in_front_of_our_proxy_is_one_caller(base: Dataset, settings: Any) -> None:
    limit_to(settings, f"{LIMIT}/min")
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": 1}
    forged = [f"10.{n % 256}.{n // 256}.9, 2001:db8::{n:x}, 203.0.113.5" for n in range(TRIES)]
    assert allowed([Client().get(_ASKING, headers={"x-forwarded-for": one}).status_code for one in forged]) == LIMIT


def test_rotating_inside_an_ipv6_network_is_one_caller(base: Dataset, settings: Any) -> None:
    limit_to(settings, f"{LIMIT}/min")
    addresses = [f"2001:db8:5:6:{n:x}:{n * 7 % 65536:x}::{n:x}" for n in range(TRIES)]
    assert len({network_of(address) for address in addresses}) == 1
    assert allowed([Client().get(_ASKING, REMOTE_ADDR=address).status_code for address in addresses]) == LIMIT


def test_unusable_keys_spellings_and_verbs_share_one_count(base: Dataset, settings: Any) -> None:
    limit_to(settings, f"{LIMIT}/min")
    client, statuses = Client(), []
    for number in range(TRIES // 5):
        forged = {"authorization": f"Bearer pikb_{number:08}_{'x' * 43}"}
        statuses += [
            client.get(_ASKING, headers=forged).status_code,
            client.get(f"{_ASKING}/", QUERY_STRING=f"x={number}").status_code,
            client.head(_ASKING).status_code,
            client.options(_ASKING).status_code,
            client.get(f"/incidents/PIKB-2018-{number:05}").status_code,
        ]
    assert allowed(statuses) == LIMIT


def test_requests_at_the_same_moment_do_not_pass_on_one_count(stored: Stored, tmp_path: Path) -> None:
    environment = {"PIKB_ANONYMOUS_RATE": f"{LIMIT}/hour", "PIKB_REQUESTS_IN_FLIGHT": "100"}
    with serving(stored.name, tmp_path, **environment) as server:
        together = threading.Barrier(AT_ONCE)

        def ask(number: int) -> int:
            together.wait()
            return status_of(server.get(_ASKING, f"X-Forwarded-For: 198.51.100.{number}"))

        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            statuses = list(pool.map(ask, range(AT_ONCE)))
    assert sorted(set(statuses)) == [200, 429]
    assert allowed(statuses) == LIMIT
