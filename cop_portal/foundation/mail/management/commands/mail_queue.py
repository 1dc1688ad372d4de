"""manage.py mail_queue: the queue at a look, for a terminal or a monitor."""

from typing import Any

from django.core.management.base import BaseCommand

from cop_portal.foundation.mail import queries
from cop_portal.foundation.mail.models import Sending
from cop_portal.foundation.permissions import SYSTEM


class Command(BaseCommand):
    help = "Say how many mails wait, failed or are uncertain, by kind, and whether sending goes on."

    def handle(self, *args: Any, **options: Any) -> None:
        found, sending = queries.overview(SYSTEM), Sending.now()
        if sending.paused_at:
            self.stdout.write(f"paused since {sending.paused_at:%Y-%m-%d %H:%M} UTC: {sending.reason}")
        if sending.away_since:
            self.stdout.write(
                f"server away since {sending.away_since:%Y-%m-%d %H:%M} UTC: {sending.away_words}"
            )
        due = f"{found.oldest_due:%Y-%m-%d %H:%M} UTC" if found.oldest_due else "none"
        self.stdout.write(f"oldest due: {due}")
        self.stdout.write("".join(f"{shelf:>11}" for shelf in queries.SHELVES) + "  kind")
        for name, counts in [("all", found.totals), *((row.kind, row.counts) for row in found.kinds)]:
            self.stdout.write("".join(f"{counts[shelf]:>11}" for shelf in queries.SHELVES) + f"  {name}")
