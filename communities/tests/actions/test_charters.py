"""Drafting a charter, putting it to the members, agreeing."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from communities.actions import charters
from communities.models import CharterAgreement, CharterDraft, CharterVersion
from communities.queries.charters import (
    agreed_count,
    agreement,
    current,
    draft_of,
    holds,
    members_by_agreement,
)
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(community: Any, people: Any) -> CharterVersion:
    """Version 1, by the coordinator."""
    charters.save_draft(
        community=community, by=people.coordinator, revision=1, mission="Water for all", rules="Be kind"
    )
    return charters.publish(community=community, by=people.coordinator)


def test_a_saved_draft_keeps_what_was_written_and_counts_its_revisions(community: Any, people: Any) -> None:
    draft = charters.save_draft(
        community=community, by=people.facilitator, revision=1, mission=" Why \r\nus ", goals="One"
    )

    draft.refresh_from_db()
    assert (draft.mission, draft.goals, draft.rules) == ("Why \nus", "One", "")
    assert (draft.revision, draft.updated_by) == (2, people.facilitator)
    assert not CharterVersion.objects.exists()


def test_a_save_on_top_of_another_is_refused_and_shows_theirs(community: Any, people: Any) -> None:
    charters.save_draft(community=community, by=people.coordinator, revision=1, mission="Theirs")

    with pytest.raises(charters.EditedMeanwhile) as conflict:
        charters.save_draft(community=community, by=people.facilitator, revision=1, mission="Mine")

    assert conflict.value.draft.mission == "Theirs"
    assert draft_of(community).mission == "Theirs"
    assert draft_of(community).updated_by == people.coordinator


@pytest.mark.parametrize("who", ["expert", "knowledge_manager", "member", "guest", "stranger", "sponsor"])
def test_others_neither_draft_nor_publish(who: str, community: Any, people: Any) -> None:
    with pytest.raises(Denied):
        charters.save_draft(community=community, by=getattr(people, who), revision=1, mission="Mine")
    with pytest.raises(Denied):
        charters.publish(community=community, by=getattr(people, who))

    assert not CharterDraft.objects.exists()
    assert not CharterVersion.objects.exists()


def test_publishing_makes_the_next_version_and_tells_it(community: Any, people: Any, version: Any) -> None:
    charters.save_draft(community=community, by=people.coordinator, revision=2, goals="A well each")

    second = charters.publish(community=community, by=people.facilitator, changes="Goals", revision=3)

    assert (version.number, second.number, second.changes) == (1, 2, "Goals")
    assert (second.mission, second.goals) == ("Water for all", "A well each")
    assert list(
        ActivityEntry.objects.filter(verb="communities.charter_published")
        .order_by("pk")
        .values_list("facts", flat=True)
    ) == [{"number": 1}, {"number": 2}]


def test_an_empty_charter_is_not_published(community: Any, people: Any) -> None:
    charters.save_draft(community=community, by=people.coordinator, revision=1, mission="Only why")

    with pytest.raises(ValidationError):
        charters.publish(community=community, by=people.coordinator)

    assert not CharterVersion.objects.exists()


def test_the_same_text_is_not_published_twice(community: Any, people: Any, version: Any) -> None:
    with pytest.raises(ValidationError):
        charters.publish(community=community, by=people.coordinator)

    assert CharterVersion.objects.count() == 1


def test_a_draft_that_changed_since_it_was_seen_is_not_published(community: Any, people: Any) -> None:
    charters.save_draft(community=community, by=people.coordinator, revision=1, mission="Why", rules="How")

    with pytest.raises(charters.EditedMeanwhile):
        charters.publish(community=community, by=people.facilitator, revision=1)

    assert not CharterVersion.objects.exists()


def test_a_version_stays_as_it_was_when_the_draft_goes_on(community: Any, people: Any, version: Any) -> None:
    charters.save_draft(community=community, by=people.coordinator, revision=2, mission="Other")

    version.refresh_from_db()
    assert version.mission == "Water for all"


def test_agreeing_points_at_exactly_this_version_and_twice_is_once(people: Any, version: Any) -> None:
    first = charters.agree(version=version, by=people.member)
    second = charters.agree(version=version, by=people.member)

    assert first == second
    assert first.version == version
    assert ActivityEntry.objects.filter(verb="communities.charter_agreed", actor=people.member).count() == 1


def test_agreeing_to_an_earlier_version_is_refused(community: Any, people: Any, version: Any) -> None:
    charters.save_draft(community=community, by=people.coordinator, revision=2, rules="Be kinder")
    charters.publish(community=community, by=people.coordinator)

    with pytest.raises(ValidationError):
        charters.agree(version=version, by=people.member)

    assert not CharterAgreement.objects.exists()


@pytest.mark.parametrize("who", ["stranger", "sponsor"])
def test_only_members_agree(who: str, people: Any, version: Any) -> None:
    with pytest.raises(Denied):
        charters.agree(version=version, by=getattr(people, who))

    assert not CharterAgreement.objects.exists()


def test_a_template_fills_what_is_empty_and_nothing_else(community: Any, people: Any) -> None:
    charters.save_draft(community=community, by=people.coordinator, revision=1, mission="Ours")

    draft = charters.start_from(community=community, by=people.coordinator, template="full", revision=2)

    assert draft.mission == "Ours"
    assert "voluntary" in draft.rules
    with pytest.raises(charters.EditedMeanwhile):
        charters.start_from(community=community, by=people.coordinator, template="full", revision=2)


def test_sections_of_its_own_keep_their_order_and_go_into_the_version(community: Any, people: Any) -> None:
    more = [{"title": "How we meet", "text": "On Fridays"}, {"title": " ", "text": "lost"}]
    charters.save_draft(
        community=community, by=people.coordinator, revision=1, mission="Why", rules="How", more=more
    )

    version = charters.publish(community=community, by=people.coordinator)

    assert version.more == [{"title": "How we meet", "text": "On Fridays"}]


def again(community: Any, people: Any, mission: str, **more: Any) -> CharterVersion:
    revision = draft_of(community).revision
    charters.save_draft(community=community, by=people.coordinator, revision=revision, mission=mission)
    return charters.publish(community=community, by=people.coordinator, **more)


def test_a_minor_change_asks_nobody_again_and_any_other_does(
    community: Any, people: Any, version: Any, dispatched: Any
) -> None:
    charters.agree(version=version, by=people.member)
    dispatched()
    Notice.objects.all().delete()
    minor = again(community, people, "Water for all.", minor=True)

    assert minor.is_minor
    assert holds(agreement(people.member, community), minor)
    dispatched()
    assert not Notice.objects.filter(kind="communities.charter_published").exists()
    major = again(community, people, "Water for everybody")
    assert not holds(agreement(people.member, community), major)
    assert [row.user for row in members_by_agreement(minor, agreed=True)] == [people.member]
    assert agreed_count(major) == 0


def test_the_first_version_is_never_minor(community: Any, people: Any) -> None:
    charters.save_draft(community=community, by=people.coordinator, revision=1, mission="Why", rules="How")

    assert charters.publish(community=community, by=people.coordinator, minor=True).asks_from == 1


def test_members_comment_on_a_draft_that_is_shown_and_on_no_other(community: Any, people: Any) -> None:
    charters.save_draft(community=community, by=people.coordinator, revision=1, mission="Why", rules="How")
    with pytest.raises(ValidationError):
        charters.comment(community=community, by=people.member, text="Hm")
    for _round in range(2):
        charters.show_draft(community=community, by=people.facilitator, shown=True)

    with pytest.raises(Denied):
        charters.comment(community=community, by=people.stranger, text="Me too")
    with pytest.raises(ValidationError):
        charters.comment(community=community, by=people.member, text="  ")
    made = charters.comment(community=community, by=people.member, text="Hm", section="Mission", key="k")
    assert charters.comment(community=community, by=people.member, text="Hm", key="k").pk == made.pk
    with pytest.raises(Denied):
        charters.resolve_comment(comment=made, by=people.member)
    charters.resolve_comment(comment=made, by=people.facilitator)

    made.refresh_from_db()
    assert made.resolved_at is not None
    assert ActivityEntry.objects.filter(verb="communities.charter_shown").count() == 1
    assert ActivityEntry.objects.filter(verb="communities.charter_commented").count() == 1


def test_publishing_ends_the_comments(community: Any, people: Any) -> None:
    charters.save_draft(community=community, by=people.coordinator, revision=1, mission="Why", rules="How")
    charters.show_draft(community=community, by=people.coordinator, shown=True)
    made = charters.comment(community=community, by=people.member, text="Hm")

    charters.publish(community=community, by=people.coordinator)

    made.refresh_from_db()
    assert made.resolved_at is not None
    assert draft_of(community).shown_at is None


def test_an_earlier_version_is_taken_up_again_as_a_new_draft(
    community: Any, people: Any, version: Any
) -> None:
    again(community, people, "Other")
    revision = draft_of(community).revision
    with pytest.raises(charters.EditedMeanwhile):
        charters.restore(version=version, by=people.coordinator, revision=revision - 1)
    with pytest.raises(Denied):
        charters.restore(version=version, by=people.member, revision=revision)

    charters.restore(version=version, by=people.coordinator, revision=revision)

    assert draft_of(community).mission == version.mission
    assert current(community).mission == "Other"


def test_who_has_not_agreed_is_reminded_once_a_week(
    community: Any, people: Any, version: Any, dispatched: Any
) -> None:
    charters.agree(version=version, by=people.member)
    with pytest.raises(Denied):
        charters.remind(version=version, by=people.member)

    charters.remind(version=version, by=people.coordinator)
    with pytest.raises(ValidationError):
        charters.remind(version=version, by=people.coordinator)
    dispatched()

    told = {notice.user for notice in Notice.objects.filter(kind="communities.charter_reminded")}
    assert people.expert in told
    assert not told & {people.member, people.stranger}


def test_the_version_that_was_asked_for_is_published_once_and_nothing_new_is_still_refused(
    community: Any, people: Any
) -> None:
    charters.save_draft(community=community, by=people.coordinator, revision=1, mission="Why", rules="How")
    first = charters.publish(community=community, by=people.coordinator, revision=2, number=1)

    assert charters.publish(community=community, by=people.coordinator, revision=2, number=1) == first
    for who, number in ((people.facilitator, 1), (people.coordinator, 2)):
        with pytest.raises(ValidationError):
            charters.publish(community=community, by=who, revision=2, number=number)
    assert CharterVersion.objects.count() == 1
    assert ActivityEntry.objects.filter(verb="communities.charter_published").count() == 1
