"""What worker processes of extraction cost: load, articles a second, memory. Run as a process of its own.

Reads a list of texts (JSON) and writes one object. Workers are forked from a parent that has loaded the model, as
Celery's are (`kb/celery.py`); each reads all texts.
"""

import json
import os
import re
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SMAPS = Path("/proc/self/smaps_rollup")
MIB = 1024


def memory() -> dict[str, float]:
    """MiB of this process: resident, its own alone, its share of what several use; the peak where no more is known."""
    if not SMAPS.exists():
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return {"peak": peak / (MIB * MIB if sys.platform == "darwin" else MIB)}
    kilobytes = {name: int(value) for name, value in re.findall(r"^(\w+): +(\d+) kB", SMAPS.read_text(), re.MULTILINE)}
    return {
        "resident": kilobytes["Rss"] / MIB,
        "own": (kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]) / MIB,
        "share": kilobytes["Pss"] / MIB,
    }


def read_all(texts: Sequence[str]) -> dict[str, Any]:
    """Reads each text once; how many facts there were, what it took, and the memory at the end."""
    from incidents.extraction import Document, extract

    began = time.process_time()
    facts = sum(len(extract(Document(id=str(at), text=text)).facts) for at, text in enumerate(texts))
    return {"facts": facts, "processor_seconds": time.process_time() - began, "memory": memory()}


def run_workers(number: int, texts: Sequence[str]) -> dict[str, Any]:
    """Forks so many workers at once and waits for all of them."""
    began = time.perf_counter()
    pipes = [_fork(texts) for _ in range(number)]
    answers = [json.loads(os.fdopen(pipe).read()) for pipe in pipes]
    seconds = time.perf_counter() - began
    for _ in pipes:
        os.wait()
    return {"seconds": seconds, "articles": number * len(texts), "workers": answers}


def _fork(texts: Sequence[str]) -> int:
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.close(reader)
        with os.fdopen(writer, "w") as answer:
            json.dump(read_all(texts), answer)
        os._exit(0)
    os.close(writer)
    return reader


def main() -> None:
    texts = json.load(sys.stdin)
    empty = memory()
    began = time.perf_counter()
    from incidents.extraction import model, pipeline

    model.load()
    loaded = time.perf_counter()
    pipeline.prepare_before_fork()
    prepared = time.perf_counter()
    answer = {
        "seconds": {"load": loaded - began, "prepare": prepared - loaded},
        "memory": {"empty": empty, "prepared": memory()},
        "runs": [run_workers(number, texts) for number in (1, 2)],
    }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
