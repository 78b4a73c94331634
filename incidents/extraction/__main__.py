"""JSON Lines in, JSON Lines out: one answer per document, in order, flushed.

A line that is not a document is answered with its error, and the run goes on; the exit code is 1 at the end.
`--extractor` names who reads, several side by side; `--kinds` keeps some kinds of fact, `--explain` adds why each fact
is as it is, `--html` writes a page to read.
"""

import argparse
import dataclasses
import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from incidents.extraction import environment, side_by_side, web_page
from incidents.extraction.chat import InvalidChatSettings
from incidents.extraction.document import EXTRACTOR_NAME, Document, Extraction
from incidents.extraction.extractors import NAMES, Extractor, RulesExtractor, UnknownExtractor
from incidents.extraction.side_by_side import Answer
from incidents.proposed import KINDS, ProposedFact, Reason


class NotADocument(ValueError):
    """A line of the input is not a document; the message says which field and what is allowed."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """Who reads, and what of the answers is printed."""

    extractor: tuple[Extractor, ...] = (RulesExtractor(),)
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
        failed = failed or "error" in answer or any("error" in one for one in answer.get("answers", ()))
        output.write(json.dumps(answer, ensure_ascii=True) + "\n")
        output.flush()
    if options.html is not None:
        options.html.write_text(web_page.render(read), encoding="utf-8")
    return 1 if failed else 0


def options_of(arguments: Sequence[str]) -> Options:
    """The command line; what is wrong with it is said in one line, and the exit code is 2."""
    parser = _Parser(prog="python -m incidents.extraction", description=str(__doc__).partition("\n\n")[0])
    parser.add_argument(
        "--extractor",
        type=_extractors,
        default=(RulesExtractor(),),
        metavar="NAME[,NAME]",
        help=f"who reads: {', '.join(NAMES)} (default {EXTRACTOR_NAME}), or {environment.CHOSEN} for those that "
        "PIKB_EXTRACTORS names; several answer side by side, each fact with who agrees. chat sends every text to the "
        "server that PIKB_CHAT_URL and PIKB_CHAT_MODEL name",
    )
    parser.add_argument("--kinds", type=_kinds, default=frozenset(KINDS), help=f"only these of {','.join(KINDS)}")
    parser.add_argument("--explain", action="store_true", help="with why each fact is as it is")
    parser.add_argument("--html", type=_page, metavar="OUT", help="write a page of texts, marks and facts to this file")
    return Options(**vars(parser.parse_args(arguments)))


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> Any:
        self.exit(2, f"error: {message}\n")


def _extractors(value: str) -> tuple[Extractor, ...]:
    try:
        return tuple(environment.extractors_of([name.strip() for name in value.split(",")], os.environ))
    except (UnknownExtractor, InvalidChatSettings) as error:
        raise argparse.ArgumentTypeError(str(error)) from error


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
        answers = [_narrowed(one, options.kinds) for one in side_by_side.read_by_each(document, options.extractor)]
        if options.html is not None:
            read.extend((document, one.extraction) for one in answers if one.extraction is not None)
        explained = document.text if options.explain else None
        if len(answers) == 1:
            return _of_one(document.id, answers[0], explained)
        return {"id": document.id} | _of_several(answers, explained)
    except Exception as error:
        return {"id": identifier, "error": f"{type(error).__name__}: {error}"}


def _narrowed(answer: Answer, kinds: frozenset[str]) -> Answer:
    """The answer with facts of these kinds alone."""
    if answer.extraction is None:
        return answer
    facts = tuple(fact for fact in answer.extraction.facts if fact.kind in kinds)
    return dataclasses.replace(answer, extraction=dataclasses.replace(answer.extraction, facts=facts))


def _of_one(identifier: str, answer: Answer, explained: str | None) -> dict[str, Any]:
    if answer.extraction is None:
        return {"id": identifier, "error": answer.error}
    return as_contract(answer.extraction, explained=explained)


def _of_several(answers: Sequence[Answer], explained: str | None) -> dict[str, Any]:
    """Every answer as the contract prints it, each fact with who else proposes it, and how many are proposed so."""
    printed: list[dict[str, Any]] = []
    for answer in answers:
        if answer.extraction is None:
            printed.append({"extractor": answer.extractor, "error": answer.error})
            continue
        shown = as_contract(answer.extraction, explained=explained)
        for fact, values in zip(answer.extraction.facts, shown["facts"], strict=True):
            values["agreed_by"] = side_by_side.agreeing(fact, answer, answers)
        printed.append({name: value for name, value in shown.items() if name != "id"})
    agreed = {one["extractor"]: _count_agreed(one["facts"]) for one in printed if "facts" in one}
    return {"answers": printed, "agreement": agreed}


def _count_agreed(facts: Sequence[dict[str, Any]]) -> dict[str, int]:
    return {"facts": len(facts), "agreed": sum(bool(fact["agreed_by"]) for fact in facts)}


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
    if extraction.dropped:
        answer["dropped"] = dict(extraction.dropped)
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
