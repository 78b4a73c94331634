"""Who the article speaks of: names gathered into entities, and what a token – name, pronoun, noun – refers to.

Candidates are the parser's entities of any label and runs of capitalised words; the type is decided from context, not
from the label. Resolving is deliberately simple: he and she to the last person, it and "the firm" to the last
organisation that was a subject, a typed noun ("the council") to the organisation described so.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from incidents.extraction import lexicon, names
from incidents.extraction.reading import Reading, begin, end_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

LABELS = frozenset(("PERSON", "ORG", "GPE", "FAC", "PRODUCT", "NORP", "LOC", "WORK_OF_ART", "EVENT", "LAW"))
PLACES = frozenset(("GPE", "LOC", "NORP"))
NUMERIC = frozenset(("DATE", "TIME", "CARDINAL", "ORDINAL", "MONEY", "PERCENT", "QUANTITY"))
INNER = frozenset("& de la del di da do van von der den of for".split())
SUBJECTS = frozenset(("nsubj", "nsubjpass", "agent"))
MOST_ENTITIES = 400  # comparing names is quadratic; no article names so many
HE_SHE = frozenset("he she him her his hers himself herself".split())
IT_THEY = frozenset("it they its their them itself themselves we us our i".split())


@dataclass
class Mention:
    """One naming of an entity in the text."""

    start: int
    end: int
    label: str
    root: Token
    title: str = ""


@dataclass
class Entity:
    """All mentions of one name. `kind` is organisation, authority, person, group or place."""

    name: str
    mentions: list[Mention] = field(default_factory=list)
    kind: str = "organisation"
    described: set[str] = field(default_factory=set)  # nouns that the text uses for it, lower case
    affiliation: Entity | None = None
    spoke: int = 0  # how often it is the subject of a verb of saying

    @property
    def first(self) -> Mention:
        return self.mentions[0]


class Cast:
    """The entities of a reading and the resolution of tokens to them."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.entities = _gather(reading)
        self._by_start: dict[int, Entity] = {}
        for entity in self.entities:
            for mention in entity.mentions:
                for token in reading.tokens(mention.start, mention.end):
                    self._by_start[begin(token)] = entity
        self._persons: list[tuple[int, int, int]] = []
        self._organisations: list[tuple[int, int, int]] = []
        self._index()
        self.main = self._main()
        self._affiliate()

    def entity_at(self, token: Token) -> Entity | None:
        """The entity whose name holds this token."""
        return self._by_start.get(begin(token))

    def resolve(self, token: Token) -> Entity | None:
        """The entity that a subject stands for: by name, as a pronoun, or as "the company"."""
        named = self.entity_at(token)
        if named is not None and named.kind != "place":
            return named
        word = token.lower_
        if word in HE_SHE:
            return self._last(self._persons, begin(token))
        if word in ("who", "which", "that") and token.dep_ in ("nsubj", "nsubjpass"):
            clause = token.head
            return self.resolve(clause.head) if clause.dep_ == "relcl" and clause.head != token else None
        if word in IT_THEY:
            return self._last(self._organisations, begin(token))
        return self._typed_noun(token) if token.pos_ in ("NOUN", "PROPN") else None

    def _typed_noun(self, token: Token) -> Entity | None:
        """ "The council", "the Ansel-based firm", "the bank's spokesman": a noun that stands for an entity."""
        noun = token.lemma_.lower()
        for child in token.children:  # "a spokesman for X", "X's lawyer", "Facebook boss"
            if child.dep_ in ("poss", "compound", "nmod") and (owner := self.entity_at(child)) and owner.kind != "place":
                return owner
            if child.dep_ == "appos" and (same := self.entity_at(child)):
                return same
        if noun in lexicon.words("entities", "person_nouns") and not _definite(token):
            return self._of_phrase(token)
        if noun not in lexicon.words("entities", "company_nouns") | lexicon.words("entities", "authority_nouns"):
            return self._of_phrase(token)
        if not _definite(token):
            return None
        return self._described_as(noun, begin(token))

    def _of_phrase(self, token: Token) -> Entity | None:
        for child in token.children:
            if child.dep_ == "prep" and child.lower_ in ("for", "of", "at", "with"):
                for thing in child.children:
                    if thing.dep_ == "pobj" and (found := self.resolve(thing)) is not None:
                        return found
        for child in token.children:
            if child.dep_ == "poss" and child.pos_ in ("NOUN", "PRON"):
                return self.resolve(child)
            if child.dep_ == "compound" and child.lemma_.lower() in lexicon.words("entities", "company_nouns"):
                return self._described_as(child.lemma_.lower(), begin(token))
        return None

    def _described_as(self, noun: str, before: int) -> Entity | None:
        fitting = [entity for entity in self.entities if entity.first.start < before and entity.kind != "place" and _is_called(entity, noun)]
        if fitting:
            return max(fitting, key=lambda entity: _last_before(entity, before))
        wanted = "authority" if noun in lexicon.words("entities", "authority_nouns") else "organisation"
        recent = [entity for entity in self.entities if entity.kind == wanted and entity.first.start < before]
        if wanted == "organisation" and self.main is not None and self.main.kind != "authority" and self.main in recent:
            return self.main
        return max(recent, key=lambda entity: _last_before(entity, before), default=None)

    def _index(self) -> None:
        """Sorted places where persons and organisations are mentioned; subjects weigh more than other mentions."""
        for number, entity in enumerate(self.entities):
            target = self._persons if entity.kind == "person" else self._organisations if entity.kind != "place" else None
            if target is None:
                continue
            for mention in entity.mentions:
                insort(target, (mention.start, int(mention.root.dep_ in SUBJECTS), number))

    def _last(self, places: list[tuple[int, int, int]], before: int) -> Entity | None:
        """The last subject within the last few mentions, else the last mention."""
        index = bisect_left(places, (before, 0, 0))
        recent = places[max(0, index - 4) : index]
        if not recent:
            return None
        subjects = [place for place in recent if place[1]]
        return self.entities[(subjects or recent)[-1][2]]

    def _main(self) -> Entity | None:
        """The organisation that the article is about: named most, in the headline and early."""
        def weight(entity: Entity) -> float:
            early = entity.first.start < 0.4 * len(self.reading.text)
            regulator = entity.kind == "authority" and _sounds_like(entity.name, "regulator_words", "court_words", "police_words")
            headline = any(self.reading.units[unit].role == "headline" for mention in entity.mentions
                           if (unit := self.reading.unit_at(mention.start)) is not None)
            press = _sounds_like(entity.name, "press_words")
            legislature = entity.kind == "authority" and _sounds_like(entity.name, "legislature_words")
            owning = sum(mention.root.dep_ == "poss" and mention.root.head.lemma_.lower() in lexicon.words("entities", "owned_by_companies") for mention in entity.mentions)
            return len(entity.mentions) + 2 * headline + early + min(3, owning) - 6 * (regulator or legislature) - 2 * press - 4 * (entity.kind == "group")

        candidates = [entity for entity in self.entities if entity.kind not in ("person", "place")]
        return max(candidates, key=weight, default=None)

    def _affiliate(self) -> None:
        for entity in self.entities:
            if entity.kind == "person":
                entity.affiliation = self._affiliation(entity)

    def _affiliation(self, person: Entity) -> Entity | None:
        """The organisation that a person belongs to, from title, apposition or a compound before the name."""
        for mention in person.mentions[:3]:
            around = [mention.root, *(child for child in mention.root.children if child.dep_ in ("appos", "compound", "nmod", "poss"))]
            if mention.root.dep_ == "appos":
                around.append(mention.root.head)
            for token in around:
                for child in [token, *token.children]:
                    owner = self.entity_at(child)
                    if owner is not None and owner is not person and owner.kind not in ("person", "place"):
                        return owner
                if token.pos_ == "NOUN" and (owner := self._of_phrase(token)) is not None and owner.kind != "person":
                    return owner
        nouns = person.described
        if nouns & lexicon.words("entities", "spokesperson_titles"):
            return self._last_organisation_near(person)
        return None

    def _last_organisation_near(self, person: Entity) -> Entity | None:
        return self._last(self._organisations, person.first.start) or self.main


