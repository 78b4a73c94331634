"""Roles: what a party did in the incident, from what it is called, what it does and what is done to it."""

from __future__ import annotations

import re

from incidents.extraction import lexicon, names
from incidents.extraction.candidates import Scene
from incidents.extraction.entities import Entity

ACCUSED = re.compile(
    r"\b(?:arrested|charged|accused of|pleaded|indicted|sentenced|jailed|detained|allegedly|defendant|faces charges"
    r"|was dismissed for|fired for)\b"
)
AROUND = 70  # characters beside a mention that tell what a party is


def roles_of(scene: Scene, entity: Entity) -> tuple[list[str], str]:
    if entity.kind == "person":
        return _person_roles(scene, entity)
    if entity.kind == "group":
        return ["actor_external"], "group"
    if entity is scene.cast.main and not _called(entity, "regulator_phrases"):
        return ["DataController", "victim_organisation", "defendant"], "main"
    if entity.kind == "authority":
        return _authority_roles(scene, entity)
    return _organisation_roles(scene, entity)


def _called(entity: Entity, *keys: str) -> bool:
    folded = " ".join(names.fold(entity.name))
    raw = entity.name.lower()
    words = set(folded.split())
    return any(
        (" " in word and (word in folded or word in raw)) or word in words or ("." in word and word in raw)
        for key in keys
        for word in lexicon.load("entities")[key]
    )


def _described(entity: Entity, key: str) -> bool:
    return bool(entity.described & lexicon.words("entities", key))


def _person_roles(scene: Scene, person: Entity) -> tuple[list[str], str]:
    around = _around(scene, person)
    organisation = person.affiliation
    if special := _office_roles(person, around):
        return special, "office"
    for key, roles in (
        ("counsel_titles", ["counsel", "spokesperson", "defendant"]),
        ("judge_titles", ["court"]),
        ("police_titles", ["law_enforcement", "spokesperson", "Authority"]),
        ("journalist_titles", ["journalist", "finder", "reporter"]),
    ):
        if _described(person, key):
            return roles, key
    if organisation is not None and organisation.kind == "authority" and organisation is not scene.cast.main:
        if _called(organisation, "court_words"):
            return ["court", "spokesperson"], "court_person"
        if _called(organisation, "legislature_words") or _described(person, "legislator_titles"):
            return ["legislator", "spokesperson", "Authority"], "legislature_person"
        if _called(organisation, "police_words"):
            return ["law_enforcement", "spokesperson"], "police_person"
        return ["spokesperson", "regulator", "Authority"], "authority_person"
    if re.search(r"attorney general|commissioner|ombudsman", around):
        return ["regulator", "spokesperson", "Authority"], "regulator_title"
    if _described(person, "legislator_titles"):
        return ["legislator", "spokesperson", "Authority"], "legislator_titles"
    if ACCUSED.search(around):
        return ["actor_external", "defendant", "actor_internal"], "accused"
    if _described(person, "spokesperson_titles"):
        return _speaker_roles(organisation)
    if _described(person, "researcher_titles"):
        return ["analyst", "finder", "reporter"], "researcher_titles"
    if re.search(r"\b(?:sued|suing|plaintiff|lawsuit)\b", around):
        return ["plaintiff", "other", "affected_group_representative"], "suing"
    if _described(person, "affected_titles") or re.search(
        r", \d\d,|whose (?:data|details|child|son|daughter|mother|father)", around
    ):
        return ["other", "affected_group_representative", "plaintiff"], "affected"
    return ["spokesperson", "other"], "person"


def _office_roles(person: Entity, around: str) -> list[str] | None:
    """Roles that a title of office gives, whatever else the text says of the person."""
    described = person.described
    if {"attorney", "general"} <= described:
        return ["regulator", "Authority", "law_enforcement"]
    if "auditor" in described:
        return ["independent_assessor", "regulator", "Authority"]
    if {"data", "protection", "officer"} <= described or "data protection officer" in around:
        return ["DataProtectionOfficer", "spokesperson"]
    if re.search(r"\b(?:the )?member for\b|\bmember of (?:parliament|congress|the assembly)\b", around):
        return ["legislator", "spokesperson", "Authority"]
    return None


def _speaker_roles(organisation: Entity | None) -> tuple[list[str], str]:
    if organisation is not None and _called(organisation, "representative_words"):
        return ["spokesperson", "affected_group_representative"], "representative_person"
    if organisation is not None and _called(organisation, "security_words"):
        return ["spokesperson", "analyst"], "security_person"
    return ["spokesperson", "other"], "spokesperson_titles"


def _authority_roles(scene: Scene, entity: Entity) -> tuple[list[str], str]:
    if _called(entity, "court_words"):
        return ["court"], "court_words"
    if _called(entity, "dpa_phrases"):
        return ["DataProtectionAuthority", "regulator", "Authority"], "dpa_phrases"
    if _called(entity, "audit_words"):
        return ["independent_assessor", "regulator", "Authority"], "audit_words"
    if _called(entity, "police_words"):
        return ["law_enforcement", "Authority"], "police_words"
    if _called(entity, "regulator_phrases", "regulator_words"):
        return ["regulator", "Authority", "DataProtectionAuthority"], "regulator_words"
    if _called(entity, "legislature_words"):
        return ["legislator", "Authority"], "legislature_words"
    if _is_victim(scene, entity):
        return ["DataController", "victim_organisation", "defendant"], "authority_victim"
    return ["Authority", "regulator", "DataController"], "authority"


