"""Statements: what stands between quotation marks with somebody who says it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from incidents.extraction import lexicon
from incidents.extraction.candidates import UNSCORED, Candidate, Scene, context_features
from incidents.extraction.speakers import Speech
from incidents.proposed import ProposedStatement, Reason

LABELLED = re.compile(
    r"(?:called|known as|titled|entitled|dubbed|named|labell?ed|nicknamed|marked|so-called|signs? \w+self)\s*$",
    re.IGNORECASE,
)


def candidates(scene: Scene) -> Iterator[Candidate]:
    """Each quotation that is not cut by furniture, once for everybody who may have said it."""
    for speech in scene.attribution.speeches:
        start, end = speech.quotation.start, speech.quotation.end
        quote = scene.text[start:end]
        if not quote.strip():
            continue
        features = _features(scene, speech, quote)
        kind = _kind(quote)
        for rival in speech.rivals:
            fact = ProposedStatement(
                start=start,
                end=end,
                quote=quote,
                confidence=UNSCORED,
                speaker=rival.source.name,
                statement_kind=kind,
                why=(Reason(field="speaker", rule=rival.source.rule),),
            )
            yield Candidate(fact, features, frozenset(rival.features))


def _features(scene: Scene, speech: Speech, quote: str) -> frozenset[str]:
    start = speech.quotation.start
    words = len(quote.split())
    features = {
        f"words:{1 if words == 1 else 2 if words <= 3 else 3 if words <= 7 else 4}",
        f"alone:{speech.alone}",
    }
    if quote[0].isupper():
        features.add("capital")
    if quote.rstrip()[-1:] in ".,?!":
        features.add("ends_with_point")
    if LABELLED.search(scene.text[max(0, start - 30) : start - 1]):
        features.add("label")
    if quote.istitle():
        features.add("title_case")
    if not speech.quotation.closed:
        features.add("unclosed")
    return frozenset(features) | context_features(scene, start, speech.quotation.end)


def _kind(quote: str) -> str:
    """Apology, promise, admission, denial or claim by the words; statement when none tells."""
    lowered = quote.lower()
    for kind in ("apology", "promise", "admission", "denial", "claim"):
        if any(cue in lowered for cue in lexicon.load("speech")[kind]):
            return kind
    return "statement"
