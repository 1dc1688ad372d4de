"""Before something is told: whom it would reach and how, by what will deliver it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail import compose
from cop_portal.foundation.notifications.deliver import audience, quiet_now, words_of_letter
from cop_portal.foundation.notifications.kinds import NoticeKind
from cop_portal.foundation.notifications.letters import NO_LINK
from cop_portal.foundation.notifications.models import GATHERED, Frequency, Preference


@dataclass(frozen=True)
class Reach:
    """How many are told, and how many of them by which way. All read it in the portal."""

    total: int
    now: int
    quiet: int
    gathered: int
    muted: int
    no_mail: int

    def sentence(self) -> str:
        """“Reaches 148: 96 by e-mail now, 40 in their digest, 12 muted.”"""
        parts = [ngettext("%(n)s by e-mail now", "%(n)s by e-mail now", self.now) % {"n": self.now}]
        if self.quiet:
            parts.append(
                ngettext(
                    "%(n)s by e-mail when their quiet hours end",
                    "%(n)s by e-mail when their quiet hours end",
                    self.quiet,
                )
                % {"n": self.quiet}
            )
        parts += [
            ngettext("%(n)s in their digest", "%(n)s in their digest", self.gathered) % {"n": self.gathered},
            ngettext("%(n)s muted", "%(n)s muted", self.muted) % {"n": self.muted},
        ]
        if self.no_mail:
            parts.append(
                ngettext(
                    "%(n)s whose address takes no mail", "%(n)s whose addresses take no mail", self.no_mail
                )
                % {"n": self.no_mail}
            )
        reaches = ngettext("Reaches %(n)s person", "Reaches %(n)s people", self.total) % {"n": self.total}
        return _("%(reaches)s: %(ways)s.") % {"reaches": reaches, "ways": _(", ").join(parts)}


def reach(kind: NoticeKind, entry: ActivityEntry) -> Reach:
    """Count whom an entry, which need not be recorded yet, would reach. Constant in statements."""
    found = audience(kind, entry)
    at_once = found.at_once()
    quiet = quiet_now(at_once)
    mailable = {user.pk for user in found.people if user.mail_state == User.MailState.WORKS}
    wanted = {user_id: how for user_id, how in found.wanted.items() if user_id in mailable}
    stopped = set(
        Preference.objects.filter(
            user_id__in=[user_id for user_id, how in wanted.items() if how in GATHERED],
            kind__in=GATHERED,
            community=None,
            frequency=Frequency.NEVER,
        ).values_list("user_id", "kind")
    )
    gathered = sum(how in GATHERED and (user_id, how) not in stopped for user_id, how in wanted.items())
    return Reach(
        total=len(found.people),
        now=len(at_once) - len(quiet),
        quiet=len(quiet),
        gathered=gathered,
        muted=len(wanted) - len(at_once) - gathered,
        no_mail=len(found.people) - len(mailable),
    )


@dataclass(frozen=True)
class Sample:
    """A mail as its readers will get it."""

    subject: str
    text: str
    html: str
    from_name: str


def sample(kind: NoticeKind, entry: ActivityEntry, reader: Any, language: str) -> Sample | None:
    """The mail of an entry that need not be recorded yet, as this reader would get it."""
    with translation.override(language):
        telling = kind.tell(entry)
        if telling is None:
            return None
        words = words_of_letter(kind, entry, telling)
        holes = {"user": reader, "name": reader.name, "address": reader.email, "stop_url": NO_LINK}
        subject, text, html = compose.render(kind.template, {**holes, **words["context"]}, language)
    return Sample(subject, text, html, words["from_name"])
