"""The timetable, the subscribers and the notice: doors without people."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from communities.actions import announcements
from communities.models import Community
from cop_portal.foundation.activity.dispatch import subscribers_of
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail import lists
from cop_portal.foundation.notifications.models import Notice
from cop_portal.newsletters import queries, sections, tasks
from cop_portal.newsletters.models import Issue, Item
from cop_portal.newsletters.tests import makers
from cop_portal.newsletters.tests.test_sections import conclude, convened
from discussions.actions import phases
from knowledge_base.tests.makers import published


@pytest.fixture
def founded_long_ago(community) -> Community:
    Community.objects.update(created_at=timezone.now() - datetime.timedelta(days=90))
    return community


def test_every_hour_is_once_a_week(founded_long_ago, people) -> None:
    makers.talk(founded_long_ago, people.member)

    looked_at = [tasks.compose_drafts(), tasks.compose_drafts(), tasks.compose_drafts()]

    drafts = Issue.objects.filter(community=founded_long_ago)
    assert looked_at == [1, 0, 0]
    assert [(issue.state, issue.number) for issue in drafts] == [("draft", 1)]


def test_an_archived_community_is_left_in_peace(founded_long_ago, people) -> None:
    makers.talk(founded_long_ago, people.member)
    Community.objects.update(archived_at=timezone.now())

    assert tasks.compose_drafts() == 0
    assert not Issue.objects.exists()


def test_one_community_that_fails_does_not_hold_up_the_others(
    founded_long_ago, neighbour, monkeypatch, people
) -> None:
    Community.objects.update(created_at=timezone.now() - datetime.timedelta(days=90))
    makers.talk(founded_long_ago, people.member)
    real = sections.gather

    def gather(community, since):
        if community.pk == neighbour.pk:
            raise RuntimeError("broken")
        return real(community, since)

    monkeypatch.setattr(sections, "gather", gather)

    tasks.compose_drafts()

    assert Issue.objects.get(state="draft").community == founded_long_ago
    assert not Issue.objects.filter(community=neighbour).exists()


def test_a_published_resource_goes_into_the_open_draft_once(community, people, dispatched) -> None:
    issue = makers.draft(community, people.coordinator)
    published(community, title="A pump that lasts")

    dispatched()
    for entry in ActivityEntry.objects.filter(verb="knowledge_base.resource_published"):
        subscribers_of(entry.verb)["newsletters.resource"](entry)

    assert [item.title for item in issue.items.filter(section="library")] == ["A pump that lasts"]


def test_an_announcement_waits_for_the_next_draft_once(community, people, dispatched) -> None:
    made = announcements.draft(
        community=community, by=people.facilitator, title="We meet", body="On **Monday**."
    )
    announcements.send(announcement=made, by=people.facilitator, revision=1)
    dispatched()
    dispatched()

    found = Item.objects.get(community=community, target_type="communities.announcement")
    assert (found.title, found.section, found.text) == ("We meet", "announcements", "On Monday.")
    announcements.withdraw(announcement=made, by=people.facilitator)
    assert queries._still_there([found], community.pk) == []


def test_a_published_synthesis_waits_for_the_next_draft(community, people, dispatched) -> None:
    talk = convened(community, people, opens_in=0, title="Concluded talk")
    phases.move_phases()
    talk.refresh_from_db()
    conclude(talk, people)

    dispatched()

    waiting = Item.objects.waiting().get(section="concluded")
    assert (waiting.title, waiting.text) == ("Concluded talk", "Boil it.")


def test_what_is_published_in_an_archived_community_is_no_error(community, people, dispatched) -> None:
    published(community)
    Community.objects.update(archived_at=timezone.now())

    dispatched()

    assert not Item.objects.exists()
    entry = ActivityEntry.objects.get(verb="knowledge_base.resource_published")
    assert entry.dispatched_at is not None


def test_editors_hear_that_a_draft_waits_and_others_do_not(founded_long_ago, people, dispatched) -> None:
    makers.talk(founded_long_ago, people.member)
    tasks.compose_drafts()

    dispatched()

    told = set(
        Notice.objects.filter(kind="newsletters.draft_ready", community=founded_long_ago).values_list(
            "user_id", flat=True
        )
    )
    assert told == {people.coordinator.pk, people.facilitator.pk, people.knowledge_manager.pk}


def test_the_list_knows_its_name_and_who_still_wants_it(community, neighbour, people) -> None:
    reader, elsewhere = makers.reader(community), makers.reader(neighbour)
    mail_list = lists.get("newsletter")
    assert mail_list is not None

    wanted = mail_list.still_wanted(community.pk, [reader.pk, elsewhere.pk, people.member.pk])

    assert wanted == {reader.pk}
    assert str(mail_list.label(community.pk)) == "the newsletter of Water"
    assert mail_list.still_wanted(0, [reader.pk]) == set()
    mail_list.stop(reader, None)
    mail_list.resume(reader, 0)
    assert mail_list.still_wanted(community.pk, [reader.pk]) == {reader.pk}
