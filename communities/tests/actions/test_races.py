"""Two people at the same moment, in real transactions."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from communities.actions import cases, charters, invitations, lifecycle, links, memberships
from communities.models import (
    CharterAgreement,
    CharterDraft,
    CharterVersion,
    Community,
    Invitation,
    Membership,
)
from communities.tests.actions.test_cases import WHOLE as WHOLE_CASE
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.tests import factories
from cop_portal.tests.races import ROUNDS, at_once

pytestmark = pytest.mark.usefixtures("apart")


def fresh(who: User) -> User:
    return User.objects.get(pk=who.pk)


def test_two_coordinators_who_remove_each_other_leave_one() -> None:
    where = factories.community("Water")
    one = factories.joined(where, factories.person(), "coordinator")
    other = factories.joined(where, factories.person(), "coordinator")

    for _round in range(ROUNDS):
        rows = {user.pk: Membership.objects.get(community=where, user=user) for user in (one, other)}
        at_once(
            lambda rows=rows: memberships.remove(membership=rows[other.pk], by=fresh(one)),
            lambda rows=rows: memberships.remove(membership=rows[one.pk], by=fresh(other)),
        )

        left = Membership.objects.with_role("coordinator").filter(community=where)
        assert len(left) == 1
        gone = one if left[0].user_id == other.pk else other
        factories.joined(where, gone, "coordinator")


def test_two_coordinators_who_step_down_at_once_leave_one() -> None:
    where = factories.community("Water")
    both = [factories.joined(where, factories.person(), "coordinator") for _ in range(2)]

    found = at_once(
        *(
            lambda user=user: memberships.end_role(
                community=where, user=fresh(user), role="coordinator", by=SYSTEM
            )
            for user in both
        )
    )

    assert sorted(type(item).__name__ for item in found) == ["NoneType", "ValidationError"]
    assert Membership.objects.with_role("coordinator").filter(community=where).count() == 1


def test_two_coordinators_who_demote_leave_or_remove_at_once_never_leave_a_community_without_one() -> None:
    where = factories.community("Water")
    one = factories.joined(where, factories.person(), "coordinator")
    other = factories.joined(where, factories.person(), "coordinator")

    for turn in range(ROUNDS):
        row = Membership.objects.get(community=where, user=other)
        at_once(
            lambda: memberships.leave(community=where, by=fresh(one)),
            (lambda row=row: memberships.remove(membership=row, by=fresh(one)))
            if turn % 2
            else (
                lambda: memberships.end_role(
                    community=where, user=fresh(other), role="coordinator", by=fresh(other)
                )
            ),
        )

        left = Membership.objects.with_role("coordinator").filter(community=where).count()
        assert left >= 1
        for user in (one, other):
            factories.joined(where, user, "coordinator")


def test_a_double_click_joins_once() -> None:
    where, who = factories.community("Water"), factories.person()

    at_once(*(lambda: memberships.join(community=where, by=fresh(who)) for _ in range(3)))

    where.refresh_from_db()
    assert where.member_count == 1
    assert ActivityEntry.objects.filter(verb="communities.member_joined").count() == 1


def test_many_who_join_at_once_do_not_wait_for_each_other_in_a_ring() -> None:
    where, crowd = factories.community("Water"), [factories.person() for _ in range(6)]

    found = at_once(*(lambda user=user: memberships.join(community=where, by=fresh(user)) for user in crowd))

    where.refresh_from_db()
    assert [item for item in found if isinstance(item, Exception)] == []
    assert where.member_count == len(crowd)


def test_two_welcomes_at_once_make_one_member() -> None:
    where = factories.community("Water", join_policy="request")
    bosses = [factories.joined(where, factories.person(), "facilitator") for _ in range(2)]
    who = factories.person()
    asked = memberships.request_membership(community=where, by=who)

    found = at_once(
        *(
            lambda boss=boss: memberships.welcome(
                membership=Membership.objects.get(pk=asked.pk), by=fresh(boss)
            )
            for boss in bosses
        )
    )

    assert [item for item in found if isinstance(item, Exception)] == []
    assert ActivityEntry.objects.filter(verb="communities.member_joined", dispatched_at=None).count() == 1


def test_two_who_save_the_same_charter_lose_nothing() -> None:
    where = factories.community("Water")
    bosses = [factories.joined(where, factories.person(), "facilitator") for _ in range(2)]

    for revision in range(1, ROUNDS + 1):
        found = at_once(
            *(
                lambda boss=boss, revision=revision: charters.save_draft(
                    community=where, by=fresh(boss), revision=revision, mission=f"{boss.pk} {revision}"
                )
                for boss in bosses
            )
        )

        kept = CharterDraft.objects.get(community=where)
        lost = [item for item in found if isinstance(item, charters.EditedMeanwhile)]
        assert len(lost) == 1
        assert kept.revision == revision + 1
        assert lost[0].draft.mission == kept.mission


def test_two_who_publish_at_once_make_one_version() -> None:
    where = factories.community("Water")
    bosses = [factories.joined(where, factories.person(), "facilitator") for _ in range(2)]
    charters.save_draft(community=where, by=bosses[0], revision=1, mission="Why", rules="How")

    found = at_once(
        *(lambda boss=boss: charters.publish(community=where, by=fresh(boss), revision=2) for boss in bosses)
    )

    assert sorted(type(item).__name__ for item in found) == ["CharterVersion", "ValidationError"]
    assert CharterVersion.objects.filter(community=where).count() == 1


def test_agreeing_twice_at_once_is_once() -> None:
    where = factories.community("Water")
    boss = factories.joined(where, factories.person(), "facilitator")
    charters.save_draft(community=where, by=boss, revision=1, mission="Why", rules="How")
    version = charters.publish(community=where, by=boss)

    found = at_once(*(lambda: charters.agree(version=version, by=fresh(boss)) for _ in range(3)))

    assert len({item.pk for item in found}) == 1
    assert CharterAgreement.objects.count() == 1
    assert ActivityEntry.objects.filter(verb="communities.charter_agreed").count() == 1


def test_joining_while_the_stage_moves_ends_well_for_both() -> None:
    where, who = factories.community("Water"), factories.person()

    found = at_once(
        lambda: memberships.join(community=where, by=fresh(who)),
        lambda: lifecycle.move_stage(community=where, to_stage="launching", reason="Ready", by=SYSTEM),
    )

    where = Community.objects.get(pk=where.pk)
    assert [item for item in found if isinstance(item, Exception)] == []
    assert (where.member_count, where.stage) == (1, "launching")


def test_two_who_approve_at_once_make_one_community() -> None:
    author, first, second = (factories.person(), *(factories.person(is_superuser=True) for _ in range(2)))
    case = cases.begin(by=author, name="Cold chain", **WHOLE_CASE)
    cases.submit(case=case, by=author)

    found = at_once(
        lambda: cases.approve(case=case, by=first),
        lambda: cases.approve(case=case, by=second),
    )

    assert sorted(type(item).__name__ for item in found) == ["Community", "ValidationError"]
    assert Community.objects.filter(name="Cold chain").count() == 1
    assert Membership.objects.filter(user=author, roles=["coordinator"]).count() == 1


def test_publish_restore_and_edit_at_once_leave_every_text_where_somebody_can_read_it() -> None:
    where = factories.community("Water")
    one, other = (factories.joined(where, factories.person(), "facilitator") for _ in range(2))
    charters.save_draft(community=where, by=one, revision=1, mission="First", rules="How")
    first = charters.publish(community=where, by=one, revision=2)

    for turn in range(ROUNDS):
        revision = CharterDraft.objects.get(community=where).revision
        text = f"Turn {turn}"
        rivals = (
            lambda revision=revision: charters.publish(community=where, by=fresh(other), revision=revision),
            lambda revision=revision: charters.restore(version=first, by=fresh(other), revision=revision),
        )
        saved, rival = at_once(
            lambda revision=revision, text=text: charters.save_draft(
                community=where, by=fresh(one), revision=revision, mission=text
            ),
            rivals[turn % 2],
        )

        draft = CharterDraft.objects.get(community=where)
        if isinstance(saved, charters.EditedMeanwhile):
            # The writer keeps their own text on the screen and is shown the one that stands.
            assert saved.draft.mission == draft.mission
        else:
            assert not isinstance(saved, Exception)
            assert draft.mission == text
            if isinstance(rival, CharterVersion):
                assert rival.mission != text  # what was seen was published, not what came later
    numbers = list(
        CharterVersion.objects.filter(community=where).order_by("number").values_list("number", flat=True)
    )
    assert numbers == list(range(1, len(numbers) + 1))


def test_many_who_come_by_a_link_at_once_are_no_more_than_its_limit() -> None:
    where = factories.community_with_roles("Water")
    host = factories.holder(where, "facilitator")
    for _round in range(max(ROUNDS // 10, 2)):
        link = links.make_link(community=where, by=host, label="Fair", max_uses=2)
        comers = [factories.person() for _ in range(4)]

        found = at_once(
            *(lambda who=who, link=link: links.come_through(link=link, by=fresh(who)) for who in comers)
        )

        assert sorted(type(item).__name__ for item in found) == ["Denied"] * 2 + ["Membership"] * 2
        link.refresh_from_db()
        assert link.uses == Membership.objects.active().filter(through=link).count() == 2


def test_two_who_ask_the_same_person_at_once_send_one_letter() -> None:
    where = factories.community_with_roles("Water")
    hosts = [factories.holder(where, role) for role in ("coordinator", "facilitator")]
    for number in range(max(ROUNDS // 10, 2)):
        address = f"ann{number}@example.org"
        day = timezone.localdate() + datetime.timedelta(days=9)

        at_once(
            *(
                lambda by=by, address=address, day=day: invitations.ask(
                    community=where, by=fresh(by), address=address,
                    organisation="Ministry", reason="Wells", access_until=day,
                )
                for by in hosts
            )
        )  # fmt: skip

        assert Invitation.objects.filter(address=address).count() == 1
        assert OutgoingMail.objects.filter(to_address=address).count() == 1
