import gzip
import ipaddress
import pathlib
import pickle
import socket
import ssl
import time
import zlib
from collections.abc import Callable

import pytest

from incidents.outbound import client, refusals
from incidents.outbound.client import FetchRequest, FetchResult
from tests.outbound import servers
from tests.outbound.test_addresses import REFUSED

CERTIFICATES = pathlib.Path(__file__).parent / "certificates"


def loopback_request(url: str, **changes: object) -> FetchRequest:
    return FetchRequest(**{"url": url, "allowed_networks": servers.LOOPBACK, "deadline_seconds": 5.0} | changes)  # type: ignore[arg-type]


def fetch_from(behave: servers.Behaviour, **changes: object) -> FetchResult:
    with servers.serving(behave) as server:
        return client.fetch(loopback_request(server.url("/page"), **changes))


def resolving_to(*addresses: str) -> Callable[[str, int], list[str]]:
    return lambda host, port: list(addresses)


def test_a_page_comes_with_its_headers() -> None:
    headers = ("Content-Type: text/html; charset=utf-8", 'ETag: "v1"', "Last-Modified: Sat, 17 Mar 2018 10:00:00 GMT")
    with servers.serving(servers.answering(b"<p>12 customers</p>", *headers)) as server:
        result = client.fetch(loopback_request(server.url("/page?id=7#top")))
    assert result == FetchResult(
        final_url=server.url("/page?id=7"),
        status=200,
        content_type="text/html; charset=utf-8",
        etag='"v1"',
        last_modified="Sat, 17 Mar 2018 10:00:00 GMT",
        body=b"<p>12 customers</p>",
        hops=(server.url("/page?id=7"),),
    )
    head = server.requests[0].lower()
    assert head.startswith("get /page?id=7 http/1.1\r\n")
    assert "accept-encoding: gzip, identity\r\n" in head
    assert "user-agent: privacy-incident-knowledge-base/" in head
    assert f"host: 127.0.0.1:{server.port}\r\n" in head
    assert "cookie" not in head


def test_validators_are_sent_and_304_is_a_result() -> None:
    with servers.serving(servers.answering(b"", 'ETag: "v1"', status="304 Not Modified")) as server:
        result = client.fetch(
            loopback_request(server.url(), etag='"v1"', last_modified="Sat, 17 Mar 2018 10:00:00 GMT")
        )
    assert result.not_modified
    assert result.body == b""
    assert 'If-None-Match: "v1"\r\n' in server.requests[0]
    assert "If-Modified-Since: Sat, 17 Mar 2018 10:00:00 GMT\r\n" in server.requests[0]


def test_304_that_nobody_asked_for_is_an_error() -> None:
    with pytest.raises(refusals.HTTPError) as failed:
        fetch_from(servers.answering(b"", status="304 Not Modified"))
    assert failed.value.status == 304


@pytest.mark.parametrize("address", REFUSED)
def test_no_refused_address_is_contacted(address: str, contacted: list[str]) -> None:
    """Neither as a literal, nor behind a name, nor behind a name that has a public address too."""
    literal = f"[{address}]" if ":" in address else address
    for url, answers in (
        (f"http://{literal}/", [address]),
        ("http://rebinding.example/", [address]),
        ("https://mixed.example/", ["93.184.216.34", address]),
        ("https://mixed.example:8443/", [address, "2606:4700::1111"]),
    ):
        with pytest.raises((refusals.RefusedAddress, refusals.RefusedURL)):
            client.fetch(FetchRequest(url=url), resolve=resolving_to(*answers))
    assert contacted == []


SPELLINGS_OF_REFUSED_ADDRESSES = """
    2130706433 0x7f000001 0x7f.0.0.1 0177.0.0.1 017700000001 127.1 127.0.1 0 00.00.00.00 2852039166 0xa9fea9fe
    0251.0376.0251.0376 169.254.43518 １２７.0.0.1 ①②⑦.⓪.⓪.① 127。0。0。1 127.0.0.1. [::ffff:7f00:1] [0:0:0:0:0:0:0:1]
    [::ffff:a9fe:a9fe] [fe80::1%25eth0] 127.0.0.1%00.example %31%32%37.0.0.1 localhost LOCALHOST.
    localhost.localdomain
"""


