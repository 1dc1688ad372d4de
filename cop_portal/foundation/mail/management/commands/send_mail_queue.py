"""manage.py send_mail_queue: hand over what is due, without a worker."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cop_portal.foundation.mail import send


class Command(BaseCommand):
    help = "Send the mail that is due, then stop. For hosts that use cron, and for a look after a fault."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seconds", type=float, default=50, help="stop after so many seconds")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{send.send_due(options['seconds'])} sent")
