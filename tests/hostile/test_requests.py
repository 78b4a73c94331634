"""No request brings the server to answer 500 or to tell its insides, whatever the address and whoever asks."""

import logging
import re
from collections.abc import Iterator, Sequence

import orjson
import pytest
from django.contrib import admin
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client

from api.listings import FLAT, LISTS, NESTED
from api.problems import KINDS, MEDIA_TYPE
from api.views import changes
from api.views.incidents import SHAPED, nested_listing
from incidents.curation.review import acts
from incidents.models import Article, Incident
from tests.api.dataset import Dataset
from tests.builders import a_curator
from tests.hostile.conftest import EVERYWHERE
from tests.hostile.corpus import VALUES, Address, HostileRequest, forms_to, requests_to
from tests.hostile.wsgi import Answer, ask

pytestmark = [EVERYWHERE, pytest.mark.usefixtures("unlimited")]

_ID = "PIKB-2018-00001"
_SHAPED = [one.name for one in SHAPED]
API: dict[str, list[Address]] = {
    **{name: [Address(path=f"/api/v1/{name}", parameters=one.parameters)] for name, one in LISTS.items()},
    **{
        f"an incident's {name}": [
            Address(path=f"/api/v1/incidents/{_ID}/{name}", parameters=nested_listing(name).parameters, placeholder=_ID)
        ]
        for name in NESTED
    },
    "facts": [
        Address(path=f"/api/v1/{name}/est_aaaa", parameters=_SHAPED, placeholder="est_aaaa")
        for name in FLAT
        if name not in ("parties", "articles", "events", "statements", "data")
    ],
    "other records": [
        Address(path=f"/api/v1/{name}/art_aaaa", parameters=_SHAPED, placeholder="art_aaaa")
        for name in ("parties", "articles", "events", "statements", "data")
    ],
    "an incident": [
        Address(path=f"/api/v1/incidents/{_ID}", parameters=_SHAPED, placeholder=_ID),
        Address(path=f"/api/v1/incidents/{_ID}/contradictions", parameters=["as_of", "known_by"], placeholder=_ID),
    ],
    "the base": [
        Address(path="/api/v1/changes", parameters=[one.name for one in changes.PARAMETERS]),
        Address(path="/api/v1/vocabularies/cause", placeholder="cause"),
        Address(path="/api/v1/lookup", parameters=["url"]),
        *(Address(path=f"/api/v1{path}") for path in ("", "/", "/vocabularies", "/dictionary", "/rate-limit")),
    ],
    "documentation": [
        *(Address(path=f"/api/v1{path}") for path in ("/docs", "/docs/swagger", "/schema")),
        Address(path="/api/v1/docs/problems/withdrawn", placeholder="withdrawn"),
    ],
    "nothing": [Address(path="/api/v1/nothing"), Address(path="/api/v1/nothing/at/all")],
    "letters": [
        *(Address(path=f"/api/v1/{name}", takes="json") for name in ("submissions", "corrections")),
        *(Address(path=f"/api/v1/{name}/sub_aaaa", placeholder="sub_aaaa") for name in ("submissions", "corrections")),
    ],
    "keys": [
        *(Address(path=f"/api/v1/keys{path}", takes="json") for path in ("", "/current/rotate")),
        Address(path="/api/v1/keys/current"),
    ],
}
PAGES = [
    Address(path="/"),
    Address(path="/incidents", parameters=LISTS["incidents"].parameters),
    Address(path=f"/incidents/{_ID}", parameters=["as_of", "known_by"], placeholder=_ID),
    Address(path=f"/incidents/{_ID}/claims.svg", parameters=["as_of", "known_by"], placeholder=_ID),
    Address(path="/keys", takes="form"),
    *(Address(path=path) for path in ("/healthz", "/readyz", "/favicon.ico", "/nothing", "/static/x.css", "")),
]
LOCKED = [
    Address(path="/admin/login/", parameters=["next", "username"], takes="form"),
    Address(path="/admin/", parameters=["next"]),
    Address(path="/admin/review/", parameters=["show", "page"]),
    Address(path="/admin/incidents/incident/", parameters=["q", "p", "o", "id"], takes="form"),
]
_TRACES = (b"Traceback (most recent", b"site-packages", b'File "/', b"psycopg", b"OperationalError", b"DEBUG = True")
_OPENED = ("q", "p", "o", "id", "id__in", "state__exact", "edit", "show", "page", "add", "_to_field", "seen", "pk__gt")
_SENT = (
    *("act", "fact", "number", "kind", "incident", "successor", "reason", "recorded", "url", "text", "title", "name"),
    *(
        "version",
        "decision_note",
        "seen",
        "action",
        "_selected_action",
        "published_on",
        "first_public",
        "low",
        "claimant",
    ),
)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Thousands of refusals are expected and would be kept as log records until the test ends."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def application() -> WSGIHandler:
    return WSGIHandler()


def problems_of(request: HostileRequest, answer: Answer) -> list[str]:
    """What is wrong with an answer, whoever gave it."""
    found = []
    if answer.status >= 500 and not _is_documented_503(answer):
        found.append(f"answered {answer.status}")
    if leaked := [trace for trace in _TRACES if trace in answer.body]:
        found.append(f"tells {leaked[0]!r}")
    if any(re.search(r"[\r\n]", value) for value in answer.headers.values()):
        found.append("has a line break in a header")
    return found


