"""Official actions: investigations, orders, fines, suits and hearings, with body, status and amount."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from incidents.extraction import lexicon, names
from incidents.extraction.sources import subject_of
from incidents.extraction.candidates import UNSCORED, Candidate, Scene
from incidents.extraction.entities import Entity
from incidents.extraction.modality import Modality, modality
from incidents.extraction.numbers import find_numbers
from incidents.extraction.patterns import Match, find
from incidents.extraction.reading import Sentence
from incidents.extraction.remediation import governing_verb, match_features
from incidents.proposed import ProposedAction, Reason

if TYPE_CHECKING:
    from spacy.tokens import Token

BODILESS = frozenset(("class_action", "individual_suit"))  # the claimant is no body; only a court would be
COURT_ACTS = frozenset(("appeal", "conviction", "acquittal"))
CURRENCIES = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "us$": "USD",
    "r$": "BRL",
    "a$": "AUD",
    "c$": "CAD",
    "nz$": "NZD",
    "s$": "SGD",
    "hk$": "HKD",
    "₦": "NGN",
    "₱": "PHP",
}
CODES = frozenset(
    [
        "EUR",
        "USD",
        "GBP",
        "SEK",
        "NOK",
        "DKK",
        "CHF",
        "KRW",
        "INR",
        "JPY",
        "PLN",
        "KES",
        "ZAR",
        "AUD",
        "CAD",
        "BRL",
        "NGN",
        "PHP",
        "SGD",
    ]
)
THREATENED = re.compile(
    r"\b(?:could|may|might|can|would(?!-be)|seek\w*|sought|weigh\w*|consider\w*|threat\w*|if|up to|reserve\w*"
    r"|prepar\w*)\b",
    re.IGNORECASE,
)
APPEAL_STATUS = (
    ("reduced", re.compile(r"\b(?:reduc|lower|cut)", re.IGNORECASE)),
    ("annulled", re.compile(r"\b(?:annul|quash|overturn|vacat|struck down|strike down|reverse)", re.IGNORECASE)),
    (
        "upheld",
        re.compile(
            r"\b(?:upheld|uphold|left standing|agreed with|confirmed|dismissed (?:the|its|an) appeal)", re.IGNORECASE
        ),
    ),
)


def candidates(scene: Scene) -> Iterator[Candidate]:
    """One candidate per match of the table."""
    for match in find("actions", scene.reading):
        sentence = scene.reading.sentence_at(match.start)
        if sentence is None:
            continue
        verb = governing_verb(match.head)
        how = modality(verb) if verb is not None else Modality("ActivityCompleted")
        body, rule = _body(scene, match, verb, sentence)
        amount, currency = _amount(scene.text, match, sentence)
        fact = ProposedAction(
            start=match.start,
            end=match.end,
            quote=scene.text[match.start : match.end],
            confidence=UNSCORED,
            action=match.row.code,
            status=_status(match, how, sentence),
            body=body.name if body else None,
            target=_target(scene, body),
            amount=amount,
            currency=currency,
            why=(
                Reason(field="action", rule=match.row.rule, start=match.start, end=match.end),
                Reason(field="body", rule=rule),
            ),
        )
        features = {f"body:{rule}", f"action_status:{fact.status}", f"amount:{amount is not None}"}
        yield Candidate(fact, match_features(scene, match, how, body) | features)


def _status(match: Match, how: Modality, sentence: Sentence) -> str:
    """The table's status, changed by what the words around it say."""
    if match.row.code == "appeal":
        words = sentence.text[max(0, match.start - sentence.start - 60) : match.end - sentence.start + 30]
        for status, pattern in APPEAL_STATUS:
            if pattern.search(words):
                return status
        return "threatened" if how.future or how.conditional or how.status == "ActivityOngoing" else "appealed"
    before = sentence.text[max(0, match.start - sentence.start - 40) : match.start - sentence.start + 24]
    if how.status == "ActivityProposed" or how.conditional or THREATENED.search(before):
        return "threatened"
    if how.negated and match.row.more["status"] == "open":
        return "closed_no_action"
    return str(match.row.more["status"])


def _body(scene: Scene, match: Match, verb: Token | None, sentence: Sentence) -> tuple[Entity | None, str]:
    """Which authority or court acts: the agent or subject, one named in the sentence, else the last one named."""
    if match.row.code in BODILESS:
        court = next((entity for entity in _authorities(scene, sentence) if _is(entity, "court_words")), None)
        return court, "court" if court else "none"
    for token, rule in _actors(verb):
        entity = scene.cast.resolve(token)
        if entity is not None and _may_act(scene, entity):
            return entity, rule
    named = [entity for entity in _authorities(scene, sentence) if _may_act(scene, entity)]
    if match.row.code in COURT_ACTS:
        named = [entity for entity in named if _is(entity, "court_words")] or named
    if named:
        return min(named, key=lambda entity: _gap(entity, match)), "sentence"
    earlier = [
        entity
        for entity in scene.cast.entities
        if entity.kind == "authority" and entity.first.start < match.start and _may_act(scene, entity)
    ]
    return max(
        earlier,
        key=lambda entity: max(mention.start for mention in entity.mentions if mention.start < match.start),
        default=None,
    ), "last"


def _may_act(scene: Scene, entity: Entity) -> bool:
    """Authorities, judges and office holders act; the authority that the story is about suffers."""
    if entity is scene.cast.main and not any(
        _is(entity, key) for key in ("regulator_words", "court_words", "police_words", "legislature_words")
    ):
        return False
    office = entity.described & (
        lexicon.words("entities", "judge_titles") | {"auditor", "commissioner", "minister", "prosecutor", "ombudsman"}
    )
    return entity.kind == "authority" or (entity.kind == "person" and bool(office))


def _actors(verb: Token | None) -> Iterator[tuple[Token, str]]:
    if verb is None:
        return
    for child in verb.children:
        if child.dep_ == "agent":
            yield from ((thing, "agent") for thing in child.children if thing.dep_ == "pobj")
    subject = subject_of(verb)
    if subject is not None:
        yield subject, "subject"


def _authorities(scene: Scene, sentence: Sentence) -> list[Entity]:
    return [
        entity
        for entity in scene.cast.entities
        if entity.kind == "authority"
        and any(sentence.start <= mention.start < sentence.end for mention in entity.mentions)
    ]


def _gap(entity: Entity, match: Match) -> int:
    return min(min(abs(mention.start - match.end), abs(match.start - mention.end)) for mention in entity.mentions)


def _is(entity: Entity, key: str) -> bool:
    return bool(set(names.fold(entity.name)) & lexicon.words("entities", key))


def _target(scene: Scene, body: Entity | None) -> str | None:
    main = scene.cast.main
    return main.name if main is not None and main is not body else None


def _amount(text: str, match: Match, sentence: Sentence) -> tuple[int | None, str | None]:
    """The sum of money nearest to the words, in whole units, with its currency."""
    found = []
    for number in find_numbers(sentence.text):
        start = sentence.start + number.start
        sign = re.search(r"([A-Z]{3}|[A-Z]{0,2}[$€£¥₹₦₱])\s?$", text[max(0, start - 4) : start])
        if sign:
            code = sign.group(1)
            currency = code if code in CODES else CURRENCIES.get(code.lower())
            if currency:
                found.append((abs(start - match.end), number.value, currency))
    if not found:
        return None, None
    _, amount, currency = min(found)
    return amount, currency
