"""Each published change of weight has a reason; proposals are discussed and answered; who uses it hears."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from communities.enums import Role
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied
from cop_portal.tests.factories import joined, people_of
from discussions.models import Discussion
from knowledge_base.actions import changes, merges, resources, reuses
from knowledge_base.enums import Sharing
from knowledge_base.models import ChangeProposal, ResourceChange, ResourceFollow, ResourcePage
from knowledge_base.queries import changes as queries
from knowledge_base.tests.makers import moved, published, revised

pytestmark = pytest.mark.django_db


def told(kind: str) -> set[int]:
    return set(Notice.objects.filter(kind=f"knowledge_base.{kind}").values_list("user_id", flat=True))


def test_the_first_version_needs_no_reason_and_the_next_keeps_its_own(community: Any, people: Any) -> None:
    page = published(community)

    revised(page, by=people.knowledge_manager, change_note="Grease\nmonthly, after Wajir", summary="New.")

    first, second = ResourceChange.objects.order_by("number")
    assert (first.number, first.reason, first.small) == (1, "", False)
    assert (second.number, second.reason, second.small) == (2, "Grease monthly, after Wajir", False)
    assert second.by == people.knowledge_manager
    page.refresh_from_db()
    assert (page.change_note, page.summary) == ("", "New.")


def test_the_reason_of_one_change_is_not_that_of_the_next(community: Any, people: Any) -> None:
    page = published(community)
    revised(page, by=people.knowledge_manager, change_note="Grease monthly", summary="New.")

    editing = ResourcePage.objects.get(pk=page.pk).specific.get_latest_revision_as_object()

    assert editing.change_note == ""
    assert editing.small_change is False


def test_a_version_published_again_is_one_version(community: Any, people: Any) -> None:
    page = published(community)
    live = ResourcePage.objects.get(pk=page.pk).specific

    live.latest_revision.publish(user=people.knowledge_manager)

    assert ResourceChange.objects.count() == 1


def test_small_changes_stand_apart_and_nobody_is_told(community: Any, people: Any, dispatched: Any) -> None:
    page = published(community)
    resources.mark_useful(resource=page, by=people.member)
    dispatched()

    revised(page, by=people.knowledge_manager, change_note="A comma", small_change=True, summary="A, b.")
    revised(page, by=people.knowledge_manager, summary="A; b.")
    dispatched()

    assert list(ResourceChange.objects.filter(small=True).values_list("number", flat=True)) == [3, 2]
    assert told("changed") == set()


def test_who_uses_it_hears_of_a_change_if_they_may_read_it(
    community: Any, people: Any, dispatched: Any
) -> None:
    page = published(community, sharing=Sharing.ORGANISATION)
    reuses.note(resource=page, by=people.stranger, where="Quito")
    reuses.note(resource=page, by=people.sponsor, where="Lima")
    resources.mark_useful(resource=page, by=people.member)
    changes.follow(resource=page, by=people.facilitator, wanted=True)
    changes.follow(resource=page, by=people.guest, wanted=True)
    changes.follow(resource=page, by=people.guest, wanted=False)
    moved(page, Sharing.COMMUNITY)

    revised(page, by=people.knowledge_manager, change_note="Grease monthly", sharing=Sharing.COMMUNITY)
    dispatched()

    assert told("changed") == {people.member.pk, people.facilitator.pk}
    assert Notice.objects.filter(kind="knowledge_base.changed", detail="Grease monthly").count() == 2


def test_a_proposal_opens_one_discussion_linked_both_ways(
    community: Any, people: Any, dispatched: Any
) -> None:
    page = published(community, by=people.expert, title="Pumps [that] *last*")

    proposal, talk = changes.propose(
        resource=page, by=people.member, title="Grease monthly", words="Sand gets in."
    )
    dispatched()

    assert isinstance(talk, Discussion)
    assert talk.community == community
    assert page.url in talk.body
    assert "<em>" not in talk.body_html
    assert queries.beside(people.member, page).proposals == (("Grease monthly", talk.get_absolute_url()),)
    assert queries.proposal_of(talk) == proposal
    assert told("change_proposed") == {people.expert.pk, people.knowledge_manager.pk}


def test_a_stranger_proposes_nothing_and_reads_no_proposal(
    community: Any, neighbour: Any, people: Any
) -> None:
    inner = people_of(neighbour)
    page = published(neighbour, sharing=Sharing.PUBLIC)
    changes.propose(resource=page, by=inner.member, title="Inside talk", words="Sand.")

    with pytest.raises(Denied):
        changes.propose(resource=page, by=people.member, title="Mine", words="Sand.")
    with pytest.raises(ValidationError):
        changes.propose(resource=page, by=inner.member, title=" ", words="Sand.")

    assert queries.beside(people.member, page).proposals == ()
    assert not queries.proposals(people.member, page).exists()
    assert ChangeProposal.objects.count() == 1


def test_a_proposal_whose_first_post_waits_finds_its_discussion_later(
    community: Any, people: Any, dispatched: Any, monkeypatch: Any
) -> None:
    page = published(community)
    proposal, talk = changes.propose(resource=page, by=people.member, title="Grease", words="Sand.")
    ChangeProposal.objects.filter(pk=proposal.pk).update(discussion=None)
    dispatched()

    proposal.refresh_from_db()
    assert proposal.discussion == talk


def test_the_answer_names_version_and_outcome_and_reaches_who_proposed(
    community: Any, people: Any, dispatched: Any
) -> None:
    page = published(community)
    proposal, _talk = changes.propose(resource=page, by=people.member, title="Grease", words="Sand.")
    revised(page, by=people.knowledge_manager, change_note="Grease monthly")
    change = ResourceChange.objects.get(number=2)
    with pytest.raises(Denied):
        changes.answer(proposal=proposal, by=people.member, outcome="Yes", change=change)
    with pytest.raises(ValidationError):
        changes.answer(proposal=proposal, by=people.knowledge_manager, outcome=" ", change=change)

    for _again in range(2):
        changes.answer(proposal=proposal, by=people.knowledge_manager, outcome="Monthly now", change=change)
    dispatched()

    after, _before = queries.of_resource(people.member, page)
    assert [one.outcome for one in after.proposals.all()] == ["Monthly now"]
    assert told("change_answered") == {people.member.pk}
    assert ActivityEntry.objects.filter(verb="knowledge_base.change_answered").count() == 1
    assert queries.beside(people.member, page).proposals == ()


def test_a_version_of_another_resource_is_no_answer(community: Any, people: Any) -> None:
    page, other = published(community), published(community, title="Other")
    proposal, _talk = changes.propose(resource=page, by=people.member, title="Grease", words="Sand.")

    with pytest.raises(ValidationError):
        changes.answer(
            proposal=proposal, by=people.knowledge_manager, outcome="Yes", change=other.changes.get()
        )


def test_who_followed_what_was_merged_hears_of_the_winner_once_and_only_if_they_may_read_it(
    community: Any, people: Any, dispatched: Any
) -> None:
    winner = published(community, sharing=Sharing.COMMUNITY)
    loser = published(community, title="The same pump", sharing=Sharing.ORGANISATION)
    for page in (winner, loser):
        changes.follow(resource=page, by=people.member, wanted=True)
    for who in (people.facilitator, people.stranger):
        changes.follow(resource=loser, by=who, wanted=True)

    merges.merge(winner=winner, loser=loser, by=people.knowledge_manager)
    revised(winner, by=people.knowledge_manager, change_note="Grease monthly", summary="New.")
    dispatched()

    assert ResourceFollow.objects.count() == 4
    assert told("changed") == {people.member.pk, people.facilitator.pk}
    assert Notice.objects.filter(kind="knowledge_base.changed", user=people.member).count() == 1
    assert queries.beside(people.facilitator, winner).follows


def test_what_is_in_discussion_goes_along_and_what_has_its_answer_stays(
    community: Any, people: Any, dispatched: Any
) -> None:
    winner, loser = published(community), published(community, title="The same pump")
    answered, _talk = changes.propose(resource=loser, by=people.member, title="Paint", words="Rust.")
    changes.answer(proposal=answered, by=people.knowledge_manager, outcome="No rust here")
    waiting, _talk = changes.propose(resource=loser, by=people.member, title="Oil", words="Dry.")
    ChangeProposal.objects.filter(pk=waiting.pk).update(discussion=None)
    proposal, talk = changes.propose(resource=loser, by=people.member, title="Grease", words="Sand.")

    merges.merge(winner=winner, loser=loser, by=people.knowledge_manager)
    dispatched()

    assert {one.pk for one in queries.proposals(people.member, winner)} == {waiting.pk, proposal.pk}
    assert ("Grease", talk.get_absolute_url()) in queries.beside(people.member, winner).proposals
    answered.refresh_from_db()
    assert (answered.resource_id, answered.outcome) == (loser.pk, "No rust here")
    proposal.refresh_from_db()
    changes.answer(
        proposal=proposal, by=people.knowledge_manager, outcome="Monthly now", change=winner.changes.get()
    )


def test_a_proposal_that_came_from_next_door_is_read_by_those_who_read_its_discussion(
    community: Any, neighbour: Any, people: Any, dispatched: Any
) -> None:
    inner = people_of(neighbour)
    winner, loser = published(community), published(neighbour, title="The same pump")
    both = joined(neighbour, people.knowledge_manager, Role.KNOWLEDGE_MANAGER)
    proposal, talk = changes.propose(resource=loser, by=inner.member, title="Inside talk", words="Sand.")
    waiting, _talk = changes.propose(resource=loser, by=inner.member, title="Oil", words="Dry.")
    ChangeProposal.objects.filter(pk=waiting.pk).update(discussion=None)

    merges.merge(winner=winner, loser=loser, by=both)
    dispatched()

    assert queries.beside(people.member, winner).proposals == ()
    assert not queries.proposals(people.member, winner).exists()
    assert queries.beside(both, winner).proposals == (("Inside talk", talk.get_absolute_url()),)
    assert queries.get_proposal_for(both, winner, proposal.pk) == proposal
    waiting.refresh_from_db()
    assert (waiting.resource_id, waiting.discussion is None) == (loser.pk, False)