def problems_of_api(request: HostileRequest, answer: Answer) -> list[str]:
    """The same, and a refusal of the API must be one of its problems."""
    found = problems_of(request, answer)
    if answer.status >= 400 and request.method != "HEAD" and request.path.startswith("/api/v1"):
        if answer.headers.get("Content-Type") != MEDIA_TYPE:
            found.append(f"refused with {answer.status} as {answer.headers.get('Content-Type')}")
        elif (told := orjson.loads(answer.body))["code"] not in KINDS or told["status"] != answer.status:
            found.append(f"refused with the unknown problem {told['code']!r}")
    return found


def _is_documented_503(answer: Answer) -> bool:
    return answer.status == 503 and "Retry-After" in answer.headers


@pytest.mark.parametrize("name", API)
def test_addresses_of_the_api(application: WSGIHandler, base: Dataset, name: str) -> None:
    found = [
        f"{request}: {wrong}"
        for address in API[name]
        for request in requests_to(address)
        for wrong in problems_of_api(request, ask(application, request))
    ]
    assert not found, "\n" + "\n".join(found[:60])


@pytest.mark.parametrize("address", PAGES, ids=lambda one: one.path)
def test_pages(application: WSGIHandler, base: Dataset, address: Address) -> None:
    found = [
        f"{request}: {wrong}"
        for request in requests_to(address)
        for wrong in problems_of(request, ask(application, request))
    ]
    assert not found, "\n" + "\n".join(found[:60])


@pytest.mark.parametrize("address", LOCKED, ids=lambda one: one.path)
def test_the_admin_shows_nothing_but_its_login(application: WSGIHandler, base: Dataset, address: Address) -> None:
    found = []
    for request in requests_to(address):
        answer = ask(application, request)
        found += [f"{request}: {wrong}" for wrong in problems_of(request, answer)]
        if answer.status == 200 and answer.body and b'id="login-form"' not in answer.body:
            found.append(f"{request}: opened")
    assert not found, "\n" + "\n".join(found[:60])


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost:80@evil.example", "", "localhost.", "127.0.0.1.evil.example"]
)
@pytest.mark.parametrize("path", ["/api/v1", "/api/v1/incidents", "/", "/incidents", "/admin/login/"])
def test_a_foreign_host_is_refused(application: WSGIHandler, base: Dataset, path: str, host: str) -> None:
    answer = ask(application, HostileRequest(path=path, headers={"Host": host}), SERVER_NAME="evil.example")
    assert answer.status == 400 or host == "localhost."
    assert b"evil.example" not in answer.body


@pytest.fixture
def as_curator(base: Dataset) -> dict[str, str]:
    """A session and a token against forged forms, so that what is sent gets as far as it can."""
    client = Client()
    client.force_login(a_curator())
    token = "t" * 32
    return {
        "HTTP_COOKIE": f"sessionid={client.cookies['sessionid'].value}; csrftoken={token}",
        "HTTP_X_CSRFTOKEN": token,
    }


def curators_addresses() -> dict[str, list[str]]:
    """Every page of the admin; `1` and `article` stand for a row."""
    models = [model._meta for model in admin.site._registry]
    listed = {
        f"{one.app_label}_{one.model_name}": [
            f"/admin/{one.app_label}/{one.model_name}/{end}" for end in ("", "1/change/", "add/")
        ]
        for one in models
    }
    return listed | {
        "review": ["/admin/review/", "/admin/review/article/", "/admin/review/new/"],
        "publication": ["/admin/publication/1/", "/admin/publication/1/publish", "/admin/publication/1/withdraw"],
    }


@pytest.mark.parametrize("name", curators_addresses())
def test_what_a_curator_opens_and_sends(
    application: WSGIHandler, base: Dataset, as_curator: dict[str, str], name: str
) -> None:
    """Hostile links that a curator follows, and hostile words in every field, while logged in."""
    found = []
    for path in curators_addresses()[name]:
        path = path.replace("1", str(Incident.objects.order_by("pk")[0].pk))
        path = path.replace(
            "article/", f"{Article.objects.order_by('pk')[0].public_id}/", path.startswith("/admin/review")
        )
        opened = (HostileRequest(path=path, query=f"{field}={value}") for field, value in _each_with_some(_OPENED))
        for request in (*opened, *forms_to(Address(path=path), _SENT, list(acts._ACTS))):
            answer = ask(application, request, **as_curator)
            found += [f"{request}: {wrong}" for wrong in problems_of(request, answer)]
    assert not found, "\n" + "\n".join(found[:60])


def _each_with_some(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every value once, the names in turn."""
    return ((names[place % len(names)], value) for place, value in enumerate(VALUES))


def test_the_corpus_is_large() -> None:
    addresses = [address for group in API.values() for address in group] + PAGES + LOCKED
    counts = [sum(1 for _ in requests_to(address)) for address in addresses]
    assert sum(counts) >= 10_000
    assert min(counts) >= 150
