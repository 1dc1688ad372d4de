"""Marking notices as read, and choosing how they arrive."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications import actions
from cop_portal.foundation.notifications.models import Notice, Preference

pytestmark = pytest.mark.django_db


def notice(who: Any, url: str = "/x/") -> Notice:
    entry = ActivityEntry.objects.create(verb="test.happened")
    return Notice.objects.create(user=who, entry=entry, kind="test", title="T", url=url, frequency="daily")


def unread(who: Any) -> int:
    return Notice.objects.filter(user=who, read_at=None).count()


def test_one_all_of_a_page_or_all_are_marked_and_only_one_s_own(people: Any) -> None:
    rows = [notice(people.member, url) for url in ("/x/", "/x/", "/y/", "/z/")]
    theirs = notice(people.stranger)

    assert actions.mark_read(by=people.member, notice_id=theirs.pk) == 0
    assert actions.mark_read(by=people.member, notice_id=rows[3].pk) == 1
    assert actions.mark_read(by=people.member, url="/x/") == 2
    assert unread(people.member) == 1
    assert actions.mark_read(by=people.member) == 1
    assert actions.mark_read(by=people.member) == 0
    assert unread(people.stranger) == 1


def test_what_leads_to_one_of_several_places_is_marked_and_to_none_none(people: Any) -> None:
    for url in ("/x/", "/x/#c1", "/x/#c2", "/y/"):
        notice(people.member, url)
    theirs = notice(people.stranger, "/x/")

    assert actions.mark_read(by=people.member, urls=[]) == 0
    assert actions.mark_read(by=people.member, urls=["/x/", "/x/#c2"]) == 2
    assert unread(people.member) == 2
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_a_choice_replaces_the_one_before(people: Any, community: Any) -> None:
    actions.choose(by=people.member, frequencies={"communities.join_requested": "daily"})
    actions.choose(by=people.member, frequencies={"communities.join_requested": "never"})
    actions.choose(
        by=people.member, frequencies={"communities.join_requested": "instant"}, community=community
    )

    assert set(Preference.objects.values_list("user", "community", "frequency")) == {
        (people.member.pk, None, "never"),
        (people.member.pk, community.pk, "instant"),
    }


@pytest.mark.parametrize(
    "chosen",
    [
        {"no.such.kind": "daily"},
        {"communities.role_given": "never"},  # what somebody must know is not asked
        {"communities.join_requested": "hourly"},
    ],
)
def test_what_cannot_be_chosen_is_an_error_and_changes_nothing(chosen: dict[str, str], people: Any) -> None:
    with pytest.raises(ValueError, match="cannot be set"):
        actions.choose(by=people.member, frequencies={"communities.charter_published": "never", **chosen})

    assert not Preference.objects.exists()


def test_what_stands_elsewhere_leads_there_for_everybody_told_of_it_and_for_nothing_else(
    people: Any, neighbour: Any
) -> None:
    told = [notice(who, url) for who in (people.member, people.guest) for url in ("/x/", "/x/#c1", "/y/")]
    other = notice(people.member, "/x/")

    changed = actions.lead_elsewhere(
        entries=[row.entry_id for row in told],
        addresses={"/x/": "/z/", "/x/#c1": "/z/#c7"},
        community_id=neighbour.pk,
    )

    assert changed == 4
    found = dict(Notice.objects.values_list("pk", "url"))
    assert [found[row.pk] for row in told] == ["/z/", "/z/#c7", "/y/"] * 2
    assert found[other.pk] == "/x/"
    assert Notice.objects.filter(community=neighbour).count() == 4
    assert actions.lead_elsewhere(entries=[], addresses={}, community_id=neighbour.pk) == 0
