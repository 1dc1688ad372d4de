"""Wagtail's own groups of editors had rights on the root: on every community's library, secret ones too."""

from django.db import migrations

STOCK = ("Editors", "Moderators")


def take_rights(apps, schema_editor):
    """Rights in a library come with a role in its community. The groups stay, for whoever is in them."""
    for name, place in (("GroupPagePermission", "page"), ("GroupCollectionPermission", "collection")):
        apps.get_model("wagtailcore", name).objects.filter(
            group__name__in=STOCK, **{f"{place}__depth": 1}
        ).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge_base", "0019_large_inventories"),
        ("wagtailcore", "0090_remove_grouppagepermission_permission_type"),
        ("wagtaildocs", "0011_add_choose_permissions"),
        ("wagtailimages", "0023_add_choose_permissions"),
    ]

    operations = [migrations.RunPython(take_rights, migrations.RunPython.noop)]
