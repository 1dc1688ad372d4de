"""manage.py receive_mail < message: the door for a mail server that pipes."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cop_portal.foundation.mail import inbound, parsing


class Command(BaseCommand):
    help = "Take in one mail from standard input, for instance from a mail server's pipe."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", default="", help="the address it was delivered to")
        parser.add_argument("--sender", default="", help="the address of the envelope's sender")

    def handle(self, *args: Any, **options: Any) -> None:
        raw = sys.stdin.buffer.read()
        if not raw.strip():
            raise CommandError("There was no mail on standard input.")
        to = options["to"] or next(iter(parsing.parse(raw).recipients), "")
        try:
            mail = inbound.receive(raw, envelope_to=to, envelope_from=options["sender"])
        except inbound.TooLarge as error:
            raise CommandError(f"The mail is too large: {error}.") from error
        self.stdout.write(f"stored as {mail.pk}")
