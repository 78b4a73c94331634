"""The reasons of a fact in plain words: what a rule is called inside, and what a curator reads.

The words are in `lexicon/wordings.json`. A row is a template and, for each part of the name behind the prefix, where
its values are told: a set of the file, a vocabulary, another table, or "word" for a word of the text. Tests hold a
row for every feature that has a weight and every rule that the code names.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from incidents import vocabularies
from incidents.extraction import lexicon

# How a speaker was found in a second step, told behind the first: "climb_paper".
_SECOND_STEPS = ("_paper_noun", "_paper", "_pronoun", "_noun", ":passive")
_EVENT = re.compile(r"([^:|]*)([:|]?)(.*)", re.DOTALL)
_SPEAKERS = frozenset(("claimant", "speaker"))


class NoWording(LookupError):
    """A rule or feature has no words for people."""


def of_rule(kind: str, field: str, rule: str) -> str:
    """A rule in words: what made a field of such a fact what it is. Raises NoWording."""
    tables = _load("rules")
    if (row := tables["listed"].get(f"{kind} {field}")) is not None:
        return _filled(row, rule)
    if field in _SPEAKERS:
        return _of_source(rule)
    return _in(tables.get(f"{kind} {field}", tables.get(field, {})), rule)


def of_feature(kind: str, field: str, feature: str) -> str:
    """A feature in words, of those that speak for or against a field of such a fact. Raises NoWording."""
    tables = _load("features")
    if field == "confidence":
        return _in(tables["every kind"] | tables[kind], feature)
    return _in(tables["roles" if field == "roles" else f"{kind} {field}"], feature)


def _load(part: str) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = lexicon.load("wordings")[part]
    return loaded


def _of_source(rule: str) -> str:
    """A way to a speaker, with the steps that led from the words there to somebody."""
    table = _load("rules")["source"]
    step = next((one for one in _SECOND_STEPS if rule.endswith(one)), None)
    if step is None or rule in table:
        return _in(table, rule)
    return f"{_of_source(rule.removesuffix(step))}, {_load('rules')['second step'][step]}"


def _in(table: Mapping[str, Any], name: str) -> str:
    """The row of a name: its own, else that of its longest prefix; where events are told apart, behind the event."""
    if name in table:
        return _filled(table[name], "")
    for cut in range(len(name) - 1, 0, -1):
        if name[cut - 1] in ":|" and name[:cut] in table:
            return _filled(table[name[:cut]], name[cut:])
    if "<event>" in table and (parts := _EVENT.fullmatch(name)) and parts[1] in vocabularies.load("event").codes:
        return f"{_label('event', parts[1])}: {_in(table, parts[3]) if parts[2] else table['<event>']}"
    raise NoWording(f"{name} has no row in wordings.json")


def _filled(row: Any, rest: str) -> str:
    """A template with what the parts of the rest mean."""
    template, *lists = [row] if isinstance(row, str) else row
    parts = rest.split(":", len(lists) - 1) if lists else []
    if len(parts) != len(lists):
        raise NoWording(f"{rest!r} has not as many parts as “{template}” asks for")
    return str(template.format(*(_value(one, part) for one, part in zip(lists, parts, strict=True))))


def _value(source: str, value: str) -> str:
    """What a part of a name means.

    A word of the text in quotation marks, something that another table tells, a code of a vocabulary, or a value of a
    set of the file.
    """
    family, _, name = source.partition(" of ")
    if source == "word":
        return f"“{value}”"
    if source == "number":
        return value
    if family == "rules":
        return _of_source(value) if name == "source" else _in(_load("rules")[name], value)
    if family == "features":
        return _in(_load("features")[name], value)
    if family == "row":  # of a pattern table: "investigation#67"
        return _label(name, value.rpartition("#")[0] or value)
    sets = _load("sets")
    if source not in sets:
        return _label(source, value)
    if value not in sets[source]:
        raise NoWording(f"{value!r} has no words in the set {source} of wordings.json")
    return str(sets[source][value])


@cache
def _label(vocabulary: str, code: str) -> str:
    term = vocabularies.load(vocabulary).get(code)
    if term is None:
        raise NoWording(f"{code!r} is not in the list {vocabulary}")
    text = term.label
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
