"""Half of all answers come sooner than this: the same questions to every size in turns, over HTTP."""

import statistics
import time
from collections.abc import Mapping, Sequence

import orjson

from tests.benchmarks.questions import DEEP, Question
from tests.benchmarks.servers import Server, get

PAGES = 999


class Unanswered(Exception):
    """A question of the bench was refused or took too long."""


def medians(
    servers: Mapping[int, Server], questions: Mapping[int, Sequence[Question]], *, rounds: int
) -> dict[str, dict[str, dict[str, float | None]]]:
    """Milliseconds by question and size: the first answer, before counts are known, and the median of the others."""
    paths = {
        (one.name, size): _deep(servers[size], one.path) if one.name == DEEP else one.path
        for size, some in questions.items()
        for one in some
    }
    taken: dict[tuple[str, int], list[float | None]] = {key: [] for key in paths}
    for _ in range(rounds + 1):
        for key, path in paths.items():
            if taken[key][:1] == [None] and len(taken[key]) > 1:
                continue  # it took too long twice: asking on would only wait
            taken[key].append(_milliseconds(servers[key[1]], path))
    found: dict[str, dict[str, dict[str, float | None]]] = {}
    for (name, size), (first, *others) in taken.items():
        told = [one for one in others if one is not None]
        middle = statistics.median(told) if told and len(told) == len(others) else None
        found.setdefault(name, {})[str(size)] = {"first": first, "median": middle}
    return found


def side_by_side(server: Server, paths: Mapping[str, str], *, rounds: int) -> dict[str, float]:
    """Median milliseconds of several requests to one server, in turns."""
    taken: dict[str, list[float]] = {name: [] for name in paths}
    for _ in range(rounds):
        for name, path in paths.items():
            milliseconds = _milliseconds(server, path)
            if milliseconds is None:
                raise Unanswered(path)
            taken[name].append(milliseconds)
    return {name: statistics.median(times) for name, times in taken.items()}


def _milliseconds(server: Server, path: str) -> float | None:
    """None where the server gave up, or has no such address."""
    began = time.perf_counter()
    status, body = get(server.port, f"{server.prefix}/{path}")
    if status in (503, 404):
        return None
    if status != 200:
        raise Unanswered(f"{path}: {status} {body[:300]!r}")
    return (time.perf_counter() - began) * 1000


def _deep(server: Server, path: str) -> str:
    """The address of the thousandth page, or of the last one of a small base, reached by `next`."""
    address = f"{path}&select=id"
    for _ in range(PAGES):
        following = orjson.loads(get(server.port, f"{server.prefix}/{address}")[1])["next"]
        if following is None:
            break
        address = following.partition(f"{server.prefix}/")[2]
    return address
