"""Rights that grow with what somebody gave: how well they are known, and what follows from it.

The rules of permissions.py say whether somebody may at all; these say how much and how soon.
"""

from __future__ import annotations

import datetime
import re
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from communities.models import Community
from cop_portal.foundation.ui import times
from discussions.enums import ALLOWANCES, KNOWN_AFTER, TRUSTED_AFTER, Trust
from discussions.models import Discussion
from discussions.permissions import sees_hidden

LINK = re.compile(r"(?i)\bhttps?://|\bwww\.")


class Given(NamedTuple):
    """What the record holds of a person in a community: what rights grow from. All of it is shown to them.

    standing, useful: contributions that stand, and of them those others found useful; begun: discussions
    that stand; all counted as far as it matters. hidden: whether a text is hidden now.
    """

    standing: int = 0
    begun: int = 0
    useful: int = 0
    hidden: bool = False
    holds_role: bool = False


def trust_of(given: Given) -> Trust:
    """How well somebody is known in a community: the one rule, by what the record holds and nothing else."""
    if given.holds_role:
        return Trust.HOLDER
    if given.useful >= TRUSTED_AFTER and not given.hidden:
        return Trust.TRUSTED
    return Trust.KNOWN if given.standing >= KNOWN_AFTER else Trust.NEW


def is_held(given: Given, community: Community) -> bool:
    """Whether what this person posts now waits for a facilitator first."""
    if trust_of(given) in (Trust.TRUSTED, Trust.HOLDER):
        return False
    return given.standing + given.begun < community.hold_first


def check_content(given: Given, body: str, files: int) -> None:
    """How many links and files one contribution may carry. Raises ValidationError with a sentence."""
    allowed = ALLOWANCES[trust_of(given)]
    links = len(LINK.findall(body))
    if allowed.links is not None and links > allowed.links:
        raise ValidationError(
            ngettext(
                "At the beginning a contribution holds at most %(most)s link. Leave some out, or attach a list.",
                "At the beginning a contribution holds at most %(most)s links. Leave some out, or attach a list.",
                allowed.links,
            )
            % {"most": allowed.links}
        )
    if allowed.files is not None and files > allowed.files:
        raise ValidationError(
            ngettext(
                "At the beginning a contribution comes with at most %(most)s file.",
                "At the beginning a contribution comes with at most %(most)s files.",
                allowed.files,
            )
            % {"most": allowed.files}
        )


def check_links_added(given: Given, body: str, before: str) -> None:
    """Changing a text is no way round what check_content allows; what stood there may stay."""
    if len(LINK.findall(body)) > len(LINK.findall(before)):
        check_content(given, body, 0)


def check_rate(done: int, most: int, what: str, again: datetime.datetime | None) -> None:
    """No more than so many in a time. Raises ValidationError with when one may again."""
    if done < most * settings.POSTING_LIMIT_FACTOR:
        return
    when = {"when": times.time_text(again)} if again else {"when": _("tomorrow")}
    sentences = {
        "contributions": _("That was a lot in one hour. You can contribute again at %(when)s."),
        "starts": _("You started several discussions today. You can start another one at %(when)s."),
        "flags": _("You told facilitators of many texts today. You can again at %(when)s."),
    }
    raise ValidationError(sentences[what] % when)


def check_pace(user: Any, discussion: Discussion, last_at: datetime.datetime | None) -> None:
    """Slow mode: one contribution of each person in so many minutes; not for those who moderate."""
    if not discussion.pace or last_at is None or sees_hidden(user, discussion.community):
        return
    again = last_at + datetime.timedelta(minutes=discussion.pace)
    if timezone.now() < again:
        raise ValidationError(
            ngettext(
                "Slow mode: one contribution in %(number)s minute. You can contribute again at %(when)s.",
                "Slow mode: one contribution in %(number)s minutes. You can contribute again at %(when)s.",
                discussion.pace,
            )
            % {"number": discussion.pace, "when": times.time_text(again)}
        )
