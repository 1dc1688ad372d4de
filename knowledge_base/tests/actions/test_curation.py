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
