"""Reading newsletters."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, QueryDict

from communities.models import Community, Membership
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.permissions import SYSTEM, Denied
from cop_portal.newsletters import actions, queries
from cop_portal.newsletters.models import Issue, Item
from cop_portal.newsletters.tests import makers
from cop_portal.tests.factories import community as make_community
from cop_portal.tests.factories import holder, joined
from knowledge_base.enums import Sharing
from knowledge_base.tests.makers import published


def sent(community: Community, week: str = makers.WEEK) -> Issue:
    if not Membership.objects.filter(community=community, wants_newsletter=True).exists():
        makers.reader(community)
    editor = holder(community, "coordinator")
    return actions.send_issue(issue=makers.draft(community, editor, week), by=editor)


def test_lists_hold_sent_issues_and_for_editors_their_drafts(community, neighbour, people) -> None:
    ours = sent(community, "2026-W45")
    draft = makers.draft(community, people.coordinator, "2026-W46")
    skipped = makers.draft(neighbour, holder(neighbour, "coordinator"), "2026-W45")
    actions.skip_issue(issue=skipped, by=SYSTEM)
    theirs = sent(neighbour, "2026-W46")

    def seen(user) -> set[int]:
        return set(Issue.objects.visible_to(user).values_list("pk", flat=True))

    assert seen(people.member) == {ours.pk}
    assert seen(people.coordinator) == {ours.pk, draft.pk}
    assert seen(people.expert) == {ours.pk}
    assert seen(people.stranger) == {ours.pk, theirs.pk}
    assert seen(people.administrator) == {ours.pk, draft.pk, theirs.pk}
    assert seen(AnonymousUser()) == set()


def test_items_are_seen_with_their_issue_and_only_what_was_included(community, people) -> None:
    issue = sent(community)
    actions.compose(community=community, week="2026-W48", by=SYSTEM, items=[])
    Item.objects.create(
        community=community,
        issue=issue,
        section="open",
        target_type="x",
        target_id=1,
        url="/",
        included=False,
    )

    visible = Item.objects.visible_to(people.member)

    assert [item.title for item in visible] == ["How do you chlorinate?"]


def test_get_for_tells_strangers_nothing_about_numbers(neighbour, people, make_person) -> None:
    sent(neighbour)
    outsider = make_person()

    for number in (1, 99):
        with pytest.raises(Denied):
            queries.get_for(outsider, neighbour, number)
    with pytest.raises(Http404):
        queries.get_for(people.stranger, neighbour, 99)


def test_get_for_hides_a_draft_from_members(community, people) -> None:
    makers.draft(community, people.coordinator)

    with pytest.raises(Http404):
        queries.get_for(people.member, community, 1)
    assert queries.get_for(people.knowledge_manager, community, 1).is_draft


@pytest.mark.parametrize("number", [1, 3])
def test_the_archive_costs_the_same_for_one_and_three_issues(
    community, people, number, django_assert_num_queries
) -> None:
    for week in range(number):
        sent(community, f"2026-W{40 + week}")

    with django_assert_num_queries(1):
        page = queries.archive_page(people.member, community, QueryDict())
        titles = [(issue.title, issue.get_absolute_url()) for issue in page.rows]

    assert len(titles) == number


@pytest.mark.parametrize("number", [1, 3])
def test_drafts_that_wait_for_a_person_oldest_first(
    people, community, number, django_assert_num_queries
) -> None:
    editor = people.coordinator
    for n in range(number):
        where = make_community(f"More {n}")
        joined(where, editor, "knowledge_manager")
        makers.draft(where, User.objects.get(pk=editor.pk))

    with django_assert_num_queries(1):
        found = queries.issues_waiting_for(editor)
        seen = [(issue.community.name, issue.title, issue.get_edit_url()) for issue in found]

    assert [name for name, _title, _url in seen] == [f"More {n}" for n in range(number)]
    assert queries.issues_waiting_for(people.member) == []
    assert queries.issues_waiting_for(people.stranger) == []


def test_a_resource_for_members_only_is_not_told_to_others_in_the_archive(community, people) -> None:
    resource = published(community, title="For us alone", sharing=Sharing.COMMUNITY)
    issue = makers.draft(community, people.coordinator)
    Item.objects.create(
        community=community, issue=issue, section="library", target_type=queries.RESOURCE,
        target_id=resource.pk, title=resource.title, url="/x/",
    )  # fmt: skip
    makers.reader(community)
    issue = actions.send_issue(issue=issue, by=people.coordinator)

    def titles(user) -> set[str]:
        return {item.title for item in queries.items_for(user, issue)}

    assert "For us alone" in titles(people.member)
    assert "For us alone" in titles(people.guest)
    assert titles(people.stranger) == {"How do you chlorinate?"}
    assert titles(AnonymousUser()) == {"How do you chlorinate?"}


def test_a_resource_for_role_holders_is_told_to_nobody(community, people) -> None:
    resource = published(community, title="Core", sharing=Sharing.CORE)
    issue = makers.draft(community, people.coordinator)
    Item.objects.create(
        community=community, issue=issue, section="library", target_type=queries.RESOURCE,
        target_id=resource.pk, title=resource.title, url="/x/",
    )  # fmt: skip

    assert {item.title for item in queries.items_of(issue)} == {"How do you chlorinate?"}


def test_counts_follow_the_rows_of_all_languages(community, people) -> None:
    for language in ("en", "en", "ar", "ar"):
        makers.reader(community, language=language)
    issue = sent(community)
    mails = list(OutgoingMail.objects.order_by("pk"))
    for mail, state in zip(mails, ("sent", "claimed", "uncertain", "suppressed"), strict=True):
        OutgoingMail.objects.filter(pk=mail.pk).update(state=state)

    assert queries.counts(issue) == queries.Counts(sent=1, waiting=1, suppressed=1, uncertain=1)
    assert queries.counts(issue).total == 4


def test_reach_says_how_many_belong_and_how_many_get_mail(community, people) -> None:
    makers.reader(community)

    assert queries.reach(community) == queries.Reach(members=7, readers=1)


@pytest.mark.parametrize(
    ("moment", "zone", "week"),
    [
        ("2026-11-25T23:30", "UTC", "2026-W47"),  # Wednesday: last week is still due
        ("2026-11-26T00:30", "UTC", "2026-W48"),  # Thursday
        ("2026-11-25T23:30", "Asia/Tokyo", "2026-W48"),  # Thursday there
        ("2026-11-26T02:30", "America/Lima", "2026-W47"),  # Wednesday there
        ("2026-11-29T12:00", "UTC", "2026-W48"),  # Sunday: late, not lost
        ("2027-01-02T12:00", "UTC", "2026-W53"),  # a week belongs to its Thursday's year
        ("2026-11-26T00:30", "Nowhere/Atlantis", "2026-W48"),
    ],
)
def test_a_week_is_due_from_thursday_on_in_the_community_s_own_time(moment, zone, week) -> None:
    now = datetime.datetime.fromisoformat(moment).replace(tzinfo=datetime.UTC)

    assert queries.due_week(Community(time_zone=zone), now)[0] == week


def test_a_community_owes_nothing_for_the_weeks_before_it_was_founded(community) -> None:
    Community.objects.update(created_at=datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC))
    tuesday = datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC)
    thursday = datetime.datetime(2026, 11, 26, 12, tzinfo=datetime.UTC)

    assert queries.communities_due(tuesday) == []
    assert queries.communities_due(thursday) == [(community, "2026-W48")]


def test_the_next_period_begins_where_the_last_sent_issue_was_composed(community, people) -> None:
    issue = sent(community)
    skipped = makers.draft(community, people.coordinator, "2026-W48")
    actions.skip_issue(issue=skipped, by=people.coordinator)

    issue.refresh_from_db()
    assert queries.period_start(community) == issue.composed_at
