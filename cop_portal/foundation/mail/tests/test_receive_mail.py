"""manage.py receive_mail: the pipe of a mail server."""

from __future__ import annotations

import os
import subprocess
import sys
from email.message import EmailMessage

from django.conf import settings

from cop_portal.foundation.mail import addresses, inbound
from cop_portal.foundation.mail.models import InboundMail
from cop_portal.tests import factories
from discussions.actions import discussions
from discussions.enums import REPLY_KIND


def test_the_pipe_of_a_mail_server_leads_to_the_same_door(apart: str) -> None:
    water = factories.community_with_roles("Pipe")
    member = factories.joined(water, factories.person("Pia Pipe"))
    talk = discussions.start(
        community=water,
        by=factories.holder(water, "expert"),
        title="Which?",
        body="x",
        kind="question",
        quiet=True,
    )
    to = addresses.reply_address(member.pk, REPLY_KIND, talk.pk)

    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = member.email, to, "<pipe@example.org>"
    message.set_content("Through the pipe.")

    done = subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "receive_mail", "--to", to],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": apart, "DJANGO_SETTINGS_MODULE": "cop_portal.settings.test"},
        input=message.as_bytes(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    inbound.route_all()

    assert InboundMail.objects.count() == 1
