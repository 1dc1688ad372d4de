"""The last confirmation of each resource begins its history."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('knowledge_base', '0007_inventory')]

    operations = [
        migrations.RunSQL(
            "INSERT INTO knowledge_base_confirmation (resource_id, by_id, at, note) "
            "SELECT page_ptr_id, confirmed_by_id, confirmed_at, '' FROM knowledge_base_resourcepage "
            "WHERE confirmed_at IS NOT NULL",
            migrations.RunSQL.noop,
        )
    ]
