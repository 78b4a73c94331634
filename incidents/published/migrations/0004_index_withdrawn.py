"""Which incidents are withdrawn today: asked by every answer about the past, and only ever a few rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("published", "0003_index_largest_figure")]

    operations = [
        migrations.AddIndex(
            model_name="incidentrevision",
            index=models.Index(
                fields=["incident_id"],
                name="revision_withdrawn",
                condition=models.Q(valid_to=None, state="withdrawn"),
            ),
        ),
    ]