@pytest.mark.parametrize("host", SPELLINGS_OF_REFUSED_ADDRESSES.split())
def test_no_spelling_of_a_refused_address_gets_through(host: str, contacted: list[str]) -> None:
    with pytest.raises((refusals.RefusedAddress, refusals.RefusedURL)):
        client.fetch(FetchRequest(url=f"http://{host}/"), resolve=resolving_to("127.0.0.1"))
    assert contacted == []


@pytest.mark.parametrize(
    "address", ["10.0.0.1", "169.254.169.254", "[::1]", "[::ffff:10.0.0.1]", "0.0.0.0", "2130706433"]
)
def test_a_redirect_to_a_refused_address_is_not_followed(address: str, contacted: list[str]) -> None:
    with pytest.raises((refusals.RefusedAddress, refusals.RefusedURL)):
        fetch_from(servers.redirecting(f"http://{address}/latest/meta-data/"))
    assert set(contacted) == {"127.0.0.1"}


def test_an_allow_list_holds_for_each_hop() -> None:
    with servers.serving(servers.redirecting("http://127.0.0.2/")) as server, pytest.raises(refusals.RefusedAddress):
        client.fetch(loopback_request(server.url(), allowed_networks=(ipaddress.ip_network("127.0.0.1/32"),)))


def test_a_name_is_resolved_once_and_connected_by_its_literal(contacted: list[str]) -> None:
    asked = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    with servers.serving(servers.answering(b"page")) as server:
        result = client.fetch(loopback_request(server.url(host="news.example")), resolve=resolve)
    assert result.body == b"page"
    assert asked == ["news.example"]
    assert contacted == ["127.0.0.1"]
    assert f"Host: news.example:{server.port}\r\n" in server.requests[0]


def test_without_an_allow_list_loopback_is_refused(contacted: list[str]) -> None:
    with (
        servers.serving(servers.answering(b"page")) as server,
        pytest.raises(refusals.RefusedURL, match="allowed are 80, 443, 8080 and 8443"),
    ):
        client.fetch(FetchRequest(url=server.url()))
    assert contacted == []


def test_an_unusual_port_needs_an_allowed_address(contacted: list[str]) -> None:
    with pytest.raises(refusals.RefusedURL, match="port 6379"):
        client.fetch(loopback_request("http://public.example:6379/"), resolve=resolving_to("93.184.216.34"))
    assert contacted == []


REFUSED_URLS = [
    *["file:///etc/passwd", "gopher://x.example/", "javascript:alert(1)", "ftp://x.example/", "//x.example/"],
    *["http://user@x.example/", "http://x.example:22/", "http:///path", "http://x.example/a b", "http://x\\.example/"],
    *["http://x.example/\u202e", "http://x.example/\ud800", "http://x.example:99999/", "x.example", ""],
    "http://x.example/" + "a" * 2048,
]


@pytest.mark.parametrize("url", REFUSED_URLS, ids=ascii)
def test_urls_that_the_fetcher_never_asks_for(url: str, contacted: list[str]) -> None:
    with pytest.raises(refusals.RefusedURL):
        client.fetch(FetchRequest(url=url), resolve=resolving_to("127.0.0.1"))
    assert contacted == []


def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert fetch_from(servers.answering(b"direct")).body == b"direct"


def test_redirects_are_followed_by_hand_and_listed() -> None:
    with (
        servers.serving(servers.answering(b"moved here")) as target,
        servers.serving(servers.redirecting(target.url("/new?x=%C3%A4"))) as server,
    ):
        result = client.fetch(loopback_request(server.url("/old")))
    assert result.body == b"moved here"
    assert result.final_url == target.url("/new?x=%C3%A4")
    assert result.hops == (server.url("/old"), target.url("/new?x=%C3%A4"))


def test_bare_utf8_in_a_redirect_is_understood() -> None:
    message = "HTTP/1.1 302 Found\r\nLocation: /Übernahme\r\nContent-Length: 0\r\n\r\n".encode()
    with servers.serving(servers.sending(message)) as server, pytest.raises(refusals.TooManyRedirects):
        client.fetch(loopback_request(server.url(), max_redirects=1))
    assert server.requests[1].startswith("GET /%C3%9Cbernahme HTTP/1.1\r\n")


def test_cookies_are_not_kept() -> None:
    behave = servers.answering(b"", "Location: /b", "Set-Cookie: a=b", status="302 Found")
    with servers.serving(behave) as server, pytest.raises(refusals.TooManyRedirects):
        client.fetch(loopback_request(server.url(), max_redirects=1))
    assert "cookie" not in server.requests[1].lower()


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "http://user:pass@127.0.0.1/", "http://[::1", "gopher://x/"]
)
def test_a_redirect_to_what_is_no_web_address_is_refused(location: str) -> None:
    with pytest.raises(refusals.RefusedURL):
        fetch_from(servers.redirecting(location))


