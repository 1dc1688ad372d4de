"""From an entry of the record to notices and mail."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models.functions import Now
from django.utils import translation

from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail import addresses, compose
from cop_portal.foundation.notifications.models import Frequency, Notice, Preference

if TYPE_CHECKING:
    from cop_portal.foundation.notifications.kinds import NoticeKind, Telling


def deliver(kind: NoticeKind, entry: ActivityEntry) -> None:
    """Tell everybody concerned, each once; queue the mail of those who want it at once."""
    actor = None if kind.to_actor else entry.actor_id
    ids = {user_id for user_id in kind.recipients(entry) if user_id != actor}
    people = list(
        User.objects.active().filter(pk__in=ids).exclude(mail_state=User.MailState.NONE).order_by("pk")
    )
    wanted = frequencies(kind, entry, [user.pk for user in people])
    by_language: dict[str, list[User]] = defaultdict(list)
    for user in people:
        by_language[user.language or settings.LANGUAGE_CODE].append(user)
    for language, users in by_language.items():
        with translation.override(language):
            telling = kind.tell(entry)
            if telling is not None:
                _tell(kind, entry, telling, users, wanted, language)


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
    # Somebody told of this entry by another kind already keeps that notice and gets no second mail.
    told = set(
        Notice.objects.filter(
            entry=entry, kind=kind.name, user__in=users, frequency=Frequency.INSTANT, mailed_at=None
        ).values_list("user_id", flat=True)
    )
    mailable = [user for user in users if user.pk in told and user.mail_state == User.MailState.WORKS]
    if mailable:
        _mail(kind, entry, telling, mailable, language)


def frequencies(kind: NoticeKind, entry: ActivityEntry, user_ids: list[int]) -> dict[int, str]:
    """How each person wants this kind: for the thing itself, else the community, else everywhere."""
    result = dict.fromkeys(user_ids, str(kind.default))
    if not kind.choosable:
        return result
    chosen = Preference.objects.filter(user_id__in=user_ids, kind=kind.name)
    by_community: dict[int, str] = {}
    for user_id, community_id, frequency in chosen.values_list("user_id", "community_id", "frequency"):
        if community_id is None:
            result[user_id] = frequency
        elif community_id == entry.community_id:
            by_community[user_id] = frequency
    result.update(by_community)
    result.update(kind.frequencies(entry, user_ids))
    return result


def _mail(kind: NoticeKind, entry: ActivityEntry, telling: Telling, users: list[User], language: str) -> None:
    answers = {}
    if telling.reply_kind and telling.reply_target:
        answers = addresses.reply_addresses(
            [user.pk for user in users], telling.reply_kind, telling.reply_target
        )
    letter = compose.write_letter(
        kind=kind.name,
        template=kind.template,
        context={
            "title": telling.title,
            "detail": telling.detail,
            "url": settings.PORTAL_URL + telling.url,
            "why": kind.why,
            "can_reply": bool(answers),
            "can_stop": bool(telling.list_kind),
            **telling.context,
        },
        language=language,
        from_name=str(telling.from_name),
        list_kind=telling.list_kind,
        list_ref=telling.list_ref,
        list_id=telling.list_id,
    )
    compose.queue_letter(
        letter=letter,
        key=f"notice:{entry.pk}",
        users=[(user.pk, user.email, user.name) for user in users],
        reply_to=answers,
        thread=telling.thread,
    )
    Notice.objects.filter(entry=entry, user__in=users).update(mailed_at=Now())
