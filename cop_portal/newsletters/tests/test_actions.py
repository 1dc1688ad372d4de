"""Composing, editing and passing over a newsletter, and stopping it."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from communities.models import Community, Membership
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import SYSTEM, Denied
from cop_portal.newsletters import actions
from cop_portal.newsletters.models import Issue, Item
from cop_portal.newsletters.tests import makers


def test_a_week_is_composed_once(community, people) -> None:
    items = [makers.item(makers.talk(community, people.member))]
    first = actions.compose(community=community, week="2026-W47", by=SYSTEM, items=items)

    second = actions.compose(community=community, week="2026-W47", by=SYSTEM, items=[])

    assert second.pk == first.pk
    assert (first.number, first.state) == (1, "draft")
    assert list(first.items.values_list("title", flat=True)) == ["How do you chlorinate?"]
    assert ActivityEntry.objects.filter(verb="newsletters.issue_composed").count() == 1


def test_a_quiet_one_of_the_past_is_noted_on_its_day_and_told_to_nobody(
    community, people, dispatched
) -> None:
    then = timezone.now() - datetime.timedelta(days=40)
    items = [makers.item(makers.talk(community, people.member))]

    actions.compose(community=community, week="2026-W40", by=SYSTEM, items=items, at=then, quiet=True)
    dispatched()

    entry = ActivityEntry.objects.get(verb="newsletters.issue_composed")
    assert entry.at == then
    assert not entry.notices.exists()


def test_an_earlier_week_is_not_composed_after_a_later_one(community, people) -> None:
    later = makers.draft(community, people.coordinator, "2026-W48")

    found = actions.compose(community=community, week="2026-W47", by=SYSTEM, items=[])

    assert found.pk == later.pk
    assert Issue.objects.get().week == "2026-W48"


def test_a_draft_that_is_still_open_is_carried_on_into_the_next_week(community, people) -> None:
    first = makers.draft(community, people.coordinator, "2026-W46")
    more = [makers.item(makers.talk(community, people.member, "A second thing"))]

    second = actions.compose(community=community, week="2026-W47", by=SYSTEM, items=more)

    assert second.pk == first.pk
    assert Issue.objects.get().week == "2026-W47"
    assert second.items.count() == 2


def test_a_week_without_anything_to_tell_is_noted_as_skipped(community) -> None:
    issue = actions.compose(community=community, week=makers.WEEK, by=SYSTEM, items=[])

    assert (issue.state, issue.number) == ("skipped", None)
    assert ActivityEntry.objects.filter(verb="newsletters.issue_skipped").count() == 1


def test_a_person_takes_up_a_skipped_week_and_the_portal_does_not(community, people) -> None:
    actions.compose(community=community, week=makers.WEEK, by=SYSTEM, items=[])
    items = [makers.item(makers.talk(community, people.member))]

    by_portal = actions.compose(community=community, week=makers.WEEK, by=SYSTEM, items=items)
    by_person = actions.compose(community=community, week=makers.WEEK, by=people.coordinator, items=items)

    assert by_portal.state == "skipped"
    assert (by_person.state, by_person.number, by_person.pk) == ("draft", 1, by_portal.pk)


@pytest.mark.parametrize("who", ["member", "expert", "guest", "stranger"])
def test_who_does_not_edit_the_newsletter_does_not_compose_it(community, people, who) -> None:
    with pytest.raises(Denied):
        actions.compose(community=community, week=makers.WEEK, by=getattr(people, who), items=[])

    assert not Issue.objects.exists()


def test_an_archived_community_has_no_newsletter(community, people) -> None:
    Community.objects.filter(pk=community.pk).update(archived_at=timezone.now())
    community.refresh_from_db()

    with pytest.raises(Denied):
        actions.compose(community=community, week=makers.WEEK, by=people.coordinator, items=[])


def test_what_the_last_issue_told_of_is_not_told_again(community, people) -> None:
    issue = makers.draft(community, people.coordinator, "2026-W46")
    makers.reader(community)
    actions.send_issue(issue=issue, by=people.coordinator)
    told = issue.items.get()
    again = Item(
        community=community, section=told.section, target_type=told.target_type,
        target_id=told.target_id, title=told.title, url=told.url,
    )  # fmt: skip

    following = actions.compose(community=community, week="2026-W47", by=SYSTEM, items=[again])

    assert following.state == "skipped"


def test_a_candidate_goes_into_the_open_draft_at_once_and_leaves_the_revision_alone(
    community, people
) -> None:
    issue = makers.draft(community, people.coordinator)
    news = makers.item(makers.talk(community, people.member, "Fresh"))

    added = actions.add_candidate(item=news, by=SYSTEM)
    again = actions.add_candidate(
        item=Item(
            community=community, section="conversations", target_type=news.target_type,
            target_id=news.target_id, title="Fresh", url=news.url,
        ),
        by=SYSTEM,
    )  # fmt: skip

    assert added is not None
    assert added.issue_id == issue.pk
    assert again is None
    assert [item.title for item in issue.items.all()] == ["How do you chlorinate?", "Fresh"]
    assert Issue.objects.get().revision == issue.revision


def test_a_candidate_without_a_draft_waits_for_the_next_one(community, people) -> None:
    actions.add_candidate(item=makers.item(makers.talk(community, people.member)), by=SYSTEM)

    issue = actions.compose(community=community, week=makers.WEEK, by=SYSTEM, items=[])

    assert [item.title for item in issue.items.all()] == ["How do you chlorinate?"]
    assert not Item.objects.filter(issue=None).exists()


def test_only_editors_add_candidates(community, people) -> None:
    news = makers.item(makers.talk(community, people.member))

    with pytest.raises(Denied):
        actions.add_candidate(item=news, by=people.stranger)

    assert not Item.objects.exists()


def test_saving_a_draft_keeps_words_choice_order_and_note(community, people) -> None:
    issue = makers.draft(community, people.coordinator)
    item = issue.items.get()

    saved = actions.save_draft(
        issue=issue, by=people.knowledge_manager, revision=issue.revision, subject=" Clean\nwater ",
        intro="Dear **all**", items={item.pk: actions.Choice(False, 5, "Read\r\nthis")},
    )  # fmt: skip

    item.refresh_from_db()
    assert (saved.subject, saved.intro_html) == (
        "Clean water", "<p>Dear <strong>all</strong></p>\n",
    )  # fmt: skip
    assert (item.included, item.position, item.note) == (False, 5, "Read this")
    assert saved.edited_by == people.knowledge_manager


def test_of_two_editors_the_second_is_told_and_nothing_is_overwritten(community, people) -> None:
    issue = makers.draft(community, people.coordinator)
    opened = issue.revision
    actions.save_draft(
        issue=issue, by=people.facilitator, revision=opened, subject="Theirs", intro="", items={}
    )

    with pytest.raises(actions.EditedMeanwhile) as conflict:
        actions.save_draft(
            issue=issue, by=people.coordinator, revision=opened, subject="Mine", intro="", items={}
        )

    assert conflict.value.issue.subject == "Theirs"
    assert Issue.objects.get().subject == "Theirs"


@pytest.mark.parametrize("who", ["member", "expert", "guest", "stranger"])
def test_who_is_no_editor_saves_nothing(community, people, who) -> None:
    issue = makers.draft(community, people.coordinator)

    with pytest.raises(Denied):
        actions.save_draft(
            issue=issue, by=getattr(people, who), revision=issue.revision, subject="X", intro="", items={}
        )

    assert Issue.objects.get().subject != "X"


def test_items_of_another_newsletter_are_not_touched(community, neighbour, people) -> None:
    issue = makers.draft(community, people.coordinator)
    theirs = makers.draft(neighbour, coordinator_of(neighbour)).items.get()

    actions.save_draft(
        issue=issue, by=people.coordinator, revision=issue.revision, subject="S", intro="",
        items={theirs.pk: actions.Choice(False, 1, "mine now")},
    )  # fmt: skip

    theirs.refresh_from_db()
    assert (theirs.included, theirs.note) == (True, "")


def coordinator_of(community: Community) -> User:
    return User.objects.get(memberships__community=community, memberships__roles__contains=["coordinator"])


def test_a_skipped_draft_is_put_away_and_its_number_is_free(community, people) -> None:
    issue = makers.draft(community, people.coordinator, "2026-W46")

    actions.skip_issue(issue=issue, by=people.knowledge_manager)
    actions.skip_issue(issue=issue, by=people.knowledge_manager)
    following = makers.draft(community, people.coordinator, "2026-W47")

    issue.refresh_from_db()
    assert (issue.state, issue.number, following.number) == ("skipped", None, 1)
    assert following.revision > issue.revision
    assert ActivityEntry.objects.filter(verb="newsletters.issue_skipped").count() == 1


def test_a_sent_newsletter_is_neither_edited_nor_skipped(community, people) -> None:
    makers.reader(community)
    issue = makers.draft(community, people.coordinator)
    sent = actions.send_issue(issue=issue, by=people.coordinator)

    with pytest.raises(Denied):
        actions.skip_issue(issue=sent, by=people.coordinator)
    with pytest.raises(Denied):
        actions.save_draft(
            issue=sent, by=people.coordinator, revision=sent.revision, subject="X", intro="", items={}
        )

    assert Issue.objects.get().state == "sent"


def test_strangers_skip_nothing(community, people) -> None:
    issue = makers.draft(community, people.coordinator)

    with pytest.raises(Denied):
        actions.skip_issue(issue=issue, by=people.stranger)

    assert Issue.objects.get().state == "draft"


def test_stopping_is_noted_once_with_the_issue_after_which_it_came(community, people) -> None:
    reader = makers.reader(community)
    issue = makers.draft(community, people.coordinator)
    actions.send_issue(issue=issue, by=people.coordinator)

    actions.stop_reading(community=community, by=reader)
    actions.stop_reading(community=community, by=reader)

    assert not Membership.objects.get(user=reader).wants_newsletter
    entry = ActivityEntry.objects.get(verb="newsletters.reader_stopped")
    assert entry.facts == {"issue_id": issue.pk}


def test_stopping_where_one_is_no_member_changes_nothing(community, people) -> None:
    actions.stop_reading(community=community, by=people.stranger)

    assert not ActivityEntry.objects.filter(verb="newsletters.reader_stopped").exists()


def test_stopping_works_in_an_archived_community(community) -> None:
    reader = makers.reader(community)
    Community.objects.filter(pk=community.pk).update(archived_at=timezone.now())
    community.refresh_from_db()

    actions.stop_reading(community=community, by=reader)

    assert not Membership.objects.get(user=reader).wants_newsletter
