"""The read role and what it may SELECT, as migration operations."""

from django.conf import settings

from incidents.database_roles import CreateRole, Grant, plain_name


def read_role() -> str:
    """The role's name from PIKB_READ_ROLE; refused unless it is a plain identifier."""
    return plain_name("PIKB_READ_ROLE", settings.READ_ROLE)


class CreateReadRole(CreateRole):
    """Create the role that the API takes to read."""

    def __init__(self) -> None:
        super().__init__(read_role)


class GrantSelect(Grant):
    """Let the read role SELECT these tables."""

    def __init__(self, *tables: str) -> None:
        super().__init__(read_role, "SELECT", *tables)
