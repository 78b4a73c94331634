"""The seed articles and decisions keep their format, the extraction contract, and what the demo tells with them."""

import dataclasses
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from incidents import vocabularies
from incidents.partial_dates import PartialDate
from incidents.proposed import KINDS

SEEDS = Path(__file__).parents[2] / "seeds"
PUBLISHERS = {"Seed Gazette", "Seed Review", "Seed Wire"}
# What a decision may say about a fact beyond the contract.
EXTRA_FIELDS = {
    "id", "incident", "same_as", "supersedes", "nth", "done_on", "promised_on", "due_on", "target", "basis",
    "claimant_kind", "speech", "note",
}  # fmt: skip
# Articles that report an incident and have no decision: the demo's review queue.
WAITING = {
    "clearview-tribunal": "clearview-ai",
    "counselling-service-repays-customers": "betterhelp",
    "hospital-chain-pixels": "advocate-aurora",
    "meta-725-million-settlement": "cambridge-analytica",
    "ministry-addressees-for-all-to-see": "afghan-addresses",
}
# The fields that must agree before one fact may be further evidence of another.
CLAIM_FIELDS = {
    "estimate": ("low", "best", "high", "bound", "measure", "claimant", "claimed_on"),
    "party": ("name", "party_kind", "roles", "status"),
    "remediation": ("action", "actor", "status"),
    "action": ("action", "body", "status", "amount", "currency"),
    "cause": ("cause",),
    "data_category": ("category", "asserted"),
    "event": ("event", "date", "qualifier"),
    "statement": ("speaker",),
}


@dataclass(frozen=True, kw_only=True)
class Article:
    file: Path
    head: dict[str, Any]
    body: str

    @property
    def key(self) -> tuple[str, int]:
        return self.head["slug"], self.head["version"]

    @property
    def paragraphs(self) -> list[str]:
        return self.body.split("\n\n")


@dataclass(frozen=True, kw_only=True)
class Decision:
    file: Path
    content: dict[str, Any]

    @property
    def key(self) -> tuple[str, int]:
        return self.content["article"], self.content["version"]

    @property
    def facts(self) -> list[dict[str, Any]]:
        return self.content.get("facts", [])

    @property
    def incidents(self) -> list[dict[str, Any]]:
        return self.content.get("incidents", [])


def read_article(file: Path) -> Article:
    _, head, body = file.read_text(encoding="utf-8").split("+++\n", 2)
    return Article(file=file, head=tomllib.loads(head), body=body.strip())


ARTICLES = [read_article(file) for file in sorted((SEEDS / "articles").glob("*.md"))]
BY_KEY = {article.key: article for article in ARTICLES}
# In the order in which they are applied: as the articles came out.
DECISIONS = sorted(
    (
        Decision(file=file, content=tomllib.loads(file.read_text(encoding="utf-8")))
        for file in (SEEDS / "decisions").glob("*.toml")
    ),
    key=lambda decision: (BY_KEY[decision.key].head["published_on"], decision.key),
)
FACTS = [(decision, fact) for decision in DECISIONS for fact in decision.facts]

each_article = pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.file.stem)
each_decision = pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: decision.file.stem)


def facts_by_id() -> dict[str, tuple[int, dict[str, Any]]]:
    """The facts that others may point to, each with its place in the order of application."""
    return {fact["id"]: (place, fact) for place, (_, fact) in enumerate(FACTS) if "id" in fact}


@each_article
def test_front_matter_says_what_when_where_and_from_which_sources(article: Article) -> None:
    head = article.head
    assert set(head) == {"slug", "version", "path", "title", "published_on", "publisher", "sources"}
    assert PartialDate(head["published_on"]).precision == "day"
    assert head["path"] == f"/{head['published_on'][:4]}/{head['published_on'][5:7]}/{head['slug']}.html"
    assert head["publisher"] in PUBLISHERS
    assert head["sources"]
    for source in head["sources"]:
        assert set(source) == {"name", "date"}
        assert PartialDate(source["date"]).earliest <= PartialDate(head["published_on"]).earliest


def test_slug_and_version_are_unique_and_name_the_file() -> None:
    assert len(BY_KEY) == len(ARTICLES)
    for (slug, version), article in BY_KEY.items():
        assert article.file.stem == (slug if version == 1 else f"{slug}-v{version}")


