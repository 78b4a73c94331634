"""As little as can stand between PostgreSQL and the reader: asyncpg, prepared statements, no framework, no checks.

It answers the same incidents from the same published rows; what a framework, parameters, counts, links and headers cost
is the difference.
"""

import datetime
import os
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

import asyncpg

Send = Callable[[dict[str, Any]], Awaitable[None]]
_LIST = """
SELECT r.body FROM published_incidentrevision AS r WHERE r.valid_to IS NULL AND r.state = 'published'
ORDER BY r.valid_from DESC, r.incident_id DESC LIMIT 50
"""
_FILTERED = """
SELECT r.body FROM published_incidentterm AS d JOIN published_incidentrevision AS r ON r.id = d.revision_id
WHERE d.facet = 'party' AND d.code = $1 AND d.is_current
  AND r.first_public_earliest <= $3 AND r.first_public_latest >= $2
ORDER BY d.sort_on DESC, d.incident_id DESC LIMIT 50
"""
_DETAIL = "SELECT r.body FROM published_incidentrevision AS r WHERE r.incident_id = $1 AND r.valid_to IS NULL"
_HEADERS = [(b"content-type", b"application/json")]


class Bare:
    """The ASGI application; one pool for each process, whose connections keep their prepared statements."""

    def __init__(self) -> None:
        self._pool: asyncpg.Pool | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        host = next(value for name, value in scope["headers"] if name == b"host").decode()
        body = (await self._answer(scope)).replace("\x01", f"http://{host}").encode()
        headers = [*_HEADERS, (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: dict[str, Any]) -> str:
        assert self._pool is not None
        last = scope["path"].rpartition("/")[2]
        if last != "incidents":
            return str(await self._pool.fetchval(_DETAIL, last))
        asked = parse_qs(scope["query_string"].decode())
        if "party" in asked:
            year = int(asked["first_public"][0])
            first, end = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
            rows = await self._pool.fetch(_FILTERED, asked["party"][0], first, end)
        else:
            rows = await self._pool.fetch(_LIST)
        return f'{{"results":[{",".join([row[0] for row in rows])}]}}'

    async def _live(self, receive: Any, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._pool = await asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=4, max_size=8)
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return


application = Bare()
