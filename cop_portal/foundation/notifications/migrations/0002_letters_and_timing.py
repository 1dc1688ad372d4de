"""Weekly and monthly letters beside the daily one, and the hours and days of each person.

Choices stay as they are; the daily letters that were sent keep their days.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activity", "0001_initial"),
        ("communities", "0001_initial"),
        ("notifications", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="digest", name="one_digest_a_day"),
        migrations.RenameField(model_name="digest", old_name="day", new_name="start"),
        migrations.AddField(
            model_name="digest",
            name="period",
            field=models.CharField(default="daily", max_length=10),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="digest",
            constraint=models.UniqueConstraint(
                fields=("user", "period", "start"), name="one_digest_a_period"
            ),
        ),
        migrations.RemoveIndex(model_name="notice", name="notices_for_digest"),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(
                    ("frequency__in", ["daily", "weekly", "monthly"]), ("mailed_at", None)
                ),
                fields=["user", "frequency", "created_at"],
                name="notices_gathered",
            ),
        ),
        migrations.AlterModelOptions(
            name='digest',
            options={'verbose_name': 'gathered letter', 'verbose_name_plural': 'gathered letters'},
        ),
        migrations.AlterField(
            model_name='digest',
            name='created_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='sent'),
        ),
        migrations.AlterField(
            model_name='digest',
            name='period',
            field=models.CharField(choices=[('daily', 'In one letter a day'), ('weekly', 'In one letter a week'), ('monthly', 'In one letter a month')], max_length=10, verbose_name='letter'),
        ),
        migrations.AlterField(
            model_name='digest',
            name='start',
            field=models.DateField(verbose_name='first day'),
        ),
        migrations.AlterField(
            model_name='digest',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='digests', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='frequency',
            field=models.CharField(choices=[('instant', 'At once'), ('daily', 'In one letter a day'), ('weekly', 'In one letter a week'), ('monthly', 'In one letter a month'), ('never', 'Not by e-mail')], max_length=10),
        ),
        migrations.AlterField(
            model_name='preference',
            name='community',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='communities.community', verbose_name='community'),
        ),
        migrations.AlterField(
            model_name='preference',
            name='frequency',
            field=models.CharField(choices=[('instant', 'At once'), ('daily', 'In one letter a day'), ('weekly', 'In one letter a week'), ('monthly', 'In one letter a month'), ('never', 'Not by e-mail')], max_length=10, verbose_name='by e-mail'),
        ),
        migrations.AlterField(
            model_name='preference',
            name='kind',
            field=models.CharField(max_length=60, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='preference',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='preferences', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.CreateModel(
            name='Timing',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='timing', serialize=False, to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('quiet_from', models.TimeField(blank=True, null=True, verbose_name='quiet from')),
                ('quiet_until', models.TimeField(blank=True, null=True, verbose_name='quiet until')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], default=0, verbose_name='day of the weekly letter')),
            ],
            options={
                'verbose_name': 'time of letters',
                'verbose_name_plural': 'times of letters',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('quiet_from', None), ('quiet_until', None)), models.Q(('quiet_from__isnull', False), ('quiet_until__isnull', False), models.Q(('quiet_from', models.F('quiet_until')), _negated=True)), _connector='OR'), name='quiet_hours_begin_and_end'), models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='weekday_of_a_week')],
            },
        ),
    ]
