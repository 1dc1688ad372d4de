"""A page opened before a merge or a move: its buttons reach what they are about, where it stands now."""

from __future__ import annotations

from typing import Any

import pytest

from communities.models import Community, Membership
from cop_portal.tests import factories
from discussions.actions import contributions, moves
from discussions.models import Contribution, Discussion, Flag, Follow, Use, Useful
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db
WHY = "The same question."


@pytest.fixture
def merged(community: Any, people: Any) -> tuple[Discussion, Discussion, Contribution]:
    """What the member said at number 2 stands at number 4 of another discussion now."""
    old = question(community, people.expert, title="Old", quoted="> What the mail quoted")
    new = question(community, people.guest, title="New")
    said(new, people.guest, "There")
    said(old, people.expert, "First")
    made = said(old, people.member, "Second", quoted="> Before")
    moves.merge(discussion=old, into=new, by=people.facilitator, reason=WHY)
    made.refresh_from_db()
    assert made.number == 4
    return old, new, made


@pytest.mark.parametrize(
    ("below", "leads"),
    [
        ("contributions/2/used/", "contributions/4/used/"),
        ("contributions/2/edit/", "contributions/4/edit/"),
        ("contributions/2/quoted/", "contributions/4/quoted/"),
        ("quoted/", "contributions/2/quoted/"),
        ("flag/?number=2", "flag/?number=4"),
        ("flag/", "flag/?number=2"),
        ("moderate/?number=2", "moderate/?number=4"),
        ("contribute/?reply=2&quote=1", "contribute/?reply=4&quote=1"),
        ("contribute/", "contribute/"),
        ("tidy/", ""),
        ("pass/", ""),
    ],
)
def test_every_address_below_a_merged_discussion_leads_on(
    below: str, leads: str, merged: Any, people: Any, sign_in: Any
) -> None:
    old, new, _made = merged
    browser = sign_in(people.facilitator)

    answer = browser.get(f"{old.get_absolute_url()}{below}")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{new.get_absolute_url()}{leads}")
    assert browser.get(answer.headers["Location"]).status_code == 200


def test_what_is_sent_from_an_old_page_is_done_where_it_stands(
    merged: Any, people: Any, sign_in: Any
) -> None:
    old, new, made = merged
    address, there = old.get_absolute_url(), f"{new.get_absolute_url()}#c4"
    guest = sign_in(people.guest)

    for below, sent in (
        ("act/", {"useful": "2"}),
        ("contributions/2/used/", {"words": "In three wells."}),
        ("flag/", {"number": "2", "reason": "other", "words": "Look at it"}),
    ):
        assert guest.post(f"{address}{below}", sent).headers["Location"] == there
    author = sign_in(people.member)
    changed = author.post(f"{address}contributions/2/edit/", {"body": "Second thoughts"})

    assert changed.headers["Location"] == there
    made.refresh_from_db()
    assert (made.body, made.useful_count, made.used_count) == ("Second thoughts", 1, 1)
    assert Use.objects.get().words == "In three wells."
    assert Flag.objects.get().contribution == made
    author.post(f"{address}contributions/2/edit/", {"withdraw": "1"})
    made.refresh_from_db()
    assert made.withdrawn_at


def test_useful_by_htmx_brings_the_contribution_as_it_stands(merged: Any, people: Any, sign_in: Any) -> None:
    old, new, made = merged

    answer = sign_in(people.guest).post(
        f"{old.get_absolute_url()}act/", {"useful": "2"}, headers={"HX-Request": "true"}
    )

    assert 'id="c4"' in answer.content.decode()
    assert f"{new.get_absolute_url()}contributions/4/used/" in answer.content.decode()
    assert Useful.objects.get().contribution == made


