"""Side-by-side measuring: the contestants take turns in one run, and what is printed are medians and ratios.

`timed` tells the stages of one contestant apart. It wraps their functions from outside and for a while, so that the
product knows nothing of it.
"""

import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

# The functions of a stage, as (owner, name): a module or class, and the attribute by which it is called.
Functions = Sequence[tuple[Any, str]]


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


@dataclass
class Stopwatch:
    """Milliseconds of a processor by stage, so that a busy machine changes little.

    A stage that is called from another one stops the other's time while it runs.
    """

    taken: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _running: list[str] = field(default_factory=list)
    _since: float = 0.0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """What runs inside counts for this stage."""
        self._turn()
        self._running.append(name)
        try:
            yield
        finally:
            self._turn()
            self._running.pop()

    def _turn(self) -> None:
        now = time.process_time()
        if self._running:
            self.taken[self._running[-1]] += (now - self._since) * 1000
        self._since = now


@contextmanager
def timed(stages: Mapping[str, Functions]) -> Iterator[Stopwatch]:
    """Measures these functions until the end of the block; of a generator, the work of each step."""
    watch = Stopwatch()
    patches = [
        mock.patch.object(owner, name, _wrapped(getattr(owner, name), stage, watch))
        for stage, functions in stages.items()
        for owner, name in functions
    ]
    try:
        for patch in patches:
            patch.start()
        yield watch
    finally:
        for patch in reversed(patches):
            patch.stop()


def _wrapped(function: Callable[..., Any], stage: str, watch: Stopwatch) -> Callable[..., Any]:
    def measured(*args: Any, **kwargs: Any) -> Any:
        with watch.stage(stage):
            answer = function(*args, **kwargs)
        return _steps(answer, stage, watch) if isinstance(answer, Iterator) else answer

    return measured


def _steps(steps: Iterator[Any], stage: str, watch: Stopwatch) -> Iterator[Any]:
    end = object()
    while True:
        with watch.stage(stage):
            step = next(steps, end)
        if step is end:
            return
        yield step
