"""Who confirms the result of a story, and that no story goes out without a yes of those in it."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import Http404

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from knowledge_base.actions import merges, resources, stories
from knowledge_base.models import ResourcePage, ResultConfirmation, StoryPage, StoryPerson
from knowledge_base.tests.makers import draft, handed_in, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(community: Any, people: Any) -> StoryPage:
    form = handed_in(community, people.member, "story")
    page = resources.publish(resource=ResourcePage.objects.get(submission=form), by=people.knowledge_manager)
    return StoryPage.objects.get(pk=page.pk)


def test_a_second_person_confirms_once_and_its_author_is_told(
    story: StoryPage, people: Any, dispatched: Any
) -> None:
    for _again in range(2):
        stories.confirm_result(story=story, by=people.expert, words="I was\nthere.")
    dispatched()

    assert [(row.name, row.words) for row in ResultConfirmation.objects.all()] == [
        (people.expert.name, "I was there.")
    ]
    assert ActivityEntry.objects.filter(verb="knowledge_base.result_confirmed").count() == 1
    told = Notice.objects.filter(kind="knowledge_base.result_confirmed")
    assert [notice.user for notice in told] == [people.member]


def test_neither_its_author_nor_who_is_no_member_confirms_it(story: StoryPage, people: Any) -> None:
    for who in (people.member, people.stranger, people.sponsor):
        with pytest.raises((Denied, Http404)):
            stories.confirm_result(story=story, by=who)

    assert not ResultConfirmation.objects.exists()


def test_a_word_is_taken_back_by_who_gave_it(story: StoryPage, people: Any) -> None:
    stories.confirm_result(story=story, by=people.expert)
    stories.take_back(story=story, by=people.facilitator)
    assert ResultConfirmation.objects.count() == 1

    stories.take_back(story=story, by=people.expert)

    assert not ResultConfirmation.objects.exists()


def test_a_story_is_published_by_no_door_before_everybody_in_it_agreed(community: Any, people: Any) -> None:
    page = draft(community, kind="story", title="Early")
    with pytest.raises(Denied, match="agreed"):
        resources.publish(resource=page, by=people.knowledge_manager)
    page = StoryPage.objects.get(pk=page.pk)
    page.consent = True
    page.story_people.set([StoryPerson(name="Ruth W.", agreed=False)])
    page.save()
    revision = page.save_revision(user=people.knowledge_manager)
    with pytest.raises(Denied, match=r"Ruth W\. has not agreed"):
        revision.publish(user=people.knowledge_manager)
    resources.submit(resource=page, by=people.member)
    page.current_workflow_task_state.approve(user=people.expert)
    last = StoryPage.objects.get(pk=page.pk).current_workflow_task_state
    with pytest.raises(Denied):
        last.approve(user=people.knowledge_manager)

    page.refresh_from_db()
    assert not page.live
    assert published(community, kind="story", title="Agreed", consent=True).live


def test_who_handed_it_in_hears_of_its_publication_once_and_at_once(
    story: StoryPage, people: Any, dispatched: Any
) -> None:
    dispatched()

    kinds = Notice.objects.filter(user=people.member, kind__startswith="knowledge_base.")
    assert [notice.kind for notice in kinds] == ["knowledge_base.submission_published"]
    others = Notice.objects.filter(kind="knowledge_base.published").values_list("user", flat=True)
    assert people.guest.pk in others
    assert people.member.pk not in others


def test_who_confirmed_what_was_merged_confirms_what_it_became_once_and_not_what_they_wrote(
    story: StoryPage, community: Any, people: Any
) -> None:
    form = handed_in(community, people.facilitator, "story", title="Ropes, told by another")
    page = resources.publish(resource=ResourcePage.objects.get(submission=form), by=people.knowledge_manager)
    other = StoryPage.objects.get(pk=page.pk)
    for one, who in ((story, "expert"), (other, "expert"), (other, "member"), (other, "coordinator")):
        stories.confirm_result(story=one, by=getattr(people, who), words="I was there.")
    ResultConfirmation.objects.create(story=other, user=None, name="Who left")

    merges.merge(winner=story, loser=other, by=people.knowledge_manager)

    names = sorted([people.expert.name, people.coordinator.name, "Who left"])
    assert sorted(row.name for row in ResultConfirmation.objects.filter(story=story)) == names
    assert {row.user for row in ResultConfirmation.objects.filter(story=other)} == {
        people.expert,
        people.member,
    }


def test_what_is_no_story_takes_no_confirmation(story: StoryPage, community: Any, people: Any) -> None:
    stories.confirm_result(story=story, by=people.expert)

    merges.merge(winner=published(community), loser=story, by=people.knowledge_manager)

    assert ResultConfirmation.objects.get().story == story
