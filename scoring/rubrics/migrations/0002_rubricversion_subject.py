from django.db import migrations, models


class Migration(migrations.Migration):
    """A rubric says what it rates."""

    dependencies = [("rubrics", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="rubricversion",
            name="subject",
            field=models.CharField(default="branch", max_length=20),
        ),
    ]
