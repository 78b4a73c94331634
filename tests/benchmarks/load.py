"""How many requests a second a server answers: by wrk where it is installed, else by a small client of our own."""

import asyncio
import re
import shutil
import subprocess
import time
from urllib.parse import urlsplit

CONNECTIONS = 8


class Refused(Exception):
    """A server answered with something else than what was asked for; its speed says nothing."""


def tool() -> str:
    """What will ask."""
    return "wrk" if shutil.which("wrk") else "asyncio"


def requests_per_second(url: str, seconds: float) -> float:
    """Answers a second over CONNECTIONS connections. Raises Refused."""
    return _by_wrk(url, seconds) if tool() == "wrk" else asyncio.run(_by_asyncio(url, seconds))


def _by_wrk(url: str, seconds: float) -> float:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "--timeout", "10s", url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        raise Refused(f"{url}: {said}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if not found:
        raise Refused(f"{url}: {said}")
    return float(found[1])


async def _by_asyncio(url: str, seconds: float) -> float:
    began = time.monotonic()
    counts = await asyncio.gather(*(_keep_asking(url, began + seconds) for _ in range(CONNECTIONS)))
    return sum(counts) / (time.monotonic() - began)


async def _keep_asking(url: str, until: float) -> int:
    """Answers until the time is over; the connection is kept for as long as the server keeps it."""
    parts = urlsplit(url)
    head = f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode()
    answers = 0
    streams = None
    while time.monotonic() < until:
        if streams is None:
            streams = await asyncio.open_connection(parts.hostname, parts.port)
        reader, writer = streams
        writer.write(head)
        told = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in told.split(b"\r\n", 1)[0]:
            raise Refused(f"{url}: {told[:200]!r}")
        length = re.search(rb"(?i)\r\ncontent-length: (\d+)", told)
        assert length, "every contestant says how long its answer is"
        await reader.readexactly(int(length[1]))
        answers += 1
        if re.search(rb"(?i)\r\nconnection: close", told):
            writer.close()
            streams = None
    if streams is not None:
        streams[1].close()
    return answers
