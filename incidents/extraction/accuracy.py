"""Measures extraction on the labelled articles: `python -m incidents.extraction.accuracy`.

Four sets, side by side:
- in sample: the authors whose texts the rules and weights were made with;
- author left out: each of these texts answered with weights that were fitted without its author;
- unread: authors whose texts nobody who writes rules has read, answered with weights that were fitted without them;
- kept apart: authors neither read nor fitted to.

Without `--publish` the last two are neither measured nor shown and nothing is written, so that no rule is chosen by
them. Errors are counted by class, never listed by text.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from incidents.extraction import accuracy_floors, accuracy_page, confidence, fitting, labels, model
from incidents.extraction.document import Extraction
from incidents.extraction.fitting import Prepared
from incidents.extraction.matching import match, right_labels, touched_labels
from incidents.extraction.pipeline import decide, irrelevant
from incidents.extraction.relevance import is_english
from incidents.extraction.scoring import Report, score
from incidents.proposed import KINDS

# What became of a labelled fact that the answer does not have right.
NO_CANDIDATE, WRONG_FIELD, DROPPED = "no_candidate", "wrong_field", "dropped"


@dataclass(frozen=True, eq=False)
class Measured:
    """The answers for one set, each beside what was read; the figures follow from them."""

    answers: tuple[tuple[Prepared, Extraction], ...]

    @property
    def authors(self) -> list[str]:
        return sorted({one.labelled.author for one, _ in self.answers})

    @cached_property
    def report(self) -> Report:
        return score((one.labelled, extraction) for one, extraction in self.answers)

    def of_author(self, author: str) -> Measured:
        """The part of one author."""
        return Measured(tuple(answer for answer in self.answers if answer[0].labelled.author == author))

    @cached_property
    def lost(self) -> Counter[tuple[str, str]]:
        """By kind and class: labelled facts that had no candidate, wrong ones only, or a right one that was dropped."""
        return sum((_lost(one, extraction) for one, extraction in self.answers), Counter())

    def as_json(self) -> dict[str, Any]:
        """The figures, JSON-ready."""
        lost = {f"{kind}.{name}": count for (kind, name), count in sorted(self.lost.items())}
        return {"authors": self.authors} | self.report.as_json() | {"lost": lost}


def _lost(prepared: Prepared, extraction: Extraction) -> Counter[tuple[str, str]]:
    labelled = prepared.labelled
    had = {pair.label for pair in match(extraction.facts, labelled) if not pair.wrong}
    right = {label for one in prepared.candidates for label in right_labels(one.fact, labelled)}
    touched = {label for one in prepared.candidates for label in touched_labels(one.fact, labelled)}
    lost: Counter[tuple[str, str]] = Counter()
    for index, label in enumerate(labelled.facts):
        if index not in had and not labelled.is_optional(index):
            reason = DROPPED if index in right else WRONG_FIELD if index in touched else NO_CANDIDATE
            lost[label["kind"], reason] += 1
    return lost


def measure(
    read: Sequence[Prepared], unread: Sequence[Prepared], kept_apart: Sequence[Prepared], *, publish: bool
) -> dict[str, Measured]:
    """The figures of the sets by name; of the unread and the kept apart only to be published, and where there are any.

    Weights are fitted to the read and the unread together.
    """
    fitted_to = (*read, *unread)
    all_weights = fitting.fit(fitted_to)
    sets = {
        "in_sample": Measured(tuple((one, answer(one, all_weights)) for one in read)),
        "author_left_out": Measured(_left_out(read, fitted_to)),
    }
    if publish and unread:
        sets["unread"] = Measured(_left_out(unread, fitted_to))
    if publish and kept_apart:
        sets["kept_apart"] = Measured(tuple((one, answer(one, all_weights)) for one in kept_apart))
    return sets


def _left_out(asked: Sequence[Prepared], fitted_to: Sequence[Prepared]) -> tuple[tuple[Prepared, Extraction], ...]:
    answers = []
    for author in sorted({one.labelled.author for one in asked}):
        others = fitting.fit([one for one in fitted_to if one.labelled.author != author])
        answers += [(one, answer(one, others)) for one in asked if one.labelled.author == author]
    return tuple(answers)


def answer(prepared: Prepared, fitted: dict[str, confidence.Weights]) -> Extraction:
    """What the extractor would say of an article with these weights."""
    if not is_english(prepared.labelled.document.text):
        return irrelevant(prepared.labelled.document)
    return decide(prepared.reading, prepared.candidates, lambda kind: fitted.get(kind, confidence.UNFITTED))


def outdated_weights(prepared: Sequence[Prepared]) -> list[str]:
    """The kinds whose shipped weights were fitted to other texts or other candidates than there are now."""
    texts = fitting.digests(one.labelled for one in prepared)
    counted = Counter(candidate.fact.kind for one in prepared for candidate in one.candidates)
    shipped = {kind: confidence.weights(kind) for kind in KINDS}
    return [
        kind
        for kind, weights in shipped.items()
        if weights.get("texts") != texts or weights.get("candidates", 0) != counted[kind]
    ]


def main(arguments: Sequence[str]) -> int:
    """Measures and prints; 1 when a floor is not reached."""
    parser = argparse.ArgumentParser(prog="python -m incidents.extraction.accuracy", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--gold", type=Path, default=labels.GOLD, help="the folder of labelled articles (seeds/gold)")
    parser.add_argument("--publish", action="store_true", help="measure unread authors too; write docs/accuracy.md")
    parser.add_argument("--floors", type=Path, help="fail where the set with the author left out is below these")
    parser.add_argument("--renew-floors", action="store_true", help="put the floors just under what was reached")
    options = parser.parse_args(arguments)
    apart = labels.read_all(options.gold, labels.KEPT_APART) if options.publish else []
    with model.reading_zone():
        prepared = [fitting.prepare(one) for one in labels.read_all(options.gold)]
        read = [one for one in prepared if one.labelled.author in labels.READ_AUTHORS]
        unread = [one for one in prepared if one.labelled.author in labels.UNREAD_AUTHORS]
        kept_apart = [fitting.prepare(one) for one in apart]
        sets = measure(read, unread, kept_apart, publish=options.publish)
        outdated = outdated_weights(prepared)
    sys.stdout.write(accuracy_page.table(sets))
    if outdated:
        sys.stdout.write(f"shipped weights are not those of this fit, fit again: {', '.join(outdated)}\n")
    if options.publish:
        accuracy_page.publish(sets)
    if options.floors is None:
        return 0
    if options.renew_floors:
        accuracy_floors.renew(options.floors, sets["author_left_out"].report)
    under = accuracy_floors.under(options.floors, sets["author_left_out"].report)
    sys.stdout.writelines(f"below the floor: {line}\n" for line in under)
    return int(bool(under))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
