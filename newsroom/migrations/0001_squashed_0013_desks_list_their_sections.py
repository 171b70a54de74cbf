"""Makes the tables of a new database at once: they are as migrations 0001 to 0013 leave them.

A database to which some of those were applied goes on with them. Their changes of rows are left out here: there are none.
"""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import newsroom.models.newsroom
import newsroom.models.people
import simple_history.models
from django.conf import settings
from django.db import migrations, models
from newsroom.models.tables import CreateModels

MAIL_KINDS = [
    ('invitation', 'invitation'),
    ('invitation_asked', 'invitation asked for'),
    ('roles_added', 'roles added'),
    ('password_reset', 'password reset'),
    ('address_confirmation', 'address confirmation'),
    ('credentials_changed', 'credentials changed'),
]


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ("newsroom", "0001_initial"),
        ("newsroom", "0002_people_can_be_guests"),
        ("newsroom", "0003_people_write_from_other_addresses_too"),
        ("newsroom", "0004_demo_people_are_marked"),
        ("newsroom", "0005_desks_say_who_releases"),
        ("newsroom", "0006_an_account_and_a_guest_may_share_an_address"),
        ("newsroom", "0007_names_that_newsrooms_use"),
        ("newsroom", "0008_mails_about_accounts"),
        ("newsroom", "0009_viewers"),
        ("newsroom", "0010_the_newsroom_has_a_row"),
        ("newsroom", "0011_people_are_invited"),
        ("newsroom", "0012_desks_choose_their_reminders"),
        ("newsroom", "0013_desks_list_their_sections"),
    ]

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        CreateModels(
            newsroom=[
            migrations.CreateModel(
                name='Desk',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80, verbose_name='name')),
                    ('slug', models.SlugField(unique=True, verbose_name='slug')),
                    ('language', models.CharField(default='en', max_length=12, verbose_name='language')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                    ('released_by', models.CharField(choices=[('last_stage', 'the last stage’s group'), ('editors', 'desk editors'), ('group', 'another group')], default='last_stage', help_text='Only group members with a role on the desk can release its stories.', max_length=10, verbose_name='released by')),
                    ('releasing_group', models.ForeignKey(blank=True, help_text='only if it is not the last stage’s group', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='auth.group', verbose_name='release group')),
                    ('direction', models.CharField(blank=True, choices=[('', 'as its language'), ('ltr', 'left to right'), ('rtl', 'right to left')], max_length=3, verbose_name='direction')),
                    ('escalations', models.CharField(blank=True, editable=False, max_length=200, verbose_name='warnings to the desk')),
                    ('reminders', models.CharField(blank=True, editable=False, max_length=200, verbose_name='reminders')),
                    ('sections', models.JSONField(blank=True, default=list, editable=False, verbose_name='sections')),
                    ('people', models.ManyToManyField(related_name='desks', through='newsroom.Membership', to=settings.AUTH_USER_MODEL, verbose_name='people')),
                ],
                options={
                    'verbose_name': 'desk',
                    'verbose_name_plural': 'desks',
                    'ordering': ['name'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('released_by', 'group'), _negated=True), ('releasing_group__isnull', False), _connector='OR'), name='a_group_that_releases_is_named', violation_error_message='Choose a release group.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='HistoricalDesk',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('name', models.CharField(max_length=80, verbose_name='name')),
                    ('slug', models.SlugField(verbose_name='slug')),
                    ('language', models.CharField(default='en', max_length=12, verbose_name='language')),
                    ('created_at', models.DateTimeField(blank=True, editable=False, verbose_name='created')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('released_by', models.CharField(choices=[('last_stage', 'the last stage’s group'), ('editors', 'desk editors'), ('group', 'another group')], default='last_stage', help_text='Only group members with a role on the desk can release its stories.', max_length=10, verbose_name='released by')),
                    ('releasing_group', models.ForeignKey(blank=True, db_constraint=False, help_text='only if it is not the last stage’s group', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='auth.group', verbose_name='release group')),
                    ('direction', models.CharField(blank=True, choices=[('', 'as its language'), ('ltr', 'left to right'), ('rtl', 'right to left')], max_length=3, verbose_name='direction')),
                    ('escalations', models.CharField(blank=True, editable=False, max_length=200, verbose_name='warnings to the desk')),
                    ('reminders', models.CharField(blank=True, editable=False, max_length=200, verbose_name='reminders')),
                    ('sections', models.JSONField(blank=True, default=list, editable=False, verbose_name='sections')),
                ],
                options={
                    'verbose_name': 'historical desk',
                    'verbose_name_plural': 'historical desks',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                    ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                    ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                    ('email', models.EmailField(max_length=254, verbose_name='email address')),
                    ('name', models.CharField(max_length=120, verbose_name='name')),
                    ('is_guest', models.BooleanField(default=False, help_text='uses a personal link and never signs in', verbose_name='guest')),
                    ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='demo account')),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ],
                options={
                    'verbose_name': 'person',
                    'verbose_name_plural': 'people',
                    'ordering': ['name'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('is_guest', False), models.Q(('is_staff', False), ('is_superuser', False)), _connector='OR'), name='a_guest_administers_nothing'),
                        models.UniqueConstraint(django.db.models.functions.text.Lower('email'), models.F('is_guest'), name='one_account_and_one_guest_per_address', violation_error_message='This address is already in use.'),
                    ],
                },
                managers=[
                    ('objects', newsroom.models.people.UserManager()),
                ],
            ),
            migrations.CreateModel(
                name='Membership',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('viewer', 'viewer'), ('writer', 'writer'), ('reader', 'reader'), ('editor', 'editor')], default='writer', max_length=10, verbose_name='role')),
                    ('desk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='newsroom.desk', verbose_name='desk')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ],
                options={
                    'verbose_name': 'membership',
                    'verbose_name_plural': 'memberships',
                    'ordering': ['desk', 'user'],
                    'constraints': [
                        models.UniqueConstraint(fields=('user', 'desk'), name='one_part_per_desk'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='HistoricalMembership',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('role', models.CharField(choices=[('viewer', 'viewer'), ('writer', 'writer'), ('reader', 'reader'), ('editor', 'editor')], default='writer', max_length=10, verbose_name='role')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('desk', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='newsroom.desk', verbose_name='desk')),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ],
                options={
                    'verbose_name': 'historical membership',
                    'verbose_name_plural': 'historical memberships',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='Alias',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('address', models.EmailField(help_text='in lower case', max_length=254, verbose_name='address')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ],
                options={
                    'verbose_name': 'email alias',
                    'verbose_name_plural': 'email aliases',
                    'ordering': ['address'],
                    'constraints': [
                        models.UniqueConstraint(models.F('person'), django.db.models.functions.text.Lower('address'), name='an_address_is_named_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='HistoricalAlias',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('address', models.EmailField(help_text='in lower case', max_length=254, verbose_name='address')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ],
                options={
                    'verbose_name': 'historical email alias',
                    'verbose_name_plural': 'historical email aliases',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='AccountMail',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('pending', 'waiting'), ('sending', 'being sent'), ('sent', 'sent'), ('dead', 'failed')], default='pending', max_length=10, verbose_name='state')),
                    ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                    ('not_before', models.DateTimeField(verbose_name='next attempt')),
                    ('lease_until', models.DateTimeField(blank=True, null=True)),
                    ('lease_token', models.UUIDField(blank=True, null=True)),
                    ('last_error', models.CharField(blank=True, max_length=500, verbose_name='last error')),
                    ('created_at', models.DateTimeField(verbose_name='written')),
                    ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                    ('kind', models.CharField(choices=MAIL_KINDS, max_length=24, verbose_name='kind')),
                    ('address', models.EmailField(max_length=254, verbose_name='to')),
                    ('facts', models.JSONField(default=dict)),
                    ('good_until', models.DateTimeField(blank=True, null=True, verbose_name='valid until')),
                    ('message_id', models.CharField(max_length=200, unique=True, verbose_name='Message-ID')),
                    ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ],
                options={
                    'verbose_name': 'account email',
                    'verbose_name_plural': 'account emails',
                    'ordering': ['-pk'],
                    'indexes': [
                        models.Index(condition=models.Q(('state__in', ['pending', 'sending'])), fields=['not_before'], name='account_mails_waiting'),
                        models.Index(fields=['created_at'], name='newsroom_ac_created_cbf60c_idx'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Newsroom',
                fields=[
                    ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=80, verbose_name='name')),
                    ('language', models.CharField(default='en', help_text='such as en or pt-BR', max_length=12, verbose_name='language')),
                    ('time_zone', models.CharField(help_text='such as Europe/Berlin', max_length=60, validators=[newsroom.models.newsroom.check_time_zone], verbose_name='time zone')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ],
                options={
                    'verbose_name': 'newsroom',
                    'verbose_name_plural': 'newsroom',
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('id', 1)), name='there_is_one_newsroom', violation_error_message='The newsroom has been set up already.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='HistoricalNewsroom',
                fields=[
                    ('id', models.PositiveSmallIntegerField(db_index=True, default=1, editable=False)),
                    ('name', models.CharField(max_length=80, verbose_name='name')),
                    ('language', models.CharField(default='en', help_text='such as en or pt-BR', max_length=12, verbose_name='language')),
                    ('time_zone', models.CharField(help_text='such as Europe/Berlin', max_length=60, validators=[newsroom.models.newsroom.check_time_zone], verbose_name='time zone')),
                    ('created_at', models.DateTimeField(blank=True, editable=False, verbose_name='created')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical newsroom',
                    'verbose_name_plural': 'historical newsroom',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='StaffInvitation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('address', models.EmailField(max_length=254, verbose_name='email address')),
                    ('name', models.CharField(blank=True, max_length=120, verbose_name='name')),
                    ('is_administrator', models.BooleanField(default=False, verbose_name='administrator')),
                    ('token_digest', models.CharField(max_length=64, unique=True)),
                    ('created_at', models.DateTimeField(verbose_name='invited')),
                    ('expires_at', models.DateTimeField(verbose_name='expires')),
                    ('accepted_at', models.DateTimeField(null=True, verbose_name='accepted')),
                    ('withdrawn_at', models.DateTimeField(null=True, verbose_name='withdrawn')),
                    ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='invited by')),
                    ('mail', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='newsroom.accountmail')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ('groups', models.ManyToManyField(blank=True, related_name='+', to='auth.group', verbose_name='sign-off groups')),
                ],
                options={
                    'verbose_name': 'staff invitation',
                    'verbose_name_plural': 'staff invitations',
                    'ordering': ['-created_at', '-pk'],
                    'constraints': [
                        models.UniqueConstraint(django.db.models.functions.text.Lower('address'), condition=models.Q(('accepted_at', None), ('withdrawn_at', None)), name='one_open_invitation_per_address'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='InvitedRole',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('viewer', 'viewer'), ('writer', 'writer'), ('reader', 'reader'), ('editor', 'editor')], max_length=10, verbose_name='role')),
                    ('desk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='newsroom.desk', verbose_name='desk')),
                    ('invitation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='newsroom.staffinvitation')),
                ],
                options={
                    'verbose_name': 'role of an invitation',
                    'verbose_name_plural': 'roles of invitations',
                    'ordering': ['desk__name'],
                    'constraints': [
                        models.UniqueConstraint(fields=('invitation', 'desk'), name='one_invited_role_per_desk'),
                    ],
                },
            ),
            ],
        ),
    ]