def test_a_redirect_loop_ends() -> None:
    with pytest.raises(refusals.TooManyRedirects):
        fetch_from(servers.redirecting("/page"))


@pytest.mark.parametrize("status", ["400 Bad Request", "404 Not Found", "410 Gone", "500 Broken", "302 Found"])
def test_a_status_without_a_page_is_an_error_with_its_number(status: str) -> None:
    with pytest.raises(refusals.HTTPError) as failed:
        fetch_from(servers.answering(b"no", status=status))
    assert failed.value.status == int(status[:3])
    assert failed.value.retry_after_seconds is None


def test_a_server_may_ask_for_a_pause() -> None:
    with pytest.raises(refusals.HTTPError) as failed:
        fetch_from(servers.answering(b"", "Retry-After: 120", status="503 Busy"))
    assert (failed.value.status, failed.value.retry_after_seconds) == (503, 120)


def test_gzip_is_decoded() -> None:
    packed = gzip.compress(b"<p>text</p>" * 100)
    assert fetch_from(servers.answering(packed, "Content-Encoding: gzip")).body == b"<p>text</p>" * 100


def test_a_gzip_bomb_is_refused_before_it_unfolds() -> None:
    bomb = gzip.compress(bytes(200 << 20), compresslevel=9)
    with pytest.raises(refusals.TooLarge, match="decompresses to more than 10485760 bytes"):
        fetch_from(servers.answering(bomb, "Content-Encoding: gzip"))


PACKED = gzip.compress(b"text")


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("br", b"text"),
        ("zstd", b"text"),
        ("deflate", zlib.compress(b"text")),
        ("gzip, gzip", gzip.compress(PACKED)),
        ("gzip", PACKED[:-4]),
        ("gzip", PACKED + b"more"),
        ("gzip", b"not gzip"),
        ("gzip", b""),
    ],
)
def test_other_and_damaged_encodings_are_refused(encoding: str, body: bytes) -> None:
    with pytest.raises(refusals.RefusedEncoding):
        fetch_from(servers.answering(body, f"Content-Encoding: {encoding}"))


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
UNBOUNDED = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"


def test_a_chunked_body_is_joined() -> None:
    assert fetch_from(servers.sending(CHUNKED + b"4\r\nsome\r\n5\r\n text\r\n0\r\n\r\n")).body == b"some text"


@pytest.mark.parametrize(
    "behave",
    [
        servers.repeating(UNBOUNDED, b"x" * 65536),
        servers.repeating(CHUNKED, b"10000\r\n" + b"x" * 65536 + b"\r\n"),
        servers.repeating(CHUNKED, b"0" * 65536),
        servers.sending(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"),
        servers.repeating(b"HTTP/1.1 200 OK\r\n", b"X: " + b"y" * 60000 + b"\r\n"),
        servers.repeating(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
    ],
    ids=["endless body", "endless chunks", "endless chunk size", "announced", "header flood", "100-continue flood"],
)
def test_a_flood_is_cut_off(behave: servers.Behaviour) -> None:
    with pytest.raises((refusals.TooLarge, refusals.ConnectionFailed)):
        fetch_from(behave, max_bytes=200_000)


@pytest.mark.parametrize(
    "behave",
    [
        servers.silent,
        servers.repeating(b"", b"H", pause_seconds=0.05),
        servers.repeating(b"HTTP/1.1 200 OK\r\nX: ", b"y", pause_seconds=0.05),
        servers.repeating(UNBOUNDED, b"x", pause_seconds=0.05),
        servers.repeating(CHUNKED, b"1\r\nx\r\n", pause_seconds=0.05),
        servers.repeating(b"", b"HTTP/1.1 100 Continue\r\n\r\n", pause_seconds=0.05),
    ],
    ids=["silence", "slow status", "slow header", "slow body", "slow chunks", "slow 100-continue"],
)
def test_a_drip_ends_at_the_deadline(behave: servers.Behaviour) -> None:
    started = time.monotonic()
    with pytest.raises(refusals.DeadlineExceeded):
        fetch_from(behave, deadline_seconds=0.6)
    assert time.monotonic() - started < 1.6


def test_redirects_share_one_deadline() -> None:
    def slow_redirect(stream: socket.socket) -> None:
        time.sleep(0.25)
        servers.redirecting("/page")(stream)

    with pytest.raises(refusals.DeadlineExceeded):
        fetch_from(slow_redirect, deadline_seconds=0.6, max_redirects=50)


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"not http at all\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        CHUNKED + b"zz\r\n",
        CHUNKED + b"5\r\nab",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"\x16\x03\x01\x02\x00",
    ],
    ids=["nothing", "no status line", "short body", "bad chunk size", "short chunk", "bad status", "TLS on plain"],
)
def test_an_unintelligible_or_broken_answer_is_a_failed_connection(message: bytes) -> None:
    with pytest.raises(refusals.ConnectionFailed):
        fetch_from(servers.sending(message))


