from django.db import migrations, models

from scoring.rubrics.guard import DRAFT_GUARD


class Migration(migrations.Migration):
    """The database refuses to change a draft that was issued, and wants its two persons."""

    dependencies = [("rubrics", "0005_draft_send_back_reason")]

    operations = [
        migrations.RemoveConstraint("rubricdraft", "rubric_draft_issued"),
        migrations.AddConstraint(
            "rubricdraft",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("issued__isnull", True), models.Q(("status", "issued"), _negated=True)),
                    models.Q(
                        ("decided_by__isnull", False),
                        ("effective_from__isnull", False),
                        ("issued__isnull", False),
                        ("proposed_by__isnull", False),
                        ("status", "issued"),
                    ),
                    _connector="OR",
                ),
                name="rubric_draft_issued",
            ),
        ),
        DRAFT_GUARD.operation(),
    ]
