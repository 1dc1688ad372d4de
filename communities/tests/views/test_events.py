"""Pages of events."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import event_answers, needs
from communities.models import Event, EventAnswer, Need
from communities.tests.makers import announced, is_over

pytestmark = pytest.mark.django_db
PAGE = "/communities/water/events/"
WORDS = {
    "title": "Three short cases", "about": "So that pumps **last**.", "begins": "2027-06-01T10:00",
    "ends": "2027-06-01T11:30", "zone": "Africa/Nairobi", "place": "Room 4", "repeat": "none", "key": "k1",
}  # fmt: skip


def test_a_facilitator_plans_and_announces_in_one_form_and_a_member_answers_in_one_click(
    community: Any, people: Any, sign_in: Any
) -> None:
    boss = sign_in(people.facilitator)
    assert 'name="leader"' in boss.get(f"{PAGE}new/").content.decode()
    for _click in range(2):
        boss.post(f"{PAGE}new/", {**WORDS, "leader": people.expert.email, "capacity": "1", "publish": "1"})
    made = Event.objects.get()
    assert (made.state, made.leader, made.begins_at.hour) == ("published", people.expert, 7)

    people.member.time_zone = "Asia/Kolkata"
    people.member.save()
    browser = sign_in(people.member)
    page = browser.get(PAGE).content.decode()
    assert "12:30–14:00" in page
    assert "10:00–11:30" in page
    said = browser.post(f"{made.get_absolute_url()}answer/", {"answer": "yes", "back": PAGE}, follow=True)
    assert "You have a place." in said.content.decode()
    sign_in(people.guest).post(f"{made.get_absolute_url()}answer/", {"answer": "yes"})
    assert (
        "You are number 1 on the waiting list"
        in sign_in(people.guest).get(made.get_absolute_url()).content.decode()
    )


def test_what_is_wrong_gets_a_sentence_and_nothing_typed_is_lost(
    community: Any, people: Any, sign_in: Any
) -> None:
    boss = sign_in(people.facilitator)
    wrong = {**WORDS, "zone": "Europe/Rome", "begins": "2027-03-28T02:30", "ends": "2027-03-28T04:00"}
    page = boss.post(f"{PAGE}new/", wrong).content.decode()
    assert "The clocks jump over this hour there." in page
    assert "So that pumps **last**." in page
    page = boss.post(f"{PAGE}new/", {**WORDS, "ends": "2027-06-01T09:00"}).content.decode()
    assert "The end comes after the beginning." in page
    assert not Event.objects.exists()


def test_a_draft_without_a_place_is_kept_and_not_announced(community: Any, people: Any, sign_in: Any) -> None:
    boss = sign_in(people.facilitator)
    page = boss.post(f"{PAGE}new/", {**WORDS, "place": "", "publish": "1"}, follow=True).content.decode()
    assert "Say where: a place, a link, or both." in page
    made = Event.objects.get()
    assert made.is_draft
    assert "Three short cases" in boss.get(PAGE).content.decode()
    assert "Three short cases" not in sign_in(people.member).get(PAGE).content.decode()
    assert sign_in(people.member).get(made.get_absolute_url()).status_code == 404


def test_an_announced_event_is_moved_cancelled_and_told_of(community: Any, people: Any, sign_in: Any) -> None:
    made = announced(community, people.facilitator, repeat="weekly", times=2)
    boss = sign_in(people.facilitator)
    change = {**WORDS, "revision": "1"}
    boss.post(f"{made.get_absolute_url()}edit/", change)
    made.refresh_from_db()
    assert made.revision == 2
    assert "meanwhile" in boss.post(f"{made.get_absolute_url()}edit/", change).content.decode()
    sign_in(people.member).post(f"{made.get_absolute_url()}answer/", {"answer": "yes", "whole": "1"})
    assert EventAnswer.objects.filter(user=people.member, answer="yes").count() == 2

    boss = sign_in(people.facilitator)
    other = Event.objects.get(number=2)
    boss.post(f"{other.get_absolute_url()}cancel/", {"reason": "Too hot"})
    assert "Too hot" in sign_in(people.member).get(other.get_absolute_url()).content.decode()
    is_over(made)
    boss = sign_in(people.facilitator)
    assert "Mona Member" in boss.get(f"{made.get_absolute_url()}afterwards/").content.decode()
    boss.post(
        f"{made.get_absolute_url()}afterwards/", {"came": [people.member.pk], "went": "Grease **helps**"}
    )
    page = sign_in(people.member).get(f"{PAGE}?past=1").content.decode()
    assert "Grease **helps**" in page
    assert "<strong>helps</strong>" in sign_in(people.member).get(made.get_absolute_url()).content.decode()


def test_afterwards_a_word_helps_the_next_and_a_wish_goes_to_the_needs_board(
    community: Any, people: Any, sign_in: Any
) -> None:
    made = announced(community, people.facilitator)
    event_answers.answer(event=made, by=people.member, answer="yes")
    is_over(made)
    browser = sign_in(people.member)
    assert "What was most valuable to you?" in browser.get(made.get_absolute_url()).content.decode()
    browser.post(f"{made.get_absolute_url()}valued/", {"valued": "The cases", "next": "How seals last"})

    assert Need.objects.get().text == "How seals last"
    assert (
        "Most valuable: The cases"
        in sign_in(people.facilitator).get(made.get_absolute_url()).content.decode()
    )
    assert "The cases" not in sign_in(people.guest).get(made.get_absolute_url()).content.decode()


def test_a_need_becomes_an_event_and_its_supporters_are_told(
    community: Any, people: Any, sign_in: Any, dispatched: Any
) -> None:
    need = needs.add(community=community, by=people.member, text="How pumps last")
    boss = sign_in(people.facilitator)
    start = f"{PAGE}new/?need={need.pk}"
    assert start in boss.get(f"/communities/water/needs/{need.pk}/").content.decode()
    page = boss.get(start).content.decode()
    assert 'value="How pumps last"' in page
    assert "It takes up a need of 1 member, who is told once it is announced." in page
    boss.post(start, {**WORDS, "need": need.pk, "publish": "1"})

    need.refresh_from_db()
    assert (need.state, need.outcome_url) == ("taken_up", Event.objects.get().get_absolute_url())


def test_a_stranger_changes_nothing_and_members_hold_no_events(
    community: Any, people: Any, sign_in: Any
) -> None:
    made = announced(community, people.facilitator)
    url = made.get_absolute_url()
    for who in (people.stranger, people.member):
        browser = sign_in(who)
        assert browser.get(url).status_code == 200
        assert browser.get(f"{PAGE}new/").status_code == 403
        for page in ("edit/", "cancel/", "afterwards/"):
            assert browser.get(url + page).status_code == 403
        assert browser.post(f"{url}publish/").status_code == 403
    stranger = sign_in(people.stranger)
    assert "meet.example" not in stranger.get(url).content.decode()
    assert stranger.post(f"{url}answer/", {"answer": "yes"}).status_code == 403
    community.visibility = "secret"
    community.save()
    for page in (PAGE, url, f"{url}event.ics"):
        assert stranger.get(page).status_code == 404

    assert not EventAnswer.objects.exists()


def test_where_events_are_off_there_is_no_tab_and_no_page(community: Any, people: Any, sign_in: Any) -> None:
    made = announced(community, people.facilitator)
    browser = sign_in(people.member)
    assert f'href="{PAGE}"' in browser.get("/communities/water/").content.decode()
    community.modules_off = ["events"]
    community.save()

    page = browser.get("/communities/water/").content.decode()
    assert f'href="{PAGE}"' not in page
    assert made.title not in page
    assert browser.get(PAGE).status_code == browser.get(made.get_absolute_url()).status_code == 404
