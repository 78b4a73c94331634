"""The command with several extractors: each answers, and what they agree in is said."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from incidents.extraction import Document
from incidents.extraction.environment import extractors_of
from incidents.extraction.extractors import RulesExtractor, UnknownExtractor, label
from incidents.extraction.side_by_side import agree, read_by_each
from incidents.proposed import ProposedCause
from tests.extraction.articles import STOLEN
from tests.extraction.chat_server import ChatServer, serving_chat

CHAT = {"PIKB_CHAT_URL": "http://127.0.0.1:1/v1", "PIKB_CHAT_MODEL": "m"}
THEFT: dict[str, Any] = {
    "kind": "cause", "quote": "hackers", "incident": "1", "confidence": 0.6, "cause": "Hacking", "actor": None,
}  # fmt: skip


def run(*options: str, **environ: str) -> tuple[dict[str, Any], int]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PIKB_")}
    done = subprocess.run(
        [sys.executable, "-m", "incidents.extraction", *options],
        input=json.dumps({"id": "a", "text": STOLEN}).encode(),
        env=clean | environ,
        capture_output=True,
        timeout=50,
        check=False,
    )
    return json.loads(done.stdout or json.dumps(done.stderr.decode())), done.returncode


def a_cause(start: int = 0, **changes: Any) -> ProposedCause:
    return ProposedCause(
        **{"start": start, "end": start + 8, "quote": "phishing", "confidence": 0.5, "cause": "Phishing"} | changes
    )


@pytest.mark.parametrize(
    ("other", "agrees"),
    [
        (a_cause(), True),
        (a_cause(7), True),
        (a_cause(confidence=0.9), True),
        (a_cause(8), False),
        (a_cause(incident="2"), False),
        (a_cause(cause="Theft"), False),
        (a_cause(actor="Grey Lantern"), False),
    ],
)
def test_facts_agree_that_say_the_same_of_the_same_words(other: ProposedCause, agrees: bool) -> None:
    assert agree(a_cause(), other) is agrees
    assert agree(other, a_cause()) is agrees


def test_names_choose_in_the_order_given_and_each_once() -> None:
    environ = CHAT | {"PIKB_EXTRACTORS": "rules, chat"}
    assert [label(one) for one in extractors_of(["chat", "chosen"], environ)] == ["chat 1 m", "rules 1.0"]
    assert [label(one) for one in extractors_of(["chosen"], {})] == ["rules 1.0"]


def test_an_extractor_that_fails_costs_only_its_own_answer() -> None:
    class Broken(RulesExtractor):
        name = "broken"

        def extract(self, document: Document) -> Any:
            raise OSError("no server")

    broken, rules = read_by_each(Document(id="a", text=STOLEN), [Broken(), RulesExtractor()])
    assert (broken.error, broken.extraction) == ("OSError: no server", None)
    assert rules.extraction is not None


@pytest.mark.parametrize(
    ("options", "environ", "said"),
    [
        ("magic", {}, "there is no extractor 'magic'; allowed are rules, chat"),
        ("chat", {}, "the extractor chat needs the address and the model of a server"),
        ("chat", CHAT | {"PIKB_CHAT_SECONDS": "soon"}, "PIKB_CHAT_SECONDS must be a number above 0"),
        ("chat", CHAT | {"PIKB_CHAT_URL": "ftp://x"}, "the chat address must be http"),
    ],
)
def test_what_cannot_be_set_up_is_refused_in_one_line(options: str, environ: dict[str, str], said: str) -> None:
    error, code = run("--extractor", options, **environ)
    assert code == 2
    assert str(error).startswith("error: ")
    assert said in str(error)


@pytest.fixture
def server() -> Any:
    with serving_chat() as chat:
        yield chat


def test_one_extractor_by_name_answers_as_ever(server: ChatServer) -> None:
    server.says(THEFT)
    answer, code = run("--extractor", "chat", PIKB_CHAT_URL=server.url, PIKB_CHAT_MODEL="m")
    assert code == 0
    assert (answer["id"], answer["extractor"], answer["relevant"]) == ("a", "chat 1 m", True)


def test_several_answer_side_by_side_with_what_they_agree_in(server: ChatServer) -> None:
    plain, _ = run()
    same = next(fact for fact in plain["facts"] if fact["kind"] == "data_category")
    told = {name: value for name, value in same.items() if name not in ("start", "end")}
    server.says(told, told | {"quote": "passwords", "category": "financial"})
    environ = {"PIKB_CHAT_URL": server.url, "PIKB_CHAT_MODEL": "m", "PIKB_EXTRACTORS": "rules,chat"}
    answer, code = run("--extractor", "chosen", **environ)
    rules, chat = answer["answers"]
    assert (code, answer["id"], rules["extractor"], chat["extractor"]) == (0, "a", "rules 1.0", "chat 1 m")
    assert [fact for fact in rules["facts"] if fact["agreed_by"]] == [same | {"agreed_by": ["chat 1 m"]}]
    assert [(fact["category"], fact["agreed_by"]) for fact in chat["facts"]] == [
        (same["category"], ["rules 1.0"]),
        ("financial", []),
    ]
    assert answer["agreement"] == {
        "rules 1.0": {"facts": len(plain["facts"]), "agreed": 1},
        "chat 1 m": {"facts": 2, "agreed": 1},
    }


def test_a_server_that_is_down_leaves_the_others_answer_and_fails_the_run() -> None:
    answer, code = run("--extractor", "rules,chat", **CHAT)
    rules, chat = answer["answers"]
    assert code == 1
    assert rules["facts"]
    assert chat["error"].startswith("ConnectionFailed: ")


def test_asked_for_nobody_the_rules_read_alone() -> None:
    assert [label(one) for one in extractors_of(["rules"], {})] == ["rules 1.0"]
    with pytest.raises(UnknownExtractor):
        extractors_of([""], {})
