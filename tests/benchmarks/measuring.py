"""Side-by-side measuring: the contestants take turns in one run, and what is printed are medians and ratios."""

import statistics
import time
from collections.abc import Callable, Mapping


def side_by_side(contestants: Mapping[str, Callable[[], object]], *, rounds: int) -> dict[str, float]:
    """Median milliseconds per contestant. Each runs once unmeasured, then they alternate, so that drift hits all."""
    for run in contestants.values():
        run()
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, run in contestants.items():
            began = time.perf_counter()
            run()
            taken[name].append((time.perf_counter() - began) * 1000)
    return {name: statistics.median(times) for name, times in taken.items()}


def report(title: str, medians: Mapping[str, float]) -> None:
    """Print a table; the last contestant is the one that the others are compared with."""
    *_, base = medians.values()
    print(f"\n{title}")
    for name, milliseconds in medians.items():
        print(f"  {name:44} {milliseconds:9.2f} ms   {base / milliseconds:7.2f} x")