def test_what_is_refused_comes_back_as_it_was_typed(merged: Any, people: Any, sign_in: Any) -> None:
    old, _new, made = merged
    long = "A word. " * (contributions.LONGEST // 8 + 1)

    edited = sign_in(people.member).post(
        f"{old.get_absolute_url()}contributions/2/edit/", {"body": f"Typed {long}"}
    )
    flagged = sign_in(people.guest).post(
        f"{old.get_absolute_url()}flag/", {"number": "2", "words": "Typed words"}
    )

    assert "Change contribution 4" in edited.content.decode()
    assert "Typed A word." in edited.content.decode()
    assert "Flag contribution 4" in flagged.content.decode()
    assert "Typed words" in flagged.content.decode()
    made.refresh_from_db()
    assert made.body == "Second"


def test_what_is_chosen_for_the_whole_holds_there_and_the_rest_says_where_it_went(
    merged: Any, people: Any, sign_in: Any
) -> None:
    old, new, _made = merged
    browser = sign_in(people.facilitator)

    browser.post(f"{old.get_absolute_url()}act/", {"follow": "weekly"})
    told = browser.post(f"{old.get_absolute_url()}tidy/", {"step": "split"}, follow=True)
    locked = browser.post(f"{old.get_absolute_url()}moderate/", {"step": "lock", "words": WHY}, follow=True)

    assert Follow.objects.get(user=people.facilitator, discussion=new).frequency == "weekly"
    for answer in (told, locked):
        assert "It was merged into another discussion already." in answer.content.decode()
    new.refresh_from_db()
    assert new.locked_at is None


def test_an_answer_to_what_was_split_off_follows_it(community: Any, people: Any, sign_in: Any) -> None:
    talk = question(community, people.expert)
    for text in ("Goes", "Stays"):
        said(talk, people.member, text)
    new = moves.split(discussion=talk, numbers=[1], title="Part", by=people.facilitator, reason=WHY)
    browser = sign_in(people.guest)

    browser.post(f"{talk.get_absolute_url()}contribute/", {"body": "To one", "parent": "1"})
    browser.post(f"{talk.get_absolute_url()}contribute/", {"body": "To two", "parent": "2"})

    one, two = (Contribution.objects.get(body=body) for body in ("To one", "To two"))
    assert (one.discussion, one.parent_number) == (new, 1)
    assert (two.discussion, two.parent_number) == (talk, 2)


def test_an_answer_to_what_stands_nowhere_answers_nothing_else(
    community: Any, people: Any, sign_in: Any
) -> None:
    old, new = question(community, people.expert), question(community, people.guest)
    contributions.withdraw(contribution=said(old, people.member), by=people.member)
    said(new, people.guest, "Another first one")
    moves.merge(discussion=old, into=new, by=people.facilitator, reason=WHY)
    browser, address = sign_in(people.member), old.get_absolute_url()

    browser.post(f"{address}contribute/", {"body": "Typed meanwhile", "parent": "1"})

    made = Contribution.objects.get(body="Typed meanwhile")
    assert (made.discussion, made.parent) == (new, None)
    for below in ("contributions/1/used/", "contributions/9/edit/", "flag/?number=1"):
        assert browser.get(f"{address}{below}").status_code == 404
    assert browser.post(f"{address}act/", {"useful": "1"}).status_code == 404


def test_after_a_move_to_another_community_all_addresses_lead_there(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    factories.joined(neighbour, people.facilitator, "facilitator")
    talk = question(community, people.expert)
    made = said(talk, people.member)
    old = talk.get_absolute_url()
    moves.move(discussion=talk, to=neighbour, by=people.facilitator, reason=WHY)
    new = Discussion.objects.select_related("community").get(pk=talk.pk).get_absolute_url()
    both = sign_in(people.facilitator)

    assert both.get(f"{old}contributions/1/used/").headers["Location"] == f"{new}contributions/1/used/"
    assert both.get(f"{old}tidy/").headers["Location"] == f"{new}tidy/"
    both.post(f"{old}act/", {"useful": "1"})
    assert Useful.objects.get().contribution == made
    left = sign_in(people.member)
    # Who may not read there learns nothing, and the answer is that of the new place.
    for below in ("contributions/1/used/", "contributions/1/edit/", "flag/?number=1"):
        assert left.get(f"{old}{below}").status_code == left.get(f"{new}{below}").status_code == 404
    assert left.post(f"{old}contributions/1/edit/", {"body": "Other"}).status_code == 404


def test_who_may_not_do_it_at_the_new_place_may_not_from_an_old_page(
    merged: Any, people: Any, sign_in: Any
) -> None:
    old, new, made = merged
    Community.objects.filter(pk=old.community_id).update(visibility="members")
    Membership.objects.filter(user=people.member, community=old.community_id).update(state="suspended")

    for who in (people.stranger, people.member):
        browser = sign_in(who)
        for below, sent in (
            ("contributions/{}/edit/", {"body": "Mine now"}),
            ("contributions/{}/used/", {"words": "Somewhere"}),
        ):
            codes = [
                browser.post(f"{talk.get_absolute_url()}{below.format(number)}", sent).status_code
                for talk, number in ((old, 2), (new, 4))
            ]
            assert codes[0] == codes[1]
            assert codes[0] in (403, 404)
    made.refresh_from_db()
    assert (made.body, made.used_count) == ("Second", 0)
    # What is another's to change stays theirs.
    assert (
        sign_in(people.guest)
        .post(f"{old.get_absolute_url()}contributions/2/edit/", {"body": "Mine now"})
        .status_code
        == 403
    )
