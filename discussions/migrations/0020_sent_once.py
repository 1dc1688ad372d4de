"""A summary, and a note of where a synthesis went, are one however often their form is sent."""

from django.db import migrations, models

KEY = models.CharField(blank=True, db_default="", default="", editable=False, max_length=64)


class Migration(migrations.Migration):
    dependencies = [("discussions", "0019_columns")]

    operations = [
        migrations.AddField(model_name="summary", name="key", field=KEY.clone()),
        migrations.AddField(model_name="dissemination", name="key", field=KEY.clone()),
        migrations.AddConstraint(
            model_name="summary",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key", ""), _negated=True),
                fields=("discussion", "key"),
                name="summary_pinned_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="dissemination",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key", ""), _negated=True),
                fields=("discussion", "key"),
                name="dissemination_noted_once",
            ),
        ),
    ]
