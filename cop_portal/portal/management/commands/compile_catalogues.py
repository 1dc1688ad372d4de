"""manage.py compile_catalogues: Django's compilemessages without GNU gettext."""

from pathlib import Path
from typing import Any

from babel.messages import mofile, pofile
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compile the catalogues in locale/ that are newer than their compiled form."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                target = source.with_suffix(".mo")
                if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                    continue
                with source.open("rb") as stream:
                    catalogue = pofile.read_po(stream, abort_invalid=True)
                with target.open("wb") as stream:
                    mofile.write_mo(stream, catalogue)
                self.stdout.write(f"compiled {source.parent.parent.name}")
