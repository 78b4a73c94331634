"""`python -m incidents.extraction`: JSON Lines in and out, per-line errors, order, flush, exit code."""

import json
import subprocess
import sys

from tests.extraction.articles import FOOTBALL, PORTAL

COMMAND = [sys.executable, "-m", "incidents.extraction"]


def run(*lines: bytes) -> tuple[list[dict[str, object]], int]:
    done = subprocess.run(COMMAND, input=b"\n".join(lines) + b"\n", capture_output=True, timeout=50, check=False)
    return [json.loads(line) for line in done.stdout.splitlines()], done.returncode


def test_bad_lines_are_answered_in_order_and_cost_only_themselves() -> None:
    answers, code = run(
        json.dumps({"id": "a", "text": PORTAL, "published_on": "2021-09-16"}).encode(),
        b"{not json",
        b"[1]",
        json.dumps({"id": "b", "text": 5}).encode(),
        json.dumps({"id": "c", "text": PORTAL, "published_on": "yesterday"}).encode(),
        b"\xff\xfe",
        json.dumps({"id": "d", "text": FOOTBALL}).encode(),
    )
    assert code == 1
    assert [answer["id"] for answer in answers] == ["a", None, None, "b", "c", None, "d"]
    assert [("error" in answer) for answer in answers] == [False, True, True, True, True, True, False]
    assert answers[0]["extractor"] == "rules 1.0"
    assert answers[0]["relevant"] is True
    assert answers[6] == {"id": "d", "extractor": "rules 1.0", "relevant": False, "facts": []}


def test_each_answer_is_flushed_before_the_next_line_is_read() -> None:
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in ("1", "2"):
            process.stdin.write(json.dumps({"id": number, "text": FOOTBALL}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait(timeout=20) == 0


def test_a_fact_is_printed_as_the_contract_says() -> None:
    answers, code = run(json.dumps({"id": "a", "text": PORTAL}).encode())
    facts = answers[0]["facts"]
    assert code == 0
    assert isinstance(facts, list)
    for fact in facts:
        assert PORTAL[fact["start"] : fact["end"]] == fact["quote"]
        assert fact["incident"] == "1"
        assert 0 < fact["confidence"] < 1
