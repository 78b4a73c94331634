"""One article through the pipeline now; wrong input is one line, exit 2, and stores nothing."""

import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from incidents.models import Article, ArticleVersion, Fact, Job, Source
from tests.sites import serving_site

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]

TEXT = """Clinic loses the records of 4,000 patients
The Northmoor clinic said on Monday that the records of up to 4,000 patients were taken when a laptop was stolen.
“We are sorry”, said its director, Ada Brandt. The clinic has reset all passwords.
"""


def ingest(*arguments: str) -> str:
    output = StringIO()
    call_command("ingest", *arguments, stdout=output)
    return output.getvalue()


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "clinic.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_file_is_stored_and_what_it_says_is_printed_by_kind(article: Path) -> None:
    printed = ingest(str(article), "--published-on", "2024-03-05", "--publisher", "Test Courier")

    assert "Count (" in printed
    assert "up to 4,000" in printed
    version = ArticleVersion.objects.get()
    assert (version.text, version.published_on) == (TEXT, "2024-03-05")
    assert version.article.publisher == "Test Courier"
    assert Fact.objects.filter(kind="estimate", affectedestimate__high=4000, affectedestimate__bound="at_most").exists()
    assert Job.objects.get().state == "done"


def test_the_printed_offsets_hold_the_printed_words(article: Path) -> None:
    ingest(str(article))

    for fact in Fact.objects.all():
        evidence = fact.evidence.get()
        assert TEXT[evidence.start : evidence.end] == evidence.quote


def test_the_same_text_again_changes_nothing(article: Path) -> None:
    ingest(str(article))
    facts = Fact.objects.count()

    assert "This text is known" in ingest(str(article))
    assert (Article.objects.count(), ArticleVersion.objects.count(), Fact.objects.count()) == (1, 1, facts)


def test_an_address_makes_a_file_a_version_of_that_article(article: Path, tmp_path: Path) -> None:
    later = tmp_path / "later.txt"
    later.write_text(TEXT.replace("4,000", "6,500"), encoding="utf-8")

    ingest(str(article), "--url", "https://news.example/clinic?utm_source=feed")
    ingest(str(later), "--url", "https://NEWS.example/clinic")

    assert Article.objects.get().url == "https://news.example/clinic"
    assert list(ArticleVersion.objects.values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    ("content", "arguments", "message"),
    [
        (None, [], "No such file"),
        (b"", [], "no_text"),
        (b"   \n\n ", [], "no_text"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", [], "not_text"),
        (bytes(range(256)) * 20, [], "undecodable"),
        (b"A clinic lost data.", ["--published-on", "4 March"], "'4 March' is not a date: YYYY, YYYY-MM or YYYY-MM-DD"),
        (b"A clinic lost data.", ["--published-on", "2024-02-30"], "not in the calendar"),
        (b"A clinic lost data.", ["--url", "javascript:alert(1)"], "javascript"),
    ],
)
def test_wrong_input_is_refused_with_what_was_wrong(
    tmp_path: Path, content: bytes | None, arguments: list[str], message: str
) -> None:
    path = tmp_path / "input"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError, match=message) as refusal:
        ingest(str(path), *arguments)

    assert refusal.value.returncode == 2
    assert "\n" not in str(refusal.value)
    assert not Source.objects.exists()
    assert not Article.objects.exists()


def test_a_refused_address_is_not_asked_and_nothing_is_stored() -> None:
    with serving_site() as site:
        url = site.put_article("/a", "Text of an article.", title="T", published_on="2024-03-04")

        with pytest.raises(CommandError, match=r"refused|port") as refusal:
            ingest(url)

        assert site.asked == []
    assert refusal.value.returncode == 2
    assert not Article.objects.exists()


def test_the_command_line_ends_with_status_2_and_one_line() -> None:
    ended = subprocess.run(
        [sys.executable, "manage.py", "ingest", "/nowhere/article.txt"], capture_output=True, text=True, timeout=50
    )

    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert "No such file" in ended.stderr
