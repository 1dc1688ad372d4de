"""What a person has not read is found by where it leads, too: the page that shows it asks for its own."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activity", "0001_initial"),
        ("communities", "0001_initial"),
        ("notifications", "0003_columns"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("read_at", None)), fields=["user", "url"], name="notices_unread_leading"
            ),
        ),
        migrations.RemoveIndex(model_name="notice", name="notices_unread"),
    ]
