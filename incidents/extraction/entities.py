"""Names gathered into entities: which naming belongs to whom, and whether it is a person, a body, a gang or a place.

The type is decided from context, not from the parser's label: what a name owns, how it is shortened, which nouns the
text puts beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from incidents.extraction import lexicon, names
from incidents.extraction.gangs import goes_by, is_group
from incidents.extraction.mentions import Mention, find_mentions, is_title_cased
from incidents.extraction.reading import Reading, begin

if TYPE_CHECKING:
    from spacy.tokens import Token

PLACES = frozenset(("GPE", "LOC", "NORP"))
GEOGRAPHIC = frozenset(("county", "city", "town", "park", "america", "europe", "uk", "international", "global"))
MOST_ENTITIES = 400  # comparing names is quadratic; no article names so many


@dataclass
class Entity:
    """All mentions of one name. `kind` is organisation, authority, person, group or place."""

    name: str
    mentions: list[Mention] = field(default_factory=list)
    kind: str = "organisation"
    described: set[str] = field(default_factory=set)  # nouns that the text uses for it, lower case
    affiliation: Entity | None = None
    affiliation_stated: bool = False  # by words beside the name, not guessed from who was named last
    spoke: int = 0  # how often it is the subject of a verb of saying

    @property
    def first(self) -> Mention:
        return self.mentions[0]


def gather(reading: Reading) -> list[Entity]:
    mentions = [
        mention
        for unit, doc in zip(reading.units, reading.docs, strict=True)
        if not is_title_cased(reading.text[unit.start : unit.end])
        for mention in find_mentions(doc)
    ]
    entities = _cluster(mentions)
    _add_headings(reading, entities)
    for entity in entities:
        entity.mentions.sort(key=lambda mention: mention.start)
        _describe(entity)
        entity.kind = _kind(reading, entity)
    return sorted(entities, key=lambda entity: entity.first.start)


def _add_headings(reading: Reading, entities: list[Entity]) -> None:
    """Finds the names of the body in headings."""
    for unit in reading.units:
        if not is_title_cased(reading.text[unit.start : unit.end]):
            continue
        for entity in entities:
            for name in {mention.name for mention in entity.mentions}:
                for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", reading.text[unit.start : unit.end]):
                    tokens = reading.tokens(unit.start + match.start(), unit.start + match.end())
                    if tokens and len(name) > 2:
                        entity.mentions.append(
                            Mention(unit.start + match.start(), unit.start + match.end(), "", tokens[-1])
                        )


def _cluster(mentions: list[Mention]) -> list[Entity]:
    """Longest names first; shorter ones join the entity whose name they shorten."""
    counted: Counter[str] = Counter()
    first: dict[str, int] = {}
    grouped: dict[str, list[Mention]] = {}
    for mention in mentions:
        name = mention.name
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


def _same(entity: Entity, name: str, mentions: list[Mention]) -> bool:
    one, other = names.fold(entity.name), names.fold(name)
    if not one or not other:
        return False
    if one == other:
        return True
    labels = Counter(mention.label for mention in [*entity.mentions, *mentions])
    personal = labels["PERSON"] or any(mention.title for mention in mentions)
    if personal and len(one) <= 4 and names.same_person(entity.name, name):
        return True
    if names.is_acronym_of(name, entity.name):
        return True
    generic = {word for word in one if word in lexicon.words("entities", "company_nouns")}
    return len(other) < len(one) and (
        one[: len(other)] == other or (other[-1:] == one[-1:] and set(other) <= generic and len(other) > 1)
    )


def _describe(entity: Entity) -> None:
    """Collects the nouns that apposition and compounds give an entity."""
    for mention in entity.mentions:
        root = mention.root
        entity.described.update(word.lower().strip(".") for word in mention.title.split())
        for child in root.children:
            if (
                child.dep_ in ("appos", "compound", "nmod", "amod")
                and child.pos_ in ("NOUN", "PROPN")
                and not mention.start <= begin(child) < mention.end
            ):
                entity.described.add(child.lemma_.lower())
                if child.dep_ == "appos":
                    entity.described.update(
                        word.lemma_.lower() for word in child.children if word.dep_ in ("compound", "amod", "conj")
                    )
        if root.dep_ == "appos" and root.head.pos_ in ("NOUN", "PROPN"):
            entity.described.add(root.head.lemma_.lower())
            entity.described.update(
                word.lemma_.lower() for word in root.head.children if word.dep_ in ("compound", "amod")
            )
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
    if _is_authority(reading, entity, folded) and not (titled and len(folded) <= 2):
        return "authority"
    if is_group(reading, entity) and not titled:
        return "group"
    if _person_evidence(entity, labels, folded, titled) > 0 or goes_by(reading, entity):
        return "person"
    if folded[-1] not in GEOGRAPHIC and folded[-1] in lexicon.words("entities", "company_endings"):
        return "organisation"
    if (
        labels
        and sum(labels[label] for label in PLACES) > sum(labels.values()) / 2
        and not entity.spoke
        and not _company_evidence(entity)
    ):
        return "place"
    return "organisation"


OFFICIAL = re.compile(  # what is official whatever it ends with: "Department of Health and Human Services"
    r"(?:[\w.&'’-]{1,20} ){0,4}(?:Department|Dept\.?|Ministry|Minister|Bureau|Commission|Commissioner|Court|Directorate"
    r"|Inspectorate|Secretariat|Committee|Subcommittee|Tribunal|Ombudsman|Prosecutor|Attorney[- ]General|Registrar"
    r"|Office|Agency|Authority|Board|Administration|House|Parliament|Senate) (?:of|for|on)\b"
    r"|(?:[\w.&'’-]{1,20} ){0,3}(?:Internal Revenue|Secret|Homeland Security|Crown Prosecution|Prosecution|Border"
    r"|Customs|Immigration|Probation|Prison|Postal Inspection|Marshals?|Foreign|Civil|Law Enforcement) Service\b"
    r"|(?:[\w.&'’-]{1,20} ){0,3}(?:Central|Reserve|Federal Reserve) Bank\b"
    r"|(?:[\w.&'’-]{1,20} ){0,2}(?:RCMP|PSNI|Autoriteit|Datainspektionen|Datenschutz\w*|Gegevensbeschermings\w*"
    r"|Datatilsynet|Integritetsskydds\w*|Garda(?: Síochána)?|Gardaí|Bundes\w*amt|Guardia (?:Civil|di Finanza)|Polizei"
    r"|Politi\w*|Gendarmerie|Carabinieri|Agencia|Autorité|Autorità|Autoridade|Urząd|Úřad|Tietosuoja\w*|Persónuvernd)\b",
)
GOVERNED = re.compile(r"\b(?:municipality|city|town|county|village|borough|region|council|state) of $", re.IGNORECASE)


def _is_authority(reading: Reading, entity: Entity, folded: tuple[str, ...]) -> bool:
    """By its words, unless it ends like a company; or a place that the text calls a municipality."""
    start = entity.first.start
    if GOVERNED.search(reading.text[max(0, start - 18) : start]) or OFFICIAL.match(entity.name):
        return True
    authority = lexicon.words("entities", "authority_words")
    business = folded[-1] in lexicon.words("entities", "company_endings") and folded[-1] not in authority
    return sounds_like(entity.name, "authority_words") and not business and not _has_suffix(entity.name)


def _person_evidence(entity: Entity, labels: Counter[str], folded: tuple[str, ...], titled: bool) -> float:
    if len(folded) > 4 or _has_suffix(entity.name) or folded[-1] in lexicon.words("entities", "company_endings"):
        return -1.0
    evidence = (
        1.0 * (labels["PERSON"] > 0)
        + 1.0 * (labels["PERSON"] > labels["ORG"])
        - 1.5 * (labels["ORG"] > labels["PERSON"])
        - 1.0 * (labels["GPE"] > labels["PERSON"])
    )
    evidence += (
        4.0 * (titled or _in_office(entity))
        + 2.0 * bool(entity.described & lexicon.words("entities", "person_nouns"))
        + 2.5 * names.starts_like_a_person(folded)
        + 2.0 * any(_followed_by(mention.root, "who") for mention in entity.mentions)
        - 2.5 * _company_evidence(entity)
    )
    short = {names.fold(mention.name) for mention in entity.mentions}
    if len(folded) > 1:
        # People are shortened to the last name, organisations to the first word.
        evidence += 2.0 * ((folded[-1],) in short) - 2.0 * ((folded[0],) in short)
        evidence += 0.5 * (len(folded) == 2)
    else:
        # A new name of one word is a brand's or a place's far more often than a person's.
        evidence -= 1.0 if names.is_given_name(folded[0]) else 2.5
    if any(_behind_the(mention) for mention in entity.mentions) or "&" in entity.name:
        evidence -= 3.0
    return evidence


def _behind_the(mention: Mention) -> bool:
    """ "The Wicked Dozen": no person is called so, but for "the Ada Lund case"."""
    doc, first = mention.root.doc, mention.root.left_edge
    while first.i < mention.root.i and begin(first) < mention.start:
        first = doc[first.i + 1]
    before = doc[first.i - 1] if first.i else None
    return before is not None and before.lower_ == "the" and mention.root.dep_ not in ("compound", "poss", "nmod")


def _in_office(entity: Entity) -> bool:
    """ "State Auditor Nell Ames": the title before a name makes it a person's."""
    offices = lexicon.words("entities", "titles_of_office")
    return any(word.lower().strip(".,") in offices for mention in entity.mentions for word in mention.title.split())


def _company_evidence(entity: Entity) -> bool:
    if entity.described & lexicon.words("entities", "company_nouns") - lexicon.words("entities", "person_nouns"):
        return True
    for mention in entity.mentions:
        root = mention.root
        if root.dep_ == "poss" and root.head.lemma_.lower() in lexicon.words("entities", "owned_by_companies"):
            return True
        if _followed_by(root, "which"):
            return True
    return False


def _followed_by(name: Token, word: str) -> bool:
    """ "Halmo, which …", "Ada Lund, who …"."""
    return any(child.dep_ == "relcl" and any(one.lower_ == word for one in child.children) for child in name.children)


def _has_suffix(name: str) -> bool:
    last = re.sub(r"[.,]", "", name.split()[-1]).lower()
    return len(name.split()) > 1 and last in lexicon.words("names", "corporate_suffixes") - {"as", "co", "se"}


def _is_speaking(token: Token) -> bool:
    return token.dep_ == "nsubj" and token.head.lemma_ in lexicon.words("speech", "saying")


def sounds_like(name: str, *lists: str) -> bool:
    folded = " ".join(names.fold(name))
    words = set(folded.split())
    return any(
        word in words or (" " in word and word in folded) for key in lists for word in lexicon.words("entities", key)
    )