def _organisation_roles(scene: Scene, entity: Entity) -> tuple[list[str], str]:
    around = _around(scene, entity)
    described = " ".join(sorted(entity.described))
    if _called(entity, "counsel_words"):
        return ["counsel"], "counsel_words"
    if any(cue in described or cue in around for cue in lexicon.load("entities")["vendor_cues"][:9]):
        return ["DataProcessor", "ServiceProvider", "actor_partner"], "vendor_near"
    if _had_data(scene, entity):
        return ["Recipient", "ThirdParty", "DataController"], "had_data"
    if _called(entity, "press_words"):
        return ["journalist", "finder", "reporter"], "press_words"
    if _called(entity, "representative_words") or re.search(
        r"\b(?:union|association|campaign|consumer group|trade group)\b", described
    ):
        return ["affected_group_representative", "plaintiff", "other"], "representative_words"
    if re.search(r"\b(?:security|research|forensic)\b", described) or _called(entity, "security_words"):
        return ["analyst", "independent_assessor", "finder"], "security_words"
    if any(cue in around for cue in lexicon.load("entities")["recipient_cues"]):
        return ["Recipient", "ThirdParty", "DataProcessor"], "recipient_near"
    if any(cue in around for cue in lexicon.load("entities")["vendor_cues"]):
        return ["ServiceProvider", "DataProcessor", "actor_partner"], "vendor_cue"
    if _is_victim(scene, entity) or entity.spoke:
        return ["DataController", "victim_organisation", "defendant"], "victim"
    return ["DataController", "victim_organisation", "ServiceProvider"], "organisation"


HAD_DATA = re.compile(r"\b(?:delet|destroy|purg|obtain|acquir|receiv|licens|bought|harvest|deriv)\w*\b", re.IGNORECASE)


def _had_data(scene: Scene, entity: Entity) -> bool:
    """An organisation that is not the story's own and speaks of data that it got, bought or deleted."""
    said = [
        scene.text[speech.quotation.start : speech.quotation.end]
        for speech in scene.attribution.speeches
        if speech.source.entity is entity
    ]
    return any(HAD_DATA.search(words) and "data" in words for words in said)


VICTIM = re.compile(
    r"\b(?:breach|hack(?:ed)?|leak(?:ed)?|customers|users|patients|stolen|data|fined|sued|intrusion|attack)\b"
)


def _is_victim(scene: Scene, entity: Entity) -> bool:
    owned = {
        child.head.lemma_.lower() for mention in entity.mentions for child in [mention.root] if child.dep_ == "poss"
    }
    owned_things = {
        "customer",
        "user",
        "patient",
        "server",
        "system",
        "database",
        "client",
        "member",
        "app",
        "website",
        "network",
        "data",
        "employee",
        "site",
        "resident",
    }
    return bool(owned & owned_things) or (bool(VICTIM.search(_around(scene, entity))) and len(entity.mentions) > 1)


def _around(scene: Scene, entity: Entity) -> str:
    """The words beside the first mentions, lower case."""
    pieces = [scene.text[max(0, mention.start - AROUND) : mention.end + AROUND] for mention in entity.mentions[:3]]
    return " ".join(pieces).lower()


CUES: dict[str, re.Pattern[str]] = {
    "accused": re.compile(ACCUSED.pattern, re.IGNORECASE),
    "suing": re.compile(r"\b(?:sued|suing|plaintiff|lawsuit)\b", re.IGNORECASE),
    "affected": re.compile(r", \d\d,|whose (?:data|details|child|son|daughter|mother|father)", re.IGNORECASE),
    "regulator_title": re.compile(r"attorney general|commissioner|ombudsman", re.IGNORECASE),
    "victim": re.compile(VICTIM.pattern, re.IGNORECASE),
}
CUE_LISTS = {"vendor_near": "vendor_cues", "vendor_cue": "vendor_cues", "recipient_near": "recipient_cues"}


def place_of_cue(scene: Scene, entity: Entity, rule: str) -> tuple[int, int] | None:
    """Where the words beside a party stand that made a rule give it its roles; None where its name or title did."""
    pattern = CUES.get(rule)
    if rule in CUE_LISTS:
        cues = lexicon.load("entities")[CUE_LISTS[rule]]
        pattern = re.compile("|".join(re.escape(cue) for cue in cues), re.IGNORECASE)
    if pattern is None:
        return None
    for mention in entity.mentions[:3]:
        if found := pattern.search(scene.text, max(0, mention.start - AROUND), mention.end + AROUND):
            return found.span()
    return None


def status_of(scene: Scene, entity: Entity, roles: list[str]) -> str:
    if entity.kind == "group":
        return "claimed_by_self" if entity.spoke else "alleged"
    if roles[0] == "DataController":
        return "admitted" if entity.spoke else "alleged"
    return "unknown"
