"""Who curates: the group, what it may do, and how its first member comes into being."""

import os
import secrets
from pathlib import Path

from django.contrib.auth.models import Group, Permission
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from incidents.models import User

GROUP = "curators"
# `change_fact` opens the review pages. Nobody deletes; what is append-only is not even changed here.
PERMISSIONS = (
    "view_source", "add_source", "change_source",
    "view_article", "view_fact", "change_fact", "view_decision",
    "view_incident", "change_incident",
    "view_party", "change_party",
    "view_partyalias", "add_partyalias", "change_partyalias", "delete_partyalias",
    "view_partyidentifier", "add_partyidentifier", "change_partyidentifier", "delete_partyidentifier",
    "view_contradiction", "change_contradiction",
    "view_job", "change_job",
    "view_submission", "change_submission", "view_correction", "change_correction", "view_apikey", "change_apikey",
)  # fmt: skip
_APPLICATIONS = ("incidents", "intake")
_PASSWORD_BYTES = 15  # 120 random bits, 20 characters


@transaction.atomic
def create_group() -> Group:
    """The group of curators with exactly the permissions of this file."""
    group, _ = Group.objects.get_or_create(name=GROUP)
    found = Permission.objects.filter(content_type__app_label__in=_APPLICATIONS, codename__in=PERMISSIONS)
    if missing := sorted(set(PERMISSIONS) - set(found.values_list("codename", flat=True))):
        raise LookupError(f"no such permission: {', '.join(missing)}; run migrate first")
    group.permissions.set(found)
    return group


@transaction.atomic
def create_curator(username: str, password_file: Path) -> bool:
    """A person in the group of curators; whether the account is new.

    The password is read from the file; where there is none, one is made up and written there, readable by its owner
    alone. An account that exists keeps its password.
    """
    group = create_group()
    user = User.objects.filter(username=username).first()
    if is_new := user is None:
        password = _read_or_write_password(password_file)
        user = User(username=username)
        validate_password(password, user)
        user.set_password(password)
    assert user is not None
    user.is_staff = True
    user.save()
    user.groups.add(group)
    return is_new


def _read_or_write_password(file: Path) -> str:
    if file.exists():
        return file.read_text(encoding="utf-8").strip()
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(password + "\n")
    return password
