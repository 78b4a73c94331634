"""`python -m incidents.extraction`: JSON Lines in and out, per-line errors, order, flush, exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from incidents.proposed import KINDS
from tests.extraction.articles import FOOTBALL, PORTAL

COMMAND = [sys.executable, "-m", "incidents.extraction"]


def run(*lines: bytes, options: tuple[str, ...] = ()) -> tuple[list[dict[str, object]], int]:
    done = subprocess.run(
        [*COMMAND, *options], input=b"\n".join(lines) + b"\n", capture_output=True, timeout=50, check=False
    )
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


def test_explain_says_of_each_fact_which_rule_and_which_words() -> None:
    line = json.dumps({"id": "a", "text": PORTAL}).encode()
    (plain,), _ = run(line)
    (explained,), code = run(line, options=("--explain",))
    assert code == 0
    reasons = [reason for fact in explained["facts"] for reason in fact["why"]]
    assert reasons
    assert all(set(reason) == {"field", "rule", "start", "end", "quote"} for reason in reasons)
    quoted = [reason for reason in reasons if reason["start"] is not None]
    assert quoted
    assert all(PORTAL[reason["start"] : reason["end"]] == reason["quote"] for reason in quoted)
    assert [{key: value for key, value in fact.items() if key != "why"} for fact in explained["facts"]] == plain[
        "facts"
    ]


def test_kinds_keeps_only_those_named() -> None:
    line = json.dumps({"id": "a", "text": PORTAL}).encode()
    (every,), _ = run(line)
    (some,), code = run(line, options=("--kinds", "estimate,party"))
    assert code == 0
    assert {fact["kind"] for fact in some["facts"]} == {"estimate", "party"}
    assert some["facts"] == [fact for fact in every["facts"] if fact["kind"] in ("estimate", "party")]
    assert some["relevant"] is True


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--kinds", "estimate,rumour"), f"no kind of fact: 'rumour'; allowed: {', '.join(KINDS)}"),
        (("--html", "no-such-folder/out.html"), "'no-such-folder/out.html' is no file in a folder that exists"),
        (("--loud",), "--loud"),
    ],
)
def test_a_wrong_option_is_refused_in_one_line(options: tuple[str, ...], said: str) -> None:
    done = subprocess.run([*COMMAND, *options], input=b"", capture_output=True, timeout=50, check=False)
    error = done.stderr.decode()
    assert (done.returncode, done.stdout) == (2, b"")
    assert said in error
    assert error.startswith("error: ")
    assert error.count("\n") == 1


def test_html_writes_a_page_beside_the_answers(tmp_path: Path) -> None:
    line = json.dumps({"id": "a<b", "text": PORTAL + "\n<script>alert(1)</script>"}).encode()
    (answer,), code = run(line, options=("--html", str(tmp_path / "out.html")))
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert (code, answer["relevant"]) == (0, True)
    assert page.count('<section class="card ') == len(answer["facts"])
    assert "<script" not in page.lower()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "a&lt;b" in page


def test_another_language_is_marked_and_has_no_facts() -> None:
    text = (
        "Die Handelskette teilte am Montag mit, dass ein Unbekannter die Daten von bis zu 12.000 Kunden gelesen hat. "
        "Die Behörde hat im März eine Untersuchung eröffnet und nach den Namen der Betroffenen gefragt."
    )
    (answer,), code = run(json.dumps({"id": "a", "text": text}).encode())
    assert (code, answer) == (
        0,
        {
            "id": "a",
            "extractor": "rules 1.0",
            "relevant": False,
            "unsupported_language": True,
            "language": "de",
            "facts": [],
        },
    )


def test_every_process_proposes_the_same_in_the_same_order() -> None:
    """Words are hashed differently in every process; no order of a set may reach the candidates."""
    names = ("c02", "c05", "c09", "f07")
    program = (
        "import sys\n"
        "from incidents.extraction import fitting, labels, model\n"
        "with model.reading_zone():\n"
        "    for name in sys.argv[1:]:\n"
        "        path = next(labels.GOLD.glob(f'{name}-*{labels.SUFFIX}'))\n"
        "        for one in fitting.prepare(labels.read_labelled(path)).candidates:\n"
        "            print(one.fact, sorted(one.features), sorted(one.rivalry), sorted(one.evidence))\n"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program, *names],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            timeout=50,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1
    assert answers.pop().count(b"\n") > 300
