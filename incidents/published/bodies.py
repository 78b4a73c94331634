"""Stored JSON bodies: ready bytes whose own addresses lack only scheme and host.

A body is served under whatever name the reader asked, so its absolute URLs are stored with BASE_MARK in front. Inside
a JSON string that character is always escaped; standing bare it cannot come from any text that was ever collected.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson

BASE_MARK = "\x01"


class NotJSON(TypeError):
    """A body holds something that JSON has no form for; the message names it."""


class Address(str):
    """A path on the server that answers, such as ``/api/v1/incidents/PIKB-2018-00001``."""

    __slots__ = ()


def dump(body: Mapping[str, Any]) -> str:
    """The JSON text to store, keys in their order; every Address begins with BASE_MARK. Raises NotJSON."""
    try:
        return orjson.dumps(body, default=_marked, option=orjson.OPT_PASSTHROUGH_SUBCLASS).decode()
    except orjson.JSONEncodeError as error:
        raise NotJSON(str(error.__cause__ or error)) from error


def render(body: str, base_url: str) -> bytes:
    """The bytes to serve under a base URL such as ``https://kb.example`` (no slash at the end)."""
    return body.replace(BASE_MARK, orjson.dumps(base_url)[1:-1].decode()).encode()


def parse(body: str, base_url: str = "") -> dict[str, Any]:
    """The body as a dict, its addresses under the base URL."""
    parsed: dict[str, Any] = orjson.loads(render(body, base_url))
    return parsed


def etag(body: str) -> str:
    """SHA-256 of a stored body in hex: the same under every host name."""
    return hashlib.sha256(body.encode()).hexdigest()


def _marked(value: object) -> orjson.Fragment:
    if isinstance(value, Address):
        return orjson.Fragment(b'"' + BASE_MARK.encode() + orjson.dumps(str(value))[1:])
    raise NotJSON(f"a body holds no {type(value).__name__}; allowed are JSON's own types and Address")
