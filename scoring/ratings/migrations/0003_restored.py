from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ratings', '0002_standings'),
    ]

    operations = [
        migrations.AlterField(
            model_name='ratingchange',
            name='kind',
            field=models.CharField(choices=[('confirmed', 'confirmed'), ('downgraded', 'lowered by one level'), ('cancelled', 'cancelled by veto'), ('restored', 'given back by a later decision')], max_length=20),
        ),
    ]
