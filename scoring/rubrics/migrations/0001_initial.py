
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='RubricVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rubric', models.SlugField(max_length=60)),
                ('version', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=120)),
                ('name_en', models.CharField(max_length=160)),
                ('document', models.JSONField()),
                ('content_hash', models.CharField(max_length=64, unique=True)),
                ('structure_hash', models.CharField(max_length=64)),
                ('missing', models.JSONField(default=list)),
                ('loaded_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('rubric', 'version'), name='rubric_version_once'), models.CheckConstraint(condition=models.Q(('published_at__isnull', True), ('missing', []), _connector='OR'), name='rubric_complete_published')],
            },
        ),
        migrations.CreateModel(
            name='Level',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('identifier', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=60)),
                ('stars', models.PositiveIntegerField()),
                ('min_score', models.DecimalField(decimal_places=2, max_digits=6)),
                ('route', models.CharField(max_length=20)),
                ('rubric_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='levels', to='rubrics.rubricversion')),
            ],
        ),
        migrations.CreateModel(
            name='Dimension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('identifier', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=60)),
                ('name_en', models.CharField(blank=True, max_length=120)),
                ('weight', models.DecimalField(decimal_places=2, max_digits=6)),
                ('rubric_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dimensions', to='rubrics.rubricversion')),
            ],
        ),
        migrations.CreateModel(
            name='Veto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('identifier', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=120)),
                ('effect', models.CharField(max_length=20)),
                ('rubric_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='vetoes', to='rubrics.rubricversion')),
            ],
        ),
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('identifier', models.CharField(max_length=40)),
                ('number', models.CharField(max_length=10)),
                ('name', models.CharField(max_length=80)),
                ('requirement', models.TextField()),
                ('max_points', models.DecimalField(decimal_places=2, max_digits=6)),
                ('scoring_kind', models.CharField(max_length=20)),
                ('dimension', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='indicators', to='rubrics.dimension')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('dimension', 'identifier'), name='indicator_once'), models.CheckConstraint(condition=models.Q(('max_points__gt', 0)), name='indicator_points')],
            },
        ),
        migrations.CreateModel(
            name='Gate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('identifier', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=120)),
                ('judged', models.BooleanField()),
                ('level', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='gates', to='rubrics.level')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('level', 'identifier'), name='gate_once')],
            },
        ),
        migrations.CreateModel(
            name='Quota',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('identifier', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=20)),
                ('level', models.CharField(max_length=40)),
                ('share', models.DecimalField(decimal_places=4, max_digits=5)),
                ('rubric_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quotas', to='rubrics.rubricversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('rubric_version', 'identifier'), name='quota_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='level',
            constraint=models.UniqueConstraint(fields=('rubric_version', 'identifier'), name='level_once'),
        ),
        migrations.AddConstraint(
            model_name='dimension',
            constraint=models.UniqueConstraint(fields=('rubric_version', 'identifier'), name='dimension_once'),
        ),
        migrations.AddConstraint(
            model_name='dimension',
            constraint=models.CheckConstraint(condition=models.Q(('weight__gt', 0)), name='dimension_weight'),
        ),
        migrations.AddConstraint(
            model_name='veto',
            constraint=models.UniqueConstraint(fields=('rubric_version', 'identifier'), name='veto_once'),
        ),
    ]
