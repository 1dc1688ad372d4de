"""Two become one, and nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import Denied
from cop_portal.tests.factories import community_with_roles, holder, joined
from knowledge_base.actions import merges, ratings, resources, retirements, reuses
from knowledge_base.enums import CreditRole, Sharing
from knowledge_base.models import Credit, ResourceChange, ResourcePage, Reuse, UsefulResource
from knowledge_base.queries.reuses import of_resource
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def rich(community: Any, people: Any, title: str, *tags: str, **fields: Any) -> ResourcePage:
    page = published(community, title=title, **fields).specific
    page.tags.set(tags)
    for name, role, user in (("Both", CreditRole.AUTHOR, None), (title, CreditRole.SOURCE, people.member)):
        Credit.objects.create(resource_id=page.pk, name=name, role=role, user=user)
    page.save_revision().publish(user=holder(community, "knowledge_manager"))
    return ResourcePage.objects.get(pk=page.pk)


def test_credits_topics_uses_and_marks_are_united_and_nothing_is_deleted(
    community: Any, people: Any, client: Any
) -> None:
    first, second = (
        rich(community, people, "First", "pumps"),
        rich(community, people, "Second", "repair", "pumps"),
    )
    for page in (first, second):
        resources.mark_useful(resource=page, by=people.member)
        resources.note_reuse(resource=page, by=people.member, where="Nairobi")
    resources.mark_useful(resource=second, by=people.expert)
    ratings.rate(resource=second, by=people.facilitator, useful=False)
    resources.note_reuse(resource=second, by=people.expert, where="Kisumu")
    counts = (Credit.objects.count(), Reuse.objects.count(), UsefulResource.objects.count())

    done = merges.merge(winner=first, loser=second, by=people.knowledge_manager, reason="The same pump.")

    client.force_login(people.member)
    loser = ResourcePage.objects.get(pk=second.pk)
    assert sorted(done.tags.names()) == ["pumps", "repair"]
    assert {(row.name, row.role) for row in Credit.objects.filter(resource=done)} == {
        ("Both", "author"), ("First", "source"),
    }  # fmt: skip
    assert (done.useful_count, done.reuse_count) == (2, 2)
    assert (loser.useful_count, loser.reuse_count) == (1, 1)
    assert (Reuse.objects.count(), UsefulResource.objects.count()) == counts[1:]
    assert Credit.objects.filter(resource=loser).count() == 2
    assert loser.merged_into_id == done.pk
    assert "The same pump." in loser.retired_reason
    answer = client.get(second.url)
    assert (answer.status_code, answer["Location"]) == (302, done.url)
    entry = ActivityEntry.objects.get(verb="knowledge_base.resource_merged")
    assert (entry.target_id, entry.facts["merged_id"], entry.facts["title"]) == (done.pk, loser.pk, "Second")


@pytest.mark.parametrize("topic", ["pumps", "repair"])
def test_the_winner_stays_confirmed_and_has_no_new_version(
    topic: str, community: Any, neighbour: Any, people: Any
) -> None:
    """Whether a topic came along or not: not a word of its text is another one."""
    first, second = rich(community, people, "First", "pumps"), rich(community, people, "Second", topic)
    aside = rich(neighbour, people, "Next door", "pumps")
    resources.confirm_review(resource=first, by=people.knowledge_manager)
    told = (
        "confirmed_at",
        "confirmed_by",
        "changed_at",
        "next_review_on",
        "last_published_at",
        "live_revision",
    )
    before = ResourcePage.objects.values(*told).get(pk=first.pk)
    versions = ResourceChange.objects.filter(resource=first).count()

    done = merges.merge(winner=first, loser=second, by=people.knowledge_manager)

    assert sorted(done.tags.names()) == sorted({"pumps", topic})
    assert ResourcePage.objects.values(*told).get(pk=first.pk) == before
    assert (done.trust_state, done.has_unpublished_changes) == ("confirmed", False)
    assert ResourceChange.objects.filter(resource=first).count() == versions
    assert sorted(done.get_latest_revision_as_object().tags.names()) == sorted({"pumps", topic})
    assert list(ResourcePage.objects.get(pk=aside.pk).tags.names()) == ["pumps"]


def test_what_was_merged_before_leads_to_the_last_winner(community: Any, people: Any, sign_in: Any) -> None:
    first, second, third = (rich(community, people, name) for name in ("First", "Second", "Third"))
    keeper = people.knowledge_manager

    middle = merges.merge(winner=second, loser=first, by=keeper)
    last = merges.merge(winner=third, loser=middle, by=keeper)

    assert sign_in(people.member).get(first.url)["Location"] == last.url


def test_an_address_does_not_lead_to_what_its_reader_may_not_read(
    community: Any, people: Any, sign_in: Any
) -> None:
    open_one = rich(community, people, "Open", sharing=Sharing.ORGANISATION)
    closed = rich(community, people, "Closed matter", sharing=Sharing.CORE)

    merges.merge(winner=closed, loser=open_one, by=people.knowledge_manager)

    answer = sign_in(people.member).get(open_one.url)
    assert answer.status_code == 200
    assert closed.url not in answer.content.decode()


def test_both_libraries_must_be_theirs_and_both_resources_published(
    community: Any, neighbour: Any, people: Any
) -> None:
    ours, theirs, other = (
        rich(community, people, "Ours"),
        rich(neighbour, people, "Theirs"),
        published(community),
    )
    keeper = people.knowledge_manager

    for winner, loser in ((ours, theirs), (theirs, ours)):
        with pytest.raises(Denied):
            merges.merge(winner=winner, loser=loser, by=keeper)
    with pytest.raises(ValidationError):
        merges.merge(winner=ours, loser=ours, by=keeper)
    editing = ours.specific
    editing.summary = "Changed."
    editing.save_revision()
    with pytest.raises(ValidationError, match="not published"):
        merges.merge(winner=ours, loser=other, by=keeper)

    assert ResourcePage.objects.filter(live=True).count() == 3


def test_what_was_merged_does_not_come_back(community: Any, people: Any) -> None:
    first, second = rich(community, people, "First"), rich(community, people, "Second")
    merges.merge(winner=first, loser=second, by=people.knowledge_manager)

    with pytest.raises(ValidationError):
        retirements.reinstate(resource=ResourcePage.objects.get(pk=second.pk), by=people.knowledge_manager)


@pytest.mark.parametrize(
    ("visibility", "told_at", "comes"),
    [
        ("closed", "core", False),
        ("closed", "community", False),
        ("closed", "", False),
        ("closed", "organisation", True),
        ("closed", "public", True),
        ("secret", "organisation", False),
        ("secret", "public", True),
    ],
)
def test_what_was_told_to_another_community_alone_is_not_told_here(
    visibility: str, told_at: str, comes: bool, community: Any, people: Any, make_person: Any
) -> None:
    """Its levels name the members of the library that it lay in: they read it beside the winner, and no others."""
    next_door = community_with_roles("Cold chains", visibility=visibility)
    ours, theirs = published(community, title="Cool boxes"), published(next_door, title="Cold boxes")
    both = joined(next_door, people.knowledge_manager, "knowledge_manager")
    inside = joined(next_door, make_person("Ines Inside"))
    told = reuses.note(resource=theirs, by=inside, where="A quiet clinic")
    Reuse.objects.filter(pk=told.pk).update(sharing=told_at)

    merges.merge(winner=ours, loser=ResourcePage.objects.get(pk=theirs.pk), by=both)

    done, loser = ResourcePage.objects.get(pk=ours.pk), ResourcePage.objects.get(pk=theirs.pk)
    assert of_resource(people.member, done).filter(pk=told.pk).exists() is comes
    assert of_resource(both, done).filter(pk=told.pk).exists()
    assert (done.reuse_count, loser.reuse_count) == (1, 0)
