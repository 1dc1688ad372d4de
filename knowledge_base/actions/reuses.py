"""Telling that one used a resource, and what came of it; being asked whether one did."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cop_portal.foundation import text
from cop_portal.foundation.accounts.models import Office
from cop_portal.foundation.accounts.queries import office_id_on
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import SYSTEM
from knowledge_base.activity import RESOURCE_REUSED, REUSE_ASKED, REUSE_TOLD_ON, REUSE_WITHDRAWN
from knowledge_base.enums import ASK_AFTER_DAYS, ASK_UNTIL_DAYS, Kind
from knowledge_base.models import ResourcePage, Reuse, ReuseQuestion, UsefulResource
from knowledge_base.permissions import check_change_reuse, check_react_to_resource
from knowledge_base.queries.readers import readers_among

MOST = 2000


def _where(words: str) -> str:
    where = text.one_line(words)[:120]
    if not where:
        raise ValidationError(_("Say where you used it: an office, a district, a ministry."))
    return where


def _story(words: str) -> str:
    return text.clean(words).strip()[:MOST]


@transaction.atomic
def note(
    *,
    resource: ResourcePage,
    by: Any,
    where: str,
    country: str = "",
    changed: str = "",
    result: str = "",
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> Reuse:
    """Tell that one used it, and what one changed. The same place twice is once."""
    check_react_to_resource(by, resource)
    where, moment = _where(where), at or timezone.now()
    office_id = office_id_on(by.pk, moment.date())
    office = Office.objects.filter(pk=office_id).first() if office_id and not country else None
    result = _story(result)
    reuse, new = Reuse.objects.get_or_create(
        resource_id=resource.pk,
        user=by,
        where=where,
        defaults={
            "name": by.name,
            "office_id": office_id,
            "country": text.one_line(country or (office.country if office else ""))[:80],
            "changed": _story(changed),
            "result": result,
            "result_at": moment if result else None,
            "community_id": resource.community_id,
            "sharing": resource.sharing,
            "at": moment,
        },
    )
    if new:
        ResourcePage.objects.filter(pk=resource.pk).update(reuse_count=F("reuse_count") + 1)
        ReuseQuestion.objects.filter(resource_id=resource.pk, user=by).update(answer=ReuseQuestion.Answer.YES)
        record(
            RESOURCE_REUSED,
            by=by,
            target=ResourcePage(pk=resource.pk),
            community=resource.community,
            at=at,
            quiet=quiet,
            office_id=office_id,
            kind=str(Kind(resource.kind)),
            reuse_id=reuse.pk,
        )
    return reuse


@transaction.atomic
def change(
    *,
    reuse: Reuse,
    by: Any,
    where: str,
    country: str = "",
    changed: str = "",
    result: str = "",
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> Reuse:
    """Say it better, or add what came of it; a new result is told to those who stand behind the resource."""
    check_change_reuse(by, reuse)
    locked = (
        Reuse.objects.select_for_update(of=("self",)).select_related("resource__community").get(pk=reuse.pk)
    )
    locked.where, locked.country = _where(where), text.one_line(country)[:80]
    twin = Reuse.objects.filter(resource=locked.resource_id, user=locked.user_id, where=locked.where)
    if twin.exclude(pk=locked.pk).exists():
        raise ValidationError(_("You told of this place already."))
    before, locked.changed, locked.result = locked.result, _story(changed), _story(result)
    told = bool(locked.result) and locked.result != before
    if told:
        locked.result_at = at or timezone.now()
    locked.community_id, locked.sharing = locked.resource.community_id, locked.resource.sharing
    locked.save()
    if told:
        record(
            REUSE_TOLD_ON,
            by=by,
            target=ResourcePage(pk=locked.resource_id),
            community=locked.resource.community,
            at=at,
            quiet=quiet,
            reuse_id=locked.pk,
        )
    return locked


@transaction.atomic
def withdraw(*, reuse: Reuse, by: Any) -> None:
    """Not used after all. Twice is once."""
    check_change_reuse(by, reuse)
    gone, _rows = Reuse.objects.filter(pk=reuse.pk).delete()
    if gone:
        page = ResourcePage.objects.select_related("community").defer("body").get(pk=reuse.resource_id)
        ResourcePage.objects.filter(pk=page.pk).update(reuse_count=F("reuse_count") - 1)
        record(REUSE_WITHDRAWN, by=by, target=ResourcePage(pk=page.pk), community=page.community)


@transaction.atomic
def say_not_used(*, resource: ResourcePage, by: Any) -> None:
    """The answer 'no' to the question: nobody asks again, and nobody else hears of it."""
    check_react_to_resource(by, resource)
    ReuseQuestion.objects.update_or_create(
        resource_id=resource.pk, user=by, defaults={"answer": ReuseQuestion.Answer.NO}
    )


def ask(now: datetime.datetime | None = None) -> int:
    """Ask who found a resource useful two months ago whether they used it: once each, one in a week."""
    now = now or timezone.now()
    told = Reuse.objects.filter(resource=OuterRef("resource"), user=OuterRef("user"))
    asked = ReuseQuestion.objects.filter(resource=OuterRef("resource"), user=OuterRef("user"))
    # A run that was killed is done again in the same week: who was asked by it waits for the next one.
    today = now.astimezone(datetime.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = today - datetime.timedelta(days=today.weekday())
    this_week = ReuseQuestion.objects.filter(user=OuterRef("user"), asked_at__gte=monday)
    marks = (
        UsefulResource.objects.filter(
            ~Exists(told),
            ~Exists(asked),
            ~Exists(this_week),
            resource__live=True,
            user__is_active=True,
            at__lte=now - datetime.timedelta(days=ASK_AFTER_DAYS),
            at__gt=now - datetime.timedelta(days=ASK_UNTIL_DAYS),
        )
        .order_by("at", "pk")
        .values_list("user_id", "resource_id")
    )
    once: dict[int, int] = {}
    for user_id, resource_id in marks:
        once.setdefault(user_id, resource_id)
    return sum(_ask(user_id, resource_id, now) for user_id, resource_id in once.items())


@transaction.atomic
def _ask(user_id: int, resource_id: int, now: datetime.datetime) -> int:
    resource = ResourcePage.objects.select_related("community").defer("body").get(pk=resource_id)
    if not readers_among(resource, [user_id]):
        return 0
    _row, new = ReuseQuestion.objects.get_or_create(
        resource=resource, user_id=user_id, defaults={"asked_at": now}
    )
    if new:
        record(
            REUSE_ASKED,
            by=SYSTEM,
            target=ResourcePage(pk=resource.pk),
            community=resource.community,
            user_id=user_id,
        )
    return int(new)
