"""Who is spoken of around a number: bodies, people and unnamed speakers, each with how they stand to it.

A rule of attribution names whom the words name. What the words leave open – "the agency", "it", a sentence that goes on
with what a filing says – is told by nearness, part in the sentence and kind; here everybody near gets features for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from incidents.extraction import lexicon
from incidents.extraction.candidates import Scene
from incidents.extraction.reading import Sentence, begin
from incidents.extraction.sources import Source, as_source, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from incidents.extraction.entities import Entity

NEAREST = 4  # bodies named in the sentence that are considered
RECENT = 5  # of those spoken of before
RUNNING = 2  # sentences back to who may still be speaking
REACH = 1_200  # characters back to the last mention of one who is considered
CLIMB = 10
VERBS = 2  # verbs above a number whose subjects are considered
SAYERS = frozenset(("organisation", "authority", "group", "person"))
VERB_CLASSES = (("tells", "verbs"), ("counts", "finding"), ("addresses", "addressing"), ("papers", "of_papers"))


def around(scene: Scene, start: int, end: int) -> Iterator[tuple[Source, set[str]]]:
    """Subjects of the verbs above a span, those named in its sentence and before, the main body, the issuer."""
    tokens = scene.reading.tokens(start, end)
    sentence = scene.reading.sentence_at(start)
    if not tokens or sentence is None:
        return
    yield from _subjects(scene, tokens[-1])
    near = sorted(_named(scene, sentence), key=lambda found: abs(found[0] - start))
    for at, entity in near[:NEAREST]:
        yield _source(entity), {f"named:{'before' if at < start else 'after'}"}
    yield from _before(scene, sentence)
    yield from _recent(scene, sentence, start)
    yield from _running(scene, sentence)
    if scene.cast.main is not None:
        yield _source(scene.cast.main), {"main"}
    if scene.attribution.issuer.organisation is not None:
        yield _source(scene.attribution.issuer.organisation), {"issuer"}


def _source(entity: Entity) -> Source:
    return Source(entity.name, "around", entity, entity if entity.kind == "person" else None)


def _subjects(scene: Scene, token: Token) -> Iterator[tuple[Source, set[str]]]:
    """Who is subject of the verbs above a number, and of what kind these verbs are."""
    seen = 0
    for _ in range(CLIMB):
        if token.pos_ in ("VERB", "AUX"):
            seen += 1
            subject = subject_of(token)
            if subject is not None:
                passive = any(child.dep_ == "nsubjpass" for child in token.children)
                part = f"subject{seen}:{_class(token)}{':passive' if passive else ''}"
                yield from _as_subject(scene, subject, part)
        if seen == VERBS or token.head == token:
            return
        token = token.head


def _as_subject(scene: Scene, subject: Token, part: str) -> Iterator[tuple[Source, set[str]]]:
    entity = scene.cast.resolve(subject)
    if entity is not None and entity.kind != "place":
        how = "name" if scene.cast.entity_at(subject) else subject.pos_
        yield _source(entity), {part, f"subject_as:{how}"}
        return
    source = as_source(scene.cast, subject, "around", any_noun=True)
    if source.name is not None and source.entity is None:
        yield source, {part, "subject_as:itself"}


def _class(verb: Token) -> str:
    """What a verb does with a number: tells it, counts, addresses so many people, does them harm, or else."""
    lemma = verb.lemma_.lower()
    if lemma in lexicon.words("counts", "harm_nearby"):
        return "harms"
    return next((name for name, key in VERB_CLASSES if lemma in lexicon.words("claims", key)), "other")


def _named(scene: Scene, sentence: Sentence) -> list[tuple[int, Entity]]:
    """The bodies and people that a sentence names, by place; a sentence may hold hundreds of numbers that ask."""
    if sentence.index not in scene.named_in:
        nouns = (token for token in sentence.span if token.pos_ in ("PROPN", "NOUN"))
        found = [(begin(token), scene.cast.entity_at(token)) for token in nouns]
        scene.named_in[sentence.index] = [(at, one) for at, one in found if one is not None and one.kind in SAYERS]
    return scene.named_in[sentence.index]


def _before(scene: Scene, sentence: Sentence) -> Iterator[tuple[Source, set[str]]]:
    """The subject and the last one named of the sentence before."""
    if sentence.index == 0:
        return
    earlier = scene.reading.sentences[sentence.index - 1]
    same = "" if earlier.unit == sentence.unit else ":other_paragraph"
    subject = subject_of(earlier.span.root)
    if subject is not None:
        for source, _ in _as_subject(scene, subject, ""):
            yield source, {f"before:subject:{_class(earlier.span.root)}{same}"}
    named = _named(scene, earlier)
    if named:
        yield _source(named[-1][1]), {f"before:last{same}"}


def _running(scene: Scene, sentence: Sentence) -> Iterator[tuple[Source, set[str]]]:
    """Who says the sentence, and those before it in the paragraph: "the filing said … It added … Of these, 112 …"."""
    for back in range(min(RUNNING, sentence.index) + 1):
        one = scene.reading.sentences[sentence.index - back]
        if one.unit != sentence.unit:
            return
        source = scene.attribution.said(one)
        if source.name is not None:
            yield source, {f"said:{back}"}


def _recent(scene: Scene, sentence: Sentence, start: int) -> Iterator[tuple[Source, set[str]]]:
    """Those spoken of last before a number, by name or otherwise, the nearest first."""
    paragraph = scene.reading.units[sentence.unit].start
    for rank, (at, entity, is_subject) in enumerate(scene.cast.spoken_of(start, REACH, RECENT)):
        where = "sentence" if at >= sentence.start else "paragraph" if at >= paragraph else "before"
        yield _source(entity), {f"recent:{rank}", f"recent_in:{where}:{'subject' if is_subject else 'other'}"}
