"""What changed in the API, release by release: the lines under “API” of CHANGELOG.md, which is the one place."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

SECTION = "### API"


@dataclass(frozen=True, kw_only=True)
class Release:
    """A release that changed the API, and how."""

    name: str
    lines: tuple[str, ...]


@cache
def releases() -> tuple[Release, ...]:
    """The releases of this code, newest first."""
    return read((Path(settings.BASE_DIR) / "CHANGELOG.md").read_text(encoding="utf-8"))


def read(text: str) -> tuple[Release, ...]:
    """The releases of a changelog that have a section about the API."""
    found = []
    for part in f"\n{text}".split("\n## ")[1:]:
        name, _, rest = part.partition("\n")
        _, _, section = rest.partition(f"{SECTION}\n")
        lines = section.partition("\n#")[0].split("\n- ")
        told = tuple(" ".join(line.removeprefix("- ").split()) for line in lines)
        if any(told):
            found.append(Release(name=name.strip(), lines=tuple(line for line in told if line)))
    return tuple(found)
