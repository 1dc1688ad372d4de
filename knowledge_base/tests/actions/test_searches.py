"""What was sought and not found is counted, and tells nobody who sought."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from communities.models import Community
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import Denied
from cop_portal.tests.factories import community_with_roles, holder, joined
from knowledge_base.actions import gaps, gathering
from knowledge_base.actions.searches import note_failed, put_aside, take_up
from knowledge_base.models import FailedSearch, Gap
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def test_the_same_words_on_one_day_are_one_row_that_counts(people: Any, community: Any) -> None:
    for words in ("Hand  pumps", "hand pumps", "Hánd pumps"):
        note_failed(words=words, by=people.member, community=community)

    assert [(row.community, row.times) for row in FailedSearch.objects.all()] == [(community, 3)]
    assert not any(field.name in ("user", "by") for field in FailedSearch._meta.get_fields())


def test_what_was_sought_in_the_whole_portal_is_lacking_where_the_person_belongs(
    people: Any, community: Any, neighbour: Any, make_person: Any
) -> None:
    off = joined(community_with_roles("No library"), people.member).memberships.get(
        community__name="No library"
    )
    Community.objects.filter(pk=off.community_id).update(modules_off=["library"])
    note_failed(words="hand pumps", by=people.member, community=community)
    note_failed(words="hand pumps", by=people.member)
    note_failed(words="hand pumps", by=make_person("Alone"))

    rows = FailedSearch.objects.order_by("community_id")
    assert [(row.community, row.times) for row in rows] == [(community, 2), (None, 1)]


def test_where_few_belong_it_is_not_told_what_one_of_them_sought_in_the_whole_portal(
    community: Any, people: Any, make_person: Any
) -> None:
    small = community_with_roles("Small")
    alone = make_person("Alone")
    for who in (people.member, alone):
        joined(small, who)
    Community.objects.filter(pk=small.pk).update(member_count=4)
    note_failed(words="hand pumps", by=people.member)
    note_failed(words="hand pumps", by=alone)
    note_failed(words="in it", by=alone, community=small)

    rows = FailedSearch.objects.order_by("words", "community_id")
    assert [(row.words, row.community) for row in rows] == [
        ("hand pumps", community),
        ("hand pumps", None),
        ("in it", small),
    ]
    Community.objects.filter(pk=small.pk).update(member_count=5)
    note_failed(words="latrines", by=alone)
    assert FailedSearch.objects.get(words="latrines").community == small


def test_two_letters_and_a_visitor_tell_nothing(people: Any, community: Any) -> None:
    note_failed(words="ab", by=people.member, community=community)
    note_failed(words="hand pumps", by=AnonymousUser(), community=community)

    assert not FailedSearch.objects.exists()


def test_only_those_who_look_after_a_library_read_what_was_sought_there(
    community: Any, neighbour: Any, people: Any, make_person: Any
) -> None:
    joined(neighbour, people.stranger)
    note_failed(words="hand pumps", by=people.member, community=community)
    note_failed(words="latrines", by=people.stranger, community=neighbour)
    note_failed(words="gates", by=people.member)
    note_failed(words="wells", by=people.stranger)
    note_failed(words="of nobody", by=make_person("Alone"))

    def seen(who: Any) -> set[str]:
        return set(FailedSearch.objects.visible_to(who).values_list("words", flat=True))

    assert seen(people.knowledge_manager) == {"hand pumps", "gates"}
    assert seen(holder(neighbour, "knowledge_manager")) == {"latrines", "wells"}
    assert seen(people.member) == set()
    assert seen(people.administrator) == {"hand pumps", "gates", "latrines", "wells", "of nobody"}


def test_what_was_sought_once_is_taken_up_or_put_aside_by_the_curator_alone(
    community: Any, people: Any
) -> None:
    note_failed(words="Hand pumps", by=people.member)
    note_failed(words="Latrines", by=people.member)
    pumps, latrines = FailedSearch.objects.order_by("pk")

    with pytest.raises(Denied):
        take_up(search=pumps, by=people.member)
    with pytest.raises(ValidationError):
        put_aside(search=latrines, by=people.knowledge_manager, reason=" ")
    assert not Gap.objects.exists()

    take_up(search=pumps, by=people.knowledge_manager)
    take_up(search=pumps, by=people.knowledge_manager)
    put_aside(search=latrines, by=people.knowledge_manager, reason="Not ours")

    rows = Gap.objects.order_by("pk").values_list("text", "state", "asked", "is_shown")
    assert list(rows) == [("Hand pumps", "open", 1, False), ("Latrines", "set_aside", 1, False)]
    assert gathering.gather(community) == 0


def test_what_was_filled_and_is_sought_again_opens(community: Any, people: Any) -> None:
    note_failed(words="Hand pumps", by=people.member)
    search = FailedSearch.objects.get()
    gap = take_up(search=search, by=people.knowledge_manager)
    gaps.fill(gap=gap, by=people.knowledge_manager, resource=published(community))
    note_failed(words="Hand pumps", by=people.member)

    gap = take_up(search=search, by=people.knowledge_manager)

    gap.refresh_from_db()
    assert (gap.state, gap.filled_by, gap.owner, gap.asked) == ("open", None, None, 2)
    assert ActivityEntry.objects.filter(verb="knowledge_base.gap_given_back", target_id=gap.pk).count() == 1


def test_a_late_click_undoes_nothing_that_is_settled(community: Any, people: Any) -> None:
    note_failed(words="Hand pumps", by=people.member)
    search, by = FailedSearch.objects.get(), people.knowledge_manager
    gap = take_up(search=search, by=by)

    def clicks() -> None:
        with pytest.raises(ValidationError, match="settled already"):
            take_up(search=search, by=by)
        with pytest.raises(ValidationError, match="settled already"):
            put_aside(search=search, by=by, reason="Not ours")

    gaps.fill(gap=gap, by=by, resource=published(community))
    clicks()
    gap.refresh_from_db()
    assert gap.state == "filled"
    assert gap.filled_by is not None

    note_failed(words="Hand pumps", by=people.member)
    put_aside(search=search, by=by, reason="Not ours")
    note_failed(words="Hand pumps", by=people.member)
    clicks()
    gap.refresh_from_db()
    assert (gap.state, gap.reason) == ("set_aside", "Not ours")
