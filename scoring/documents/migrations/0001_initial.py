
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organizations', '0001_initial'),
        ('ratings', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('downgrade', 'downgrade notice'), ('cancellation', 'cancellation notice')], max_length=20)),
                ('number', models.CharField(max_length=60, unique=True)),
                ('content', models.JSONField()),
                ('template_version', models.CharField(max_length=20)),
                ('status', models.CharField(choices=[('draft', 'draft'), ('issued', 'issued')], default='issued', max_length=20)),
                ('issued_on', models.DateField()),
                ('issued_at', models.DateTimeField()),
                ('pdf_path', models.CharField(blank=True, max_length=200)),
                ('pdf_sha256', models.CharField(blank=True, max_length=64)),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='organizations.organization')),
                ('rating_change', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='notice', to='ratings.ratingchange')),
            ],
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('programme', models.SlugField(max_length=60)),
                ('year', models.PositiveIntegerField()),
                ('level', models.CharField(max_length=40)),
                ('stars', models.PositiveIntegerField()),
                ('serial', models.CharField(max_length=60, unique=True)),
                ('code', models.CharField(max_length=26, unique=True)),
                ('content', models.TextField()),
                ('signature', models.CharField(max_length=128)),
                ('key_id', models.CharField(max_length=16)),
                ('template_version', models.CharField(max_length=20)),
                ('status', models.CharField(choices=[('valid', 'valid'), ('downgraded', 'downgraded'), ('revoked', 'revoked')], default='valid', max_length=20)),
                ('issued_on', models.DateField()),
                ('valid_until', models.DateField()),
                ('issued_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_reason', models.CharField(blank=True, max_length=400)),
                ('pdf_path', models.CharField(blank=True, max_length=200)),
                ('pdf_sha256', models.CharField(blank=True, max_length=64)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='organizations.organization')),
                ('rating', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='ratings.rating')),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='documents.certificate')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'valid')), fields=('organization', 'programme', 'year'), name='certificate_one_valid'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), _connector='OR'), name='certificate_ended_pair'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('status', 'valid')), models.Q(models.Q(('status', 'valid'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='certificate_ended_state')],
            },
        ),
        migrations.CreateModel(
            name='NumberSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('year', models.PositiveIntegerField()),
                ('epoch', models.PositiveIntegerField(default=1)),
                ('last', models.PositiveIntegerField(default=0)),
                ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('issuer', 'kind', 'year', 'epoch'), name='series_once')],
            },
        ),
    ]
