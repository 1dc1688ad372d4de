"""manage.py fill_figures: measure what was not measured yet, or all of it anew."""

from __future__ import annotations

import datetime
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from communities.models import Community
from cop_portal.foundation.permissions import SYSTEM
from metrics.actions import rollups


class Command(BaseCommand):
    help = "Fill the figures up to yesterday. With --rebuild all days are measured again."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--community", metavar="SLUG", help="this community only")
        parser.add_argument("--rebuild", action="store_true", help="measure all days again")

    def handle(self, *args: Any, **options: Any) -> None:
        ids = None
        if options["community"]:
            found = Community.objects.visible_to(SYSTEM).filter(slug=options["community"]).first()
            if found is None:
                raise CommandError(f"There is no community with the address “{options['community']}”.")
            ids = [found.pk]
        begun = time.monotonic()
        through = timezone.now().astimezone(datetime.UTC).date() - datetime.timedelta(days=1)
        try:
            written = rollups.fill(
                through=through,
                communities=ids,
                rebuild=options["rebuild"],
                say=lambda text: self.stdout.write(f"  {time.monotonic() - begun:5.1f} s  {text}"),
            )
        except rollups.Busy as error:
            raise CommandError(
                "The figures are being filled at this moment. Try again in a few minutes."
            ) from error
        self.stdout.write(
            f"{sum(written.values())} figures up to {through} in {time.monotonic() - begun:.1f} s"
        )
