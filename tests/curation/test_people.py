"""Curators: the group with its exact rights, and an account whose password is kept."""

import stat
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command

from incidents.models import User

pytestmark = pytest.mark.django_db


def test_a_curator_is_staff_with_exactly_the_groups_rights(tmp_path: Path) -> None:
    call_command("create_curator", username="cora", password_file=tmp_path / "password")
    user = User.objects.get(username="cora")
    assert (user.is_staff, user.is_superuser, user.is_service) == (True, False, False)
    assert user.get_all_permissions() >= {"incidents.change_fact", "incidents.change_incident"}
    deletes = {name for name in user.get_all_permissions() if ".delete_" in name}
    assert deletes == {"incidents.delete_partyalias", "incidents.delete_partyidentifier"}
    assert not user.has_perm("incidents.change_user")


def test_a_made_up_password_is_written_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "password"
    call_command("create_curator", username="cora", password_file=file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(file.read_text().strip()) == 20
    assert User.objects.get(username="cora").check_password(file.read_text().strip())


def test_a_given_password_is_used_and_an_existing_account_keeps_its_own(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("correct horse battery\n")
    call_command("create_curator", username="cora", password_file=file)
    file.write_text("another password entirely\n")
    call_command("create_curator", username="cora", password_file=file)
    assert User.objects.get(username="cora").check_password("correct horse battery")


def test_a_right_that_is_not_in_the_list_is_taken_from_the_group(tmp_path: Path) -> None:
    call_command("create_curator", username="cora", password_file=tmp_path / "password")
    group = User.objects.get().groups.get()
    group.permissions.add(Permission.objects.get(codename="delete_user"))
    call_command("create_curator", username="cora", password_file=tmp_path / "password")
    assert not group.permissions.filter(codename="delete_user").exists()


def test_a_weak_password_and_a_missing_folder_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("short")
    with pytest.raises(CommandError, match="at least 12 characters"):
        call_command("create_curator", username="cora", password_file=file)
    with pytest.raises(CommandError, match="No such file or directory"):
        call_command("create_curator", username="cora", password_file=tmp_path / "nowhere" / "password")
    assert not User.objects.exists()
