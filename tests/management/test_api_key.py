"""`manage.py api_key`: a key is printed once, listed by its beginning, renewed, ended."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from incidents.intake import keys
from incidents.intake.models import ApiKey

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("api_key", *arguments, stdout=out)
    return out.getvalue().strip()


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "ALIAS", "default")


def test_a_keys_life() -> None:
    text = run("issue", "Nightly mirror", "--scopes", "read,submit", "--rate", "600/min", "--days", "30")
    key = keys.recognise(text)
    assert (key.scopes, key.rate) == (["read", "submit"], "600/min")
    listed = run("list")
    assert key.prefix in listed
    assert "Nightly mirror" in listed
    assert text not in listed
    fresh = run("rotate", key.prefix)
    assert keys.recognise(fresh).rate == "600/min"
    assert run("revoke", key.prefix) == f"{key.prefix} is revoked"
    with pytest.raises(keys.UnusableKey):
        keys.recognise(text)
    assert "revoked" in run("list")


def test_a_key_may_last() -> None:
    run("issue", "For ever", "--days", "0")
    assert ApiKey.objects.get().expires_at is None


@pytest.mark.parametrize(
    "arguments",
    [
        ("issue", "x", "--scopes", "write"),
        ("issue", "x", "--days", "9999"),
        ("issue", "x", "--rate", "fast"),
        ("revoke", "nobody"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: Any) -> None:
    with pytest.raises(CommandError):
        run(*arguments)
