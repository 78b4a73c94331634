"""One article now, from a file."""

from pathlib import Path

import pytest

from incidents.ingestion import single
from incidents.models import Article, Source

pytestmark = pytest.mark.django_db


def test_two_sources_of_the_same_name_stop_nobody(tmp_path: Path) -> None:
    first = Source.objects.create(name="Single articles", kind="hand", trust="established")
    Source.objects.create(name="Single articles", kind="hand", trust="established")
    path = tmp_path / "clinic.txt"
    path.write_text("The clinic said that up to 4,000 patients were affected.\n", encoding="utf-8")
    single.take_in_file(path, extractors=("rules 1.0",))
    assert Article.objects.get().source == first
