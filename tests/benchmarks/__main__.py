"""`python -m tests.benchmarks`: measures everything, prints it, and writes docs/performance.*.

PIKB_BENCH_SIZES (default 1000,100000), PIKB_BENCH_DATA (a folder that keeps the bases), PIKB_BENCH_SECONDS (for each
turn of a contestant, default 3).
"""

import contextlib
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from tests.benchmarks import base, exporting, latency, load, report, servers
from tests.benchmarks.loading import PLAIN_UP_TO
from tests.benchmarks.making import Maker
from tests.benchmarks.questions import growing_questions, shaped_questions

DOCS = Path(__file__).resolve().parents[2] / "docs"
ROUNDS = 3
LATENCY_ROUNDS = 11
_PACKAGES = ("Django", "djangorestframework", "psycopg", "gunicorn", "granian", "asyncpg", "uvicorn", "django-filter")


def main() -> None:
    sizes = [int(size) for size in os.environ.get("PIKB_BENCH_SIZES", "1000,100000").split(",")]
    seconds = float(os.environ.get("PIKB_BENCH_SECONDS", "3"))
    with base.serving() as server:
        urls = {size: base.of_size(server, size) for size in sizes}
        results: dict[str, Any] = {"machine": _machine(server)}
        _say("growth")
        results["growth"] = _growth(urls)
        largest = sizes[-1]
        _say("shaped lists")
        with servers.running("this API, gunicorn", urls[largest], workers=1) as one:
            shaped = latency.side_by_side(one, shaped_questions(), rounds=LATENCY_ROUNDS)
            results["shaped"] = {str(largest): shaped}
        results["exports"] = {}
        for size in sizes[1:] or sizes:
            _say(f"export, {size:,}")
            with servers.running("this API, gunicorn", urls[size], workers=1) as one:
                results["exports"][str(size)] = exporting.measure(one, urls[size], rounds=2)
        results["throughput"] = {}
        for size in sizes[1:] or sizes:
            _say(f"throughput, {size:,}")
            results["throughput"][str(size)] = _throughput(urls[size], size, seconds)
        _say("publishing")
        results["publishing"] = {str(largest): _publish(urls[largest], largest)}
    text = report.markdown(results)
    print(text)
    (DOCS / "performance.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    (DOCS / "performance.md").write_text(text, encoding="utf-8")
    (DOCS / "performance-throughput.svg").write_text(report.plot_throughput(results), encoding="utf-8")
    (DOCS / "performance-growth.svg").write_text(report.plot_growth(results), encoding="utf-8")


def _say(stage: str) -> None:
    print(f"measuring: {stage}", file=sys.stderr, flush=True)


def _growth(urls: Mapping[int, str]) -> dict[str, Any]:
    questions = {size: growing_questions(Maker(size=size)) for size in urls}
    with contextlib.ExitStack() as stack:
        running = {
            size: stack.enter_context(servers.running("this API, gunicorn", url, workers=1))
            for size, url in urls.items()
        }
        found = latency.medians(running, questions, rounds=LATENCY_ROUNDS)
    bars = {one.name: one.bar for some in questions.values() for one in some}
    return {name: {"bar": bars[name], "sizes": of_sizes} for name, of_sizes in found.items()}


def _throughput(url: str, size: int, seconds: float) -> dict[str, dict[str, float]]:
    maker = Maker(size=size)
    party = maker.organisations[0].public_id
    incident = maker.id_of(size // 2)
    names = [name for name in servers.COMMANDS if size <= PLAIN_UP_TO or name != report.PEER]
    found: dict[str, dict[str, list[float]]] = {}
    with contextlib.ExitStack() as stack:
        running = [stack.enter_context(servers.running(name, url)) for name in names]
        for _ in range(ROUNDS):
            for asked in ("list of 50", "party and year", "detail"):
                for one in running:
                    address = one.address(_path(one.name, asked, party, incident))
                    speed = load.requests_per_second(address, seconds)
                    found.setdefault(asked, {}).setdefault(one.name, []).append(speed)
    return {asked: {name: statistics.median(some) for name, some in speeds.items()} for asked, speeds in found.items()}


def _path(name: str, asked: str, party: str, incident: str) -> str:
    if asked == "detail":
        return f"incidents/{incident}"
    if name == report.PEER:
        return "incidents" if asked == "list of 50" else f"incidents?party={party}&year=2018"
    page = "incidents?per_page=50"
    return page if asked == "list of 50" else f"{page}&party={party}&first_public=2018"


def _publish(url: str, size: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.benchmarks.publishing", str(size)]
    done = subprocess.run(command, env=base.environment(url), stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _machine(server: str) -> dict[str, str]:
    import psycopg

    with psycopg.connect(server) as connection:
        found = connection.execute("SHOW server_version").fetchone()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "date": f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M} UTC",
        "processors": f"{os.cpu_count()} × {_processor()}, shared by database, servers and load",
        "memory": f"{memory:.0f} GiB",
        "load average before": ", ".join(f"{one:.1f}" for one in os.getloadavg()),
        "system": f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        "PostgreSQL": f"{found[0] if found else '?'} ({', '.join(base.SETTINGS)})",
        "packages": ", ".join(f"{name} {metadata.version(name)}" for name in _PACKAGES),
        "asked by": f"{load.tool()}, {load.CONNECTIONS} connections",
    }


def _processor() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(": ")[2]
    return platform.machine()


if __name__ == "__main__":
    main()
