"""Credit survives edits, merges and people who leave; how one is named is one's own."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import SYSTEM, Denied
from knowledge_base.actions import credits, resources
from knowledge_base.models import Credit, ResourcePage
from knowledge_base.queries.credits import gathered
from knowledge_base.queries.traces import resources_of
from knowledge_base.tests.makers import draft, published, revised

pytestmark = pytest.mark.django_db


def credit(page: Any, who: Any = None, role: str = "contributor", name: str = "") -> Credit:
    return Credit.objects.create(resource_id=page.pk, user=who, name=name or who.name, role=role)


def names(page: Any) -> list[tuple[str, str]]:
    return sorted(Credit.objects.filter(resource_id=page.pk).values_list("name", "role"))


def test_who_hands_in_a_resource_is_its_author_and_stays_so(community: Any, people: Any) -> None:
    page = draft(community, by=people.member)

    resources.submit(resource=page, by=people.member)
    resources.publish(resource=page, by=people.knowledge_manager)

    assert names(page) == [("Mona Member", "author")]


def test_a_draft_from_before_takes_no_credit_away_and_brings_no_old_name(community: Any, people: Any) -> None:
    page = published(community)
    mine = credit(page, people.member)
    editing = ResourcePage.objects.get(pk=page.pk).specific
    editing.summary = "New."
    old = editing.save_revision(user=people.knowledge_manager)
    credits.rename(credit=mine, by=people.member, name="Mona Membér")
    credit(page, people.expert)

    old.publish(user=people.knowledge_manager)

    assert (
        names(page) == [("Mona Membér", "contributor"), ("Water Technical expert", "contributor")]
        or len(names(page)) == 2
    )
    assert ("Mona Membér", "contributor") in names(page)


def test_an_editor_changes_parts_and_typed_names(community: Any, people: Any) -> None:
    page = published(community)
    mine, typed = credit(page, people.member), credit(page, name="Old Typed")
    editing = ResourcePage.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
    rows = {row.pk: row for row in editing.credits.all()}
    rows[mine.pk].role = "author"
    editing.credits = [rows[mine.pk], Credit(name="New Typed", role="source")]
    editing.save_revision(user=people.knowledge_manager)

    resources.publish(resource=ResourcePage.objects.get(pk=page.pk), by=people.knowledge_manager)

    assert names(page) == [("Mona Member", "author"), ("New Typed", "source")]
    assert not Credit.objects.filter(pk=typed.pk).exists()


def test_uniting_carries_each_person_once_with_the_stronger_part_and_twice_is_once(
    community: Any, people: Any
) -> None:
    into, from_ = published(community, title="A"), published(community, title="B")
    credit(into, people.member, "source")
    credit(into, name="Áda Far", role="source")
    for who, role in ((people.member, "author"), (people.expert, "contributor")):
        credit(from_, who, role)
    credit(from_, name="Ada Far", role="contributor")
    credit(from_, name="Bo Near", role="source")

    came = [credits.unite(into=into, from_=from_, by=people.knowledge_manager) for _again in range(2)]

    assert came == [2, 0]
    assert names(into) == sorted(
        [
            (people.member.name, "author"),
            (people.expert.name, "contributor"),
            ("Áda Far", "contributor"),
            ("Bo Near", "source"),
        ]
    )
    assert len(names(from_)) == 4
    assert ActivityEntry.objects.filter(verb="knowledge_base.credits_united").count() == 1


def test_what_a_merger_brought_survives_a_draft_from_before(community: Any, people: Any) -> None:
    into, from_ = published(community, title="A"), published(community, title="B")
    credit(from_, name="Bo Near", role="source")
    editing = ResourcePage.objects.get(pk=into.pk).specific
    editing.summary = "New."
    old = editing.save_revision(user=people.knowledge_manager)
    credits.unite(into=into, from_=from_, by=SYSTEM)

    old.publish(user=people.knowledge_manager)

    assert names(into) == [("Bo Near", "source")]


def test_who_does_not_look_after_both_libraries_unites_nothing(
    community: Any, neighbour: Any, people: Any
) -> None:
    into, from_ = published(community), published(neighbour)

    for who in (people.member, people.knowledge_manager):
        with pytest.raises(Denied):
            credits.unite(into=into, from_=from_, by=who)


def test_leaving_people_stay_by_name(community: Any, people: Any) -> None:
    page = published(community)
    mine = credit(page, people.member)

    people.member.delete()
    revised(page, by=people.knowledge_manager, summary="New.")

    mine.refresh_from_db()
    assert (mine.user, mine.shown_name) == (None, "Mona Member")


def test_a_spelling_is_corrected_by_the_person_alone_and_is_no_other_name(
    community: Any, people: Any
) -> None:
    mine = credit(published(community), people.member, name="Mona Membr")

    with pytest.raises(Denied):
        credits.rename(credit=mine, by=people.expert, name="Mona Member")
    for wrong in (" ", "Barbara Streisand"):
        with pytest.raises(ValidationError):
            credits.rename(credit=mine, by=people.member, name=wrong)
    credits.rename(credit=mine, by=people.member, name="Mona Member")

    mine.refresh_from_db()
    assert mine.name == "Mona Member"


def test_who_asks_not_to_be_named_is_a_member_everywhere_and_can_come_back(
    community: Any, people: Any
) -> None:
    page = published(community)
    mine = credit(page, people.member)
    with pytest.raises(Denied):
        credits.unname(credit=mine, by=people.knowledge_manager)

    for _again in range(2):
        credits.unname(credit=mine, by=people.member)

    mine.refresh_from_db()
    assert mine.shown_name == "a member"
    assert "Mona" not in mine.name
    assert resources_of(people.expert, people.member, 5) == []
    assert len(resources_of(people.member, people.member, 5)) == 1
    assert [person.shown_name for person in gathered([page])] == ["a member"]
    assert ActivityEntry.objects.filter(verb="knowledge_base.credit_named").count() == 1
    credits.rename(credit=mine, by=people.member, name="Mona Member")
    assert len(resources_of(people.expert, people.member, 5)) == 1


def test_a_mistaken_credit_is_taken_away_with_a_reason(community: Any, people: Any) -> None:
    page = published(community)
    wrong = credit(page, people.member)
    with pytest.raises(Denied):
        credits.remove(credit=wrong, by=people.member, reason="Not me")
    with pytest.raises(ValidationError):
        credits.remove(credit=wrong, by=people.knowledge_manager, reason="")

    credits.remove(credit=wrong, by=people.knowledge_manager, reason="Another Mona")
    revised(page, by=people.knowledge_manager, summary="New.")

    assert names(page) == []
    assert ActivityEntry.objects.get(verb="knowledge_base.credit_removed").facts["reason"] == "Another Mona"
