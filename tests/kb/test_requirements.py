"""The locked requirements are what requirements/*.in ask for, and each carries its hashes. Needs no network."""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement

FOLDER = Path(__file__).resolve().parents[2] / "requirements"
NAMES = ("base", "extraction", "demo", "prod", "dev", "bench")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def asked_for(name: str) -> list[Requirement]:
    """What a .in file asks for, with the files that it includes."""
    asked = []
    for line in (FOLDER / f"{name}.in").read_text().splitlines():
        line = line.partition("#")[0].strip()
        if line.startswith("-r "):
            asked += asked_for(line.removeprefix("-r ").removesuffix(".in"))
        elif line:
            asked.append(Requirement(line))
    return asked


def locked(name: str) -> dict[str, set[str]]:
    """Versions by package: more than one where they differ by platform or Python."""
    versions: dict[str, set[str]] = {}
    for package, version in re.findall(
        r"^([A-Za-z0-9._-]+)==([^\s;]+)", (FOLDER / f"{name}.txt").read_text(), re.MULTILINE
    ):
        versions.setdefault(normal(package), set()).add(version)
    return versions


@pytest.mark.parametrize("name", NAMES)
def test_every_requirement_is_locked_to_a_version_that_serves(name: str) -> None:
    versions = locked(name)
    unmet = [
        str(requirement)
        for requirement in asked_for(name)
        if not any(requirement.specifier.contains(version) for version in versions.get(normal(requirement.name), ()))
    ]

    assert unmet == [], "run `make lock`"


@pytest.mark.parametrize("name", NAMES)
def test_every_locked_package_has_hashes(name: str) -> None:
    blocks = re.split(r"^(?=[A-Za-z0-9])", (FOLDER / f"{name}.txt").read_text(), flags=re.MULTILINE)

    assert [block.split()[0] for block in blocks if "==" in block.split(" ")[0] and "--hash=sha256:" not in block] == []


def test_what_runs_in_production_is_what_was_tested() -> None:
    tested = locked("dev")

    assert {name: versions for name, versions in locked("prod").items() if tested.get(name) != versions} == {}


def test_the_bench_changes_nothing_that_was_tested() -> None:
    tested = locked("dev")

    changed = {name for name, versions in locked("bench").items() if name in tested and tested[name] != versions}
    assert changed == set()


@pytest.mark.parametrize("name", NAMES)
def test_no_lock_file_names_a_registry(name: str) -> None:
    assert "://" not in (FOLDER / f"{name}.txt").read_text()
