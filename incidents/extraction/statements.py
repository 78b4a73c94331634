"""Statements: what stands between quotation marks with somebody who says it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from incidents.extraction import lexicon
from incidents.extraction.candidates import UNSCORED, Candidate, Scene, context_features
from incidents.extraction.speakers import Speech
from incidents.proposed import ProposedStatement

LABELLED = re.compile(
    r"(?:called|known as|titled|entitled|dubbed|named|labell?ed|nicknamed|marked|so-called|signs? \w+self)\s*$",
    re.IGNORECASE,
)
IN_BRACKETS = re.compile(
    r"\((?:[^()]{0,40}[”\",] )?(?:collectively,? |together,? |hereinafter |or |and |the ){0,3}$", re.IGNORECASE
)
AFTER_TERM = re.compile(r"[”\"’](?:[^()]{0,58})\)")
LONGEST_TERM = 4  # words
FIRST_PERSON = frozenset(("i", "we", "my", "our", "us", "me", "i'm", "we're"))
SHORT = 7  # words of a quotation that may be a label or a part of the sentence


def candidates(scene: Scene) -> Iterator[Candidate]:
    """Each quotation that is not cut by furniture, once for everybody who may have said it."""
    for speech in scene.attribution.speeches:
        start, end = speech.quotation.start, speech.quotation.end
        quote = scene.text[start:end]
        if not quote.strip() or _defines(scene, start, end):
            continue
        features = _features(scene, speech, quote)
        kind = _kind(scene, speech, quote)
        for rival in speech.rivals:
            fact = ProposedStatement(
                start=start,
                end=end,
                quote=quote,
                confidence=UNSCORED,
                speaker=rival.source.name,
                statement_kind=kind,
                why=(rival.source.reason("speaker"),),
            )
            yield Candidate(fact, features, rivalry=frozenset(rival.features))


def _defines(scene: Scene, start: int, end: int) -> bool:
    """ "(the “Company”)": a short form in brackets is no statement."""
    return bool(
        IN_BRACKETS.search(scene.text[max(0, start - 60) : start - 1])
        and AFTER_TERM.match(scene.text[end : end + 60])
        and len(scene.text[start:end].split()) <= LONGEST_TERM
    )


def _features(scene: Scene, speech: Speech, quote: str) -> frozenset[str]:
    start, end = speech.quotation.start, speech.quotation.end
    words = len(quote.split())
    features = {
        f"words:{1 if words == 1 else 2 if words <= 3 else 3 if words <= 7 else 4}",
        f"alone:{speech.alone}",
        f"wording:{min(4, int(speech.rivals[0].weight))}" if speech.rivals else "wording:none",
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
    features |= _syntax(scene, start, end, words)
    return frozenset(features) | context_features(scene, start, end)


def _syntax(scene: Scene, start: int, end: int, words: int) -> set[str]:
    """Whether the words make a clause, and what stands right before and behind them: "the “find a friend” tool"."""
    tokens = scene.reading.tokens(start, end)
    features = {f"clause:{any(token.pos_ in ('VERB', 'AUX') and token.tag_ != 'VBG' for token in tokens)}"}
    if any(token.lower_ in FIRST_PERSON for token in tokens):
        features.add("first_person")
    unit = scene.reading.unit_at(start)
    if not tokens or unit is None or words > SHORT:
        return features
    doc = tokens[0].doc
    before = next((token for token in reversed(doc[max(0, tokens[0].i - 2) : tokens[0].i]) if token.is_alpha), None)
    after = next(iter(scene.reading.tokens(end + 1, end + 2)), None)
    features.add(f"before:{before.pos_ if before is not None else 'none'}")
    if after is not None and after.pos_ in ("NOUN", "PROPN") and scene.text[end + 1 : end + 2] == " ":
        features.add("modifies")
    return features


def _kind(scene: Scene, speech: Speech, quote: str) -> str:
    """Apology, promise, admission, denial, claim or a mere statement: by the verb of saying, then by the words.

    Only who stands accused can deny or admit: "they never told us" is a claim when a customer says it.
    """
    verb = (speech.verb or "").lower()
    for kind, verbs in lexicon.load("speech")["kind_verbs"].items():
        if verb in verbs and kind != "claim":
            return str(kind)
    lowered = quote.lower()
    entity = speech.source.entity
    accused = entity is not None and scene.cast.main in (entity, entity.affiliation)
    for kind in ("apology", "promise", "admission", "denial") if accused else ("apology",):
        if any(cue in lowered for cue in lexicon.load("speech")[kind]):
            return kind
    if verb in lexicon.load("speech")["kind_verbs"]["claim"] or _tells(scene, speech, lowered):
        return "claim"
    return "statement"


def _tells(scene: Scene, speech: Speech, lowered: str) -> bool:
    """Whether the words say what happened or how much of it: an amount, or something done."""
    if re.search(r"\d", lowered) or any(word in lowered for word in lexicon.load("speech")["amount"]):
        return True
    tokens = scene.reading.tokens(speech.quotation.start, speech.quotation.end)
    return any(token.tag_ == "VBD" for token in tokens)