@each_article
def test_a_body_is_200_to_450_words_in_plain_paragraphs(article: Article) -> None:
    assert 200 <= len(article.body.split()) <= 450
    for paragraph in article.paragraphs:
        assert paragraph == paragraph.strip()
        assert "\n" not in paragraph
        assert not re.search(r"[<>*_`\[\]]|https?:|  ", paragraph)


@each_decision
def test_a_decision_is_named_after_the_version_that_it_decides(decision: Decision) -> None:
    assert decision.file.stem == BY_KEY[decision.key].file.stem


@each_decision
def test_no_incident_needs_its_reason_and_nothing_else(decision: Decision) -> None:
    if decision.content["relevant"]:
        assert set(decision.content) == {"article", "version", "relevant", "incidents", "facts"}
        return
    assert set(decision.content) == {"article", "version", "relevant", "reason"}
    assert decision.content["reason"] == "no_incident"


@each_decision
def test_a_quote_stands_once_in_one_paragraph_of_the_body_or_says_which(decision: Decision) -> None:
    article = BY_KEY[decision.key]
    for fact in decision.facts:
        found = sum(paragraph.count(fact["quote"]) for paragraph in article.paragraphs)
        assert found == article.body.count(fact["quote"]), f"{fact['quote']!r} spans paragraphs"
        assert 1 <= fact["nth"] <= found if "nth" in fact else found == 1, f"{fact['quote']!r} stands {found} times"


@each_decision
def test_a_quote_other_than_a_party_s_does_not_stand_in_the_headline(decision: Decision) -> None:
    title = BY_KEY[decision.key].head["title"]
    assert [fact["quote"] for fact in decision.facts if fact["kind"] != "party" and fact["quote"] in title] == []


@each_decision
def test_every_fact_keeps_the_extraction_contract(decision: Decision) -> None:
    numbers = {incident["key"]: incident["number"] for incident in decision.incidents}
    for fact in decision.facts:
        proposed = KINDS[fact["kind"]]
        own = {field.name for field in dataclasses.fields(proposed)} - {"incident", "quote"}
        assert set(fact) - own - {"kind", "quote"} <= EXTRA_FIELDS
        values = {name: tuple(value) if isinstance(value, list) else value for name, value in fact.items()}
        fields: dict[str, Any] = (
            {"name": None} if fact["kind"] == "party" else {}
        )  # TOML has no null: an unnamed party lacks its name
        fields.update((name, values[name]) for name in own if name in values)
        built = proposed(
            start=0,
            end=len(fact["quote"]),
            quote=fact["quote"],
            confidence=1.0,
            incident=numbers[fact["incident"]],
            **fields,
        )
        assert built.stands_in(fact["quote"])


@each_decision
def test_fields_beyond_the_contract_hold_codes_and_dates(decision: Decision) -> None:
    for fact in decision.facts:
        for name in ("basis", "claimant_kind", "speech"):
            assert fact.get(name) is None or fact[name] in vocabularies.load(name).codes
        for name in ("done_on", "promised_on", "due_on"):
            assert name not in fact or PartialDate(fact[name])
        assert ("amount" in fact) == ("currency" in fact)
        assert re.fullmatch("[A-Z]{3}", fact.get("currency", "EUR"))


@each_decision
def test_nobody_claims_or_does_anything_after_the_article(decision: Decision) -> None:
    published_on = PartialDate(BY_KEY[decision.key].head["published_on"]).earliest
    for fact in decision.facts:
        for name in ("claimed_on", "done_on", "promised_on", "date"):
            assert name not in fact or PartialDate(fact[name]).earliest <= published_on


def test_an_incident_is_opened_once_by_the_first_article_that_has_it() -> None:
    opened: set[str] = set()
    for decision in DECISIONS:
        assert [incident["number"] for incident in decision.incidents] == ["1", "2"][: len(decision.incidents)]
        for incident in decision.incidents:
            assert ("title" in incident) == (incident["key"] not in opened)
            opened.add(incident["key"])
            if "title" not in incident:
                continue
            assert incident["summary"]
            assert incident["status"] in vocabularies.load("incident_status").codes
            assert incident["veracity"] in vocabularies.load("veracity").codes
            for name in ("occurred_from", "occurred_to", "first_public"):
                assert name not in incident or PartialDate(incident[name]["value"])
                assert name not in incident or incident[name]["qualifier"] in vocabularies.load("date_qualifier").codes


