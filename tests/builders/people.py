"""Named people with fixed rights; each is one row however often it is asked for."""

from incidents.models import User


def a_curator() -> User:
    """Ada, who may do everything in the admin."""
    return _person("ada", is_staff=True, is_superuser=True)


def a_second_curator() -> User:
    """Ben, with the same rights: for conflicts between two people."""
    return _person("ben", is_staff=True, is_superuser=True)


def a_reader() -> User:
    """Rhea, who may log in and nothing more."""
    return _person("rhea")


def a_service() -> User:
    """An account that no person sits behind; the database refuses it as a reviewer."""
    return _person("worker", is_service=True)


def _person(username: str, **rights: bool) -> User:
    person, _ = User.objects.get_or_create(username=username, defaults=rights)
    return person
