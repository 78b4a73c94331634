"""A data folder that PostgreSQL's account can reach: pytest's own temporary folders are closed to other accounts."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.embedded import data_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    path = data_folder.open_data_folder(Path(tempfile.mkdtemp(prefix="pikb-test-")))
    yield path
    shutil.rmtree(path, ignore_errors=True)