def _definite(token: Token) -> bool:
    return any(child.lower_ in ("the", "this", "that", "its", "their", "our") for child in token.children) or token.i == token.sent.start


def _is_called(entity: Entity, noun: str) -> bool:
    return noun in entity.described or noun in names.fold(entity.name)


def _last_before(entity: Entity, offset: int) -> int:
    return max((mention.start for mention in entity.mentions if mention.start < offset), default=-1)


def _sounds_like(name: str, *lists: str) -> bool:
    folded = " ".join(names.fold(name))
    words = set(folded.split())
    return any(word in words or (" " in word and word in folded) for key in lists for word in lexicon.words("entities", key))


# --- gathering ---------------------------------------------------------------------------------------------


def _gather(reading: Reading) -> list[Entity]:
    mentions = [
        mention
        for unit, doc in zip(reading.units, reading.docs, strict=True)
        if not _is_title_cased(reading.text[unit.start : unit.end])
        for mention in _mentions(doc)
    ]
    entities = _cluster(mentions)
    _add_headings(reading, entities)
    for entity in entities:
        entity.mentions.sort(key=lambda mention: mention.start)
        _describe(entity)
        entity.kind = _kind(reading, entity)
    return sorted(entities, key=lambda entity: entity.first.start)


def _is_title_cased(words: str) -> bool:
    """A heading In Which Most Words Are Capitalised: nothing in it tells a name from a noun."""
    found = [word for word in re.findall(r"[^\W\d_]+", words) if len(word) > 3]
    return len(words) < 140 and len(found) > 2 and words[-1] not in ".,;”\"" and sum(word[0].isupper() for word in found) >= 0.7 * len(found)


