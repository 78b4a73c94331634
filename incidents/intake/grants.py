"""The intake role and what it may do, as migration operations."""

from django.conf import settings

from incidents.database_roles import CreateRole, Grant, plain_name


def intake_role() -> str:
    """The role's name from PIKB_INTAKE_ROLE; refused unless it is a plain identifier."""
    return plain_name("PIKB_INTAKE_ROLE", settings.INTAKE_ROLE)


class CreateIntakeRole(CreateRole):
    """Create the role that the API takes to put letters into the box."""

    def __init__(self) -> None:
        super().__init__(intake_role)


class GrantIntake(Grant):
    """Let the intake role do this with these tables."""

    def __init__(self, rights: str, *tables: str) -> None:
        super().__init__(intake_role, rights, *tables)
