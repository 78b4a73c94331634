"""Hand-written statements, one a file, each with a line of purpose. Values are never pasted in as text."""

from functools import cache
from importlib import resources

from psycopg import sql


@cache
def statement(name: str) -> sql.SQL:
    """The statement of this name, with its {places} to be filled by psycopg.sql."""
    text = (resources.files("api.sql") / f"{name}.sql").read_text(encoding="utf-8")
    return sql.SQL("\n".join(line for line in text.splitlines() if not line.startswith("--")))
