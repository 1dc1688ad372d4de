"""Thanks and badges: given once, accepted or not, shown or hidden, revoked with a reason."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from communities.actions import recognition
from communities.models import Award
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied

pytestmark = pytest.mark.django_db


@pytest.fixture
def badge(community: Any, people: Any) -> Award:
    return recognition.award(
        community=community, holder=people.member, by=people.facilitator, kind="badge",
        name="Ten answers", what_for="Patience with pumps", evidence_url="/communities/water/",
    )  # fmt: skip


def test_a_badge_is_offered_told_and_stands_once_accepted(badge: Award, people: Any, dispatched: Any) -> None:
    assert badge.state == "offered"
    for _round in range(2):
        recognition.accept(award=badge, by=people.member)
    recognition.decline(award=badge, by=people.member)
    dispatched()

    badge.refresh_from_db()
    assert badge.state == "accepted"
    assert ActivityEntry.objects.filter(verb="communities.award_accepted").count() == 1
    assert Notice.objects.get(kind="communities.award_accepted").user == people.facilitator


def test_its_holder_is_told_of_it_and_of_its_end(badge: Award, people: Any, dispatched: Any) -> None:
    dispatched()
    assert Notice.objects.get(kind="communities.award_given").user == people.member
    with pytest.raises(ValidationError):
        recognition.revoke(award=badge, by=people.facilitator, reason=" ")
    for _round in range(2):
        recognition.revoke(award=badge, by=people.coordinator, reason="Counted twice")
    dispatched()

    badge.refresh_from_db()
    assert (badge.state, badge.why_revoked) == ("revoked", "Counted twice")
    notice = Notice.objects.get(kind="communities.award_revoked")
    assert (notice.user, notice.detail) == (people.member, "Counted twice")
    assert ActivityEntry.objects.filter(verb="communities.award_revoked").count() == 1


def test_the_same_is_awarded_once_by_the_database_too(badge: Award, community: Any, people: Any) -> None:
    again = {"community": community, "holder": people.member, "kind": "badge", "what_for": "Again"}
    with pytest.raises(ValidationError, match="has this already"):
        recognition.award(by=people.coordinator, name="TEN answers", **again)
    with pytest.raises(IntegrityError), transaction.atomic():
        Award.objects.create(name="Ten answers", **again)
    recognition.award(by=people.coordinator, name="Eleven answers", **again)
    recognition.revoke(award=badge, by=people.facilitator, reason="Counted twice")

    assert recognition.award(by=people.coordinator, name="Ten answers", **again).pk != badge.pk


def test_only_those_who_recognise_give_and_only_to_members_and_not_to_themselves(
    community: Any, people: Any
) -> None:
    given = {"community": community, "kind": "thanks", "what_for": "Ten answers"}
    for who in (people.member, people.expert, people.stranger):
        with pytest.raises(Denied):
            recognition.award(holder=people.guest, by=who, **given)
    with pytest.raises(Denied):
        recognition.award(holder=people.facilitator, by=people.facilitator, **given)
    with pytest.raises(ValidationError, match="for members"):
        recognition.award(holder=people.stranger, by=people.facilitator, **given)

    assert not Award.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"what_for": " "},
        {"evidence_url": "javascript:alert(1)"},
        {"evidence_url": "//evil.example"},
        {"evidence_url": "ftp://x.example"},
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, str], community: Any, people: Any) -> None:
    fields = {"name": "Ten", "what_for": "Patience", **wrong}
    with pytest.raises(ValidationError) as refused:
        recognition.award(
            community=community, holder=people.member, by=people.facilitator, kind="badge", **fields
        )
    assert list(wrong) == list(refused.value.message_dict)


def test_only_its_holder_answers_shows_and_hides(badge: Award, people: Any) -> None:
    for who in (people.facilitator, people.stranger, people.administrator):
        for verb in (recognition.accept, recognition.decline):
            with pytest.raises(Denied):
                verb(award=badge, by=who)
        with pytest.raises(Denied):
            recognition.show(award=badge, by=who, shown=False)
    with pytest.raises(ValidationError):
        recognition.show(award=badge, by=people.member, shown=False)
    recognition.accept(award=badge, by=people.member)
    recognition.show(award=badge, by=people.member, shown=False)
    for who in (people.member, people.stranger):
        with pytest.raises(Denied):
            recognition.revoke(award=badge, by=who, reason="Mine")

    badge.refresh_from_db()
    assert (badge.state, badge.is_shown) == ("accepted", False)


def test_what_is_declined_stands_nowhere(badge: Award, people: Any) -> None:
    recognition.decline(award=badge, by=people.member)
    with pytest.raises(ValidationError):
        recognition.revoke(award=badge, by=people.facilitator, reason="x")

    assert not Award.objects.standing().exists()
