from django.db import migrations

from scoring.audit.guard import GUARD


class Migration(migrations.Migration):
    """The database refuses to change or delete what happened."""

    dependencies = [("audit", "0001_initial")]

    operations = [GUARD.operation()]
