"""What a release may not do to clients: the differences of two OpenAPI documents that break somebody.

Breaking is what is removed or renamed (operation, parameter, field, code of an enumeration), a new parameter or member
that must be given, a type that changes, a rule that became stricter, and a key that is asked for where none was. All
else is additive: addresses, optional parameters, members and codes come without notice, and clients must bear them.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

Schema = Mapping[str, Any]
Direction = Literal["sent", "answered"]  # by clients, to clients: what may grow in one may only shrink in the other

_METHODS = ("get", "head", "post", "put", "patch", "delete")
_LOWER_BOUNDS = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_UPPER_BOUNDS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_RULES = ("pattern", "format", "multipleOf", "uniqueItems", "const")


class UnreadableSchema(ValueError):
    """The document uses a construct that cannot be compared yet; the message names it."""


def breaks(old: Schema, new: Schema) -> list[str]:
    """A sentence for every difference that breaks a client of `old`; none where the new document only adds."""
    comparison = _Comparison(old, new)
    return [*comparison.operations(), *comparison.security_schemes()]


class _Comparison:
    """Two documents, and which pairs of their components were compared already: each is told of once."""

    def __init__(self, old: Schema, new: Schema) -> None:
        self.old = old
        self.new = new
        self._compared: set[tuple[str, str, Direction]] = set()

    def operations(self) -> Iterator[str]:
        old, new = _operations(self.old), _operations(self.new)
        for name, before in old.items():
            if name not in new:
                yield f"{name}: the operation is gone"
                continue
            after = new[name]
            if before.get("operationId") != after.get("operationId"):
                yield f"{name}: renamed from {before.get('operationId')} to {after.get('operationId')}"
            yield from self._parameters(name, before, after)
            yield from self._body(name, before.get("requestBody"), after.get("requestBody"))
            yield from self._responses(name, before["responses"], after["responses"])
            yield from self._security(name, before, after)

    def security_schemes(self) -> Iterator[str]:
        new = self.new.get("components", {}).get("securitySchemes", {})
        for name, before in self.old.get("components", {}).get("securitySchemes", {}).items():
            members = ("type", "scheme", "in", "name")
            if [before.get(one) for one in members] != [new.get(name, {}).get(one) for one in members]:
                yield f"the way to show a key changed: {name}"

    def _parameters(self, where: str, before: Schema, after: Schema) -> Iterator[str]:
        old, new = _parameters(before), _parameters(after)
        for key, parameter in old.items():
            name = f"{where}: {key[0]} parameter {key[1]}"
            if key not in new:
                yield f"{name}: gone"
                continue
            if new[key].get("required") and not parameter.get("required"):
                yield f"{name}: must be given now"
            yield from self._schemas(name, parameter["schema"], new[key]["schema"], "sent")
        for key, parameter in new.items():
            if key not in old and parameter.get("required"):
                yield f"{where}: {key[0]} parameter {key[1]}: new and must be given"

    def _body(self, where: str, before: Schema | None, after: Schema | None) -> Iterator[str]:
        if after and after.get("required") and not (before and before.get("required")):
            yield f"{where}: a body must be sent now"
        if before is None:
            return
        for media_type, content in before["content"].items():
            if after is None or media_type not in after["content"]:
                yield f"{where}: a body {media_type} is not taken any more"
            else:
                schema = after["content"][media_type]["schema"]
                yield from self._schemas(f"{where}: body", content["schema"], schema, "sent")

    def _responses(self, where: str, before: Schema, after: Schema) -> Iterator[str]:
        for status, response in before.items():
            name = f"{where}: answer {status}"
            if status not in after:
                if status.startswith("2"):
                    yield f"{name}: gone"
                continue
            contents = after[status].get("content", {})
            for media_type, content in response.get("content", {}).items():
                if media_type not in contents:
                    yield f"{name}: {media_type} is gone"
                    continue
                yield from self._schemas(name, content["schema"], contents[media_type]["schema"], "answered")

    def _security(self, where: str, before: Schema, after: Schema) -> Iterator[str]:
        for accepted in _accepted(self.old, before):
            if not any(_asks_no_more(one, accepted) for one in _accepted(self.new, after)):
                way = " and ".join(accepted) or "no key"
                yield f"{where}: a request with {way} is not enough any more"

    def _schemas(self, where: str, old: Schema, new: Schema, direction: Direction) -> Iterator[str]:
        pair = (old.get("$ref", ""), new.get("$ref", ""), direction)
        if all(pair) and pair in self._compared:
            return
        self._compared.add(pair)
        before, after = _whole(old, self.old), _whole(new, self.new)
        yield from _types(where, before, after, direction)
        yield from _codes(where, before, after, direction)
        yield from _rules(where, before, after) if direction == "sent" else _formats(where, before, after)
        yield from self._members(where, before, after, direction)
        for inner in ("items", "additionalProperties"):
            if isinstance(before.get(inner), Mapping) and isinstance(after.get(inner), Mapping):
                yield from self._schemas(f"{where}[]", before[inner], after[inner], direction)

    def _members(self, where: str, before: Schema, after: Schema, direction: Direction) -> Iterator[str]:
        old, new = before.get("properties", {}), after.get("properties", {})
        was_needed, is_needed = set(before.get("required", ())), set(after.get("required", ()))
        for name, member in old.items():
            if name not in new:
                yield f"{where}: the member {name} is gone"
            else:
                yield from self._schemas(f"{where}.{name}", member, new[name], direction)
        if direction == "sent":
            yield from (f"{where}: the member {name} must be given now" for name in sorted(is_needed - was_needed))
        else:
            left = sorted((was_needed - is_needed) & set(new))
            yield from (f"{where}: the member {name} may be left out now" for name in left)


def _types(where: str, before: Schema, after: Schema, direction: Direction) -> Iterator[str]:
    old, new = before["type"], after["type"]
    narrow, wide = (old, new) if direction == "sent" else (new, old)
    if wide and (not narrow or not narrow <= wide):
        yield f"{where}: the type changes from {_spelled(old)} to {_spelled(new)}"


def _codes(where: str, before: Schema, after: Schema, direction: Direction) -> Iterator[str]:
    if "enum" not in after:
        return
    if "enum" in before:
        gone = [str(one) for one in before["enum"] if one not in after["enum"]]
        yield from (f"{where}: the value {one} is gone" for one in gone)
    elif direction == "sent":
        yield f"{where}: stricter: only some values are taken now"


def _rules(where: str, before: Schema, after: Schema) -> Iterator[str]:
    """What a client sent yesterday must be taken tomorrow."""
    for name in _LOWER_BOUNDS:
        if name in after and (name not in before or after[name] > before[name]):
            yield f"{where}: stricter: {name} is {after[name]} now"
    for name in _UPPER_BOUNDS:
        if name in after and (name not in before or after[name] < before[name]):
            yield f"{where}: stricter: {name} is {after[name]} now"
    for name in _RULES:
        if name in after and after[name] != before.get(name):
            yield f"{where}: stricter: {name} is {after[name]} now"
    if after.get("additionalProperties") is False and before.get("additionalProperties") is not False:
        yield f"{where}: stricter: other members are refused now"


def _formats(where: str, before: Schema, after: Schema) -> Iterator[str]:
    """A day that becomes an instant is another type, though both are texts."""
    if "format" in before and after.get("format") != before["format"]:
        yield f"{where}: the format changes from {before['format']} to {after.get('format', 'none')}"


def _whole(schema: Schema, document: Schema) -> dict[str, Any]:
    """The schema with its references and parts put in; `type` is the set of all that may come, empty for anything."""
    own = {name: value for name, value in schema.items() if name not in ("$ref", "allOf", "oneOf", "anyOf")}
    parts = [_component(schema["$ref"], document)] if "$ref" in schema else []
    parts += schema.get("allOf", ())
    made: dict[str, Any] = {"type": frozenset()}
    for part in [_whole(one, document) for one in parts]:
        made = made | part | _joined(made, part)
    alternatives = [_whole(one, document) for one in (*schema.get("oneOf", ()), *schema.get("anyOf", ()))]
    stated = [one for one in alternatives if one["type"] != {"null"}]
    if len(stated) > 1:
        raise UnreadableSchema(f"alternatives other than a shape and null cannot be compared: {schema}")
    for part in stated:
        made = made | part | _joined(made, part)
    types = _type_set(own) or made["type"]
    if len(stated) < len(alternatives) and types:
        types |= {"null"}
    return made | own | _joined(made, own) | {"type": types}


def _joined(first: Schema, second: Schema) -> dict[str, Any]:
    """What two parts of one shape both add to."""
    joined: dict[str, Any] = {}
    if "properties" in first and "properties" in second:
        joined["properties"] = first["properties"] | second["properties"]
    if "required" in first and "required" in second:
        joined["required"] = [*first["required"], *second["required"]]
    return joined


def _component(reference: str, document: Schema) -> Schema:
    found: Any = document
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return dict(found)


def _type_set(schema: Schema) -> frozenset[str]:
    told = schema.get("type", ())
    types = {told} if isinstance(told, str) else set(told)
    return frozenset(types | {"integer"} if "number" in types else types)


def _spelled(types: frozenset[str]) -> str:
    return " or ".join(sorted(types)) or "anything"


def _operations(document: Schema) -> dict[str, Schema]:
    return {
        f"{method.upper()} {path}": operation
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if method in _METHODS
    }


def _parameters(operation: Schema) -> dict[tuple[str, str], Schema]:
    return {(one["in"], one["name"]): one for one in operation.get("parameters", ())}


def _accepted(document: Schema, operation: Schema) -> Sequence[Mapping[str, Sequence[str]]]:
    """The ways to be let in, any of which is enough; an empty one is nobody in particular."""
    told: Sequence[Mapping[str, Sequence[str]]] = operation.get("security", document.get("security", ()))
    return told or [{}]


def _asks_no_more(one: Mapping[str, Sequence[str]], than: Mapping[str, Sequence[str]]) -> bool:
    return all(name in than and set(scopes) <= set(than[name]) for name, scopes in one.items())
