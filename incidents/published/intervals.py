"""What a claim allows, as a closed interval of whole numbers: the rule that filters on counts rest on."""

Interval = tuple[int | None, int | None]

# Bounds whose words name no number at all.
VALUELESS = frozenset({"placeholder", "unknown_stated"})


class UnknownBound(ValueError):
    """The bound is none of the vocabulary's; the message names it."""


def interval(low: int | None, best: int | None, high: int | None, bound: str) -> Interval | None:
    """The least and the greatest number that the claim allows, None for an open end; None when it names no number.

    A bare number and "about" stand for themselves: how near "about" is, no source says, and none is invented.

    >>> interval(None, None, 87_000_000, "at_most")
    (0, 87000000)
    """
    if bound in VALUELESS:
        return None
    if bound in ("exact", "about", "none_stated"):
        return best, best
    if bound == "at_most":
        return 0, high
    if bound == "fewer_than":
        return 0, max(_given(high, bound) - 1, 0)
    if bound == "more_than":
        return _given(low, bound) + 1, None
    if bound in ("at_least", "order_of_magnitude"):
        return low, None
    if bound == "between":
        return low, high
    raise UnknownBound(f"bound {bound!r} is not in the list `bound`")


def _given(value: int | None, bound: str) -> int:
    if value is None:
        raise UnknownBound(f"bound {bound} came without its value")
    return value
