"""manage.py run_mail_catcher: the mail server of a development machine."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from cop_portal.foundation.mail import server


class Command(BaseCommand):
    help = "Catch all outgoing mail (see /development/mail/) and take in answers to it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=settings.MAIL_PORT)

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"mail catcher at {options['host']}:{options['port']}")
        server.run_catcher(options["host"], options["port"])
