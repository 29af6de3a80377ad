from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0004_evidence_type"),
    ]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="declared_facts",
            field=models.JSONField(default=dict),
        ),
    ]
