"""Sort by the largest figure that a headline names: "at least 500 million" has no upper bound and is not unknown."""

from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [("published", "0002_read_role")]

    operations = [
        migrations.RemoveIndex(model_name="incidentrevision", name="revision_by_affected"),
        migrations.AddIndex(
            model_name="incidentrevision",
            index=models.Index(
                Coalesce("headline_high", "headline_low").desc(nulls_last=True),
                F("incident_id").desc(),
                name="revision_by_affected",
                condition=models.Q(valid_to=None),
            ),
        ),
    ]
