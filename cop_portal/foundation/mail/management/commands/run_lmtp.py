"""manage.py run_lmtp: the door for a local mail server."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from cop_portal.foundation.mail import server


class Command(BaseCommand):
    help = "Take in mail for the reply domain by LMTP."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=settings.MAIL_LMTP_PORT)

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"LMTP at {options['host']}:{options['port']}")
        server.run_lmtp(options["host"], options["port"])
