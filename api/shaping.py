"""Which members of an object are answered (`select`), and which references become whole objects (`expand`).

Both whitelists are drawn from the declared shapes, so that a new member can be selected the day it is documented.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from rest_framework import serializers

from api import schemas
from api.problems import Finding
from incidents.vocabularies import nearest

MOST_NAMES = 100
DEEPEST = 2  # levels of a dotted name
Body = dict[str, Any]
Fetch = Callable[[str, Sequence[str]], Mapping[str, Body]]  # (resource, ids) → the whole objects that are public

_MANY_INCIDENTS = {"parties", "articles"}  # whose `incidents` is a list of ids


@dataclass(frozen=True, kw_only=True)
class Shaping:
    """What a reader wants of each object. `picked`: member → its own members (None: all of it); None: everything."""

    picked: Mapping[str, frozenset[str] | None] | None = None
    expanded: tuple[str, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether objects pass through as they are."""
        return self.picked is None and not self.expanded


def read_shaping(resource: str, values: Mapping[str, object], findings: list[Finding]) -> Shaping:
    """`select` and `expand` of a request for this resource; what is wrong goes to `findings`."""
    select, expand = values.get("select"), values.get("expand")
    expanded = _read_expand(resource, expand, findings) if isinstance(expand, str) else ()
    picked = _read_select(resource, select, expanded, findings) if isinstance(select, str) else None
    return Shaping(picked=picked, expanded=expanded)


def shaped(bodies: Sequence[Body], resource: str, shaping: Shaping, fetch: Fetch) -> list[Body]:
    """The objects with references made whole, then without the members that nobody asked for."""
    for path in shaping.expanded:
        _expand(bodies, path.split("."), references_of(resource)[path], fetch)
    if shaping.picked is None:
        return list(bodies)
    return [_pick(body, shaping.picked) for body in bodies]


@cache
def selectable(resource: str) -> tuple[str, ...]:
    """Every name that `select` takes: members, and members of members after a dot."""
    names: list[str] = []
    for name, field in _fields(schemas.SHAPES[resource]).items():
        names.append(name)
        names += [f"{name}.{inner}" for inner in _fields(_shape_of(field))]
    return tuple(names)


@cache
def references_of(resource: str) -> Mapping[str, str | None]:
    """Every name that `expand` takes, with the resource that it leads to; None for an object that is whole already."""
    return dict(_references(schemas.SHAPES[resource], resource, ()))


def _references(
    shape: type[serializers.Serializer], resource: str, above: tuple[str, ...]
) -> Iterator[tuple[str, str | None]]:
    for name, field in _fields(shape).items():
        path = ".".join((*above, name))
        inner = _shape_of(field)
        if name == "incident" or (name == "incidents" and resource in _MANY_INCIDENTS and not above):
            yield path, "incidents"
        elif inner is schemas.PartyReference or inner is schemas.PartyOfRole:
            yield path, "parties"
        elif name == "article":
            yield path, "articles"
        elif inner is not None:
            yield path, None
            if len(above) + 1 < DEEPEST:
                yield from _references(inner, resource, (*above, name))


def _members(resource: str) -> tuple[str, ...]:
    return tuple(_fields(schemas.SHAPES[resource]))


def _fields(shape: type[serializers.Serializer] | None) -> Mapping[str, Any]:
    return shape().get_fields() if shape is not None else {}


def _shape_of(field: Any) -> type[serializers.Serializer] | None:
    """The serializer of an object or of a list of objects; None for a plain value."""
    child = getattr(field, "child", field)
    return type(child) if isinstance(child, serializers.Serializer) else None


def _read_select(
    resource: str, text: str, expanded: Sequence[str], findings: list[Finding]
) -> Mapping[str, frozenset[str] | None] | None:
    references = references_of(resource)
    made_whole = [
        f"{path}.{inner}" for path in expanded if "." not in path for inner in _members(str(references[path]))
    ]
    names = _known("select", text, (*selectable(resource), *made_whole), findings)
    picked: dict[str, frozenset[str] | None] = {}
    for name in names:
        head, _, inner = name.partition(".")
        if not inner:
            picked[head] = None
        elif picked.get(head, frozenset()) is not None:
            picked[head] = (picked.get(head) or frozenset()) | {inner}
    return picked


def _read_expand(resource: str, text: str, findings: list[Finding]) -> tuple[str, ...]:
    known = references_of(resource)
    names = _known("expand", text, tuple(known), findings)
    return tuple(dict.fromkeys(name for name in names if known[name] is not None))


def _known(parameter: str, text: str, allowed: Sequence[str], findings: list[Finding]) -> list[str]:
    """The names between commas that are allowed; every other one is a finding."""
    names = [part.strip() for part in text.split(",")]
    if len(names) > MOST_NAMES:
        detail = f"{len(names)} names; at most {MOST_NAMES} are allowed"
        findings.append(Finding(name=parameter, code="invalid_value", detail=detail))
        return []
    unknown = [name for name in dict.fromkeys(names) if name not in allowed]
    findings += [
        Finding(
            name=parameter,
            code="unknown_field",
            detail=f"there is no {name[:60]!r} to {parameter} here",
            allowed=tuple(allowed),
            did_you_mean=nearest(name[:60], allowed),
        )
        for name in unknown
    ]
    return [name for name in names if name in allowed]


def _pick(body: Body, picked: Mapping[str, frozenset[str] | None]) -> Body:
    return {name: _inner(value, picked[name]) for name, value in body.items() if name in picked}


def _inner(value: Any, names: frozenset[str] | None) -> Any:
    if names is None or value is None:
        return value
    if isinstance(value, list):
        return [_inner(one, names) for one in value]
    return {name: one for name, one in value.items() if name in names}


def _expand(bodies: Sequence[Body], path: Sequence[str], resource: str | None, fetch: Fetch) -> None:
    places = [place for body in bodies for place in _places(body, path)]
    if resource is None or not places:
        return
    ids = sorted({one for holder, name in places for one in _ids(holder[name])})
    whole = fetch(resource, ids)
    for holder, name in places:
        holder[name] = _replaced(holder[name], whole)


def _places(node: Any, path: Sequence[str]) -> Iterator[tuple[Body, str]]:
    """Where the references of a path stand: (object, member)."""
    head, *rest = path
    if not rest:
        yield node, head
        return
    inner = node[head]
    for one in inner if isinstance(inner, list) else [inner]:
        if one is not None:
            yield from _places(one, rest)


def _ids(reference: Any) -> list[str]:
    """The ids in a reference: an id, an object with one, or a list of either; none where nothing is referred to."""
    if isinstance(reference, list):
        return [one for each in reference for one in _ids(each)]
    found = reference.get("id") if isinstance(reference, dict) else reference
    return [found] if found else []


def _replaced(reference: Any, whole: Mapping[str, Body]) -> Any:
    """The whole object; a reference to what is not public by itself stays as it is."""
    if isinstance(reference, list):
        return [_replaced(one, whole) for one in reference]
    ids = _ids(reference)
    return whole.get(ids[0], reference) if ids else reference
