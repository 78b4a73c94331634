"""Every rule and feature that may explain a fact has words for people: by table, from the weights, from the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import incidents.extraction
from incidents.extraction import chat_answer, extract, lexicon, wording
from incidents.extraction.confidence import weights
from incidents.extraction.document import Document
from incidents.extraction.explaining import CHOSEN
from incidents.proposed import KINDS
from tests.extraction.articles import LEFT, STOLEN, portal

PACKAGE = Path(incidents.extraction.__file__).parent
# The modules whose strings are features or evidence, and which names of a table they fall under.
FEATURES = {
    "actions": [("action", "confidence")],
    "causes": [("cause", "confidence")],
    "company": [("remediation", "confidence"), ("action", "confidence")],
    "categories": [("data_category", "confidence")],
    "counts": [("estimate", "confidence")],
    "estimates": [("estimate", "confidence")],
    "events": [("event", "confidence")],
    "parties": [("party", "confidence"), ("party", "roles")],
    "unnamed": [("party", "confidence"), ("party", "roles")],
    "evidence": [("party", "roles")],
    "hypotheses": [("estimate", "claimant")],
    "surroundings": [("estimate", "claimant")],
    "happenings": [("event", "event")],
    "remediation": [("remediation", "confidence"), ("action", "confidence")],
    "role_scores": [("party", "confidence")],
    "statements": [("statement", "confidence")],
    "speakers": [("statement", "speaker")],
    "speaker_labels": [("statement", "speaker")],
    "referents": [("statement", "speaker")],
    "choice": [("estimate", "confidence"), ("event", "confidence"), ("statement", "confidence")],
}


@pytest.mark.parametrize(
    ("kind", "field", "rule", "words"),
    [
        ("estimate", "bound", "left:no more than", "“no more than” before the number"),
        ("estimate", "bound", "bare", "nothing beside the number bounds it"),
        ("estimate", "status", "cue:superseded", "read as superseded, by the words beside the number"),
        ("estimate", "claimant", "climb", "the subject of the verb of saying above the words"),
        (
            "estimate", "claimant", "climb_pronoun",
            "the subject of the verb of saying above the words, whom a pronoun stands for",
        ),
        ("estimate", "claimant", "nobody", "told in the reporter’s own voice"),
        (
            "statement", "speaker", "before:near:passive_paper_noun",
            "the verb of saying near before the words, in the passive, by way of their paper, and without a name",
        ),
        ("party", "roles", "court_words", "the name is that of a court"),
        (
            "party", "roles", "scored:DataController",
            "weighed with everything else that the text says of the party, most speaks for data controller",
        ),
        ("party", "status", "silent", "the party itself does not speak in the article"),
        ("remediation", "action", "credit_monitoring#14", "the words are listed for credit monitoring"),
        ("remediation", "status", "told:ActivityPlanned", "told as planned or promised"),
        ("action", "body", "called_subject", "the subject of the verb, called by a noun for a body that has a name"),
        ("cause", "cause", "Phishing#12", "the words are listed for phishing"),
        ("event", "event", "range_to", "the date ends a span of time"),
    ],
)  # fmt: skip
def test_a_rule_in_words(kind: str, field: str, rule: str, words: str) -> None:
    assert wording.of_rule(kind, field, rule) == words


@pytest.mark.parametrize(
    ("kind", "field", "feature", "words"),
    [
        ("estimate", "confidence", "near:breach", "a word of a breach in the same sentence"),
        ("estimate", "confidence", "under:pobj:of", "“of” stands before the number"),
        (
            "estimate",
            "claimant",
            "before:last:pronoun",
            "named last in the sentence before, where a pronoun may mean somebody else",
        ),
        ("event", "confidence", "by:verb:0", "the verb that the date belongs to, right above"),
        ("event", "event", "discovered:sentence", "discovered: another verb of the sentence"),
        ("event", "event", "discovered|preposition:on", "discovered: “on” before the date"),
        ("party", "confidence", "n:subj:serve", "it is the subject of a verb of serving"),
        ("party", "confidence", "kind_rule:authority:court_words", "an authority: the name is that of a court"),
        ("party", "roles", "to>:sell", "“to” and a verb of selling stand before it"),
        ("action", "confidence", "code_lemma:investigation:open", "the word “open” for investigation"),
        ("data_category", "confidence", "list:3", "other kinds of data beside it: three or more"),
        ("statement", "speaker", "ref_gender:against", "the gender of the pronoun does not fit"),
    ],
)
def test_a_feature_in_words(kind: str, field: str, feature: str, words: str) -> None:
    assert wording.of_feature(kind, field, feature) == words


@pytest.mark.parametrize("feature", ["", "new", "new:thing", "near:nothing known", "kind_rule:authority"])
def test_what_has_no_words_is_named(feature: str) -> None:
    with pytest.raises(wording.NoWording):
        wording.of_feature("party", "confidence", feature)


@pytest.mark.parametrize("kind", KINDS)
def test_every_feature_with_a_weight_has_words(kind: str) -> None:
    fitted = weights(kind)
    told = [("confidence", name) for name in fitted["features"]]
    told += [(CHOSEN[kind], name) for name in fitted.get("choice", {})]
    told += [("roles", name) for name in fitted.get("roles", {}).get("features", {})]
    assert len(told) > 50
    assert [wordless for field, name in told for wordless in without_words(kind, field, name)] == []


def without_words(kind: str, field: str, feature: str) -> Iterator[str]:
    """The feature, where it has no words or words that still look like code."""
    try:
        words = wording.of_feature(kind, field, feature)
    except wording.NoWording as missing:
        yield str(missing)
        return
    if re.search(r"[a-z]_[a-z]|[{}<>#|]|\b[a-z]+:[a-z]", re.sub("“[^”]*”", "", words)):
        yield f"{feature}: {words}"


def prefixes_in(module: str) -> set[str]:
    """The beginnings of all strings of a module that look like features: f"bound:{…}", "ref:subject"."""
    tree = ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        first = node.values[0] if isinstance(node, ast.JoinedStr) and node.values else node
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            found.update(re.findall(r"\A([a-z_0-9]+[<>]?:)(?! )", first.value))
    return found


def known_prefixes(kind: str, field: str) -> set[str]:
    tables = lexicon.load("wordings")["features"]
    names = {"confidence": ["every kind", kind], "roles": ["roles"]}.get(field, [f"{kind} {field}"])
    return {name.partition(":")[0] + ":" for table in names for name in tables[table] if ":" in name}


@pytest.mark.parametrize("module", FEATURES)
def test_every_prefix_that_the_code_can_produce_has_a_row(module: str) -> None:
    known = {name for kind, field in FEATURES[module] for name in known_prefixes(kind, field)}
    no_features = {"label:", "left:", "scored:", "cue:", "told:", "named_before:", "named_after:"} | ways()
    assert prefixes_in(module) - known - no_features == set()


def ways() -> set[str]:
    """The beginnings of the ways to a speaker, which features hold behind a prefix."""
    return {name.partition(":")[0] + ":" for name in lexicon.load("wordings")["rules"]["source"] if ":" in name}


def test_every_module_that_makes_features_is_looked_at() -> None:
    makes = {
        path.stem
        for path in PACKAGE.glob("*.py")
        if re.search(r"\bfeatures(?: = |\.add|\.update| \|= )|yield Rival|-> Iterator\[str\]", path.read_text("utf-8"))
    }
    others = {"candidates", "confidence", "fitting", "fitting_choice", "fitting_relevance", "fitting_roles", "starts"}
    assert makes - others <= set(FEATURES)


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("near", lexicon.load("context")),
        ("frame", lexicon.load("relevance")["frames"]),
        ("verb class", lexicon.load("counts")["verb_classes"]),
        ("idle", lexicon.load("events")["idle"]),
        ("called verb", lexicon.load("roles")["verbs"]),
        ("thing", lexicon.load("roles")["governing"]),
        ("called", lexicon.load("roles")["called"]),
        ("named", lexicon.load("roles")["named"]),
        ("beside", lexicon.load("roles")["beside"]),
    ],
)
def test_every_class_of_words_that_a_feature_may_name_has_words(name: str, listed: dict[str, object]) -> None:
    assert set(listed) - set(lexicon.load("wordings")["sets"][name]) == set()


def rules_in(pattern: str, *modules: str) -> set[str]:
    text = "\n".join((PACKAGE / f"{module}.py").read_text(encoding="utf-8") for module in modules)
    return set(re.findall(pattern, text))


@pytest.mark.parametrize(
    ("kind", "field", "pattern", "modules"),
    [
        ("party", "roles", r'\], "(\w+)"$|\], "(\w+)"\n', ["roles"]),
        ("event", "event", r'yield event, "(\w+)", ', ["happenings"]),
        ("event", "event", r'add\(\w+, "(\w+)"\)|add\("\w+", "(\w+)"\)', ["happenings"]),
        ("action", "body", r'Body\([^()]*(?:\([^()]*\))?, "(\w+)"|\), "(\w+)"\)|yield \w+, "(\w+)"', ["bodies"]),
        (
            "estimate", "claimant",
            r'(?:as_source|owner_of|_source)\([^\n]*?, "(\w+)"|rule="(\w+)"|Source\([^\n]*?, "(\w+)"',
            ["claimants", "sources", "hypotheses"],
        ),
        ("statement", "speaker", r'way, weight = \(?"([\w:]+)"', ["framing", "speakers"]),
        ("statement", "speaker", r'"way:([\w:]+)"', ["speakers", "speaker_labels"]),
        (
            "statement", "speaker",
            r'(?:as_source|named_source|_subject_of_sentence|_named_in)\([^\n]*?, "(\w+)"',
            ["speakers", "speaker_labels"],
        ),
        ("estimate", "bound", r'return [^\n]*"(\w+)"$|end, "(\w+)"\n', ["bounds"]),
    ],
)  # fmt: skip
def test_every_rule_that_the_code_names_has_words(kind: str, field: str, pattern: str, modules: list[str]) -> None:
    found = {name for names in rules_in(pattern, *modules) for name in ([names] if isinstance(names, str) else names)}
    rules = found - {""}
    assert rules
    for rule in rules:
        assert wording.of_rule(kind, field, rule)


def test_the_language_models_own_word_has_words() -> None:
    (reason,) = chat_answer._WHY
    assert wording.of_rule("cause", reason.field, reason.rule).startswith("the language model’s own word")


@pytest.mark.parametrize("text", [portal().text, STOLEN, LEFT])
def test_every_reason_of_an_article_has_words_and_stands_in_it(text: str) -> None:
    facts = extract(Document(id="a", text=text)).facts
    assert facts
    for fact in facts:
        assert {"for", "against"} & {reason.rule.partition(":")[0] for reason in fact.why}
        for reason in fact.why:
            side, _, feature = reason.rule.partition(":")
            told = wording.of_feature if side in ("for", "against") else wording.of_rule
            assert told(fact.kind, reason.field, feature if side in ("for", "against") else reason.rule)
            assert reason.start is None or text[reason.start : reason.end].strip()
