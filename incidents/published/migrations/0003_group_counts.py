"""Counts by group, filled from what is there, and the read role's grant on them."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from incidents.published.counts import recount
from incidents.published.grants import GrantSelect


def _count(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    recount()


class Migration(migrations.Migration):
    dependencies = [("published", "0002_read_role")]

    operations = [
        migrations.CreateModel(
            name="GroupCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("resource", models.CharField(max_length=12)),
                ("key", models.CharField(max_length=20)),
                ("code", models.TextField()),
                ("rows", models.BigIntegerField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["resource", "key", "code"], name="group_once")],
            },
        ),
        migrations.RunPython(_count, migrations.RunPython.noop),
        GrantSelect("published_groupcount"),
    ]
