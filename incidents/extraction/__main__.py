"""JSON Lines in, JSON Lines out: one answer per document, in order, flushed.

A line that is not a document is answered with its error, and the run goes on; the exit code is 1 at the end.
`--kinds` keeps some kinds of fact, `--explain` adds why each fact is as it is, `--html` writes a page to read.
"""

import argparse
import dataclasses
import json
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from incidents.extraction import web_page
from incidents.extraction.document import Document, Extraction
from incidents.extraction.pipeline import extract
from incidents.proposed import KINDS, ProposedFact, Reason


class NotADocument(ValueError):
    """A line of the input is not a document; the message says which field and what is allowed."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """What of the answers is printed."""

    kinds: frozenset[str] = frozenset(KINDS)
    explain: bool = False
    html: Path | None = None


def main(lines: Iterable[bytes], output: TextIO, options: Options | None = None) -> int:
    """Answers every line; 0 when all were documents, else 1."""
    options = options or Options()
    failed = False
    read: list[tuple[Document, Extraction]] = []
    for line in lines:
        if not line.strip():
            continue
        answer = _answer(line, options, read)
        failed = failed or "error" in answer
        output.write(json.dumps(answer, ensure_ascii=True) + "\n")
        output.flush()
    if options.html is not None:
        options.html.write_text(web_page.render(read), encoding="utf-8")
    return 1 if failed else 0


def options_of(arguments: Sequence[str]) -> Options:
    """The command line; what is wrong with it is said in one line, and the exit code is 2."""
    parser = _Parser(prog="python -m incidents.extraction", description=str(__doc__).partition("\n\n")[0])
    parser.add_argument("--kinds", type=_kinds, default=frozenset(KINDS), help=f"only these of {','.join(KINDS)}")
    parser.add_argument("--explain", action="store_true", help="with why each fact is as it is")
    parser.add_argument("--html", type=_page, metavar="OUT", help="write a page of texts, marks and facts to this file")
    return Options(**vars(parser.parse_args(arguments)))


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> Any:
        self.exit(2, f"error: {message}\n")


def _kinds(value: str) -> frozenset[str]:
    chosen = frozenset(name.strip() for name in value.split(","))
    if unknown := sorted(chosen - set(KINDS)):
        raise argparse.ArgumentTypeError(
            f"no kind of fact: {', '.join(map(repr, unknown))}; allowed: {', '.join(KINDS)}"
        )
    return chosen


def _page(value: str) -> Path:
    path = Path(value)
    if path.is_dir() or not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"{value!r} is no file in a folder that exists")
    return path


def _answer(line: bytes, options: Options, read: list[tuple[Document, Extraction]]) -> dict[str, Any]:
    identifier: Any = None
    try:
        fields = _fields(line)
        identifier = fields.get("id")
        document = _document(fields)
        extraction = extract(document)
        facts = tuple(fact for fact in extraction.facts if fact.kind in options.kinds)
        extraction = dataclasses.replace(extraction, facts=facts)
        if options.html is not None:
            read.append((document, extraction))
        return as_contract(extraction, explained=document.text if options.explain else None)
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


def as_contract(extraction: Extraction, *, explained: str | None = None) -> dict[str, Any]:
    """The answer as the contract prints it; with the text to explain from, each fact says why."""
    answer: dict[str, Any] = {
        "id": extraction.document_id,
        "extractor": f"{extraction.extractor_name} {extraction.extractor_version}",
        "relevant": extraction.relevant,
    }
    if extraction.unsupported_language:
        answer |= {"unsupported_language": True, "language": extraction.language}
    if extraction.unread_from is not None:
        answer["unread_from"] = extraction.unread_from
    return answer | {"facts": [_printed(fact, explained) for fact in extraction.facts]}


def _printed(fact: ProposedFact, explained: str | None) -> dict[str, Any]:
    values = fact.as_contract()
    return values if explained is None else values | {"why": [_reason(one, explained) for one in fact.why]}


def _reason(reason: Reason, text: str) -> dict[str, Any]:
    """The rule of a field and, where words decided, where they stand and what they are."""
    quote = None if reason.start is None or reason.end is None else text[reason.start : reason.end]
    return dataclasses.asdict(reason) | {"quote": quote}


def _lines(stream: BinaryIO) -> Iterable[bytes]:
    return iter(stream.readline, b"")


if __name__ == "__main__":
    sys.exit(main(_lines(sys.stdin.buffer), sys.stdout, options_of(sys.argv[1:])))
