"""Names of parties and titles of incidents, filled from what is public, and the read role's grant on them."""

import django.contrib.postgres.indexes
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from incidents.published.grants import GrantSelect
from incidents.published.names import rebuild


def _fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rebuild()


class Migration(migrations.Migration):
    dependencies = [("published", "0004_extractor_accuracy")]

    operations = [
        migrations.CreateModel(
            name="Name",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=8)),
                ("code", models.CharField(db_collation="C", max_length=24)),
                ("name", models.TextField()),
                ("folded", models.TextField(db_collation="C")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("party", "incident"))), name="name_kind_known"
                    ),
                    models.UniqueConstraint(fields=["kind", "code", "folded"], name="name_once"),
                ],
            },
        ),
        migrations.RunPython(_fill, migrations.RunPython.noop),
        migrations.AddIndex("name", models.Index(fields=["kind", "folded", "code"], name="name_by_prefix")),
        migrations.AddIndex(
            "name",
            django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("kind", "party")),
                fields=["folded"],
                name="name_of_party_like",
                opclasses=["gin_trgm_ops"],
            ),
        ),
        migrations.AddIndex(
            "name",
            django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("kind", "incident")),
                fields=["folded"],
                name="name_of_incident_like",
                opclasses=["gin_trgm_ops"],
            ),
        ),
        GrantSelect("published_name"),
    ]
