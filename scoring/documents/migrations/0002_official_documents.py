
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0001_initial'),
        ('documents', '0001_initial'),
        ('organizations', '0002_seal_keeper'),
        ('ratings', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.BinaryField()),
                ('sha256', models.CharField(max_length=64)),
                ('width', models.PositiveIntegerField()),
                ('uploaded_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seals', to='organizations.organization')),
                ('removed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='OfficialDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('publicity', 'publicity list'), ('naming', 'naming decision'), ('bulletin', 'bulletin of results'), ('rectification', 'rectification notice')], max_length=20)),
                ('status', models.CharField(choices=[('draft', 'draft'), ('issued', 'issued'), ('withdrawn', 'withdrawn'), ('discarded', 'discarded')], default='draft', max_length=20)),
                ('wording', models.JSONField(default=dict)),
                ('version', models.PositiveIntegerField(default=0)),
                ('drafted_at', models.DateTimeField()),
                ('edited_at', models.DateTimeField()),
                ('content', models.TextField(blank=True)),
                ('template_version', models.CharField(blank=True, max_length=20)),
                ('number', models.CharField(blank=True, max_length=60, null=True, unique=True)),
                ('issued_on', models.DateField(blank=True, null=True)),
                ('issued_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_reason', models.CharField(blank=True, max_length=400)),
                ('pdf_path', models.CharField(blank=True, max_length=200)),
                ('pdf_sha256', models.CharField(blank=True, max_length=64)),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='official_documents', to='assessments.cycle')),
                ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('edited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('issued_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='official_documents', to='organizations.organization')),
                ('publicity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='official_documents', to='ratings.publicity')),
                ('replaces', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replacements', to='documents.officialdocument')),
                ('seal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.seal')),
            ],
        ),
        migrations.CreateModel(
            name='NumberPattern',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('publicity', 'publicity list'), ('naming', 'naming decision'), ('bulletin', 'bulletin of results'), ('rectification', 'rectification notice')], max_length=20)),
                ('pattern', models.CharField(max_length=40, unique=True)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='number_patterns', to='organizations.organization')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('issuer', 'kind'), name='number_pattern_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='seal',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True)), fields=('organization',), name='seal_one_current'),
        ),
        migrations.AddConstraint(
            model_name='seal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('removed_at__isnull', False), ('removed_by__isnull', False)), models.Q(('removed_at__isnull', True), ('removed_by__isnull', True)), _connector='OR'), name='seal_removed_pair'),
        ),
        migrations.AddIndex(
            model_name='officialdocument',
            index=models.Index(fields=['cycle', 'status'], name='document_cycle'),
        ),
        migrations.AddConstraint(
            model_name='officialdocument',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('issued_at__isnull', False), ('issued_by__isnull', False)), models.Q(('issued_at__isnull', True), ('issued_by__isnull', True)), _connector='OR'), name='document_issued_pair'),
        ),
        migrations.AddConstraint(
            model_name='officialdocument',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), _connector='OR'), name='document_ended_pair'),
        ),
        migrations.AddConstraint(
            model_name='officialdocument',
            constraint=models.CheckConstraint(condition=models.Q(('issued_by__isnull', True), models.Q(('issued_by', models.F('edited_by')), _negated=True), _connector='OR'), name='document_two_persons'),
        ),
        migrations.AddConstraint(
            model_name='officialdocument',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('content', ''), ('issued_at__isnull', True), ('number__isnull', True), ('status__in', ('draft', 'discarded'))), models.Q(('issued_at__isnull', False), ('number__isnull', False), ('status__in', ('issued', 'withdrawn')), models.Q(('content', ''), _negated=True)), _connector='OR'), name='document_issued_state'),
        ),
        migrations.AddConstraint(
            model_name='officialdocument',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('status__in', ('draft', 'issued'))), models.Q(('ended_at__isnull', False), ('status__in', ('withdrawn', 'discarded'))), _connector='OR'), name='document_ended_state'),
        ),
    ]
