"""The figures as words and tables: what `make bench` prints and what docs/performance.md says."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.benchmarks import plots
from tests.benchmarks.questions import MOST_MS

Results = Mapping[str, Any]
OURS = ("this API, granian", "this API, gunicorn")
PEER, BARE = "serializers, gunicorn", "bare asyncpg, uvicorn"
# What at least a share of the bare server must be, by what is asked.
SHARES = {"list of 50": 0.75, "party and year": 0.75, "detail": 0.5}
TIMES_PEER, EXPORT_SHARE, SHAPED_TIMES, PUBLISH_MS = 20.0, 0.6, 3.0, 30.0


def markdown(results: Results) -> str:
    """The whole document."""
    parts = [_HEAD, _machine(results["machine"])]
    parts += [_throughput(size, found) for size, found in results["throughput"].items()]
    parts += [_growth(results), _shaped(results), _exports(results), _publishing(results), _verdicts(results)]
    return "\n\n".join(part for part in parts if part) + "\n"


def plot_throughput(results: Results) -> str:
    """Requests a second of all contestants, by what was asked, at the largest size that has them all."""
    size, found = _fullest(results)
    return plots.bars(f"Answers a second, {_size(size)} incidents", found, axis="answers a second; more is better")


def plot_growth(results: Results) -> str:
    """How the usual questions take longer as the base grows."""
    shown = ("list of 50", "page 1,000 by cursor", "party and year", "cause", "as_of", "estimates with a range")
    shown += ("rare word", "common word", "groups of a year")
    series = {
        name: [(float(size), one["median"]) for size, one in results["growth"][name]["sizes"].items() if one["median"]]
        for name in shown
        if name in results["growth"]
    }
    series = {name: points for name, points in series.items() if points}
    return plots.lines(
        "Half of all answers come sooner", series, across="incidents in the base", upwards="milliseconds"
    )


def verdicts(results: Results) -> list[tuple[str, str, str, bool]]:
    """(what, asked for, measured, met) for every bar."""
    found = []
    for size, contest in results["throughput"].items():
        for asked, speeds in contest.items():
            ours = max(speeds[name] for name in OURS)
            share = ours / speeds[BARE]
            wanted = SHARES[asked]
            about = f"{asked}, {_size(size)}"
            found.append((f"{about}: share of the bare server", f"≥ {wanted:.0%}", f"{share:.0%}", share >= wanted))
            if PEER in speeds and asked != "detail":
                times = speeds[OURS[1]] / speeds[PEER]
                wanted_times = f"≥ {TIMES_PEER:.0f} ×"
                found.append((f"{about}: beside serializers", wanted_times, f"{times:.1f} ×", times >= TIMES_PEER))
    for name, one in results["growth"].items():
        if one["bar"] is None or len(one["sizes"]) < 2:
            continue
        if all(of["median"] is None for of in one["sizes"].values()):
            continue
        times, slowest = _growth_of(one)
        is_met = times is not None and times <= one["bar"] and slowest <= MOST_MS
        measured = "too long for the time-out" if times is None else f"{times:.2f} × ({slowest:.0f} ms)"
        found.append((f"growth of {name}", f"≤ {one['bar']} ×, ≤ {MOST_MS:.0f} ms", measured, is_met))
    for size, one in results["shaped"].items():
        for name, milliseconds in one.items():
            times = milliseconds / one["plain"]
            if name != "plain":
                about = f"{name} beside the plain list, {_size(size)}"
                found.append((about, f"≤ {SHAPED_TIMES:.0f} ×", f"{times:.1f} ×", times <= SHAPED_TIMES))
    for size, one in results["exports"].items():
        share = one["export"] / one["cursor"]
        about = f"NDJSON of {one['resource']}, {_size(size)}: share of a bare cursor"
        found.append((about, f"≥ {EXPORT_SHARE:.0%}", f"{share:.0%}", share >= EXPORT_SHARE))
    for size, one in results["publishing"].items():
        milliseconds = one["new_revision"]
        about = f"publishing one incident, {_size(size)}"
        found.append((about, f"≤ {PUBLISH_MS:.0f} ms", f"{milliseconds:.1f} ms", milliseconds <= PUBLISH_MS))
    return found


_HEAD = """# Performance

Written by `make bench` from docs/performance.json; `PIKB_BENCH_SIZES=1000,100000,1000000 make bench` measures all
sizes. Every comparison is made in one run on one machine, the contestants in turns, and what counts is the ratio: other
machines have other milliseconds. The incidents are made from a seed and have the shape that publication gives them:
three estimates, roles and remediations each with their evidence, a cause, a kind of data, for three in ten an official
action; a quarter has been published more than once. A page of 50 is some 650 kB of JSON.

![Answers a second beside the peers](performance-throughput.svg)

