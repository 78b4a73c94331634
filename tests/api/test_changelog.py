"""The changelog of the API is drawn from the project's own."""

from api.changelog import Release, read, releases

TEXT = """# Changelog

Lines are for users.

## Unreleased

### Added
- A page.

### API
- `/tomes` lists
  all tomes.
- `sort` takes `title`.

### Fixed
- Nothing.

## 0.2

### Added
- A page before.

## 0.1

### API
- The first lines.
"""


def test_the_lines_about_the_api_are_read_release_by_release() -> None:
    assert read(TEXT) == (
        Release(name="Unreleased", lines=("`/tomes` lists all tomes.", "`sort` takes `title`.")),
        Release(name="0.1", lines=("The first lines.",)),
    )


def test_a_changelog_without_such_lines_tells_nothing() -> None:
    assert read("# Changelog\n\n## 0.1\n\n### Added\n- A page.\n") == ()


def test_our_own_changelog_can_be_read() -> None:
    assert any("`group_by`" in line for release in releases() for line in release.lines)
    assert all(not line.startswith("- ") for release in releases() for line in release.lines)
