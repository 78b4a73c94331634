"""Remediation: what somebody did, does or promises to do about it, by the pattern table and the verb's modality."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from incidents.extraction import lexicon
from incidents.extraction.candidates import UNSCORED, Candidate, Scene, context_features
from incidents.extraction.company import company, pooled
from incidents.extraction.entities import Entity
from incidents.extraction.modality import Modality, governing_verb, of_deed
from incidents.extraction.patterns import Match, find
from incidents.extraction.reading import begin, end_of
from incidents.extraction.sources import subject_of
from incidents.proposed import ProposedRemediation, Reason

if TYPE_CHECKING:
    from spacy.tokens import Token

CLAUSES = {
    "ROOT": "main",
    "conj": "joined",
    "ccomp": "told",
    "xcomp": "promised",
    "relcl": "described",
    "acl": "described",
    "advcl": "aside",
    "pcomp": "aside",
}


def candidates(scene: Scene) -> Iterator[Candidate]:
    """One candidate per match of the table; a promise stays a promise."""
    matches = [match for match in find("remediation", scene.reading) if not scene.in_headline(match.start)]
    found: list[tuple[ProposedRemediation, frozenset[str]]] = []
    crowds = Counter(_crowd(scene, match) for match in matches if match.by != "verb_only")
    for match in matches:
        verb, how = of_deed(match.head)
        if "status" in match.row.more:
            how = replace(how, status=match.row.more["status"])  # "still holds the copies": they were not deleted
        actor = _actor(scene, verb)
        if how.regretted or (
            match.row.code == "other"
            and actor is not None
            and actor.kind == "authority"
            and actor is not scene.cast.main
        ):
            continue
        source = scene.attribution.claimant(match.start, match.end)
        own_word = actor is not None and scene.attribution.organisation_of(source) == actor.name
        fact = ProposedRemediation(
            start=match.start,
            end=match.end,
            quote=scene.text[match.start : match.end],
            confidence=UNSCORED,
            action=match.row.code,
            status=how.status,
            actor=actor.name if actor else None,
            verification="self_certified" if own_word and how.status == "ActivityCompleted" else "unverified",
            why=(
                Reason(field="action", rule=match.row.rule, start=match.start, end=match.end),
                status_reason(match, verb, how.status),
            ),
        )
        features = {
            f"told_with:{min(3, crowds[_crowd(scene, match)])}",
            *company(match, matches),
            f"own_word:{own_word}",
            f"status_actor:{how.status}:{actor.kind if actor else 'none'}",
        }
        found.append((fact, match_features(scene, match, how, actor) | features))
    yield from pooled(found, lambda fact: (fact.action, fact.status))


def status_reason(match: Match, verb: Token | None, status: str) -> Reason:
    """Why the deed has its status: the verb that tells it with its auxiliaries, or the words themselves."""
    if verb is None:
        return Reason(field="status", rule=f"told:{status}", start=match.start, end=match.end)
    beside = [child for child in verb.children if child.dep_ in ("aux", "auxpass", "neg") and child.i < verb.i]
    return Reason(
        field="status",
        rule=f"told:{status}",
        start=begin(min([verb, *beside], key=lambda one: one.i)),
        end=end_of(verb),
    )


def _crowd(scene: Scene, match: Match) -> int:
    """The sentence: deeds are told in lists, "reset all passwords, rebuilt the servers and hired a firm"."""
    sentence = scene.reading.sentence_at(match.start)
    return sentence.index if sentence is not None else -1


def match_features(scene: Scene, match: Match, how: Modality, actor: Entity | None) -> frozenset[str]:
    """What is common to every kind that reads a pattern table."""
    features = {
        f"rule:{match.row.rule}",
        f"code:{match.row.code}",
        f"by:{match.by}",
        f"status:{how.status}",
        f"actor:{actor.kind if actor else 'none'}",
        f"lemma:{match.head.lemma_.lower()}",
        f"dep:{match.head.dep_}",
        f"tag:{match.head.tag_}",
        f"sure:{match.row.sure}",
        f"sure_by:{match.row.sure}:{match.by}",
        f"code_sure:{match.row.code}:{match.row.sure}",
        f"place:{place(scene, match)}",
    }
    features.add(f"doer:{doer(match.head)}")
    if match.head.pos_ in ("VERB", "AUX"):
        features |= _clause(scene, match)
    if actor is not None and actor is scene.cast.main:
        features.add("actor:main")
    features |= {f"by_code:{match.by}:{match.row.code}", f"by_actor:{match.by}:{'actor:main' in features}"}
    features |= {f"code_lemma:{match.row.code}:{match.head.lemma_.lower()}", f"by_status:{match.by}:{how.status}"}
    for child in match.head.children:
        if child.dep_ in ("dobj", "nsubjpass"):
            features |= {"has_object", f"object:{child.lemma_.lower()}"}
    for flag in ("negated", "conditional", "demanded"):
        if getattr(how, flag):
            features.add(flag)
    return frozenset(features) | context_features(scene, match.start, match.end)


def doer(head: Token) -> str:
    """What kind of word does it, by the agent of a passive or the subject."""
    verb = governing_verb(head)
    if verb is None:
        return "none"
    agents = [
        thing for child in verb.children if child.dep_ == "agent" for thing in child.children if thing.dep_ == "pobj"
    ]
    subject = agents[0] if agents else subject_of(verb)
    if subject is None:
        return "none"
    if not agents and subject.dep_ == "nsubjpass":
        return "unsaid"
    word = subject.lemma_.lower()
    if word in ("i", "you", "we", "they", "it", "he", "she"):
        return word
    for name in ("wrongdoers", "people", "authority", "police", "clients", "staff"):
        if word in lexicon.words("word_sets", name):
            return name
    return "name" if subject.pos_ == "PROPN" else "other"


def _clause(scene: Scene, match: Match) -> set[str]:
    """What the words fill of a clause, whatever they are: its kind, its subject and its object."""
    head = match.head
    clause = CLAUSES.get(head.dep_, "other")
    features = {f"clause:{clause}"}
    subject = next((child for child in head.children if child.dep_ in ("nsubj", "nsubjpass")), None)
    if subject is None:
        return features | {"subject:none", f"subject_clause:none:{clause}"}
    entity = scene.cast.resolve(subject)
    who = "main" if entity is not None and entity is scene.cast.main else entity.kind if entity is not None else "noun"
    passive = "passive" if subject.dep_ == "nsubjpass" else "active"
    return features | {f"subject:{passive}:{who}", f"subject_clause:{who}:{clause}"}


def place(scene: Scene, match: Match) -> str:
    """Where in the article it stands: what happened comes early, what is done about it and other cases late."""
    part = match.start / max(1, len(scene.text))
    return "first" if part < 0.2 else "second" if part < 0.5 else "later" if part < 0.8 else "last"


def _actor(scene: Scene, verb: Token | None) -> Entity | None:
    """Who does it: the agent of a passive, else the subject of an active verb."""
    if verb is None:
        return None
    for child in verb.children:
        if child.dep_ == "agent":
            named = next((thing for thing in child.children if thing.dep_ == "pobj"), None)
            return scene.cast.resolve(named) if named is not None else None
    if any(child.dep_ == "nsubjpass" for child in verb.children):
        return scene.cast.main
    subject = subject_of(verb)
    if subject is None:
        return scene.cast.main
    if subject.lower_ in ("we", "i") and (speech := scene.attribution.speech_at(begin(subject), end_of(subject))):
        speaker = speech.source.entity  # "we deleted", in a quotation: whoever is quoted, or the firm they speak for
        return (speaker.affiliation or speaker) if speaker is not None else None
    return scene.cast.resolve(subject)
