"""Add the packed points, and pack those that are stored already."""

from decimal import Decimal

from django.db import migrations, models

from scoring.engine.vectors import Slots, pack, slots_for


def pack_stored(apps, schema_editor):
    """Pack the vectors, each in the order of its cycle's rubric version."""
    assessment = apps.get_model("assessments", "Assessment")
    slots = {}
    stored = assessment.objects.exclude(vector={}).order_by("pk").values_list(
        "pk", "cycle__rubric_version", "vector"
    )
    for pk, version, vector in stored.iterator():
        if version not in slots:
            slots[version] = slots_of(apps, version)
        assessment.objects.filter(pk=pk).update(packed=pack(slots[version], vector))


def slots_of(apps, version) -> Slots:
    """Return the slots of a rubric version from its rows."""
    rows = list(
        apps.get_model("rubrics", "Indicator")
        .objects.filter(dimension__rubric_version=version)
        .order_by("dimension__position", "position")
        .values_list("identifier", "max_points")
    )
    highest = max((most for _, most in rows), default=Decimal(0))
    return slots_for(tuple(item for item, _ in rows), highest)


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0002_organization_counters'),
        ('rubrics', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='assessment',
            name='packed',
            field=models.BinaryField(default=bytes),
        ),
        migrations.RunPython(pack_stored, migrations.RunPython.noop, elidable=True),
    ]
