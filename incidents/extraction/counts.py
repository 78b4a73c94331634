"""What a number counts: the noun behind it with its measure, and what is no count of those affected at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from incidents.extraction import lexicon
from incidents.extraction.candidates import Scene
from incidents.extraction.numbers import Number
from incidents.extraction.reading import begin, end_of
from incidents.extraction.sources import subject_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

MEASURES = ("people", "accounts", "households", "devices", "organisations", "files", "data_volume_bytes", "records")
INSIDE = ("nummod", "quantmod", "compound", "amod", "nmod", "npadvmod", "advmod", "pcomp", "punct")
CLIMB = 8
LOOK_BACK = 300  # characters before a sentence in which its bare numbers may find their noun
NUMBERED = frozenset(("number", "count", "total", "tally", "figure", "pile", "set", "batch", "trove", "list", "sum"))
OLDEST = 100  # "under 18": an age, when nothing is counted
_AFTER = re.compile(
    r"\s?(?:%|per\s?cent|percent|percentage|x\b|:\d|st\b|nd\b|rd\b|th\b|/\d|°|a\.m|p\.m|am\b|pm\b"
    r"|-(?:year|mile|page|month|day|week|hour)|s\b)|-[\dA-Z]|\.\d"
    r"|\s(?:in|out of) (?:every )?(?:\d|ten\b|five\b|four\b|nine\b)"
)
_BEFORE = re.compile(r"[\w]-$|#$|№\s?$|:\d?$|/$|\.$|\b(?:one|two|three|four|five|\d) (?:in|out of)(?: every)? $")
_NAMES_DOWN = re.compile(r"\s(?:\w{1,20} ){0,3}(?:put their names?|signed up|joined|clicked|downloaded)\b")
_AGED = re.compile(r"(\w{1,30})(?: who (?:are|were))?(?: aged)? (?:under|over|below|above)\s$")
_MONEY_WORDS = re.compile(
    r"\s?(dollars|euros|pounds|rupees|crowns|kronor|won|yen|reais|rand|shillings|pesos|francs|naira|dirhams|€|£"
    r"|\w{1,20} crowns)"
)


@dataclass(frozen=True)
class Counted:
    """What a number counts: the noun with its measure (None when it counts something else) and where it ends."""

    noun: str | None
    measure: str | None
    end: int
    rejected: bool
    token: Token | None = None


def governing(scene: Scene, start: int, end: int) -> Token | None:
    """The nearest verb above the words: "employs 700 people" and "copied the files of 700 people" differ by it."""
    tokens = scene.reading.tokens(start, end)
    return next((token for token in _upwards(tokens[-1]) if token.pos_ == "VERB"), None) if tokens else None


def _upwards(token: Token) -> Iterator[Token]:
    for _ in range(CLIMB):
        yield token
        if token.head == token:
            return
        token = token.head


def is_harmed(noun: Token) -> bool:
    """Whether the words that belong to a noun tell of harm: "the 900 customers whose files were copied"."""
    return any(word.lemma_.lower() in lexicon.words("counts", "harm_nearby") for word in noun.subtree)


def role_features(token: Token) -> set[str]:
    """What the sentence does with what is counted: robs it, writes to it, employs it, lets it act, or owns its data."""
    features: set[str] = set()
    current = token
    for _ in range(CLIMB):
        head = current.head
        if head == current:
            break
        if current.dep_ in ("pobj", "poss") and _owns_data(current):
            features.add("role:owner_of_data")
        if head.pos_ in ("VERB", "AUX"):
            features |= {f"role:{current.dep_}:{name}" for name in _verb_classes(head)}
            break
        if current.dep_ in ("pobj", "conj", "appos"):
            features.add(f"under:{current.dep_}:{head.lower_ if current.dep_ == 'pobj' else ''}")
        current = head
    return features


def _owns_data(noun: Token) -> bool:
    """ "The details of 300 owners", "300 owners' details"."""
    owned = noun.head if noun.dep_ == "poss" else noun.head.head
    linked = noun.dep_ == "poss" or noun.head.lower_ in ("of", "on", "about", "from", "for", "to")
    return linked and owned.lemma_.lower() in lexicon.words("counts", "data_nouns")


def _verb_classes(verb: Token) -> list[str]:
    lemma = verb.lemma_.lower()
    classes = lexicon.load("counts")["verb_classes"]
    return [name for name in classes if lemma in classes[name]] or ["other"]


def is_total(scene: Scene, counted: Counted, start: int, end: int) -> bool:
    """ "which employs 700 people", "a bank with 700 customers", "700 have joined the suit": no count of those hit."""
    noun = counted.token or next(iter(scene.reading.tokens(start, end)), None)
    if noun is None or is_harmed(noun):
        return False
    if _NAMES_DOWN.match(scene.text, max(end, counted.end)):
        return True
    for token in _upwards(noun):
        head = token.head
        if head.pos_ == "VERB" or head.lemma_ == "have":
            return _sizes_up(scene, head, token)
        if token.dep_ == "pobj" and head.lower_ == "with":
            return _has_size(scene, head.head)
    return False


def sizes_by_words(text: str, counted: Counted, start: int, end: int) -> bool:
    """Words beside a number by which it mostly tells a size or a rate: "used by 64 districts", "300 calls a day"."""
    before, after = text[max(0, start - 48) : start].rpartition("\n")[2], text[max(end, counted.end) :][:40]
    rate = _pattern("size_after").match(after.partition("\n")[0])
    return bool(rate or _pattern("size_before").search(before))


def _sizes_up(scene: Scene, verb: Token, noun: Token) -> bool:
    """Whether a verb tells with this object how large its subject is, or what this subject does of itself."""
    lemma = verb.lemma_.lower()
    if noun.dep_ == "dobj" and lemma in lexicon.words("counts", "size_verbs"):
        if lemma == "have":
            subject = subject_of(verb)
            return subject is not None and _has_size(scene, subject)
        return verb.dep_ in ("relcl", "acl") or lemma not in lexicon.words("counts", "size_only_in_clause")
    return noun.dep_ == "nsubj" and lemma in lexicon.words("counts", "acting_verbs")


def _has_size(scene: Scene, owner: Token) -> bool:
    """Whether an organisation, a service or a place can be as large as so many members."""
    entity = scene.cast.resolve(owner) or scene.cast.entity_at(owner)
    return (entity is not None and entity.kind != "person") or (
        owner.lemma_.lower() in lexicon.words("entities", "company_nouns")
    )


def is_no_count(text: str, start: int, end: int) -> bool:
    """A share, a time, an age, a part of a code or of another number."""
    before, after = text[max(0, start - 24) : start], text[end : end + 14]
    if _pattern("no_people").search(text[max(0, start - 60) : start]) or _pattern("no_people_after").match(text, end):
        return True
    if _AFTER.match(after) or _BEFORE.search(before) or text[end : end + 1].isalpha():
        return True
    if before.endswith(", ") and after[:1] in ",;." and end - start <= 3:
        return True  # "Ada Lund, 52, said": an age
    if (not before.strip(" ") or before.endswith("\n")) and re.match(r"[.)]\s", after):
        return True  # "3. The Committee heard": the number of a paragraph
    word = re.search(r"([\w.]{1,24})\s{1,3}$", before)
    return bool(word and word.group(1).lower() in lexicon.words("bounds", "rejecting_before"))


def is_age(text: str, number: Number, start: int) -> bool:
    """ "Children under 14", "anyone over 65"."""
    before = _AGED.search(text[max(0, start - 40) : start])
    if before is None or number.value >= OLDEST:
        return False
    noun = before.group(1).lower()
    known = lexicon.words("counts", "age_nouns")
    return noun in known or noun.rstrip("s") in known or noun == "children"


def is_money(text: str, start: int, end: int) -> bool:
    """Whether a currency stands before or after the number."""
    before = re.search(r"(\S{1,4})\s?$", text[max(0, start - 5) : start])
    sign = before.group(1).lower().lstrip("(“‘\"'–-—") if before else ""
    signed = sign in lexicon.words("bounds", "currencies") or sign[-1:] in tuple("$€£¥₹₦₱")
    return signed or bool(_MONEY_WORDS.match(text[end : end + 24]))


@cache
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(lexicon.load("counts")[key], re.IGNORECASE)


def is_loss(scene: Scene, start: int, end: int) -> bool:
    """Whether money is a loss or cost by the words of its clause, and no fine, price, ransom or revenue."""
    sentence = scene.reading.sentence_at(start)
    if sentence is None:
        return False
    left = max(sentence.start, scene.text.rfind(";", sentence.start, start) + 1)
    cut = scene.text.find(";", end, sentence.end)
    clause = scene.text[left : cut if cut > 0 else sentence.end]
    near = scene.text[max(left, start - 60) : end + 40]
    return bool(_pattern("loss").search(clause)) and not _pattern("no_loss").search(near)


def counted_by(scene: Scene, start: int, end: int) -> Counted:
    """The noun after a number: by the tree, else the first known noun close behind it."""
    tokens = scene.reading.tokens(start, end)
    noun = _noun_by_tree(tokens[-1], tokens) if tokens else None
    if noun is None:
        return Counted(None, None, end, False)
    lemma = noun.lemma_.lower()
    measure = measure_of(noun)
    finish = end_of(noun) if 0 < end_of(noun) - start < 80 and noun.i > tokens[-1].i else end
    listed = lemma in lexicon.words("counts", "reject") or lemma in lexicon.words("nouns", "reject")
    rejected = measure is None and (listed or noun.ent_type_ in ("DATE", "TIME", "PERCENT"))
    return Counted(lemma, measure, finish, rejected, noun)


def _noun_by_tree(last: Token, tokens: list[Token]) -> Token | None:
    current = last
    for _ in range(4):
        if current.dep_ in INSIDE and current.head.i >= current.i:
            current = current.head
            if current.pos_ in ("NOUN", "PROPN", "PRON") and current not in tokens:
                return current
            continue
        break
    for child in current.children:
        if child.dep_ == "prep" and child.lower_ in ("of", "in") and child.i > current.i:
            things = (thing for thing in child.children if thing.dep_ == "pobj")
            return next(things, None) if child.lower_ == "of" else None
    following = last.nbor(1) if last.i + 1 < len(last.doc) else None
    if following is not None and following.pos_ in ("NOUN", "PROPN") and following.sent == last.sent:
        while following.i + 1 < len(following.doc) and following.nbor(1).pos_ == "NOUN":
            following = following.nbor(1)
        return following
    return None


def measure_of(noun: Token) -> str | None:
    """The measure that a noun stands for; None when no list and no ending tells."""
    lemma, word = noun.lemma_.lower(), noun.lower_
    for measure in MEASURES:
        listed = lexicon.words("nouns", measure)
        if lemma in listed or word in listed:
            return measure
    if lemma in lexicon.words("counts", "reject"):
        return None
    return "people" if noun.pos_ == "NOUN" and re.search(r"(?:ers|ors|ists|ants|ents|ees|ians)$", word) else None


def implied_measure(scene: Scene, counted: Counted, start: int) -> str:
    """The measure of a number without a noun that tells: that of the nouns named just before it, else people."""
    if counted.noun is not None and counted.noun not in ("they", "them", "these", "those", "that", "which", "whom"):
        return "people"
    unit = scene.reading.unit_at(start)
    sentence = scene.reading.sentence_at(start)
    if unit is None or sentence is None:
        return "people"
    near = _named_before(scene, sentence.start, start)
    return near or _named_before(scene, sentence.start - LOOK_BACK, start) or "people"


def _named_before(scene: Scene, start: int, end: int) -> str | None:
    """The measure of the last noun that a number or "the number of" goes with, before a place in its paragraph."""
    unit = scene.reading.unit_at(end)
    if unit is None:
        return None
    if unit not in scene.measures:
        scene.measures[unit] = list(_measures(scene.reading.docs[unit]))
    return next((measure for at, ends, measure in reversed(scene.measures[unit]) if at < end and ends > start), None)


def _measures(paragraph: Doc) -> Iterator[tuple[int, int, str]]:
    """Where nouns stand that a number or "the number of" goes with, and what they measure."""
    for token in paragraph:
        if token.pos_ != "NOUN" or (measure := measure_of(token)) is None:
            continue
        of_number = token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.lemma_ in NUMBERED
        if of_number or any(child.dep_ == "nummod" for child in token.children):
            yield begin(token), end_of(token), measure


def stated_measure(scene: Scene, start: int, end: int) -> str:
    """What it is that nobody counted: the first noun with a measure in the words or right behind them, else people."""
    words = scene.text[start : end + 40]
    if _pattern("unknown_money").search(words):
        return "money"
    unit = scene.reading.unit_at(start)
    limit = scene.reading.units[unit].end if unit is not None else end
    for token in scene.reading.tokens(start, min(end + 25, limit)):
        if token.pos_ == "NOUN" and (measure := measure_of(token)) is not None and token.lemma_ not in NUMBERED:
            return measure
    return "people"
