from collections import Counter

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Count

STEP = 4  # characters of one level of a path


def count(apps, schema_editor):
    """Count the assessments that there are."""
    organizations = apps.get_model("organizations", "Organization")
    assessments = apps.get_model("assessments", "Assessment")
    counters = apps.get_model("assessments", "OrganizationCounter")
    keys = dict(organizations.objects.order_by("path").values_list("path", "pk"))
    numbers = Counter()
    grouped = assessments.objects.order_by().values_list("organization_path", "cycle_id", "status")
    for path, cycle, status, number in grouped.annotate(number=Count("pk")).iterator():
        for end in range(len(path) - STEP, 0, -STEP):
            numbers[keys[path[:end]], cycle, status] += number
    counters.objects.bulk_create(
        (
            counters(organization_id=organization, cycle_id=cycle, status=status, number=number)
            for (organization, cycle, status), number in numbers.items()
        ),
        batch_size=1000,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0001_initial"),
        ("organizations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="OrganizationCounter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("filling", "filling in"),
                            ("submitted", "waiting for review"),
                            ("returned", "returned for more"),
                            ("concluded", "waiting for approval"),
                            ("approved", "waiting for publicity"),
                            ("publicized", "in publicity"),
                            ("confirmed", "confirmed"),
                            ("not_declared", "not declared"),
                        ],
                        max_length=20,
                    ),
                ),
                ("number", models.IntegerField(default=0)),
                (
                    "cycle",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counters",
                        to="assessments.cycle",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="organizationcounter",
            constraint=models.UniqueConstraint(
                fields=("organization", "cycle", "status"), name="counter_once"
            ),
        ),
        # Last: rows with deferred keys may not wait while a table is altered.
        migrations.RunPython(count, migrations.RunPython.noop, elidable=True),
    ]