def test_a_closed_port_is_a_failed_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(refusals.ConnectionFailed, match="cannot be reached"):
        client.fetch(loopback_request(f"http://127.0.0.1:{port}/"))


def test_a_second_address_is_tried_when_the_first_is_dead() -> None:
    with servers.serving(servers.answering(b"page")) as server:
        result = client.fetch(
            loopback_request(server.url(host="x.example")), resolve=resolving_to("127.0.0.9", "127.0.0.1")
        )
    assert result.body == b"page"


def test_an_unknown_name_is_a_failed_connection() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(refusals.ConnectionFailed, match=r"nowhere\.example cannot be resolved"):
        client.fetch(FetchRequest(url="http://nowhere.example/"), resolve=unknown)


@pytest.fixture
def tls(monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "authority.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / "news.example.pem")
    return context


def test_tls_keeps_the_name_while_the_literal_is_contacted(tls: ssl.SSLContext, contacted: list[str]) -> None:
    names = []
    tls.sni_callback = lambda connection, name, context: names.append(name)
    with servers.serving(servers.answering(b"over TLS"), tls=tls) as server:
        url = server.url(host="news.example", scheme="https")
        result = client.fetch(loopback_request(url), resolve=resolving_to("127.0.0.1"))
    assert result.body == b"over TLS"
    assert names == ["news.example"]
    assert contacted == ["127.0.0.1"]


def test_a_certificate_for_another_name_fails(tls: ssl.SSLContext) -> None:
    with servers.serving(servers.answering(b"over TLS"), tls=tls) as server:
        url = server.url(host="other.example", scheme="https")
        with pytest.raises(refusals.ConnectionFailed, match=r"not valid for 'other\.example'"):
            client.fetch(loopback_request(url), resolve=resolving_to("127.0.0.1"))


def test_https_never_falls_back_to_http(tls: ssl.SSLContext) -> None:
    with servers.serving(servers.redirecting("http://news.example/"), tls=tls) as server:
        url = server.url(host="news.example", scheme="https")
        with pytest.raises(refusals.RefusedURL, match="from https to http"):
            client.fetch(loopback_request(url), resolve=resolving_to("127.0.0.1"))


def test_a_drip_over_tls_ends_at_the_deadline(tls: ssl.SSLContext) -> None:
    with servers.serving(servers.repeating(UNBOUNDED, b"x", pause_seconds=0.05), tls=tls) as server:
        url = server.url(host="news.example", scheme="https")
        with pytest.raises(refusals.DeadlineExceeded):
            client.fetch(loopback_request(url, deadline_seconds=0.6), resolve=resolving_to("127.0.0.1"))


def test_a_silent_tls_handshake_ends_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"https://news.example:{listener.getsockname()[1]}/"
        with pytest.raises(refusals.DeadlineExceeded):
            client.fetch(loopback_request(url, deadline_seconds=0.4), resolve=resolving_to("127.0.0.1"))


@pytest.mark.parametrize(
    "error",
    [refusals.HTTPError("gone", 410, 60), refusals.RefusedAddress("10.0.0.1", "private"), refusals.TooLarge("large")],
)
def test_refusals_survive_the_way_out_of_the_sandbox(error: refusals.FetchError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), vars(copy)) == (type(error), str(error), vars(error))


def test_reasons_are_stable_codes() -> None:
    assert sorted(kind.reason for kind in refusals.FetchError.__subclasses__()) == [
        "connection_failed",
        "deadline",
        "http_error",
        "refused_address",
        "refused_encoding",
        "refused_url",
        "too_large",
        "too_many_redirects",
    ]
