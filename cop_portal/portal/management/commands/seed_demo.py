"""manage.py seed_demo: the fictional organisation, for development and for a look (`make seed`)."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cop_portal.portal.seed.plant import NotEmpty, plant


class Command(BaseCommand):
    help = "Fill an empty portal with a fictional organisation and its demo accounts. Only in development."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_ALLOWED:
            raise CommandError("The demo has known passwords. It is refused outside development settings.")
        begun = time.monotonic()
        try:
            plant(lambda step: self.stdout.write(f"  {time.monotonic() - begun:5.1f} s  {step}"))
        except NotEmpty as error:
            raise CommandError(
                "There are communities here already; the demo needs an empty portal."
            ) from error
        self.stdout.write(f"  {time.monotonic() - begun:5.1f} s  done")
