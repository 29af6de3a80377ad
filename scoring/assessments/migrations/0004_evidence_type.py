from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0003_packed_points"),
    ]

    operations = [
        migrations.AlterField(
            model_name="evidence",
            name="content_type",
            field=models.CharField(blank=True, max_length=100),
        ),
    ]
