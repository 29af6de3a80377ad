
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='roleassignment',
            name='role',
            field=models.CharField(choices=[('secretary', 'branch secretary'), ('filler', 'form filler'), ('reviewer', 'reviewer'), ('approver', 'approver'), ('inspector', 'inspector'), ('office', 'organization department'), ('seal_keeper', 'keeper of the seal'), ('provider', 'facts provider'), ('auditor', 'auditor'), ('system', 'system administrator')], max_length=20, verbose_name='role'),
        ),
    ]
