"""Answering what was handed in, and naming owners: by whom, and what must not change."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from knowledge_base.actions import curation, resources
from knowledge_base.models import ResourcePage
from knowledge_base.tests.makers import draft, published

pytestmark = pytest.mark.django_db


def test_members_and_strangers_answer_nothing_and_what_was_answered_is_not_answered_again(
    community: Any, people: Any
) -> None:
    page = draft(community, by=people.member)
    with pytest.raises(ValidationError):
        curation.approve(resource=page, by=people.knowledge_manager)
    resources.submit(resource=page, by=people.member)
    for who in (people.member, people.stranger, people.facilitator):
        with pytest.raises(Denied):
            curation.approve(resource=page, by=who)
        with pytest.raises(Denied):
            curation.send_back(resource=page, by=who, comment="No")

    curation.approve(resource=page, by=people.expert, comment="Sound.")
    with pytest.raises(Denied):
        curation.send_back(resource=page, by=people.expert, comment="On second thought")

    entry = ActivityEntry.objects.get(verb="knowledge_base.resource_reviewed")
    assert (entry.actor, entry.facts["comment"]) == (people.expert, "Sound.")
    assert not ResourcePage.objects.get(pk=page.pk).live


def test_the_new_owner_is_told_once_and_must_hold_a_role(
    community: Any, people: Any, dispatched: Any
) -> None:
    page = published(community)
    with pytest.raises(ValidationError):
        curation.name_owner(resource=page, by=people.knowledge_manager, owner=people.member)
    with pytest.raises(Denied):
        curation.name_owner(resource=page, by=people.expert, owner=people.expert)

    for _again in range(2):
        curation.name_owner(resource=page, by=people.knowledge_manager, owner=people.expert)
    dispatched()

    assert Notice.objects.filter(user=people.expert, kind="knowledge_base.owned").count() == 1


def test_many_get_one_owner_who_hears_of_it_once_and_the_inventory_knows_at_once(
    community: Any, people: Any, dispatched: Any
) -> None:
    pages = [published(community, title=f"Pump {number}", substitute=people.expert) for number in range(3)]
    kept = published(community, title="Another")

    done = curation.name_owner_of_all(resources=pages, by=people.knowledge_manager, owner=people.expert)
    again = curation.name_owner_of_all(
        resources=[ResourcePage.objects.get(pk=page.pk) for page in pages],
        by=people.knowledge_manager,
        owner=people.expert,
    )

    assert (done, again) == (3, 0)
    rows = ResourcePage.objects.filter(pk__in=[page.pk for page in pages])
    # Nobody stands in for themselves.
    assert set(rows.values_list("owner", "substitute", "score__owned")) == {(people.expert.pk, None, True)}
    dispatched()
    told = Notice.objects.get(user=people.expert, kind="knowledge_base.owned")
    assert "and 2 more resources" in told.title
    assert ResourcePage.objects.get(pk=kept.pk).owner_id == kept.owner_id


def test_many_get_no_owner_from_next_door_nor_one_without_a_role(community: Any, people: Any) -> None:
    page = published(community)
    with pytest.raises(Denied):
        curation.name_owner_of_all(resources=[page], by=people.stranger, owner=people.expert)
    with pytest.raises(ValidationError):
        curation.name_owner_of_all(resources=[page], by=people.knowledge_manager, owner=people.member)

    assert ResourcePage.objects.get(pk=page.pk).owner_id == page.owner_id


def test_who_was_named_counts_in_the_scores_soon(community: Any, people: Any, dispatched: Any) -> None:
    page = published(community)
    curation.name_owner(resource=page, by=people.knowledge_manager, owner=people.expert)

    dispatched()

    assert ResourcePage.objects.get(pk=page.pk).score.owned


def test_a_draft_from_before_makes_nobody_their_own_substitute(community: Any, people: Any) -> None:
    page = ResourcePage.objects.get(pk=published(community, substitute=people.expert).pk).specific
    page.title, page.change_note = "A pump that lasts longer", "Longer"
    page.save_revision(user=people.knowledge_manager)
    curation.name_owner(resource=page, by=people.knowledge_manager, owner=people.expert)

    now = ResourcePage.objects.get(pk=page.pk)
    resources.publish(resource=now, by=people.knowledge_manager)

    now = ResourcePage.objects.get(pk=page.pk)
    assert (now.title, now.owner, now.substitute) == ("A pump that lasts longer", people.expert, None)


def test_what_is_sent_back_is_told_to_who_handed_it_in_not_to_who_owns_the_page(
    community: Any, people: Any, dispatched: Any
) -> None:
    page = published(community, by=people.member, title="A pump").specific
    page.change_note = "Sand is worse."
    page.save_revision(user=people.expert)
    resources.submit(resource=page, by=people.expert)
    dispatched()

    curation.send_back(resource=page, by=people.knowledge_manager, comment="Say which sand.")
    dispatched()

    told = Notice.objects.get(kind="knowledge_base.returned")
    assert told.user == people.expert
    assert told.detail == "Say which sand."
    assert told.url.endswith(f"/cms/pages/{page.pk}/edit/")  # where the expert wrote it
