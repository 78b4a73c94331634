"""Counts and claims in English words, as bodies print them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

# Measure: one of it, several of it.
_NOUNS = {
    "people": ("person", "people"),
    "accounts": ("account", "accounts"),
    "records": ("record", "records"),
    "households": ("household", "households"),
    "devices": ("device", "devices"),
    "organisations": ("organisation", "organisations"),
    "files": ("file", "files"),
    "data_volume_bytes": ("byte", "bytes"),
    "money": ("", ""),
    "unknown": ("", ""),
}
_MAGNITUDES = {
    10: "tens",
    12: "dozens",
    100: "hundreds",
    1_000: "thousands",
    10_000: "tens of thousands",
    100_000: "hundreds of thousands",
    1_000_000: "millions",
    10_000_000: "tens of millions",
    100_000_000: "hundreds of millions",
    1_000_000_000: "billions",
    10_000_000_000: "tens of billions",
}
_BYTE_UNITS = (
    (10**15, "petabytes"),
    (10**12, "terabytes"),
    (10**9, "gigabytes"),
    (10**6, "megabytes"),
    (10**3, "kilobytes"),
)
_BEFORE_NUMBER = {
    "exact": "exactly ",
    "about": "about ",
    "none_stated": "",
    "at_most": "at most ",
    "fewer_than": "fewer than ",
    "at_least": "at least ",
    "more_than": "more than ",
}


def number_in_words(value: int) -> str:
    """A count as people read it: ``87 million``, ``1.34 billion``, ``509,458,528``, ``1,000``.

    The words are used only where they say the very number with two decimals at most.
    """
    for unit, word in ((10**9, "billion"), (10**6, "million")):
        if value >= unit and value % (unit // 100) == 0:
            return f"{(Decimal(value) / unit).normalize():,f} {word}"
    return f"{value:,}"


def estimate_in_words(estimate: Mapping[str, Any]) -> str:
    """A claim of a count with its bound: ``at most 87 million people``, ``fewer than 1,000 records``."""
    bound = estimate["bound"]
    several = _NOUNS[estimate["measure"]][1]
    if bound == "unknown_stated":
        return f"an unknown number of {several}" if several else "an unknown number"
    if bound == "placeholder":
        return f"a placeholder instead of the number of {several}" if several else "a placeholder instead of a number"
    if bound == "between":
        return f"between {_quantity(estimate['low'], estimate)} and {_counted(estimate['high'], estimate)}"
    if bound == "order_of_magnitude" and (size := _MAGNITUDES.get(estimate["low"])):
        return f"{size} of {several}" if several else size
    value = next(estimate[name] for name in ("best", "high", "low") if estimate[name] is not None)
    return f"{_BEFORE_NUMBER.get(bound, 'in the order of ')}{_counted(value, estimate)}"


def _counted(value: int, estimate: Mapping[str, Any]) -> str:
    """A quantity with its noun: ``1 person``, ``2.6 terabytes``, ``EUR 20 million``."""
    if estimate["measure"] == "data_volume_bytes" and value >= 1_000:
        return _quantity(value, estimate)
    noun = _NOUNS[estimate["measure"]][value != 1]
    return f"{_quantity(value, estimate)} {noun}".rstrip()


def _quantity(value: int, estimate: Mapping[str, Any]) -> str:
    if estimate["measure"] == "money":
        return f"{estimate.get('currency') or ''} {number_in_words(value)}".strip()
    if estimate["measure"] == "data_volume_bytes" and value >= 1_000:
        unit, word = next((unit, word) for unit, word in _BYTE_UNITS if value >= unit)
        return f"{(Decimal(value) / unit).normalize():f} {word.removesuffix('s') if value == unit else word}"
    return number_in_words(value)
