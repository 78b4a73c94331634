"""JSON Lines in, JSON Lines out: one answer per document, in order, flushed.

A line that is not a document is answered with its error, and the run goes on; the exit code is 1 at the end.
"""

import json
import re
import sys
from collections.abc import Iterable
from datetime import date
from typing import Any, BinaryIO, TextIO

from incidents.extraction.document import Document, Extraction
from incidents.extraction.pipeline import extract


class NotADocument(ValueError):
    """A line of the input is not a document; the message says which field and what is allowed."""


def main(lines: Iterable[bytes], output: TextIO) -> int:
    """Answers every line; 0 when all were documents, else 1."""
    failed = False
    for line in lines:
        if not line.strip():
            continue
        answer = _answer(line)
        failed = failed or "error" in answer
        output.write(json.dumps(answer, ensure_ascii=True) + "\n")
        output.flush()
    return 1 if failed else 0


def _answer(line: bytes) -> dict[str, Any]:
    identifier: Any = None
    try:
        fields = _fields(line)
        identifier = fields.get("id")
        return as_contract(extract(_document(fields)))
    except Exception as error:
        return {"id": identifier, "error": f"{type(error).__name__}: {error}"}


def _fields(line: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise NotADocument(f"the line is no JSON: {error}") from error
    if not isinstance(fields, dict):
        raise NotADocument("the line is no JSON object")
    return fields


def _document(fields: dict[str, Any]) -> Document:
    for name, required in (("id", True), ("text", True), ("title", False), ("published_on", False), ("url", False)):
        value = fields.get(name)
        if not isinstance(value, str) and (required or value is not None):
            raise NotADocument(f"{name} must be a string, not {type(value).__name__}")
    return Document(
        id=fields["id"],
        text=fields["text"],
        title=fields.get("title"),
        published_on=_date(fields.get("published_on")),
        url=fields.get("url"),
    )


def _date(value: str | None) -> date | None:
    if value is None:
        return None
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise NotADocument(f"published_on must be a day such as 2018-04-05, not {value!r}")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise NotADocument(f"published_on {value!r} is no day of the calendar") from error


def as_contract(extraction: Extraction) -> dict[str, Any]:
    """The answer as the contract prints it."""
    return {
        "id": extraction.document_id,
        "extractor": f"{extraction.extractor_name} {extraction.extractor_version}",
        "relevant": extraction.relevant,
        "facts": [fact.as_contract() for fact in extraction.facts],
    }


def _lines(stream: BinaryIO) -> Iterable[bytes]:
    return iter(stream.readline, b"")


if __name__ == "__main__":
    sys.exit(main(_lines(sys.stdin.buffer), sys.stdout))
