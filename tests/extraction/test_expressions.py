"""No regular expression of the rules is slow on any text: every one is found by itself and tried on odd strings."""

import ast
import importlib
import inspect
import json
import pkgutil
import re
import time
from collections.abc import Iterator
from functools import cache
from importlib import resources
from types import ModuleType
from typing import Any

import pytest

from incidents import extraction, languages, marked_text
from incidents.extraction.patterns import table
from incidents.extraction.starts import compiled

LONGEST = 0.05  # seconds of the processor for one expression and one string
LENGTH = 4_000  # characters: twice the longest piece that is searched in one go
ODD = {
    "letters": "a",
    "capitals": "A",
    "words": "the data of ",
    "capital words": "The Data Of ",
    "one-letter words": "a ",
    "spaces": " ",
    "lines": "\n",
    "returns": "\r\n",
    "lines of words": "data\n",
    "lines of spaces": " \n \n",
    "digits": "1",
    "groups": "1,234,",
    "grouped by spaces": "1 234 ",
    "points": "1.1.",
    "dots": ".",
    "commas": ", ",
    "hyphens": "a-",
    "dashes": "– ",
    "apostrophes": "a’s ",
    "straight apostrophes": " 'a",
    "open marks": "“a ",
    "marks": '" ',
    "brackets": "(a",
    "braces": "{[<",
    "tags": "<a>",
    "addresses": "a@b.c/",
    "months": "May 1 and ",
    "numbers": "twenty five hundred thousand ",
    "scales": "hundreds of thousands of ",
    "said": "it said that it said ",
    "initials": "A. B. ",
    "underscores": "_",
    "accents": "é",
    "right to left": "س ",
    "signs": "$€£",
}


def _expressions() -> Iterator[re.Pattern[str]]:
    """Whatever is compiled in the modules, what their cached functions compile, and what the word lists hold."""
    packages = [languages, marked_text]
    for module in pkgutil.iter_modules(extraction.__path__, f"{extraction.__name__}."):
        if not module.name.endswith("__main__"):
            packages.append(importlib.import_module(module.name))
    for module_of in packages:
        for value in vars(module_of).values():
            yield from _inside(value)
        yield from map(_compiled, _written_in(module_of))
    for name in ("remediation", "actions", "causes"):
        yield from (compiled(phrase) for row in table(name) for phrase in row.phrases)
    for file in resources.files("incidents.extraction.lexicon").iterdir():
        if file.name.endswith(".json"):
            yield from map(_compiled, _regular(json.loads(file.read_text(encoding="utf-8"))))


def _written_in(module: ModuleType) -> Iterator[str]:
    """The expressions that stand in calls of `re` within functions."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
            if of_re and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
                yield node.args[0].value


def _inside(value: Any) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _inside(one)
    elif isinstance(value, dict):
        yield from _inside(list(value.values()))


def _regular(value: Any) -> Iterator[str]:
    """Every string of a word list that has the signs of a regular expression."""
    if isinstance(value, str):
        if re.search(r"[\\\[(?*+{|]", value) and _is_expression(value):
            yield value
    elif isinstance(value, (list, dict)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _regular(one)


def _is_expression(value: str) -> bool:
    try:
        re.compile(value)
    except re.error:
        return False
    return True


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)


EXPRESSIONS = {(one.pattern, one.flags): one for one in _expressions() if isinstance(one.pattern, str)}


def _seconds(expression: re.Pattern[str], text: str) -> float:
    """The least of a few runs: whatever else runs on the machine only adds."""
    taken = []
    for _ in range(3):
        began = time.process_time()
        for _ in expression.finditer(text):
            pass
        taken.append(time.process_time() - began)
        if taken[-1] < LONGEST:
            break
    return min(taken)


def test_the_expressions_are_found() -> None:
    assert len(EXPRESSIONS) > 500
    assert any("newsletters" in pattern for pattern, _ in EXPRESSIONS)


@pytest.mark.parametrize("kind", ODD)
def test_every_expression_is_quick_on_odd_text(kind: str) -> None:
    text = ODD[kind] * (LENGTH // len(ODD[kind]))
    slow = {
        pattern[:120]: round(seconds, 3)
        for (pattern, _), expression in EXPRESSIONS.items()
        if (seconds := _seconds(expression, text)) > LONGEST
    }
    assert not slow, "bound the repetitions, or let what follows begin with another letter"
