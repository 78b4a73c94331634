"""Seed decisions are applied once, in the order in which they build on each other, and go on after an interruption."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from incidents.curation import seed_files, seeds
from incidents.models import AffectedEstimate, Article, ArticleVersion, Decision, Fact, Incident, Job, PartyRole, Source
from tests.builders import a_curator, a_version, an_article, an_estimate

pytestmark = pytest.mark.django_db

FIRST = "The firm said that more than 50 million users were affected. The firm is Acme."
SECOND = "Acme now says that up to 87 million people may be affected.\n\nIt was 50 million people before."

FIRST_DECISIONS = """
article = "first"
version = 1
relevant = true
[[incidents]]
key = "acme"
number = "1"
title = "Profiles taken from Acme"
status = "IncidentMitigated"
veracity = "Confirmed"
first_public = { value = "2018-03-17" }
occurred_from = { value = "2013", qualifier = "about" }
[[facts]]
incident = "acme"
kind = "estimate"
quote = "more than 50 million users"
bound = "more_than"
low = 50000000
measure = "people"
claimant = "Acme"
id = "fifty"
[[facts]]
incident = "acme"
kind = "party"
quote = "Acme"
name = "Acme"
party_kind = "organisation"
roles = ["DataController"]
id = "acme-party"
"""
SECOND_DECISIONS = """
article = "second"
version = 1
relevant = true
[[incidents]]
key = "acme"
number = "1"
[[facts]]
incident = "acme"
kind = "estimate"
quote = "up to 87 million people"
bound = "at_most"
high = 87000000
measure = "people"
claimant = "Acme"
supersedes = "fifty"
note = "for the reader of the file"
[[facts]]
incident = "acme"
kind = "party"
quote = "Acme"
same_as = "acme-party"
"""
ABOUT = 'title = "Acme news"\npublished_on = "2018-04-05"\npublisher = "P"'
BILL = 'article = "bill"\nversion = 1\nrelevant = false\nreason = "no_incident"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    (tmp_path / "decisions").mkdir()
    for slug, body, decisions in (
        ("first", FIRST, FIRST_DECISIONS),
        ("second", SECOND, SECOND_DECISIONS),
        ("bill", "A bill was introduced.", BILL),
    ):
        head = f'slug = "{slug}"\nversion = 1\npath = "/{slug}.html"\n{ABOUT}'
        (tmp_path / "articles" / f"{slug}.md").write_text(f"+++\n{head}\n+++\n{body}\n")
        # File names are against the order of building on each other.
        (tmp_path / "decisions" / f"{'zz' if slug == 'first' else 'aa'}-{slug}.toml").write_text(decisions)
    seeds.register_source("http://127.0.0.1:8090/feed.xml")
    return tmp_path


def arrive(slug: str, body: str) -> ArticleVersion:
    """The article as the pipeline stores it: headline before, page furniture behind, extracted."""
    article = an_article(
        source=Source.objects.get(name="Seed articles"),
        url=f"http://127.0.0.1:8090/{slug}.html",
        review_state="to_review",
    )
    return a_version(f"Acme news\n{body}\nAcme and others: subscribe", article=article, relevant=True)


def apply(folder: Path) -> str:
    a_curator()
    output = io.StringIO()
    call_command("apply_seed_decisions", curator="ada", seeds=folder, stdout=output)
    return output.getvalue()


def test_decisions_wait_for_their_articles_and_go_on_when_they_arrive(folder: Path) -> None:
    assert apply(folder).startswith("seed decisions: 0 applied, 0 already applied, 3 outstanding; 0 incidents")
    arrive("second", SECOND)
    said = apply(folder)
    assert "second v1: the incident acme is not open yet" in said
    assert not Decision.objects.exists()
    arrive("first", FIRST)
    assert apply(folder).startswith("seed decisions: 2 applied, 0 already applied, 1 outstanding; 1 incidents")
    arrive("bill", "A bill was introduced.")
    assert apply(folder).startswith("seed decisions: 1 applied, 2 already applied, 0 outstanding; 0 incidents")
    assert Article.objects.get(url__endswith="bill.html").review_state == "not_relevant"


def test_what_the_files_say_is_what_is_recorded(folder: Path) -> None:
    arrive("first", FIRST)
    arrive("second", SECOND)
    apply(folder)
    incident = Incident.objects.get()
    older, newer = AffectedEstimate.objects.order_by("pk")
    assert (incident.title, incident.occurred_from, incident.occurred_from_qualifier) == (
        "Profiles taken from Acme",
        "2013",
        "about",
    )
    assert (older.low, older.superseded_by_id, newer.high) == (50_000_000, newer.pk, 87_000_000)
    assert newer.note is None
    acme = PartyRole.objects.get()
    assert older.claimant == acme.party
    assert [(words.quote, words.start) for words in acme.evidence.all()] == [("Acme", 83), ("Acme", 10)]


def test_a_second_run_changes_nothing(folder: Path) -> None:
    arrive("first", FIRST)
    arrive("second", SECOND)
    apply(folder)
    before = [list(model.objects.order_by("pk").values()) for model in (Fact, Decision, Incident, Job)]
    assert apply(folder).startswith("seed decisions: 0 applied, 2 already applied, 1 outstanding; 0 incidents")
    assert [list(model.objects.order_by("pk").values()) for model in (Fact, Decision, Incident, Job)] == before


def test_each_incident_gets_one_decision_and_job_to_publish(folder: Path) -> None:
    arrive("first", FIRST)
    arrive("second", SECOND)
    apply(folder)
    decision = Decision.objects.get(kind="publish")
    job = Job.objects.get()
    incident = Incident.objects.get()
    assert job.key == f"incident:{incident.pk}@decision:{decision.pk}"
    assert job.payload == {"incident": incident.pk, "curator": a_curator().pk}


def test_proposals_are_accepted_edited_or_not_needed(folder: Path) -> None:
    version = arrive("first", FIRST)
    fitting = an_estimate(
        version=version, quote="more than 50 million users", bound="more_than", low=50_000_000, claimant_name="Acme"
    )
    needless = an_estimate(version=version, quote="Acme", bound="unknown_stated")
    second = arrive("second", SECOND)
    wrong = an_estimate(version=second, quote="87 million people", bound="none_stated", best=87_000_000)
    apply(folder)
    states = {fact.pk: fact.review_state for fact in Fact.objects.all()}
    assert states[fitting.pk] == "curator_accepted"
    assert states[needless.pk] == "curator_rejected"
    assert states[wrong.pk] == "curator_edited"
    assert Decision.objects.get(fact=needless).reason == "not_needed"
    wrong.refresh_from_db()
    assert (wrong.best, wrong.high, wrong.bound) == (None, 87_000_000, "at_most")


def test_a_text_that_waits_for_extraction_is_left_alone(folder: Path) -> None:
    version = arrive("first", FIRST)
    ArticleVersion.objects.filter(pk=version.pk).update(relevant=None)
    assert "first v1: its text has not arrived or waits for extraction" in apply(folder)


def test_a_quote_that_is_not_there_stops_its_file_alone(folder: Path) -> None:
    file = folder / "decisions" / "zz-first.toml"
    file.write_text(file.read_text().replace("more than 50 million users", "more than 60 million users"))
    arrive("first", FIRST)
    arrive("bill", "A bill was introduced.")
    said = apply(folder)
    assert said.startswith("seed decisions: 1 applied")
    assert "first v1: 'more than 60 million users' stands 0 times" in said
    assert not Incident.objects.exists()


def test_a_changed_page_is_told_from_its_first_version(folder: Path) -> None:
    head = f'slug = "first"\nversion = 2\npath = "/first.html"\n{ABOUT}'
    (folder / "articles" / "first-v2.md").write_text(f"+++\n{head}\n+++\n{FIRST}\n\nCorrection: 60 million.\n")
    (folder / "decisions" / "first-v2.toml").write_text(
        'article = "first"\nversion = 2\nrelevant = true\n[[incidents]]\nkey = "acme"\nnumber = "1"\n'
        '[[facts]]\nincident = "acme"\nkind = "estimate"\nquote = "60 million"\nbound = "none_stated"\n'
        'best = 60000000\nmeasure = "people"\n'
    )
    version = arrive("first", FIRST)
    assert "first v2: its text has not arrived" in apply(folder)
    a_version(f"{FIRST}\n\nCorrection: 60 million.", article=version.article, relevant=True)
    assert apply(folder).startswith("seed decisions: 1 applied, 1 already applied")
    assert AffectedEstimate.objects.get(best=60_000_000).evidence.get().article_version.number == 2


def test_the_source_follows_its_port() -> None:
    call_command("load_seeds", feed_url="http://127.0.0.1:8090/feed.xml", stdout=io.StringIO())
    call_command("load_seeds", feed_url="http://127.0.0.1:9191/feed.xml", stdout=io.StringIO())
    source = Source.objects.get()
    assert (source.url, source.kind, source.trust) == ("http://127.0.0.1:9191/feed.xml", "feed", "established")
    assert (source.allowed_networks, source.licence) == (["127.0.0.0/8"], "CC BY 4.0")


def test_a_curator_is_needed(folder: Path) -> None:
    with pytest.raises(CommandError, match="no curator 'nobody'"):
        call_command("apply_seed_decisions", curator="nobody", seeds=folder)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("articles/broken.md", "no front matter", "must begin with TOML front matter"),
        ("articles/broken.md", '+++\nslug = "x"\n+++\ntext', "lacks 'version'"),
        ("decisions/broken.toml", "article = ", "Invalid value"),
        ("decisions/broken.toml", 'article = "x"\nversion = 1', "lacks 'relevant'"),
        ("decisions/broken.toml", BILL.replace("bill", "x") + '[[incidents]]\nkey = "k"\nnumber = 1', "names 'k'"),
    ],
)
def test_a_broken_seed_file_is_named(folder: Path, name: str, content: str, said: str) -> None:
    (folder / name).write_text(content)
    a_curator()
    with pytest.raises(CommandError, match=said):
        call_command("apply_seed_decisions", curator="ada", seeds=folder)


def test_the_projects_own_seeds_can_be_read() -> None:
    folder = Path(__file__).parents[2] / "seeds"
    slugs = {(article.slug, article.version) for article in seed_files.read_articles(folder / "articles")}
    assert {(file.slug, file.version) for file in seed_files.read_decisions(folder / "decisions")} <= slugs
