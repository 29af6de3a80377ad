
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('sequence', models.BigIntegerField(primary_key=True, serialize=False)),
                ('happened_at', models.DateTimeField(db_index=True)),
                ('actor', models.CharField(max_length=200)),
                ('address', models.CharField(blank=True, max_length=64)),
                ('action', models.CharField(db_index=True, max_length=80)),
                ('object_kind', models.CharField(max_length=80)),
                ('object_id', models.CharField(max_length=80)),
                ('detail', models.JSONField(default=dict)),
                ('previous_hash', models.CharField(blank=True, max_length=64)),
                ('hash', models.CharField(max_length=64, unique=True)),
            ],
            options={
                'indexes': [models.Index(fields=['object_kind', 'object_id'], name='audit_object')],
            },
        ),
        migrations.CreateModel(
            name='Head',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('last_sequence', models.BigIntegerField(default=0)),
                ('last_hash', models.CharField(default='', max_length=64)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='audit_one_head')],
            },
        ),
    ]
