"""The word lists and pattern tables that the rules read: JSON files beside this module, loaded once."""

import json
from functools import cache
from importlib import resources
from typing import Any


@cache
def load(name: str) -> Any:
    """The parsed content of `<name>.json`; callers must not change it."""
    return json.loads(resources.files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8"))


@cache
def words(name: str, key: str) -> frozenset[str]:
    """The words under one key of a list as a set, for membership tests."""
    return frozenset(load(name)[key])
