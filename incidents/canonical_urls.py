"""Web addresses: read strictly once, and one spelling per page, by which an article is known.

Plain Python at the bottom of the tree, so that fetching, ingestion and the API's look-up agree on what a URL is.
"""

import ipaddress
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

import idna

LONGEST_URL = 2048
DEFAULT_PORTS = {"http": 80, "https": 443}

# Parameters that tell the site where a reader came from and never which page is meant.
# fmt: off
TRACKING_PARAMETERS = frozenset({
    "dclid", "fbclid", "gbraid", "gclid", "gclsrc", "igshid", "mc_cid", "mc_eid", "mkt_tok", "msclkid",
    "ns_campaign", "ns_mchannel", "ns_source", "srsltid", "twclid", "wbraid", "wt_mc", "yclid", "_ga", "_gl",
    "_hsenc", "_hsmi",
})
# fmt: on
TRACKING_PREFIXES = ("utm_", "at_campaign", "at_medium", "pk_", "mtm_")

_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_KEPT_IN_PATH = _UNRESERVED | frozenset("!$&'()*+,;=:@/")
_KEPT_IN_QUERY = _KEPT_IN_PATH | frozenset("?")
_HOST_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER_LABEL = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PERCENT_OR_CHARACTER = re.compile(r"%([0-9A-Fa-f]{2})|(.)", re.DOTALL)


class InvalidURL(ValueError):
    """The text is no web address that this project would store or fetch; the message names the part and the rule."""


@dataclass(frozen=True, kw_only=True)
class WebAddress:
    """The parts of an http(s) URL after strict reading.

    `host` is ASCII: a lower-case name (IDNA 2008), an IPv4 dotted quad or an IPv6 literal without brackets.
    `path` begins with "/" and, like `query`, is percent-encoded; the fragment is gone.
    """

    scheme: str
    host: str
    port: int
    path: str
    query: str

    @property
    def authority(self) -> str:
        """The host, in brackets when it is IPv6, with the port unless it is the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def target(self) -> str:
        """What a GET request line asks for: path and query."""
        return f"{self.path}?{self.query}" if self.query else self.path

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def read_web_address(url: str) -> WebAddress:
    """Read an absolute http(s) URL; raises InvalidURL for what is ambiguous, hidden or not of the web.

    Refused: more than 2,048 characters, control, format and space characters, backslashes, surrogates, user names,
    numeric hosts in any spelling but the dotted quad, and hosts that IDNA cannot encode.
    """
    _refuse_hidden_characters(url)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise InvalidURL(f"{_shown(url)} is not a URL: {error}") from error
    if parts.scheme not in DEFAULT_PORTS:
        raise InvalidURL(f"{_shown(url)} has the scheme {parts.scheme!r}; allowed are http and https")
    if "@" in parts.netloc:
        raise InvalidURL(f"{_shown(url)} has a user name or password before the host; leave it out")
    if port == 0:
        raise InvalidURL(f"{_shown(url)} has port 0; allowed are 1 to 65535")
    address = WebAddress(
        scheme=parts.scheme,
        host=_normal_host(parts.hostname or ""),
        port=port or DEFAULT_PORTS[parts.scheme],
        path=_without_dot_segments(_percent_normalised(parts.path, _KEPT_IN_PATH)),
        query=_percent_normalised(parts.query, _KEPT_IN_QUERY),
    )
    if len(str(address)) > LONGEST_URL:
        raise InvalidURL(f"{_shown(url)} is longer than {LONGEST_URL} characters once percent-encoded")
    return address


def canonical_url(url: str) -> str:
    """Return the one spelling by which a page is known; raises InvalidURL.

    >>> canonical_url("HTTP://News.Example:80/a/../b%7e?utm_source=x&id=7#top")
    'http://news.example/b~?id=7'
    """
    address = read_web_address(url)
    query = "&".join(_telling_parameters(address.query.split("&")))
    return str(WebAddress(scheme=address.scheme, host=address.host, port=address.port, path=address.path, query=query))


def _refuse_hidden_characters(url: str) -> None:
    if len(url) > LONGEST_URL:
        raise InvalidURL(f"{_shown(url)} is longer than {LONGEST_URL} characters")
    for character in url:
        # Backslash: browsers read it as a slash, other readers do not, so two of them may see two hosts.
        if character == "\\" or character.isspace() or unicodedata.category(character) in {"Cc", "Cf", "Cs"}:
            raise InvalidURL(f"{_shown(url)} contains U+{ord(character):04X}, which no URL may contain")


def _normal_host(host: str) -> str:
    """Return the ASCII form of a host; raises InvalidURL."""
    if ":" in host:
        return _normal_ipv6(host)
    labels = [_ascii_label(label, host) for label in host.removesuffix(".").split(".")]
    if _NUMBER_LABEL.fullmatch(labels[-1]):
        try:
            return str(ipaddress.IPv4Address(".".join(labels)))
        except ValueError as error:
            # 2130706433, 0x7f.1 and 0177.0.0.1 all mean 127.0.0.1 to some resolvers and nothing to others.
            raise InvalidURL(f"the host {host!r} is a number but not four decimal parts: {error}") from error
    name = ".".join(labels)
    if len(name) > 253:
        raise InvalidURL(f"the host {host[:40]!r}… is longer than 253 characters")
    return name


def _normal_ipv6(host: str) -> str:
    if "%" in host:
        raise InvalidURL(f"the host {host!r} names a network interface (%…); leave it out")
    try:
        return str(ipaddress.IPv6Address(host))
    except ValueError as error:
        raise InvalidURL(f"the host {host!r} is not an IPv6 address: {error}") from error


def _ascii_label(label: str, host: str) -> str:
    try:
        encoded = label if label.isascii() else idna.encode(label, uts46=True, transitional=False).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise InvalidURL(f"the host {host[:80]!r} cannot be written in ASCII: {error}") from error
    # A full-width or ideographic dot becomes "." under UTS 46; the parts are looked at one by one all the same.
    parts = encoded.lower().split(".")
    if not all(_HOST_LABEL.fullmatch(part) for part in parts):
        raise InvalidURL(f"the host {host[:80]!r} has the part {label[:63]!r}; allowed are letters, digits, - and _")
    return ".".join(parts)


def _percent_normalised(text: str, kept: frozenset[str]) -> str:
    """Decode %XX of unreserved characters, write other %XX in upper case and encode what may not stand bare."""

    def spelled(match: re.Match[str]) -> str:
        code, character = match.groups()
        if code is not None:
            decoded = chr(int(code, 16))
            return decoded if decoded in _UNRESERVED else f"%{code.upper()}"
        if character in kept:
            return str(character)
        return "".join(f"%{byte:02X}" for byte in character.encode("utf-8"))

    return _PERCENT_OR_CHARACTER.sub(spelled, text)


def _without_dot_segments(path: str) -> str:
    """Resolve "." and ".." as RFC 3986 section 5.2.4 does; the result begins with a slash."""
    segments = path.split("/")[1:]
    kept: list[str] = []
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _telling_parameters(parameters: Iterable[str]) -> Iterable[str]:
    for parameter in parameters:
        name = parameter.partition("=")[0].lower()
        if parameter and name not in TRACKING_PARAMETERS and not name.startswith(TRACKING_PREFIXES):
            yield parameter


def _shown(url: str) -> str:
    return repr(url if len(url) <= 80 else url[:79] + "…")
