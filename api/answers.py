"""Answers with their envelope and headers; an unchanged answer is 304 before any body is read."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
from django.utils.http import http_date, parse_etags
from rest_framework.request import Request
from rest_framework.response import Response

from api.pages import DataVersion

API_VERSION = "1.0"
LICENCE = "CC-BY-4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
CACHE_CONTROL = "public, max-age=60"
PRIVATE_CACHE_CONTROL = "private, max-age=60"  # whoever shows a key is answered for himself alone


def base_url(request: Request) -> str:
    """Scheme and host as the reader used them, checked against ALLOWED_HOSTS by Django."""
    return f"{request.scheme}://{request.get_host()}"


def entity_tag(request: Request, *parts: object) -> str:
    """A weak tag of the address as asked for and the state that it was answered from."""
    told = repr((API_VERSION, base_url(request), request.get_full_path(), parts))
    return f'W/"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'


def is_unchanged(request: Request, tag: str) -> bool:
    """The reader already has this answer. Weak comparison: proxies that compress weaken tags (RFC 9110, 13.1.2)."""
    held = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in held or tag.removeprefix("W/") in {one.removeprefix("W/") for one in held}


def not_modified(tag: str) -> Response:
    return Response(None, status=304, headers={"ETag": tag, "Cache-Control": CACHE_CONTROL})


def found(body: bytes | Mapping[str, Any], tag: str, changed_at: datetime | None, *links: str) -> Response:
    """An answer 200 with its validators."""
    headers = {"ETag": tag, "Cache-Control": CACHE_CONTROL}
    if changed_at is not None:
        headers["Last-Modified"] = http_date(changed_at.timestamp())
    response = Response(body, headers=headers)
    if links:
        response["Link"] = ", ".join(links)
    return response


def versioned(request: Request, version: DataVersion, make: Callable[[], bytes | Mapping[str, Any]]) -> Response:
    """An answer that is a function of the address and the state of the base alone."""
    tag = entity_tag(request, version.sequence)
    return not_modified(tag) if is_unchanged(request, tag) else found(make(), tag, version.changed_at)


def envelope(
    meta: Mapping[str, Any],
    results: bytes,
    following: str | None,
    previous: str | None,
    groups: Sequence[Mapping[str, Any]] | None = None,
) -> bytes:
    """The list answer around finished bodies; the order of its members is part of the contract."""
    return b"".join(
        (
            b'{"meta":',
            orjson.dumps(meta),
            b',"results":[',
            results,
            b"]" if groups is None else b'],"groups":' + orjson.dumps(groups),
            b',"next":',
            orjson.dumps(following),
            b',"previous":',
            orjson.dumps(previous),
            b"}",
        )
    )


def instant(moment: datetime) -> str:
    """RFC 3339 in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def data_version_text(version: DataVersion) -> str:
    """The data version as answers name it: the number of the last change."""
    return str(version.sequence)
