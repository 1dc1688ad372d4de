"""The demo: refused where it would be a danger, and whole where it is welcome."""

from __future__ import annotations

import random
from collections import Counter
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.utils import timezone

from communities.enums import Role
from communities.models import (
    Award,
    Case,
    Community,
    CommunityReview,
    Event,
    Goal,
    IndicatorAgreement,
    Invitation,
    Membership,
    Need,
    Proposal,
    Transformation,
)
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.portal.seed import meetings
from cop_portal.portal.seed.accounts import ACCOUNTS
from cop_portal.portal.seed.life import Circle
from cop_portal.portal.seed.plant import NotEmpty, plant
from cop_portal.portal.seed.practices import PRACTICES
from cop_portal.tests import factories
from discussions.models import Contribution, Synthesis
from knowledge_base.models import Release, ResourcePage
from metrics.models import Figure


@pytest.mark.django_db
def test_outside_development_it_is_refused(settings: Any) -> None:
    settings.DEMO_ALLOWED = False

    with pytest.raises(CommandError, match="refused"):
        call_command("seed_demo", stdout=StringIO())

    assert not User.objects.filter(email__endswith="demo.example").exists()


@pytest.mark.django_db
def test_it_never_mixes_with_somebodys_own(settings: Any) -> None:
    settings.DEMO_ALLOWED = True
    factories.community("Ours")

    with pytest.raises(NotEmpty):
        plant(lambda step: None)

    assert Community.objects.visible_to(SYSTEM).count() == 1


def test_it_is_ten_communities_with_a_year_behind_them_and_no_mail_to_anybody(apart: str) -> None:
    plant(lambda step: None)

    assert Community.objects.visible_to(SYSTEM).count() == 10
    assert User.objects.count() == 300
    assert {email for email, _note in ACCOUNTS} <= set(User.objects.values_list("email", flat=True))
    assert len(set(Community.objects.values_list("stage", flat=True))) == 5
    assert Contribution.objects.count() > 1000
    assert Synthesis.objects.published().count() >= 5
    assert ResourcePage.objects.visible_to(SYSTEM).count() > 20
    assert ResourcePage.objects.visible_to(AnonymousUser()).count() >= 6
    assert set(Release.objects.values_list("state", "to")) >= {
        ("waiting", "public"),
        ("approved", "partners"),
    }
    assert Figure.objects.filter(indicator="I03").count() > 2000
    states = Counter(Proposal.objects.values_list("state", flat=True))
    assert states == {"running": Goal.objects.count(), "adopted": Goal.objects.count()}
    assert IndicatorAgreement.objects.exclude(agreed_at=None).count() == Goal.objects.count() >= 5
    assert Need.objects.count() >= 15
    assert set(Case.objects.values_list("state", flat=True)) == {"approved", "submitted", "returned", "draft"}
    assert CommunityReview.objects.filter(decided_at=None).exclude(opened_at=None).count() == 1
    assert Transformation.objects.awaited().count() == 1
    assert set(Invitation.objects.values_list("state", flat=True)) == {"to_ask", "sent"}
    assert Membership.objects.active().filter(user__is_guest=True).exclude(access_until=None).exists()
    assert set(Event.objects.values_list("state", flat=True)) == {"published", "draft"}
    assert set(Award.objects.values_list("state", flat=True)) == {"accepted", "offered"}
    assert not ActivityEntry.objects.filter(dispatched_at=None).exists()
    assert not OutgoingMail.objects.exists()


def test_a_community_of_the_demo_meets_and_thanks(community: Any, make_person: Any) -> None:
    roles = {role: factories.holder(community, role) for role in Role}
    others = [factories.joined(community, make_person()) for _ in range(9)]
    circle = Circle(PRACTICES[0], community, roles, [*roles.values(), *others])

    meetings.meet(circle, timezone.now(), random.Random(1))

    small = Event.objects.get(capacity=4)
    assert (small.going_count, small.waiting_count) == (4, 2)
    assert Event.objects.exclude(went="").get().answers.filter(came=True).count() == 7
    assert Event.objects.filter(series__isnull=False, state="published").count() == 3
    assert Event.objects.filter(state="draft").count() == 1
    assert Award.objects.standing().get().holder in others
    assert not ActivityEntry.objects.filter(dispatched_at=None).exists()
