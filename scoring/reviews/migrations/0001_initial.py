
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('assessments', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('route', models.CharField(max_length=20)),
                ('status', models.CharField(choices=[('open', 'open'), ('returned', 'returned'), ('concluded', 'concluded'), ('approved', 'approved')], default='open', max_length=20)),
                ('opened_at', models.DateTimeField()),
                ('conclusion', models.CharField(blank=True, max_length=400)),
                ('concluded_at', models.DateTimeField(blank=True, null=True)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('sent_back_reason', models.CharField(blank=True, max_length=400)),
                ('gate_findings', models.JSONField(default=dict)),
                ('version', models.PositiveIntegerField(default=0)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('assessment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='review', to='assessments.assessment')),
                ('concluded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('handler', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.submission')),
            ],
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('indicator', models.CharField(max_length=40)),
                ('position', models.PositiveIntegerField()),
                ('maximum', models.DecimalField(decimal_places=2, max_digits=6)),
                ('claimed', models.DecimalField(decimal_places=2, max_digits=6)),
                ('computed', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True)),
                ('not_applicable', models.BooleanField(default=False)),
                ('verified', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True)),
                ('status', models.CharField(choices=[('pending', 'not verified'), ('verified', 'verified'), ('returned', 'returned'), ('on_site', 'to be seen on site')], default='pending', max_length=20)),
                ('reason_code', models.CharField(blank=True, choices=[('out_of_window', 'evidence dated outside the window'), ('count_differs', 'count differs from the minutes'), ('unreadable', 'evidence unreadable or without signatures'), ('other', 'other (say which)')], max_length=20)),
                ('reason', models.CharField(blank=True, max_length=400)),
                ('by_batch', models.BooleanField(default=False)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=0)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='reviews.review')),
            ],
        ),
        migrations.CreateModel(
            name='SiteVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visited_on', models.DateField()),
                ('visitors', models.JSONField()),
                ('verdicts', models.JSONField(default=dict)),
                ('passed', models.BooleanField()),
                ('note', models.CharField(blank=True, max_length=1000)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='reviews.review')),
            ],
        ),
        migrations.CreateModel(
            name='FindingChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('before', models.JSONField()),
                ('after', models.JSONField()),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='reviews.finding')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('finding', 'version'), name='finding_change_once')],
            },
        ),
        migrations.CreateModel(
            name='Reinspection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveIntegerField()),
                ('inspected_on', models.DateField()),
                ('inspectors', models.JSONField()),
                ('passed', models.BooleanField()),
                ('findings', models.CharField(max_length=1000)),
                ('recorded_at', models.DateTimeField()),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reinspections', to='assessments.assessment')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('assessment', 'year'), name='reinspection_once')],
            },
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(fields=['status'], name='review_status'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('concluded_at__isnull', False), ('concluded_by__isnull', False)), models.Q(('concluded_at__isnull', True), ('concluded_by__isnull', True)), _connector='OR'), name='review_concluded_pair'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), models.Q(('approved_at__isnull', True), ('approved_by__isnull', True)), _connector='OR'), name='review_approved_pair'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('approved_by', models.F('concluded_by')), _negated=True), _connector='OR'), name='review_two_persons'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.UniqueConstraint(fields=('review', 'indicator'), name='finding_once'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), models.Q(('decided_at__isnull', True), ('decided_by__isnull', True)), _connector='OR'), name='finding_decided_pair'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(('verified__isnull', True), models.Q(('verified__gte', 0), ('verified__lte', models.F('maximum'))), _connector='OR'), name='finding_range'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'verified'), _negated=True), ('verified__isnull', False), _connector='OR'), name='finding_verified_points'),
        ),
    ]