def _add_headings(reading: Reading, entities: list[Entity]) -> None:
    """Finds the names of the body in headings."""
    for unit in reading.units:
        if not _is_title_cased(reading.text[unit.start : unit.end]):
            continue
        for entity in entities:
            for name in {_name_of(mention) for mention in entity.mentions}:
                for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", reading.text[unit.start : unit.end]):
                    tokens = reading.tokens(unit.start + match.start(), unit.start + match.end())
                    if tokens and len(name) > 2:
                        entity.mentions.append(Mention(unit.start + match.start(), unit.start + match.end(), "", tokens[-1]))


def _mentions(doc: Doc) -> Iterator[Mention]:
    spans = [(ent.start, ent.end, ent.label_) for ent in doc.ents if ent.label_ in LABELS]
    spans += [(start, end, "") for start, end in _capital_runs(doc)]
    widened = {(*_widened(doc, start, end), label) for start, end, label in spans}
    taken: set[int] = set()
    # The longest first, so that "Supreme Court of Nova Scotia" wins over its parts; labelled before unlabelled.
    for start, end, label in sorted(widened, key=lambda span: (span[0] - span[1], span[2] == "", span[0])):
        if any(index in taken for index in range(start, end)):
            continue
        taken.update(range(start, end))
        for first, last in _split_possessive(doc, start, end):
            if (mention := _mention(doc, first, last, label)) is not None:
                yield mention


def _mention(doc: Doc, start: int, end: int, label: str) -> Mention | None:
    trimmed = _trimmed(doc, start, end)
    if trimmed is None:
        return None
    start, end, title = trimmed
    span = doc[start:end]
    if not _is_name(span.text) or all(token.ent_type_ in NUMERIC for token in span):
        return None
    return Mention(begin(span[0]), end_of(span[-1]), label, span.root, title)


