"""The parties and articles of an incident: what belongs to several incidents is found by any of them."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("published", "0004_index_withdrawn")]

    operations = [
        migrations.AddIndex(
            model_name="record",
            index=GinIndex(fields=["incident_ids"], name="record_of_incidents", condition=models.Q(incident_id=None)),
        ),
    ]
