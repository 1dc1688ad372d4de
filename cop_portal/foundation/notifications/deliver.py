"""From an entry of the record to notices and mail."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models.functions import Now
from django.utils import timezone, translation

from cop_portal.foundation.accounts.models import User, zone_of
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.failpoints import failpoint
from cop_portal.foundation.mail import addresses, compose
from cop_portal.foundation.notifications import choices, timing
from cop_portal.foundation.notifications.models import Frequency, Notice, Timing

if TYPE_CHECKING:
    from cop_portal.foundation.notifications.kinds import NoticeKind, Telling


@dataclass
class Audience:
    """The people whom one entry concerns, and how each of them wants to hear of it."""

    people: list[User]
    wanted: dict[int, str]

    def at_once(self) -> list[User]:
        """Who gets a mail of their own."""
        return [
            user
            for user in self.people
            if self.wanted[user.pk] == Frequency.INSTANT and user.mail_state == User.MailState.WORKS
        ]


def audience(kind: NoticeKind, entry: ActivityEntry) -> Audience:
    """Whom it concerns, each once, without who did it. A constant number of statements."""
    actor = None if kind.to_actor else entry.actor_id
    ids = {user_id for user_id in kind.recipients(entry) if user_id != actor}
    people = list(
        User.objects.active().filter(pk__in=ids).exclude(mail_state=User.MailState.NONE).order_by("pk")
    )
    return Audience(people, choices.for_people(kind, entry, [user.pk for user in people]))


def quiet_now(users: list[User], now: datetime.datetime | None = None) -> dict[int, datetime.datetime]:
    """For whom of these it is quiet, with the moment at which their mail may come."""
    at = now or timezone.now()
    zones = {user.pk: user.time_zone for user in users}
    clocks = Timing.objects.filter(user_id__in=zones, quiet_from__isnull=False)
    ends = {clock.pk: timing.quiet_until(at, zones[clock.pk], clock) for clock in clocks}
    return {user_id: end for user_id, end in ends.items() if end is not None}


def deliver(kind: NoticeKind, entry: ActivityEntry) -> None:
    """Tell everybody concerned, each once; queue the mail of those who want it at once."""
    found = audience(kind, entry)
    alike: dict[tuple[str, str], list[User]] = defaultdict(list)
    for user in found.people:
        zone = user.time_zone if kind.own_clock else ""
        alike[user.language or settings.LANGUAGE_CODE, zone].append(user)
    for (language, zone), users in alike.items():
        with translation.override(language), timezone.override(zone_of(zone) if zone else None):
            telling = kind.tell(entry)
            if telling is not None:
                _tell(kind, entry, telling, users, found.wanted, language)


def _tell(
    kind: NoticeKind,
    entry: ActivityEntry,
    telling: Telling,
    users: list[User],
    wanted: dict[int, str],
    language: str,
) -> None:
    """Notices, and one letter at once, for the readers of one language."""
    Notice.objects.bulk_create(
        [
            Notice(
                user=user,
                kind=kind.name,
                entry=entry,
                community_id=entry.community_id,
                title=str(telling.title)[:250],
                detail=str(telling.detail)[:300],
                url=telling.url,
                frequency=wanted[user.pk],
            )
            for user in users
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    failpoint("notices.before_mail")
    # Somebody told of this entry by another kind already keeps that notice and gets no second mail.
    told = set(
        Notice.objects.filter(
            entry=entry, kind=kind.name, user__in=users, frequency=Frequency.INSTANT, mailed_at=None
        ).values_list("user_id", flat=True)
    )
    mailable = [user for user in Audience(users, wanted).at_once() if user.pk in told]
    if mailable:
        _mail(kind, entry, telling, mailable, language)


def words_of_letter(kind: NoticeKind, entry: ActivityEntry, telling: Telling) -> dict[str, Any]:
    """What a letter of its own is rendered from, and the list it belongs to.

    A letter that names no list of its own belongs to that of its kind, so that one click stops it.
    """
    list_kind, list_ref = telling.list_kind, telling.list_ref
    if not list_kind and kind.choosable:
        list_kind, list_ref = kind.name, entry.pk
    return {
        "list_kind": list_kind,
        "list_ref": list_ref,
        "list_id": telling.list_id or (f"<{kind.name}.{settings.MAIL_REPLY_DOMAIN}>" if list_kind else ""),
        "from_name": str(telling.from_name),
        "context": {
            "title": telling.title,
            "detail": telling.detail,
            "url": settings.PORTAL_URL + telling.url,
            "why": kind.why,
            "can_reply": bool(telling.reply_kind and telling.reply_target),
            "can_stop": bool(list_kind),
            **telling.context,
        },
    }


def _mail(kind: NoticeKind, entry: ActivityEntry, telling: Telling, users: list[User], language: str) -> None:
    answers = {}
    if telling.reply_kind and telling.reply_target:
        answers = addresses.reply_addresses(
            [user.pk for user in users], telling.reply_kind, telling.reply_target
        )
    letter = compose.write_letter(
        kind=kind.name,
        template=kind.template,
        language=language,
        **words_of_letter(kind, entry, telling),
    )
    compose.queue_letter(
        letter=letter,
        key=f"notice:{entry.pk}",
        users=[(user.pk, user.email, user.name) for user in users],
        reply_to=answers,
        thread=telling.thread,
        not_before=quiet_now(users),
    )
    Notice.objects.filter(entry=entry, user__in=users).update(mailed_at=Now())