def _widened(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Takes in what the parser cut off: "Sallow | Creek University", "Drift | Nine", ", Inc.", "Court | of Halden County"."""
    while start > 0 and doc[start - 1].sent == doc[start].sent and _capital(doc[start - 1]) and doc[start].text[0].isupper():
        start -= 1
    while end < len(doc) and _capital(doc[end], numbers=True) and doc[end].sent == doc[end - 1].sent:
        end += 1
    end = _with_suffix(doc, start, end)
    while end < len(doc) - 1 and doc[end].lower_ in ("of", "for", "on") and _is_institution(doc[end - 1]):
        after = end + 1
        if doc[after].lower_ == "the" and after + 1 < len(doc):
            after += 1
        if not _capital(doc[after]):
            break
        while after < len(doc) and (_capital(doc[after]) or (doc[after].lower_ in ("and", "of", "&") and after + 1 < len(doc) and _capital(doc[after + 1]))):
            after += 1
        end = after
    return start, end


def _is_institution(token: Token) -> bool:
    return token.text[0].isupper() and (token.lower_ in lexicon.words("entities", "authority_words") or token.lower_ in ("district", "commissioner", "forum", "court", "institute", "centre", "center", "university", "bank"))


def _with_suffix(doc: Doc, start: int, end: int) -> int:
    after = end + 1 if end < len(doc) and doc[end].text == "," else end
    if start < end and after < len(doc) and doc[after].text.rstrip(".").lower() in lexicon.words("names", "corporate_suffixes") and doc[after].text[0].isupper() and len(doc[after].text) > 1:
        return after + 1
    return end


def _split_possessive(doc: Doc, start: int, end: int) -> Iterator[tuple[int, int]]:
    """ "Hutchins & Rae’s Marta Olin" are two names, "Attorney General’s Office" is one."""
    for index in range(start + 1, end - 1):
        if doc[index].text in ("'s", "’s") and doc[index + 1].lower_ not in lexicon.words("entities", "authority_words"):
            yield start, index
            yield index + 1, end
            return
    yield start, end


def _capital_runs(doc: Doc) -> Iterator[tuple[int, int]]:
    index = 0
    while index < len(doc):
        if not _capital(doc[index]):
            index += 1
            continue
        stop = index + 1
        while stop < len(doc) and (_capital(doc[stop]) or (doc[stop].lower_ in INNER and stop + 1 < len(doc) and _capital(doc[stop + 1]))):
            stop += 1
        lone_start = stop - index == 1 and doc[index].is_sent_start and doc[index].pos_ != "PROPN"
        if not lone_start:
            yield index, stop
        index = stop


def _capital(token: Token, *, numbers: bool = False) -> bool:
    """Whether a token can be part of a name: capitalised, no date, no number unless it ends a name ("Drift Nine")."""
    if not token.text[0].isupper() or not token.is_alpha or token.is_stop and not numbers:
        return False
    if token.lower_ in lexicon.words("entities", "calendar"):
        return False
    return token.pos_ in ("PROPN", "NOUN", "ADJ", "VERB", "X", "NUM") and (numbers or token.ent_type_ not in NUMERIC)


def _trimmed(doc: Doc, start: int, end: int) -> tuple[int, int, str] | None:
    """Leaves out articles, possessives, numbers, marks and titles at the edges."""
    while start < end and (doc[start].lower_ in ("the", "a", "an", "this", "our", "its", "their", "his", "her") or not doc[start].text[0].isalnum()):
        start += 1
    while end > start and _is_edge(doc[end - 1]):
        end -= 1
    for index in range(start + 1, end):
        if doc[index].text[0].isdigit() or (doc[index].like_num and doc[index].text.islower()):
            end = index  # "Plinko 310 million": the name ends before the figure
            break
    title: list[str] = []
    office = next((index for index in range(end - 2, start - 1, -1) if doc[index].lower_ in lexicon.words("entities", "titles_of_office")), None)
    if office is not None and 0 < end - office - 1 <= 3 and not _is_office(doc, office + 1, end) and doc[start].text[0].isupper():
        title = [token.text for token in doc[start : office + 1]]
        start = office + 1
    while end - start > 1 and doc[start].text.strip(".").lower() in lexicon.words("names", "titles") and doc[start].text[0].isupper() and not _is_office(doc, start, end):
        title.append(doc[start].text)
        start += 1
        while start < end and not doc[start].text[0].isalnum():
            start += 1
    if start >= end:
        return None
    return start, end, " ".join(title)


def _is_edge(token: Token) -> bool:
    """What cannot end a name: a possessive, a mark, a figure, a small word."""
    if token.text in ("'s", "’s", "'", "’") or token.lower_ in ("of", "for", "and", "the", "on", "million", "billion"):
        return True
    return not (token.text[-1].isalnum() or token.text.endswith(".")) or token.text[0].isdigit()


def _is_office(doc: Doc, start: int, end: int) -> bool:
    """ "Attorney General’s Office", "Inspector General", "Director of Public Prosecutions": the title is the name."""
    words = [doc[index].lower_ for index in range(start, end)]
    return any(word in ("of", "for", "office", "'s", "’s", "board", "commission", "court") for word in words) or all(
        word in lexicon.words("names", "titles") for word in words
    )


def _is_name(text: str) -> bool:
    folded = text.lower().strip(".")
    if folded in lexicon.words("entities", "not_parties") or len(text) > 90 or "\n" in text:
        return False
    if folded in lexicon.words("entities", "company_nouns") | lexicon.words("names", "titles") | {"authority", "commissioner", "ombudsman"}:
        return False  # "the Company", "the Commission": common nouns in capitals, resolved as such
    return bool(re.search(r"[A-Z]", text)) and bool(re.search(r"[^\W\d_]{2}", text)) and "http" not in folded


def _cluster(mentions: list[Mention]) -> list[Entity]:
    """Longest names first; shorter ones join the entity whose name they shorten."""
    counted: Counter[str] = Counter()
    first: dict[str, int] = {}
    grouped: dict[str, list[Mention]] = {}
    for mention in mentions:
        name = _name_of(mention)
        counted[name] += 1
        first.setdefault(name, mention.start)
        grouped.setdefault(name, []).append(mention)
    entities: list[Entity] = []
    for name in sorted(grouped, key=lambda name: (-len(names.fold(name)), -len(name), first[name]))[:MOST_ENTITIES]:
        home = next((entity for entity in entities if _same(entity, name, grouped[name])), None)
        if home is None:
            home = Entity(name)
            entities.append(home)
        home.mentions += grouped[name]
    return entities


def _name_of(mention: Mention) -> str:
    doc, shift = mention.root.doc, mention.root.doc.user_data["offset"]
    return " ".join(str(doc.text[mention.start - shift : mention.end - shift]).split())


def _same(entity: Entity, name: str, mentions: list[Mention]) -> bool:
    one, other = names.fold(entity.name), names.fold(name)
    if not one or not other:
        return False
    if one == other:
        return True
    labels = Counter(mention.label for mention in [*entity.mentions, *mentions])
    if labels["PERSON"] or any(mention.title for mention in mentions):
        if len(one) <= 4 and names.same_person(entity.name, name):
            return True
    if names.is_acronym_of(name, entity.name):
        return True
    generic = {word for word in one if word in lexicon.words("entities", "company_nouns")}
    return len(other) < len(one) and (one[: len(other)] == other or (other[-1:] == one[-1:] and set(other) <= generic and len(other) > 1))


def _describe(entity: Entity) -> None:
    """Collects the nouns that apposition and compounds give an entity."""
    for mention in entity.mentions:
        root = mention.root
        entity.described.update(word.lower().strip(".") for word in mention.title.split())
        for child in root.children:
            if child.dep_ in ("appos", "compound", "nmod", "amod") and child.pos_ in ("NOUN", "PROPN") and not mention.start <= begin(child) < mention.end:
                entity.described.add(child.lemma_.lower())
                if child.dep_ == "appos":
                    entity.described.update(word.lemma_.lower() for word in child.children if word.dep_ in ("compound", "amod", "conj"))
        if root.dep_ == "appos" and root.head.pos_ in ("NOUN", "PROPN"):
            entity.described.add(root.head.lemma_.lower())
            entity.described.update(word.lemma_.lower() for word in root.head.children if word.dep_ in ("compound", "amod"))
        if root.dep_ == "nsubj" and root.head.lemma_ == "be":
            entity.described.update(child.lemma_.lower() for child in root.head.children if child.dep_ == "attr")
        if root.dep_ in ("compound", "nmod") and root.head.pos_ == "NOUN":
            entity.described.add("~" + root.head.lemma_.lower())


def _kind(reading: Reading, entity: Entity) -> str:
    """Person, authority, group, place or organisation, from all that is known of a name."""
    labels = Counter(mention.label for mention in entity.mentions if mention.label)
    entity.spoke = sum(_is_speaking(mention.root) for mention in entity.mentions)
    folded = names.fold(entity.name)
    titled = bool(entity.described & lexicon.words("names", "honorifics"))
    if _sounds_like(entity.name, "authority_words") and not (titled and len(folded) <= 2) and not _has_suffix(entity.name):
        return "authority"
    if _is_group(reading, entity) and not titled:
        return "group"
    if _person_evidence(entity, labels, folded, titled) > 0:
        return "person"
    if labels and sum(labels[label] for label in PLACES) > sum(labels.values()) / 2 and not entity.spoke and not _company_evidence(entity):
        return "place"
    return "organisation"


def _person_evidence(entity: Entity, labels: Counter[str], folded: tuple[str, ...], titled: bool) -> float:
    if len(folded) > 4 or _has_suffix(entity.name) or folded[-1] in lexicon.words("entities", "company_endings"):
        return -1.0
    evidence = 1.0 * (labels["PERSON"] > 0) + 1.0 * (labels["PERSON"] > labels["ORG"]) - 1.5 * (labels["ORG"] > labels["PERSON"]) - 1.0 * (labels["GPE"] > labels["PERSON"])
    evidence += 4.0 * titled + 2.0 * bool(entity.described & lexicon.words("entities", "person_nouns")) - 2.5 * _company_evidence(entity)
    short = {names.fold(_name_of(mention)) for mention in entity.mentions}
    if len(folded) > 1:
        # People are shortened to the last name, organisations to the first word.
        evidence += 2.0 * ((folded[-1],) in short) - 2.0 * ((folded[0],) in short)
        evidence += 0.5 * (len(folded) == 2)
    else:
        evidence -= 0.5
    return evidence


def _company_evidence(entity: Entity) -> bool:
    if entity.described & lexicon.words("entities", "company_nouns") - lexicon.words("entities", "person_nouns"):
        return True
    for mention in entity.mentions:
        root = mention.root
        if root.dep_ == "poss" and root.head.lemma_.lower() in lexicon.words("entities", "owned_by_companies"):
            return True
        for child in root.children:
            if child.dep_ == "relcl" and any(word.lower_ == "which" for word in child.children):
                return True
    return False


def _has_suffix(name: str) -> bool:
    last = re.sub(r"[.,]", "", name.split()[-1]).lower()
    return len(name.split()) > 1 and last in lexicon.words("names", "corporate_suffixes") - {"as", "co", "se"}


def _is_group(reading: Reading, entity: Entity) -> bool:
    """A gang: "a group that calls itself X", "the ransomware crew X"."""
    start = entity.first.start
    before = reading.text[max(0, start - 60) : start].lower()
    cues = lexicon.load("entities")["group_cues"]
    named = any(cue in before[-32:] for cue in cues[:4]) or re.search(r"signs (?:him|her|it)self", before) is not None
    return (named and re.search(r"gang|group|crew|hacker|collective|trader|extort|attacker|who|itself|themselves", before) is not None) or bool(
        entity.described & {"gang", "crew", "collective", "ransomware"} and re.search(r"hack|ransom|extort|gang|crew|leak", before)
    )


def _is_speaking(token: Token) -> bool:
    return token.dep_ == "nsubj" and token.head.lemma_ in lexicon.words("speech", "saying")
