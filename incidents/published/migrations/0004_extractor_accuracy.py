"""The extractor's measured accuracy, and the read role's grant on it."""

from django.db import migrations, models

from incidents.published.grants import GrantSelect


class Migration(migrations.Migration):
    dependencies = [("published", "0003_group_counts")]

    operations = [
        migrations.CreateModel(
            name="ExtractorAccuracy",
            fields=[
                ("extractor", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("measured_on", models.DateField()),
                ("body", models.TextField()),
                ("etag", models.CharField(max_length=64)),
            ],
        ),
        GrantSelect("published_extractoraccuracy"),
    ]
