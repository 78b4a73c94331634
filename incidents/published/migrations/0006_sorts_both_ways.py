"""Indexes for both directions of every sort, for as_of, and for claims that stand."""

import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("published", "0005_names"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="incidentrevision",
            name="revision_by_first_public",
        ),
        migrations.RemoveIndex(
            model_name="incidentrevision",
            name="revision_by_occurred",
        ),
        migrations.RemoveIndex(
            model_name="incidentrevision",
            name="revision_by_affected",
        ),
        migrations.RemoveIndex(
            model_name="incidentterm",
            name="term_current",
        ),
        migrations.RemoveIndex(
            model_name="record",
            name="record_current",
        ),
        migrations.AddIndex(
            model_name="incidentrevision",
            index=models.Index(
                models.OrderBy(models.F("first_public_earliest"), descending=True, nulls_last=True),
                models.OrderBy(models.F("incident_id"), descending=True),
                name="revision_by_first_public",
            ),
        ),
        migrations.AddIndex(
            model_name="incidentrevision",
            index=models.Index(
                models.OrderBy(models.F("first_public_earliest"), nulls_last=True),
                models.OrderBy(models.F("incident_id")),
                name="revision_by_first_public_up",
            ),
        ),
        migrations.AddIndex(
            model_name="incidentrevision",
            index=models.Index(
                models.OrderBy(models.F("occurred_earliest"), descending=True, nulls_last=True),
                models.OrderBy(models.F("incident_id"), descending=True),
                name="revision_by_occurred",
            ),
        ),
        migrations.AddIndex(
            model_name="incidentrevision",
            index=models.Index(
                models.OrderBy(models.F("occurred_earliest"), nulls_last=True),
                models.OrderBy(models.F("incident_id")),
                name="revision_by_occurred_up",
            ),
        ),
        migrations.AddIndex(
            model_name="incidentrevision",
            index=models.Index(
                models.OrderBy(
                    django.db.models.functions.comparison.Coalesce("headline_high", "headline_low"),
                    descending=True,
                    nulls_last=True,
                ),
                models.OrderBy(models.F("incident_id"), descending=True),
                name="revision_by_affected",
            ),
        ),
        migrations.AddIndex(
            model_name="incidentrevision",
            index=models.Index(
                models.OrderBy(
                    django.db.models.functions.comparison.Coalesce("headline_high", "headline_low"), nulls_last=True
                ),
                models.OrderBy(models.F("incident_id")),
                name="revision_by_affected_up",
            ),
        ),
        migrations.AddIndex(
            model_name="incidentterm",
            index=models.Index(
                models.F("facet"),
                models.F("code"),
                models.OrderBy(models.F("sort_on"), descending=True),
                models.OrderBy(models.F("incident_id"), descending=True),
                include=("is_current",),
                name="term_by_code",
            ),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                models.F("resource"),
                models.OrderBy(models.F("sort_on"), descending=True, nulls_last=True),
                models.OrderBy(models.F("record_id"), descending=True),
                name="record_by_date",
            ),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                models.F("resource"),
                models.OrderBy(models.F("sort_on"), nulls_last=True),
                models.OrderBy(models.F("record_id")),
                name="record_by_date_up",
            ),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                condition=models.Q(
                    ("resource", "estimates"),
                    ("valid_to", None),
                    models.Q(("low__isnull", False), ("high__isnull", False), _connector="OR"),
                    (
                        "codes__overlap",
                        [
                            "measure:people",
                            "measure:accounts",
                            "measure:records",
                            "measure:households",
                            "measure:devices",
                            "measure:organisations",
                            "measure:files",
                            "measure:unknown",
                        ],
                    ),
                    models.Q(
                        (
                            "codes__overlap",
                            [
                                "status:retracted",
                                "rank:deprecated",
                                "exposure:none",
                                "superseded:true",
                                "status:superseded",
                                "status:revised",
                            ],
                        ),
                        _negated=True,
                    ),
                ),
                fields=["incident_id"],
                include=("low", "high"),
                name="record_live_claims",
            ),
        ),
    ]
