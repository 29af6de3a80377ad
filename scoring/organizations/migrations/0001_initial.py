
import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
import scoring.common.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('is_demo', models.BooleanField(default=False, editable=False)),
                ('keys_enabled', models.BooleanField(default=True, verbose_name='single-key shortcuts')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'abstract': False,
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='Organization',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('depth', models.PositiveIntegerField()),
                ('numchild', models.PositiveIntegerField(default=0)),
                ('path', scoring.common.fields.PathField(max_length=80, unique=True)),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=80, verbose_name='full name')),
                ('short_name', models.CharField(blank=True, max_length=40, verbose_name='short name')),
                ('kind', models.CharField(choices=[('party_committee', 'Party committee'), ('organ_committee', 'organ Party committee'), ('working_committee', 'Party working committee'), ('general_branch', 'general Party branch'), ('branch', 'Party branch'), ('joint_branch', 'joint Party branch'), ('temporary_branch', 'temporary Party branch')], max_length=20, verbose_name='kind')),
                ('sector', models.CharField(choices=[('organ', 'Party and government organs'), ('institution', 'public institutions'), ('enterprise', 'enterprises'), ('rural', 'villages'), ('community', 'communities'), ('new', 'new economic and social organizations')], default='organ', max_length=20, verbose_name='sector')),
                ('founded_on', models.DateField(blank=True, null=True, verbose_name='founded on')),
                ('dissolved_on', models.DateField(blank=True, null=True, verbose_name='dissolved on')),
                ('contact_name', models.CharField(blank=True, max_length=40, verbose_name='contact')),
                ('contact_phone', models.CharField(blank=True, max_length=40, verbose_name='contact phone')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('dissolved_on__isnull', True), ('dissolved_on__gte', models.F('founded_on')), _connector='OR'), name='org_founded_first')],
            },
        ),
        migrations.CreateModel(
            name='OrganizationEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('effective_on', models.DateField()),
                ('approval_number', models.CharField(blank=True, max_length=80)),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('recorded_at', models.DateTimeField()),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='organizations.organization')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RoleAssignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('secretary', 'branch secretary'), ('filler', 'form filler'), ('reviewer', 'reviewer'), ('approver', 'approver'), ('inspector', 'inspector'), ('office', 'organization department'), ('provider', 'facts provider'), ('auditor', 'auditor'), ('system', 'system administrator')], max_length=20, verbose_name='role')),
                ('provider_kind', models.CharField(blank=True, choices=[('party_committee', 'superior Party committee'), ('org_department', 'organization department office'), ('discipline_office', 'discipline inspection office'), ('petition_office', 'petition office'), ('unit_admin', 'unit administration'), ('local_gov', 'local government'), ('reviewer', 'review and acceptance staff')], max_length=20, verbose_name='provides facts as')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='role_assignments', to='organizations.organization')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='role_assignments', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='role_period'), models.UniqueConstraint(models.F('user'), models.F('organization'), models.F('role'), models.F('provider_kind'), models.F('valid_from'), name='role_once'), models.CheckConstraint(condition=models.Q(models.Q(('role', 'provider'), models.Q(('provider_kind', ''), _negated=True)), models.Q(models.Q(('role', 'provider'), _negated=True), ('provider_kind', '')), _connector='OR'), name='role_provider_kind')],
            },
        ),
    ]
