"""Bodies of requests, read strictly: JSON within limits, members declared once, everything wrong told at once."""

import codecs
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rest_framework.request import Request

from api.problems import Finding, Problem, refuse
from api.values import InvalidValue, shown
from incidents.vocabularies import nearest

LARGEST_BODY = 256 * 1024  # bytes
DEEPEST = 32  # arrays and objects inside one another
_BRACKET_OR_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_MEDIA_TYPE = re.compile(r'application/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?', re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Member:
    """A member of a body. `read` takes the JSON value and raises InvalidValue."""

    name: str
    says: str
    read: Callable[[Any], Any]
    schema: Mapping[str, Any]
    is_required: bool = False


def read_members(request: Request, members: Sequence[Member]) -> dict[str, Any]:
    """The members of the request's body; raises one Problem that lists everything wrong with them.

    What is null counts as not given.
    """
    body = read_object(request)
    known = {one.name: one for one in members}
    findings = [_unknown(name, known) for name in body if name not in known]
    values: dict[str, Any] = {}
    for one in members:
        given = body.get(one.name)
        if given is None:
            if one.is_required:
                findings.append(_finding(one.name, "missing_member", f"`{one.name}` is missing: {one.says}"))
            continue
        try:
            values[one.name] = one.read(given)
        except InvalidValue as error:
            findings.append(_finding(one.name, "invalid_value", str(error), error.allowed, error.did_you_mean))
    if findings:
        raise refuse(findings)
    return values


def read_object(request: Request) -> dict[str, Any]:
    """The JSON object of the body; raises Problem 400, 413 or 415."""
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise Problem("unsupported_media", "A body is sent as it is, without Content-Encoding.")
    media_type = request.META.get("CONTENT_TYPE", "")
    if not _MEDIA_TYPE.fullmatch(media_type.strip()):
        raise Problem("unsupported_media", f"A body is application/json in UTF-8, not {shown(media_type)}.")
    text = _text(_bytes(request))
    _check_depth(text)
    try:
        body = json.loads(text, object_pairs_hook=_members_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Problem("invalid_body", f"The body is not JSON: {str(error)[:200]}.") from error
    if not isinstance(body, dict):
        raise Problem("invalid_body", "The body is not a JSON object.")
    return body


def text(*, shortest: int = 1, longest: int) -> Callable[[Any], str]:
    """Reads a text of so many characters, without blanks around it."""

    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise InvalidValue(f"a text is needed, not {_kind(value)}")
        value = value.replace("\r\n", "\n").strip()
        if not shortest <= len(value) <= longest:
            raise InvalidValue(f"the text has {len(value)} characters; {shortest} to {longest} are allowed")
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise InvalidValue("the text has half of a surrogate pair, which is no character") from error
        if "\0" in value:
            raise InvalidValue("the text has a NUL character, which no text may have")
        return value

    return read


def text_schema(longest: int, shortest: int = 1) -> dict[str, Any]:
    """How a text is described in the OpenAPI document."""
    return {"type": "string", "minLength": shortest, "maxLength": longest}


def _bytes(request: Request) -> bytes:
    """The body, never more than a little beyond the limit."""
    stated = request.META.get("CONTENT_LENGTH") or "0"
    if stated.isdigit() and int(stated) > LARGEST_BODY:
        raise _too_large()
    data: bytes = request._request.read(LARGEST_BODY + 1)
    if len(data) > LARGEST_BODY:
        raise _too_large()
    return data


def _too_large() -> Problem:
    return Problem("too_large", f"A body has at most {LARGEST_BODY} bytes.")


def _text(data: bytes) -> str:
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        raise Problem("invalid_body", "The body is not UTF-8.") from error


def _check_depth(text: str) -> None:
    """Refuse what is nested deeper than any body of ours, before a parser recurses into it."""
    depth = 0
    for found in _BRACKET_OR_TEXT.finditer(text):
        if found[0] in "[{":
            depth += 1
            if depth > DEEPEST:
                raise Problem("invalid_body", f"The body is nested deeper than {DEEPEST} levels.")
        elif found[0] in "]}":
            depth -= 1


def _members_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the member {shown(twice)} stands twice")
    return made


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")


def _kind(value: Any) -> str:
    kinds: Mapping[type, str] = {bool: "a truth value", dict: "an object", list: "a list", int: "a number"}
    return kinds.get(type(value), "a number")


def _unknown(name: str, known: Mapping[str, Member]) -> Finding:
    near = nearest(name[:60], known)
    hint = f"; did you mean {near[0]}?" if near else ""
    return _finding(name[:60], "unknown_field", f"there is no member {shown(name)} here{hint}", tuple(known), near)


def _finding(name: str, code: str, detail: str, allowed: Sequence[str] = (), near: Sequence[str] = ()) -> Finding:
    return Finding(name=name, code=code, detail=detail, place="body", allowed=tuple(allowed), did_you_mean=tuple(near))