![Milliseconds by size of the base](performance-growth.svg)"""


def _machine(machine: Mapping[str, str]) -> str:
    return "## Where and when\n\n" + "\n".join(f"- {name}: {value}" for name, value in machine.items())


def _throughput(size: str, contest: Mapping[str, Mapping[str, float]]) -> str:
    names = list(next(iter(contest.values())))
    rows = []
    for asked, speeds in contest.items():
        cells = [f"{speeds[name]:,.0f} ({speeds[name] / speeds[BARE]:.0%})" for name in names]
        rows.append([asked, *cells])
    words = (
        f"Answers a second at {_size(size)} incidents, two workers each, eight connections; in brackets the share of "
        "the bare server. *Serializers* is an ordinary Django REST framework project over plain tables with the same "
        "incidents (and without the evidence, which spares it work); *bare* reads the published rows by prepared "
        "statements and does nothing else: no count, no links, no checks."
    )
    return f"## Beside the peers: {_size(size)} incidents\n\n{words}\n\n{_table(['', *names], rows)}"


def _growth(results: Results) -> str:
    sizes = list(next(iter(results["growth"].values()))["sizes"])
    rows = []
    for name, one in results["growth"].items():
        cells = [_milliseconds(one["sizes"][size]["median"]) for size in sizes]
        times, _ = _growth_of(one)
        first = _milliseconds(one["sizes"][sizes[-1]]["first"])
        if all(of["median"] is None for of in one["sizes"].values()):
            continue
        rows.append([name, *cells, "–" if times is None else f"{times:.2f} ×", first])
    words = (
        "Milliseconds in which half of the answers came, over HTTP, by one worker; then how many times as long the "
        "largest base takes as the smallest, and the very first answer at the largest, before its count was known. A "
        "dash: longer than the time-out of three seconds."
    )
    return f"## As the base grows\n\n{words}\n\n" + _table(
        ["", *(_size(size) for size in sizes), "growth", "first answer"], rows
    )


def _shaped(results: Results) -> str:
    rows = [
        [f"{name}, {_size(size)}", f"{milliseconds:.1f} ms", f"{milliseconds / one['plain']:.2f} ×"]
        for size, one in results["shaped"].items()
        for name, milliseconds in one.items()
    ]
    return "## Shaped lists beside the plain one\n\n" + _table(["list of 50", "median", "of the plain list"], rows)


def _exports(results: Results) -> str:
    rows = [
        [
            f"{one['resource']}, {_size(size)} incidents",
            f"{one['rows']:,}",
            f"{one['export']:,.0f}",
            f"{one['cursor']:,.0f}",
            f"{one['export'] / one['cursor']:.0%}",
            f"{one['memory_before']:.0f} → {one['memory_after']:.0f} (most {one['memory_most']:.0f})",
        ]
        for size, one in results["exports"].items()
    ]
    columns = ["NDJSON of", "rows", "rows a second", "bare cursor", "share", "worker's memory, MiB"]
    return "## Whole lists\n\n" + _table(columns, rows)


def _publishing(results: Results) -> str:
    columns = [
        "base",
        "first publication",
        "new revision",
        "naming the best known party",
        "publish all anew",
        "unchanged",
    ]
    rows = [
        [
            _size(size),
            f"{one['first_publication']:.1f} ms",
            f"{one['new_revision']:.1f} ms",
            f"{one['with_the_best_known_party']:.0f} ms",
            f"{one['republished_a_second']:.0f} incidents/s",
            f"{one['unchanged_a_second']:.0f} incidents/s",
        ]
        for size, one in results["publishing"].items()
    ]
    words = (
        "Nine facts with their evidence into a base of that size, by `incidents.publication`; `manage.py republish`."
    )
    return f"## Publishing\n\n{words}\n\n{_table(columns, rows)}"


def _verdicts(results: Results) -> str:
    rows = [
        [what, wanted, measured, "met" if met else "**not met**"] for what, wanted, measured, met in verdicts(results)
    ]
    return "## What was asked for\n\n" + _table(["", "asked for", "measured", ""], rows)


def _growth_of(one: Mapping[str, Any]) -> tuple[float | None, float]:
    """How many times as long the largest base takes as the smallest, and the slowest answer, first ones included.

    A first answer is what whoever comes first after a change waits for; later ones may be remembered. None where one
    took too long.
    """
    times = [of["median"] for of in one["sizes"].values()]
    if None in times:
        return None, MOST_MS * 3
    firsts = [MOST_MS * 3 if of["first"] is None else of["first"] for of in one["sizes"].values()]
    return times[-1] / times[0], max(*times, *firsts)


def _fullest(results: Results) -> tuple[str, Mapping[str, Mapping[str, float]]]:
    found = results["throughput"]
    most = max(len(next(iter(contest.values()))) for contest in found.values())
    return [(size, one) for size, one in found.items() if len(next(iter(one.values()))) == most][-1]


def _milliseconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _size(size: str) -> str:
    return f"{int(size):,}"


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    def lines() -> Iterator[str]:
        yield f"| {' | '.join(columns)} |"
        yield f"|{'---|' * len(columns)}"
        for row in rows:
            yield f"| {' | '.join(row)} |"

    return "\n".join(lines())
