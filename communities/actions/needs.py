"""Naming needs, supporting them, saying what becomes of them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from communities.activity import NEED_ADDED, NEED_ANSWERED, NEED_SUPPORTED
from communities.enums import Capability, NeedState
from communities.models import Community, Need, NeedSupport
from communities.permissions import check_capability, check_member
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import actor_or_none
from cop_portal.foundation.text import fold, one_line


@transaction.atomic
def add(*, community: Community, by: Any, text: str) -> Need:
    """Name a need in one sentence. Who names one that is open already supports that one."""
    check_member(by, community)
    text = one_line(text)[:200]
    if not text:
        raise ValidationError({"text": _("Write in one sentence what you want to learn or do better.")})
    need, new = Need.objects.get_or_create(
        community=community,
        folded_text=fold(text)[:200],
        state=NeedState.OPEN,
        defaults={"text": text, "by": by},
    )
    if new:
        record(NEED_ADDED, by=by, target=need, community=community)
    support(need=need, by=by)
    return need


@transaction.atomic
def support(*, need: Need, by: Any, wanted: bool = True) -> None:
    """Want it too, or no longer. Twice is once."""
    check_member(by, need.community)
    locked = Need.objects.select_for_update().get(pk=need.pk)
    if wanted:
        _row, new = NeedSupport.objects.get_or_create(need=locked, user=by)
        if new and locked.by_id != by.pk:
            record(NEED_SUPPORTED, by=by, target=locked, community=need.community)
    else:
        NeedSupport.objects.filter(need=locked, user=by).delete()
    locked.support_count = locked.supports.aggregate(number=Count("pk"))["number"]
    locked.save(update_fields=["support_count"])


@transaction.atomic
def answer(*, need: Need, by: Any, state: str, outcome: str, outcome_url: str = "") -> None:
    """Say what becomes of it: taken up as something, met, or set aside with a reason. Supporters are told."""
    check_capability(by, need.community, Capability.TAKE_UP_NEEDS)
    outcome = one_line(outcome)[:300]
    if not outcome:
        raise ValidationError({"outcome": _("Say in a few words what becomes of it; supporters read it.")})
    if outcome_url and not outcome_url.startswith("/"):
        raise ValueError("a need leads to a page of the portal")
    locked = Need.objects.select_for_update().get(pk=need.pk)
    if (locked.state, locked.outcome, locked.outcome_url) == (state, outcome, outcome_url):
        return
    locked.state, locked.outcome, locked.outcome_url = NeedState(state), outcome, outcome_url
    locked.answered_by, locked.answered_at = actor_or_none(by), timezone.now()
    locked.save()
    record(NEED_ANSWERED, by=by, target=locked, community=need.community, state=str(state))


def ask_members(*, need: Need, by: Any) -> None:
    """Put it to the members as a request: the library lists it as missing, and one of them takes it.

    The library hears of it by the record (knowledge_base/inventory_subscribers.py).
    """
    with override(need.community.language):
        words = str(_("A request to the members"))
    where = reverse("gaps", args=[need.community.slug])
    answer(need=need, by=by, state=NeedState.ASKED, outcome=words, outcome_url=where)