def test_ids_are_unique() -> None:
    assert len(facts_by_id()) == sum("id" in fact for _, fact in FACTS)


def test_further_evidence_repeats_an_earlier_claim_unchanged() -> None:
    by_id = facts_by_id()
    repeated = [(place, fact) for place, (_, fact) in enumerate(FACTS) if "same_as" in fact]
    assert len(repeated) >= 20
    for place, fact in repeated:
        earlier, original = by_id[fact["same_as"]]
        assert earlier < place
        for name in ("kind", "incident", *CLAIM_FIELDS[fact["kind"]]):
            assert fact.get(name) == original.get(name), f"{fact['quote']!r} differs in {name} from {fact['same_as']}"


def test_a_claim_replaces_only_a_claim_of_the_same_claimant() -> None:
    by_id = facts_by_id()
    revisions = [fact for _, fact in FACTS if "supersedes" in fact]
    assert len(revisions) >= 4
    for fact in revisions:
        _, replaced = by_id[fact["supersedes"]]
        assert fact["status"] == "revised"
        assert fact["claimant"] == replaced["claimant"]
        assert (fact["incident"], fact["measure"]) == (replaced["incident"], replaced["measure"])


def test_the_seeds_hold_enough_to_show_the_whole() -> None:
    relevant = [decision for decision in DECISIONS if decision.content["relevant"]]
    decided = {decision.key for decision in DECISIONS}
    published = {incident["key"] for decision in relevant for incident in decision.incidents}
    several = [
        key
        for key in published
        if len({d.key[0] for d in relevant if key in {incident["key"] for incident in d.incidents}}) >= 2
    ]
    assert len({article.head["slug"] for article in ARTICLES}) >= 18
    assert len(published | set(WAITING.values())) >= 13
    assert len(published) >= 10
    assert len(several) >= 3
    assert sum(not decision.content["relevant"] for decision in DECISIONS) == 2
    assert sum(len(decision.incidents) == 2 for decision in DECISIONS) >= 1
    assert {slug for slug, version in BY_KEY if (slug, version) not in decided} == set(WAITING)
    assert len(set(WAITING.values()) & published) >= 1
    assert len(set(WAITING.values()) - published) >= 1


def test_one_article_was_changed_at_its_place() -> None:
    changed = [article for article in ARTICLES if article.head["version"] > 1]
    assert [article.key for article in changed] == [("genetics-firm-accounts-opened", 2)]
    before = BY_KEY["genetics-firm-accounts-opened", 1]
    assert changed[0].head["path"] == before.head["path"]
    assert "6.9 million" in changed[0].body
    assert "6.9 million" not in before.body


def test_the_counts_of_the_harvested_profiles_stay_apart() -> None:
    counts = {
        (fact["claimed_on"], fact["claimant"], fact["bound"], fact.get("low"), fact.get("best"), fact.get("high"))
        for _, fact in FACTS
        if fact["incident"] == "cambridge-analytica" and fact["kind"] == "estimate" and "claimed_on" in fact
        if fact.get("scope") in (None, "licensed from Global Science Research")
    }
    assert counts == {
        ("2018-03-17", "The New York Times", "more_than", 50_000_000, None, None),
        ("2018-03-17", "The Observer", "none_stated", None, 50_000_000, None),
        ("2018-04-04", "Facebook", "at_most", None, None, 87_000_000),
        ("2018-04-04", "Cambridge Analytica", "at_most", None, None, 30_000_000),
    }


def test_the_disabled_look_up_is_done_by_facebook_s_own_word() -> None:
    (disabled,) = [
        fact
        for _, fact in FACTS
        if fact.get("action") == "disable_feature" and fact["incident"] == "cambridge-analytica"
    ]
    assert disabled["actor"] == "Facebook"
    assert disabled["status"] == "ActivityCompleted"
    assert disabled["verification"] == "self_certified"
    assert disabled["done_on"] == "2018-04-04"
    assert "phone number or e-mail address" in disabled["quote"]
