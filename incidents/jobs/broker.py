"""The embedded broker's tables: pgmq as plain SQL in the same PostgreSQL. Disposable, because jobs are rows of ours."""

from django.conf import settings
from django.db import connection, transaction
from pgmq.install import get_embedded_install_sql

# Any constant will do, as long as it is always the same: two installers wait for each other.
_INSTALL_LOCK = 0x50494B42


def is_embedded() -> bool:
    """Whether CELERY_BROKER_URL names the queue inside PostgreSQL."""
    return str(settings.CELERY_BROKER_URL).startswith("pgmq:")


def install() -> bool:
    """Create schema pgmq unless it is there; True when it was created.

    The script cannot be run over an existing schema, and offers no upgrade: pin the version, drop the schema to move.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_INSTALL_LOCK])
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'pgmq'")
        if cursor.fetchone():
            return False
        cursor.execute(get_embedded_install_sql())
        return True
