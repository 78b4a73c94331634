"""Production refuses to start unsafely; a wrong word is refused with its variable and what is allowed."""

import os
import subprocess
import sys

import pytest

SAFE = {
    "PIKB_PROFILE": "production",
    "SECRET_KEY": "x" * 50,
    "ALLOWED_HOSTS": "incidents.example",
    "DATABASE_URL": "postgres://reader:secret@127.0.0.1:1/none",
}

CHAT = {"PIKB_CHAT_URL": "http://127.0.0.1:1/v1", "PIKB_CHAT_MODEL": "m"}


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    """Import the settings in a process of their own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", "import kb.settings as s; print(s.PROFILE, s.DEBUG)"],
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=30,
    )


def test_safe_production_settings_start() -> None:
    assert start(**SAFE).stdout.split() == ["production", "False"]


def test_without_a_profile_it_is_production() -> None:
    without = {name: value for name, value in SAFE.items() if name != "PIKB_PROFILE"}

    assert start(**without).stdout.split() == ["production", "False"]


def test_extractors_run_side_by_side_once_their_server_is_named() -> None:
    assert start(**SAFE | CHAT | {"PIKB_EXTRACTORS": "rules, chat"}).returncode == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"DEBUG": "1"}, "DEBUG must be off"),
        ({"SECRET_KEY": "not-secret-demo-and-tests-only"}, "SECRET_KEY must be set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must be set"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must list host names"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must list host names"),
        ({"ALLOWED_HOSTS": "incidents.example,*"}, "ALLOWED_HOSTS must list host names"),
        ({"DATABASE_URL": ""}, "DATABASE_URL must name a PostgreSQL"),
        ({"DATABASE_URL": "sqlite:///x"}, "DATABASE_URL must be a postgres:// URL"),
        ({"PIKB_PROFILE": "live"}, "PIKB_PROFILE='live' is not one of production, demo, test"),
        ({"PIKB_COMPONENT": "web"}, "PIKB_COMPONENT='web' is not one of all, api"),
        ({"PIKB_EXTRACTORS": "rules,magic"}, "PIKB_EXTRACTORS: 'magic' is not one of rules, chat"),
        ({"PIKB_EXTRACTORS": ""}, "PIKB_EXTRACTORS: '' is not one of rules, chat"),
        ({"PIKB_EXTRACTORS": "chat"}, "PIKB_CHAT_URL and PIKB_CHAT_MODEL must say which"),
        ({"PIKB_EXTRACTORS": "chat", **CHAT, "PIKB_CHAT_URL": "127.0.0.1:80"}, "PIKB_CHAT_URL must be http"),
        ({"PIKB_EXTRACTORS": "chat", **CHAT, "PIKB_CHAT_TOKENS_PER_DOCUMENT": "9"}, "must be 24000 or more"),
        ({"PIKB_EXTRACTORS": "chat", **CHAT, "PIKB_CHAT_SECONDS": "900"}, "PIKB_CHAT_SECONDS must be 1 to 240"),
    ],
)
def test_unsafe_or_unknown_settings_are_refused(change: dict[str, str], message: str) -> None:
    result = start(**SAFE | change)

    assert result.returncode != 0
    assert message in result.stderr
