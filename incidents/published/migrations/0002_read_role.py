"""The read role and what it may SELECT: the published tables and the vocabularies, nothing else."""

from django.contrib.postgres.operations import BtreeGinExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

from incidents.published.grants import CreateReadRole, GrantSelect


class Migration(migrations.Migration):
    dependencies = [("published", "0001_initial")]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        BtreeGinExtension(),
        CreateReadRole(),
        GrantSelect(
            "published_incidentrevision",
            "published_incidentterm",
            "published_record",
            "published_change",
            "published_vocabularyterm",
        ),
    ]
