"""What becomes of the trust in a resource when it is confirmed or changed."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from cop_portal.foundation.permissions import Denied
from knowledge_base.actions import resources, reviews
from knowledge_base.models import Confirmation, ResourcePage
from knowledge_base.tests.makers import draft, published

pytestmark = pytest.mark.django_db


def change(page: ResourcePage, *, editor: Any, publisher: Any, small: bool = False) -> ResourcePage:
    editing = ResourcePage.objects.get(pk=page.pk).specific
    editing.summary = "Otherwise."
    editing.small_change = small
    editing.save_revision(user=editor)
    return resources.publish(resource=ResourcePage.objects.get(pk=page.pk), by=publisher)


def test_each_confirmation_is_a_line_of_the_history_with_its_note(community: Any, people: Any) -> None:
    page = published(community)

    resources.confirm_review(resource=page, by=people.expert, note="Tried\nagain in May")

    lines = [(line.by, line.note) for line in Confirmation.objects.order_by("pk")]
    assert lines == [(people.knowledge_manager, ""), (people.expert, "Tried again in May")]
    page = ResourcePage.objects.get(pk=page.pk)
    assert f"Confirmed by {people.expert.name} on" in page.trust_text


def test_a_small_change_keeps_the_state(community: Any, people: Any) -> None:
    page = published(community)

    after = change(page, editor=people.knowledge_manager, publisher=people.knowledge_manager, small=True)

    assert after.summary == "Otherwise."
    assert (after.confirmed_at, after.next_review_on) == (page.confirmed_at, page.next_review_on)
    assert after.trust_state == "confirmed"
    assert after.small_change is False
    assert Confirmation.objects.count() == 1


def test_any_other_change_asks_those_who_answer_for_it(community: Any, people: Any) -> None:
    page = published(community, by=people.member)

    after = change(page, editor=people.knowledge_manager, publisher=people.knowledge_manager)

    assert after.trust_state == "due"
    assert "to be confirmed" in after.trust_text
    assert after.confirmed_text.startswith("Confirmed by")
    assert after.next_review_on == timezone.localdate() + datetime.timedelta(days=14)
    assert reviews.remind() == 1
    resources.confirm_review(resource=after, by=people.member)
    again = ResourcePage.objects.get(pk=page.pk)
    assert again.trust_state == "confirmed"
    assert again.changed_at is None


def test_letting_somebody_elses_change_through_confirms_it(community: Any, people: Any) -> None:
    page = published(community)

    after = change(page, editor=people.expert, publisher=people.knowledge_manager)

    assert after.trust_state == "confirmed"
    assert Confirmation.objects.count() == 2


def test_the_owner_confirms_as_long_as_they_are_a_member(community: Any, people: Any) -> None:
    page = published(community, by=people.member)
    people.member.memberships.filter(community=community).update(state="left")
    former = type(people.member).objects.get(pk=people.member.pk)

    with pytest.raises(Denied):
        resources.confirm_review(resource=page, by=former)
    with pytest.raises(Denied):
        resources.confirm_review(resource=page, by=people.stranger)

    assert Confirmation.objects.count() == 1


def test_what_was_never_confirmed_is_not_due_after_a_change(community: Any, people: Any) -> None:
    page = draft(community)
    ResourcePage.objects.filter(pk=page.pk).update(live=True)
    page.refresh_from_db()
    page.specific.save_revision(user=people.stranger).publish()
    page = ResourcePage.objects.get(pk=page.pk)

    assert page.trust_state == "none"
    assert page.trust_text == "Not confirmed yet"


def test_what_came_in_with_many_is_confirmed_by_nobody_and_asked_about_in_its_turn(
    community: Any, people: Any
) -> None:
    page = draft(community)

    resources.publish(resource=page, by=people.knowledge_manager, bulk=True, quiet=True)

    page = ResourcePage.objects.get(pk=page.pk)
    assert (page.live, page.confirmed_at, page.trust_state) == (True, None, "none")
    assert page.next_review_on == page.review_day(timezone.localdate())
    assert not Confirmation.objects.exists()
