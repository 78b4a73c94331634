"""The order of the steps, from a document to its proposed facts; the one place that knows all modules."""

import dataclasses
import gc
from collections.abc import Iterable

from incidents.extraction import (
    actions,
    categories,
    causes,
    choice,
    confidence,
    estimates,
    events,
    explaining,
    merge,
    model,
    parties,
    patterns,
    relevance,
    remediation,
    role_scores,
    statements,
)
from incidents.extraction.attribution import Attribution
from incidents.extraction.candidates import Candidate, Scene
from incidents.extraction.cast import Cast
from incidents.extraction.document import Document, Extraction
from incidents.extraction.incidents import find_items
from incidents.extraction.reading import Reading, read
from incidents.proposed import ProposedFact, Reason

KINDS = (estimates, parties, remediation, actions, causes, categories, events, statements)

PHRASE_TABLES = ("actions", "causes", "remediation")
# Reading it compiles every table but the phrases, which are compiled as texts ask for them.
SAMPLE = (
    "The company said on Monday that the names and addresses of 40,000 customers were stolen by hackers in March, "
    "and that it would notify all of them."
)


def extract(document: Document) -> Extraction:
    """The facts that an article states, sorted by start; none when it is not English or reports no incident."""
    language = relevance.language_of(document.text)
    if language.code != relevance.ENGLISH:
        return dataclasses.replace(
            irrelevant(document), language=language.code, unsupported_language=language.unsupported
        )
    with model.reading_zone():
        reading = read(document)
        extraction = decide(reading, propose(reading))
        return dataclasses.replace(extraction, facts=explaining.placed(reading, extraction.facts))


def prepare_before_fork() -> None:
    """Load the model and compile the tables in the process that workers are forked from; they share them then.

    What is alive is taken out of the garbage collector's sight: looking at it would write into every shared page.
    """
    extract(Document(id="", text=SAMPLE))
    for table in PHRASE_TABLES:
        patterns.phrases(table).compile()
    categories.phrases().compile()
    gc.collect()
    gc.freeze()


def irrelevant(document: Document) -> Extraction:
    """The answer for a text that reports no incident."""
    return Extraction(document_id=document.id, relevant=False, facts=(), language=relevance.ENGLISH)


def decide(
    reading: Reading, candidates: Iterable[Candidate], weights_of: confidence.WeightsOf = confidence.weights
) -> Extraction:
    """What stands of the candidates by these weights: chosen, merged, accepted; nothing where no incident is told."""
    standing = accept(candidates, weights_of)
    if not relevance.reports_incident(reading, standing, weights_of):
        return dataclasses.replace(irrelevant(reading.document), unread_from=reading.unread_from)
    facts = sorted(
        _standing(reading.document.text, explaining.explain(standing, weights_of)),
        key=_order,
    )
    return Extraction(
        document_id=reading.document.id,
        relevant=True,
        facts=tuple(_numbered(facts)),
        language=relevance.ENGLISH,
        unread_from=reading.unread_from,
    )


def accept(candidates: Iterable[Candidate], weights_of: confidence.WeightsOf) -> list[Candidate]:
    """The candidates chosen, with their roles, merged and accepted by these weights."""
    roles = weights_of("party").get("roles", {})
    chosen = [role_scores.assign(candidate, roles) for candidate in choice.choose(candidates, weights_of)]
    merged = merge.merge(chosen, lambda candidate: confidence.score_of(candidate, weights_of))
    return confidence.accept(merged, weights_of)


def propose(reading: Reading) -> list[Candidate]:
    """All candidates of all kinds, each with the number of its incident, before any is accepted or dropped."""
    cast = Cast(reading)
    scene = Scene(reading, cast, Attribution(reading, cast))
    candidates = [candidate for kind in KINDS for candidate in kind.candidates(scene)]
    items = find_items(reading, cast, (candidate.fact for candidate in candidates))
    return [
        dataclasses.replace(candidate, fact=_on_page(candidate.fact, reading, items.number_at(candidate.fact.start)))
        for candidate in candidates
    ]


def _on_page(fact: ProposedFact, reading: Reading, incident: str) -> ProposedFact:
    """A fact of this incident where its words stand in the stored text."""
    start, end = reading.on_page(fact.start), reading.on_page(fact.end)
    why = tuple(_reason_on_page(reason, reading) for reason in fact.why)
    return dataclasses.replace(fact, start=start, end=end, quote=reading.page[start:end], incident=incident, why=why)


def _reason_on_page(reason: Reason, reading: Reading) -> Reason:
    if reason.start is None or reason.end is None:
        return reason
    return dataclasses.replace(reason, start=reading.on_page(reason.start), end=reading.on_page(reason.end))


def _numbered(facts: list[ProposedFact]) -> list[ProposedFact]:
    """Numbers the incidents in the order in which the facts first mention them."""
    numbers: dict[str, str] = {}
    for fact in facts:
        numbers.setdefault(fact.incident, str(len(numbers) + 1))
    return [dataclasses.replace(fact, incident=numbers[fact.incident]) for fact in facts]


def _standing(text: str, facts: Iterable[ProposedFact]) -> list[ProposedFact]:
    """Leaves out facts whose words hold a broken character; any other that does not stand in the text is a defect."""
    kept = []
    for fact in facts:
        if fact.stands_in(text):
            kept.append(fact)
        elif "\ufffd" not in fact.quote:
            raise AssertionError(f"{fact.kind} at {fact.start}: the quote is not text[start:end]")
    return kept


def _order(fact: ProposedFact) -> tuple[int, int, str]:
    return fact.start, fact.end, fact.kind
