"""Drafts that were written as one text are cut into their themes; nobody's words are lost."""

import re

from django.db import migrations

HEADING = re.compile(r"(?m)^#{1,6}[ \t]+(.+?)[ \t#]*$")


def cut(apps, schema_editor):
    Synthesis = apps.get_model("discussions", "Synthesis")
    Theme = apps.get_model("discussions", "Theme")
    for row in Synthesis.objects.filter(published_at=None).exclude(body=""):
        pieces = HEADING.split(row.body)
        found = {"": pieces[0].strip()} if pieces[0].strip() else {}
        for title, words in zip(pieces[1::2], pieces[2::2], strict=True):
            key = " ".join(title.split())[:150]
            found[key] = "\n\n".join(part for part in (found.get(key, ""), words.strip()) if part)
        Theme.objects.bulk_create(
            Theme(discussion_id=row.discussion_id, position=position, title=title, text=words)
            for position, (title, words) in enumerate(found.items())
        )


class Migration(migrations.Migration):

    dependencies = [
        ("discussions", "0011_composer"),
    ]

    operations = [
        migrations.RunPython(cut, migrations.RunPython.noop),
    ]
