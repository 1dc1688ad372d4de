"""What the communities of the demo share outside: with everybody, with one ministry, and what waits for a yes."""

from __future__ import annotations

import datetime
from typing import Any

from communities.enums import Role, Visibility
from cop_portal.foundation.accounts.models import User
from cop_portal.portal.seed.life import DAY, Circle
from knowledge_base.actions import releases
from knowledge_base.enums import Answer, Check, Licence, Sharing
from knowledge_base.models import PartnerGuest, PartnerOrganisation, ResourcePage

MINISTRY = "Ministry of Finance"
ANSWERS = {
    Check.PERSONAL_DATA.value: Answer.NONE.value,
    Check.CONSENT.value: Answer.CLEARED.value,
    Check.THIRD_PARTY.value: Answer.NONE.value,
}


def share(circle: Circle, now: datetime.datetime, guest: User) -> None:
    """The first two go to everybody; the first community also shares one with a ministry, and asks for a third."""
    keeper, chief = circle.roles.get(Role.KNOWLEDGE_MANAGER), circle.roles.get(Role.COORDINATOR)
    pages = list(ResourcePage.objects.filter(community=circle.community, live=True).order_by("pk")[:4])
    hidden = circle.community.visibility == Visibility.SECRET
    if keeper is None or chief is None or hidden or circle.practice.dormant_since:
        return
    for number, page in enumerate(pages[:2]):
        licence = Licence.CC_BY if number else Licence.CC_BY_SA
        _go(
            page,
            keeper,
            chief,
            Sharing.PUBLIC,
            licence,
            max(page.first_published_at, now - 30 * DAY) + DAY,
            now,
        )
    if circle.practice.slug != "social-budgeting" or len(pages) < 4:
        return
    ministry = PartnerOrganisation.objects.create(name=MINISTRY)
    PartnerGuest.objects.create(partner=ministry, user=guest)
    _go(pages[2], keeper, chief, Sharing.PARTNERS, Licence.OWN, now - 6 * DAY, now, partners=[ministry])
    _ask(pages[3], keeper, Sharing.PUBLIC, Licence.CC_BY, now - DAY)


def _ask(page: ResourcePage, by: User, to: str, licence: str, at: datetime.datetime, **more: Any) -> Any:
    return releases.ask(
        resource=page, by=by, to=to, licence=licence, checks=ANSWERS, at=at, quiet=True,
        note="Those who are named have read it and agree. Ministries ask us for it.", **more,
    )  # fmt: skip


def _go(
    page: ResourcePage, keeper: User, chief: User, to: str, licence: str, at: datetime.datetime,
    now: datetime.datetime, **more: Any,
) -> None:  # fmt: skip
    asked = _ask(page, keeper, to, licence, min(at, now), **more)
    releases.approve(release=asked, by=chief, at=min(at + DAY, now), quiet=True)
