"""What extraction costs, by stage and beside the bare parse of the same text; its workers; a page in the sandbox."""

import json
import os
import subprocess
import sys
import time
from datetime import date
from typing import Any

import pytest

from incidents.extraction import Document, Extraction, extract, furniture, pipeline, reading
from incidents.extraction import attribution as attributions
from incidents.extraction import cast as casts
from incidents.extraction import model as language_model
from incidents.ingestion import retrieval
from incidents.outbound import sandbox
from tests.benchmarks.measuring import Functions, Stopwatch, report, side_by_side, timed
from tests.seeds.test_seeds import ARTICLES

ROUNDS = 15
STAGE_ROUNDS = 5
WORDS = 500  # of an article
REST = "all else"
MOST_REST = 0.15  # of the whole: what no stage owns
STAGES: dict[str, Functions] = {
    "language": [(pipeline.relevance, "language_of")],
    "units": [(reading, "segment")],
    "furniture": [(furniture, "marked")],
    "parse": [(language_model, "parse")],
    "mentions, entities": [(casts, "gather")],
    "cast": [(pipeline, "Cast")],
    "quotations": [(casts, "find_quotations")],
    "speakers": [(attributions, "Speakers"), (attributions.Speakers, "of")],
    "issuer, claimants": [(pipeline, "Attribution"), (attributions.Attribution, "sources")],
    **{kind.__name__.rpartition(".")[2]: [(kind, "candidates")] for kind in pipeline.KINDS},
    "incidents": [(pipeline, "find_items")],
    "choice": [(pipeline.choice, "choose")],
    "roles": [(pipeline.role_scores, "assign")],
    "merge": [(pipeline.merge, "merge")],
    "scoring": [(pipeline.confidence, "accept"), (pipeline.confidence, "score_of")],
    "relevance": [(pipeline.relevance, "reports_incident")],
    REST: [(pipeline, "extract")],
}
PROGRAM = [sys.executable, "-m", "tests.benchmarks.workers"]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Articles of about 500 words, of the longest seed articles."""
    bodies = sorted((article.body for article in ARTICLES), key=len, reverse=True)
    words = "\n".join(bodies).split(" ")
    return [" ".join(words[at : at + WORDS]) for at in range(0, len(words) - WORDS, WORDS)]


@pytest.fixture(scope="module")
def text(texts: list[str]) -> str:
    return texts[0]


def _article(text: str) -> Document:
    return Document(id="bench", text=text, published_on=date(2024, 3, 5))


def test_extraction_beside_the_bare_parse(text: str) -> None:
    nlp = language_model.load()

    medians = side_by_side(
        {
            "extract, 500 words": lambda: extract(_article(text)),
            "spaCy parse of the same paragraphs": lambda: list(nlp.pipe(text.split("\n"))),
        },
        rounds=ROUNDS,
    )

    report("Extraction", medians)
    assert extract(_article(text)).facts


def test_the_stages_beside_the_bare_parse(texts: list[str]) -> None:
    nlp = language_model.load()
    plain = [extract(_article(text)) for text in texts]
    rounds: list[tuple[float, Stopwatch]] = []
    parses: list[float] = []
    measured: list[Extraction] = []

    def staged() -> None:
        with timed(STAGES) as watch:
            began = time.process_time()
            measured[:] = [pipeline.extract(_article(text)) for text in texts]
            rounds.append(((time.process_time() - began) * 1000, watch))

    def bare() -> None:
        began = time.process_time()
        for text in texts:
            list(nlp.pipe(text.split("\n")))
        parses.append((time.process_time() - began) * 1000)

    medians = side_by_side(
        {
            "with stopwatch": staged,
            "extract": lambda: [extract(_article(text)) for text in texts],
            "bare parse": bare,
        },
        rounds=STAGE_ROUNDS,
    )

    of_each = {name: milliseconds / len(texts) for name, milliseconds in medians.items()}
    whole, quickest = min(rounds, key=lambda one: one[0])
    report(f"{len(texts)} articles of {WORDS} words, each", of_each)
    print(
        f"\nA processor's time for an article by stage, in the quickest of {len(rounds)} rounds; the bare parse is 100"
    )
    for name, milliseconds in [*((name, quickest.taken[name]) for name in STAGES), ("all of it", whole)]:
        print(f"  {name:44} {milliseconds / len(texts):9.2f} ms   {100 * milliseconds / min(parses):7.1f}")

    assert measured == plain
    assert all(watch.taken[name] > 0 for _, watch in rounds for name in STAGES)
    assert sum(quickest.taken.values()) == pytest.approx(whole, rel=0.05)
    assert quickest.taken[REST] < MOST_REST * whole


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_workers_that_share_a_model(texts: list[str]) -> None:
    run = subprocess.run(PROGRAM, input=json.dumps(texts), capture_output=True, text=True, timeout=300, check=True)
    answer: dict[str, Any] = json.loads(run.stdout)
    expected = sum(len(extract(Document(id="w", text=text)).facts) for text in texts)

    print(f"\nWorkers, forked from a process that has loaded the model ({os.cpu_count()} processors here)")
    for step, seconds in answer["seconds"].items():
        print(f"  {step:44} {seconds:9.2f} s")
    for name, held in answer["memory"].items():
        print(f"  {f'memory of the parent, {name}':44} {_mebibytes(held)}")
    for ran in answer["runs"]:
        workers = ran["workers"]
        speed = f"{ran['articles'] / ran['seconds']:9.2f} articles/s, {_rate(ran):.2f} a processor second"
        print(f"  {f'with workers: {len(workers)}':44} {speed}")
        for worker in workers:
            print(f"  {'  memory of a worker':44} {_mebibytes(worker['memory'])}")

    assert [len(ran["workers"]) for ran in answer["runs"]] == [1, 2]
    assert {worker["facts"] for ran in answer["runs"] for worker in ran["workers"]} == {expected}
    assert expected > 0


def _rate(ran: dict[str, Any]) -> float:
    """What a worker reads in a second that it has a processor for itself, whoever else uses the machine."""
    return float(ran["articles"] / sum(worker["processor_seconds"] for worker in ran["workers"]))


def _mebibytes(memory: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.0f} MiB" for name, value in memory.items())


def test_a_page_in_the_sandbox_beside_outside(text: str) -> None:
    page = f"<html><body><article>{''.join(f'<p>{line}</p>' for line in text.splitlines())}</article></body></html>"
    body = page.encode()

    medians = side_by_side(
        {
            "parse in the sandbox": lambda: sandbox.run(retrieval.parse_document, body, "text/html"),
            "parse in this process": lambda: retrieval.parse_document(body, "text/html"),
        },
        rounds=ROUNDS,
    )

    report("Parsing hostile bytes in a child", medians)
    assert retrieval.parse_document(body, "text/html").text
