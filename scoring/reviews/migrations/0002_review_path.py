from django.db import migrations, models
from django.db.models import OuterRef, Subquery

import scoring.common.fields


def copy_paths(apps, schema_editor):
    """Give every review the path of its assessment."""
    reviews = apps.get_model("reviews", "Review")
    assessments = apps.get_model("assessments", "Assessment")
    path = assessments.objects.filter(pk=OuterRef("assessment_id")).values("organization_path")
    reviews.objects.update(organization_path=Subquery(path))


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0002_organization_counters"),
        ("reviews", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="review",
            name="organization_path",
            field=scoring.common.fields.PathField(default="", max_length=80),
            preserve_default=False,
        ),
        migrations.RemoveIndex(model_name="review", name="review_status"),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                fields=["status", "organization_path", "id"], name="review_page"
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                condition=models.Q(("route", "on_site"), ("status__in", ("open", "returned"))),
                fields=["organization_path", "id"],
                name="review_to_visit",
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                condition=models.Q(("route", "file"), ("status", "open")),
                fields=["organization_path", "id"],
                name="review_to_file",
            ),
        ),
        # Last: no table is altered after rows of it were.
        migrations.RunPython(copy_paths, migrations.RunPython.noop, elidable=True),
    ]
