from django.db import migrations

from scoring.rubrics.guard import GUARD


class Migration(migrations.Migration):
    """The database refuses to change a published version."""

    dependencies = [("rubrics", "0002_rubricversion_subject")]

    operations = [GUARD.operation()]
