"""Each kind of notice, and each letter that gathers, as a mailing list: who still wants it, how to stop it.

A kind's list is named by the entry that was told, so that the queue asks right before sending whom
it concerns by now; stopping it stops the kind in the community of that entry, or what the kind names.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail import lists
from cop_portal.foundation.notifications import actions, choices, kinds
from cop_portal.foundation.notifications.models import GATHERED, Frequency, Preference

LETTERS = {
    Frequency.DAILY: gettext_lazy("the daily letter"),
    Frequency.WEEKLY: gettext_lazy("the weekly letter"),
    Frequency.MONTHLY: gettext_lazy("the monthly letter"),
}


def _entry(ref: int | None) -> ActivityEntry | None:
    return ActivityEntry.objects.filter(pk=ref or 0).select_related("community").first()


def _instead(kind: kinds.NoticeKind, entry: ActivityEntry | None) -> tuple[lists.MailList, int] | None:
    """The list that the kind names to be stopped in its place."""
    named = kind.stops(entry) if entry else None
    found = lists.get(named[0]) if named else None
    return (found, named[1]) if found and named else None


def _label(kind: kinds.NoticeKind, ref: int | None) -> str:
    entry = _entry(ref)
    if (instead := _instead(kind, entry)) is not None:
        return str(instead[0].label(instead[1]))
    if entry is None or entry.community is None:
        return _("letters of the kind “%(kind)s”") % {"kind": kind.label}
    return _("letters of the kind “%(kind)s” from %(community)s") % {
        "kind": kind.label,
        "community": entry.community.name,
    }


def _still_wanted(kind: kinds.NoticeKind, ref: int | None, user_ids: Iterable[int]) -> set[int]:
    """Whom it still concerns and who did not stop it, at this moment."""
    entry = _entry(ref)
    if entry is None:
        return set()
    concerned = list(set(user_ids).intersection(kind.recipients(entry)))
    wanted = choices.for_people(kind, entry, concerned)
    return {user_id for user_id, how in wanted.items() if how != Frequency.NEVER}


def _stop(kind: kinds.NoticeKind, user: Any, ref: int | None) -> None:
    entry = _entry(ref)
    if (instead := _instead(kind, entry)) is not None:
        instead[0].stop(user, instead[1])
        return
    actions.choose(
        by=user, frequencies={kind.name: Frequency.NEVER}, community=entry.community if entry else None
    )


def _resume(kind: kinds.NoticeKind, user: Any, ref: int | None) -> None:
    """As before it was stopped: as everything else there, or as the kind proposes."""
    entry = _entry(ref)
    if (instead := _instead(kind, entry)) is not None:
        instead[0].resume(user, instead[1])
        return
    where = entry.community if entry else None
    actions.choose(by=user, frequencies={kind.name: ""}, community=where)
    if choices.nearest(kind, where.pk if where else None, choices.of_person(user)) == Frequency.NEVER:
        actions.choose(by=user, frequencies={kind.name: str(kind.default)}, community=where)


def register_list(kind: kinds.NoticeKind) -> None:
    lists.register(
        lists.MailList(
            kind=kind.name,
            label=partial(_label, kind),
            still_wanted=partial(_still_wanted, kind),
            stop=partial(_stop, kind),
            resume=partial(_resume, kind),
        )
    )


def stopped_letters(user: Any) -> list[str]:
    """Which of the letters that gather this person has stopped."""
    rows = Preference.objects.filter(
        user=user, kind__in=GATHERED, community=None, frequency=Frequency.NEVER
    ).values_list("kind", flat=True)
    return sorted(rows, key=[str(period) for period in GATHERED].index)


def stop_letter(period: str, user: Any, ref: int | None = None) -> None:
    Preference.objects.update_or_create(
        user=user, kind=period, community=None, defaults={"frequency": Frequency.NEVER}
    )


def resume_letter(period: str, user: Any, ref: int | None = None) -> None:
    Preference.objects.filter(user=user, kind=period, community=None).delete()


def _letter_wanted(period: str, ref: int | None, user_ids: Iterable[int]) -> set[int]:
    ids = set(user_ids)
    stopped = Preference.objects.filter(
        user_id__in=ids, kind=period, community=None, frequency=Frequency.NEVER
    )
    return ids - set(stopped.values_list("user_id", flat=True))


def _register_letters() -> None:
    for period, label in LETTERS.items():
        lists.register(
            lists.MailList(
                kind=period.value,
                label=lambda ref, label=label: label,
                still_wanted=partial(_letter_wanted, period.value),
                stop=partial(stop_letter, period.value),
                resume=partial(resume_letter, period.value),
            )
        )


_register_letters()
