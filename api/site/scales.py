"""Places numbers along an axis, in per cent of its width."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

LARGEST_RATIO = 20  # figures further apart than this would stand on top of each other at the left end
_LEFT, _RIGHT = 2.0, 90.0  # per cent; the rest is for arrows that go on beyond the axis
_MOST_STEPS = 3  # four labels are what a phone has room for


@dataclass(frozen=True, kw_only=True)
class Scale:
    """From `first` to `last`: numbers, or their powers of ten where it is logarithmic."""

    first: int
    last: int
    ticks: tuple[int, ...]
    is_logarithmic: bool

    def place(self, value: int) -> float:
        """Where a number stands; on a logarithmic axis 0 stands at its beginning."""
        position = math.log10(value) if self.is_logarithmic and value > 0 else float(value)
        fraction = (max(position, self.first) - self.first) / (self.last - self.first)
        return _LEFT + fraction * (_RIGHT - _LEFT)


def scale_for(figures: Sequence[int]) -> Scale:
    """The axis on which all figures stand apart; logarithmic when they differ more than LARGEST_RATIO times."""
    positive = [figure for figure in figures if figure > 0]
    if positive and max(positive) > LARGEST_RATIO * min(positive):
        return _logarithmic(min(positive), max(positive))
    return _linear(max(figures, default=1))


def _logarithmic(least: int, greatest: int) -> Scale:
    first = len(str(least)) - 1  # the power of ten below, exact for any size
    last = len(str(greatest - 1))  # the power of ten above
    step = math.ceil((last - first) / _MOST_STEPS)
    ticks = tuple(10**power for power in range(first, last + 1, step))
    return Scale(first=first, last=last, ticks=ticks, is_logarithmic=True)


def _linear(greatest: int) -> Scale:
    """From 0 in steps of 1, 2, 5 or 10 times a power of ten."""
    needed = max(1, math.ceil(greatest / _MOST_STEPS))
    power = 10 ** (len(str(needed)) - 1)
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= needed)
    last = step * max(1, math.ceil(greatest / step))
    return Scale(first=0, last=last, ticks=tuple(range(0, last + 1, step)), is_logarithmic=False)
