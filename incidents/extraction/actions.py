"""Official actions: investigations, orders, fines, suits and hearings, with body, status and amount."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from incidents.extraction import lexicon, names
from incidents.extraction.bodies import UNDONE, Bodies
from incidents.extraction.candidates import UNSCORED, Candidate, Scene
from incidents.extraction.company import company, pooled
from incidents.extraction.entities import Entity
from incidents.extraction.modality import Modality, of_deed
from incidents.extraction.numbers import find_numbers
from incidents.extraction.patterns import Match, find
from incidents.extraction.reading import Sentence
from incidents.extraction.remediation import match_features, status_reason
from incidents.proposed import ProposedAction, Reason

if TYPE_CHECKING:
    from spacy.tokens import Token

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
FINES = frozenset(("administrative_fine", "civil_penalty", "civil_money_penalty", "monetary_penalty"))
FINES_OF = (
    ("monetary_penalty", (("ico",), ("information", "commissioner", "office"))),
    ("civil_money_penalty", (("ocr",), ("hhs",), ("civil", "rights"), ("health", "human", "services"))),
    ("civil_penalty", (("ftc",), ("federal", "trade"), ("attorney", "general"), ("attorneys", "general"))),
)
THREATENED = re.compile(
    r"\b(?:could|may|might|would(?!-be)|seek\w*|sought|weigh\w*|consider\w*|threat\w*|up to|reserv\w* the right|risk\w*"
    r"|prepar\w*|call(?:ed|s|ing)? for|face[sd]? (?:a |an )?(?:possible|potential))\b"
)
WITHOUT_ACTION = re.compile(
    r"\bwithout (?:\w+ ){0,2}(?:action|penalty|charges?|finding|sanction|fine)|no further action"
)
APPEAL_STATUS = (
    (
        "reduced",
        re.compile(r"\b(?:reduc|lower(?! (?:court|ruling|tribunal|instance))|cut|slash|halv|trimm)", re.IGNORECASE),
    ),
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
    bodies = Bodies(scene)
    matches = [match for match in find("actions", scene.reading) if not scene.in_headline(match.start)]
    found: list[tuple[ProposedAction, frozenset[str]]] = []
    for match in matches:
        sentence = scene.reading.sentence_at(match.start)
        if sentence is None:
            continue
        verb, how = of_deed(match.head)
        status = _status(match, how, verb, sentence)
        body = bodies.of(match, verb, sentence, status)
        amount, currency = _amount(scene.text, match, sentence)
        fact = ProposedAction(
            start=match.start,
            end=match.end,
            quote=scene.text[match.start : match.end],
            confidence=UNSCORED,
            action=_in_its_country(match.row.code, body.name),
            status=status,
            body=body.name,
            target=_target(scene, body.entity),
            amount=amount,
            currency=currency,
            why=(
                Reason(field="action", rule=match.row.rule, start=match.start, end=match.end),
                Reason(field="body", rule=body.rule),
                status_reason(match, verb, status),
            ),
        )
        features = {
            f"body:{body.rule}",
            f"body_code:{body.rule}:{match.row.code}",
            f"action_status:{fact.status}",
            f"amount:{amount is not None}",
            *company(match, matches),
        }
        found.append((fact, match_features(scene, match, how, body.entity) | features))
    yield from pooled(found, lambda fact: (fact.action, fact.status, fact.body))


def _in_its_country(code: str, body: str | None) -> str:
    """What a fine is called where it is imposed: British ones are monetary penalties, American ones civil penalties."""
    if code != "administrative_fine" or not body:
        return code
    named = set(names.fold(body))
    return next((special for special, words in FINES_OF if any(set(word) <= named for word in words)), code)


def _status(match: Match, how: Modality, verb: Token | None, sentence: Sentence) -> str:
    """The table's status, changed by what the words around it say."""
    code, usual = match.row.code, str(match.row.more["status"])
    fate = _fate(match, sentence)
    unreal = _unreal(match, how, verb, sentence)
    if code == "appeal":
        if usual in UNDONE and not unreal:
            return usual
        return (
            fate
            if fate and not unreal
            else "threatened"
            if unreal or how.future or usual == "threatened"
            else "appealed"
        )
    if how.negated:
        return usual if usual == "threatened" else "closed_no_action"  # "did not rule out an inquiry"
    if unreal and usual != "preliminary_findings":
        return "threatened"
    if fate and code in FINES:
        return fate
    if usual == "open" and verb is not None and verb is not match.head:
        return _outcome(match, verb, sentence) or usual
    if usual == "open" and how.future and code in ("investigation", "parliamentary_hearing"):
        return "announced"
    return usual


def _unreal(match: Match, how: Modality, verb: Token | None, sentence: Sentence) -> bool:
    """Whether the act is only possible, sought or called for."""
    if how.status == "ActivityProposed" or how.conditional:
        return True
    ordered = match.row.code.startswith("order_")  # what is ordered may be to seek or consider something
    end = (match.start if ordered else match.end) - sentence.start
    before = sentence.text[max(0, match.start - sentence.start - 40) : end]
    if THREATENED.search(before):
        return True
    governors = lexicon.words("official", "unreal_governors")
    return verb is not None and verb is not match.head and verb.lemma_.lower() in governors


def _fate(match: Match, sentence: Sentence) -> str | None:
    """What a court made of the act, by words near it."""
    words = sentence.text[max(0, match.start - sentence.start - 60) : match.end - sentence.start + 60]
    return next((status for status, pattern in APPEAL_STATUS if pattern.search(words)), None)


def _outcome(match: Match, verb: Token, sentence: Sentence) -> str | None:
    """How an inquiry or suit ended, where the verb that it stands with says so."""
    lemma = verb.lemma_.lower()
    after = sentence.text[match.start - sentence.start :]
    if lemma in lexicon.words("official", "dropping") or WITHOUT_ACTION.search(after):
        return "closed_no_action"
    if lemma in lexicon.words("official", "settling"):
        return "settled"
    ended = lexicon.words("official", "ending") | lexicon.words("official", "winning")
    return "decided" if lemma in ended and verb.tag_ in ("VBD", "VBN") else None


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
