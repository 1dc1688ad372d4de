"""Take out of stored pictures what a camera wrote into them: `manage.py clean_pictures`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from knowledge_base.actions import pictures
from knowledge_base.actions.pictures import Cleaned


class Command(BaseCommand):
    help = (
        "Encodes stored pictures anew that say where, when or with what they were taken. "
        "May be stopped and run again; what is clean is left alone, and what moves for too long to be encoded anew is named and left alone."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        def say(one: Cleaned) -> None:
            if one.outcome != "clean":
                self.stdout.write(f"{one.outcome}: {one.kind} {one.pk} {one.name}")

        found = pictures.clean_all(say=say)
        self.stdout.write(
            f"{found['cleaned']} cleaned, {found['clean']} clean already, {found['corrected']} whose row was corrected, "
            f"{found['animated']} that move and were left as they are, {found['missing']} without their file, "
            f"{found['unread']} that could not be read."
        )
