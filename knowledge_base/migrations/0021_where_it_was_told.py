"""What was told of a use stays with the community it was told in, wherever its resource moves."""

import django.db.models.deletion
from django.db import migrations, models

FILL = """
    UPDATE knowledge_base_reuse told SET community_id = page.community_id
    FROM knowledge_base_resourcepage page WHERE page.page_ptr_id = told.resource_id;
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
"""


def told_in(**more):
    return models.ForeignKey(
        editable=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="communities.community",
        **more,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0028_event_titles_alike"),
        ("knowledge_base", "0020_no_rights_at_the_root"),
    ]

    operations = [
        migrations.AddField("reuse", "community", told_in(null=True)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField("reuse", "community", told_in()),
    ]
