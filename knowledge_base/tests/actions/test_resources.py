"""What can be done with a resource, by whom, and what must not change."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import Denied
from knowledge_base.actions import resources
from knowledge_base.enums import Kind, Sharing
from knowledge_base.models import PAGE_OF_KIND, ResourcePage, Reuse
from knowledge_base.tests.makers import draft, published

pytestmark = pytest.mark.django_db


def recorded(verb: str) -> int:
    return ActivityEntry.objects.filter(verb=f"knowledge_base.{verb}").count()


@pytest.mark.parametrize("kind", [kind for kind in Kind.values if kind in PAGE_OF_KIND])
def test_a_draft_of_each_type_lies_in_its_communitys_library_and_is_not_published(
    kind: str, community: Any, people: Any
) -> None:
    page = resources.draft(community=community, by=people.member, kind=kind, title="One", summary="Two")

    assert type(page) is PAGE_OF_KIND[kind]
    assert page.kind == kind
    assert page.get_parent().specific.community == community
    assert page.owner == people.member
    assert not page.live
    assert not ResourcePage.objects.visible_to(people.administrator).filter(pk=page.pk).exists()


@pytest.mark.parametrize(
    ("title", "summary", "kind"), [("", "x", "tool"), ("x", " ", "tool"), ("x", "y", "poem")]
)
def test_a_draft_needs_title_summary_and_a_type(
    community: Any, people: Any, title: str, summary: str, kind: str
) -> None:
    with pytest.raises(ValidationError):
        resources.draft(community=community, by=people.member, kind=kind, title=title, summary=summary)

    assert not ResourcePage.objects.exists()


def test_a_stranger_drafts_hands_in_and_publishes_nothing(community: Any, people: Any) -> None:
    page = draft(community, by=people.member)

    with pytest.raises(Denied):
        draft(community, by=people.stranger)
    with pytest.raises(Denied):
        resources.submit(resource=page, by=people.stranger)
    with pytest.raises(Denied):
        resources.publish(resource=page, by=people.stranger)

    page.refresh_from_db()
    assert not page.live
    assert page.current_workflow_state is None


def test_what_was_handed_in_and_published_long_ago_is_told_to_nobody_today(
    community: Any, people: Any
) -> None:
    page = draft(community, by=people.member)
    ActivityEntry.objects.update(dispatched_at=timezone.now())
    long_ago = timezone.now() - datetime.timedelta(days=90)
    before = ActivityEntry.objects.count()

    resources.submit(resource=page, by=people.member, at=long_ago, quiet=True)
    resources.publish(resource=page, by=people.knowledge_manager, at=long_ago, quiet=True)

    assert recorded("resource_reviewed") == 1
    assert ActivityEntry.objects.count() == before + 3
    assert ActivityEntry.objects.filter(at=long_ago).exclude(dispatched_at=None).count() == 3


def test_two_drafts_of_one_title_have_two_addresses(community: Any, people: Any) -> None:
    first, second = draft(community, by=people.member), draft(community, by=people.member)

    assert first.url != second.url


def test_handing_in_waits_for_those_who_answer_for_the_library_and_tells_once(
    community: Any, people: Any
) -> None:
    page = draft(community, by=people.member)

    resources.submit(resource=page, by=people.member)
    resources.submit(resource=page, by=people.member)

    groups = {group.name for group in page.current_workflow_task_state.task.specific.groups.all()}
    assert groups == {community.group_name("knowledge_manager"), community.group_name("expert")}
    assert recorded("resource_submitted") == 1


def test_publishing_confirms_indexes_counts_and_is_recorded_once(community: Any, people: Any) -> None:
    page = draft(community, by=people.member, context="Rust is the enemy")
    resources.submit(resource=page, by=people.member)

    done = resources.publish(resource=page, by=people.knowledge_manager)
    resources.publish(resource=done, by=people.knowledge_manager)

    community.refresh_from_db()
    assert done.live
    assert done.confirmed_by == people.knowledge_manager
    assert done.trust_state == "confirmed"
    assert done.next_review_on is not None
    assert done.next_review_on > timezone.localdate() + datetime.timedelta(days=300)
    assert ResourcePage.objects.filter(search_vector="rust").exists()
    assert community.resource_count == 1
    assert recorded("resource_published") == 1
    assert ActivityEntry.objects.get(verb="knowledge_base.resource_published").facts["first"] is True


def test_an_expert_may_not_publish_past_the_knowledge_manager(community: Any, people: Any) -> None:
    page = draft(community, by=people.member)

    with pytest.raises(Denied):
        resources.publish(resource=page, by=people.expert)

    page.refresh_from_db()
    assert not page.live


def test_publishing_an_older_draft_leaves_counts_and_confirmation_alone(community: Any, people: Any) -> None:
    page = published(community, sharing=Sharing.ORGANISATION)
    resources.mark_useful(resource=page, by=people.member)
    editing = ResourcePage.objects.get(pk=page.pk).specific
    editing.summary = "How to keep it running for long."
    revision = editing.save_revision(user=people.knowledge_manager)
    resources.mark_useful(resource=page, by=people.expert)

    revision.publish(user=people.knowledge_manager)

    after = ResourcePage.objects.get(pk=page.pk)
    assert after.summary == "How to keep it running for long."
    assert after.useful_count == 2
    assert recorded("resource_published") == 2
    last = ActivityEntry.objects.filter(verb="knowledge_base.resource_published").latest("pk")
    assert last.facts["first"] is False


def test_retiring_needs_a_reason_and_takes_it_out_of_the_library(community: Any, people: Any) -> None:
    page = published(community)
    with pytest.raises(ValidationError):
        resources.retire(resource=page, by=people.knowledge_manager, reason=" ")
    with pytest.raises(Denied):
        resources.retire(resource=page, by=people.member, reason="Old")

    resources.retire(resource=page, by=people.knowledge_manager, reason="A better one came")

    community.refresh_from_db()
    assert not ResourcePage.objects.visible_to(people.member).filter(pk=page.pk).exists()
    assert community.resource_count == 0
    entry = ActivityEntry.objects.get(verb="knowledge_base.resource_retired")
    assert entry.facts["reason"] == "A better one came"
    assert entry.actor == people.knowledge_manager


def test_confirming_moves_the_review_and_is_for_reviewers(community: Any, people: Any) -> None:
    page = published(community)
    ResourcePage.objects.filter(pk=page.pk).update(next_review_on=datetime.date(2020, 1, 1))
    page.refresh_from_db()
    assert page.trust_state == "due"
    with pytest.raises(Denied):
        resources.confirm_review(resource=page, by=people.member)

    resources.confirm_review(resource=page, by=people.expert)

    page.refresh_from_db()
    assert page.trust_state == "confirmed"
    assert page.confirmed_by == people.expert


def test_useful_and_reuse_count_once_and_a_stranger_of_a_closed_community_cannot(
    community: Any, neighbour: Any, people: Any
) -> None:
    page, closed = published(community), published(neighbour)

    for _again in range(2):
        resources.mark_useful(resource=page, by=people.member)
        resources.note_reuse(resource=page, by=people.member, where="Nairobi", changed="Two pages, not one")
    with pytest.raises((Http404, Denied)):
        resources.mark_useful(resource=closed, by=people.member)
    with pytest.raises(ValidationError):
        resources.note_reuse(resource=page, by=people.member, where=" ")

    page.refresh_from_db()
    closed.refresh_from_db()
    assert (page.useful_count, page.reuse_count, closed.useful_count) == (1, 1, 0)
    assert Reuse.objects.get().changed == "Two pages, not one"
    assert recorded("resource_reused") == 1
