"""Doors to suspend and to lift."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import suspensions as actions
from communities.models import Membership, Suspension

pytestmark = pytest.mark.django_db


def test_a_facilitator_suspends_and_lifts_on_the_pages(community: Any, people: Any, sign_in: Any) -> None:
    browser = sign_in(people.facilitator)
    base = f"/communities/{community.slug}/people/"
    assert f"{base}{people.member.pk}/suspend/" in browser.get(base).content.decode()

    empty = browser.post(f"{base}{people.member.pk}/suspend/", {"reason": ""})
    answer = browser.post(f"{base}{people.member.pk}/suspend/", {"reason": "Spam <b>"}, follow=True)

    assert "Say why" in empty.content.decode()
    page = answer.content.decode()
    assert "Mona Member is suspended" in page
    assert "Spam &lt;b&gt;" in page
    lifted = browser.post(
        f"/suspensions/{Suspension.objects.get().pk}/lift/", {"why": "We talked"}, follow=True
    )
    assert "We talked" in lifted.content.decode()
    assert Membership.objects.get(user=people.member).state == "active"


@pytest.mark.parametrize("who", ["expert", "member", "guest", "stranger"])
def test_others_find_no_door(who: str, community: Any, people: Any, sign_in: Any) -> None:
    row = actions.suspend(
        user=people.knowledge_manager, by=people.coordinator, community=community, reason="x"
    )
    browser = sign_in(getattr(people, who))
    base = f"/communities/{community.slug}/people/"

    for path in (
        f"{base}suspensions/",
        f"{base}{people.sponsor.pk}/suspend/",
        f"/people/{people.sponsor.pk}/suspend/",
    ):
        assert browser.get(path).status_code in (403, 404)
    assert browser.post(f"/suspensions/{row.pk}/lift/").status_code == 404
    assert Suspension.objects.running().exists()


def test_whom_one_does_not_look_after_is_not_there(community: Any, people: Any, sign_in: Any) -> None:
    """A facilitator reads no name of somebody who is no member here; others hear the same of members and of nobody."""
    base = f"/communities/{community.slug}/people/"
    for person in (people.stranger, people.sponsor):
        for ask in (sign_in(people.facilitator).get, sign_in(people.administrator).get):
            answer = ask(f"{base}{person.pk}/suspend/")
            assert answer.status_code == 404
            assert person.name not in answer.content.decode()

    browser = sign_in(people.stranger)
    for pk in (people.member.pk, people.sponsor.pk, 999_999_999):
        assert browser.get(f"{base}{pk}/suspend/").status_code == 403


def test_who_is_no_administrator_hears_the_same_of_an_account_and_of_none(people: Any, sign_in: Any) -> None:
    for who in (people.stranger, people.coordinator):
        browser = sign_in(who)
        answers = [browser.get(f"/people/{pk}/suspend/") for pk in (people.member.pk, who.pk, 999_999_999)]
        assert [answer.status_code for answer in answers] == [403] * 3
        for answer in answers:
            assert "Only an administrator can suspend somebody" in answer.content.decode()

    assert sign_in(people.administrator).get("/people/999999999/suspend/").status_code == 404


def test_an_administrator_suspends_from_the_portal_from_a_profile(people: Any, sign_in: Any) -> None:
    browser = sign_in(people.administrator)
    path = f"/people/{people.guest.pk}/suspend/"
    assert path in browser.get(f"/people/{people.guest.pk}/").content.decode()

    page = browser.post(path, {"reason": "Spam"}, follow=True).content.decode()

    assert "Lift it" in page
    people.guest.refresh_from_db()
    assert not people.guest.is_active
    browser.post(f"/suspensions/{Suspension.objects.get().pk}/lift/", {})
    people.guest.refresh_from_db()
    assert people.guest.is_active


def test_an_account_shut_without_a_suspension_is_found_from_the_administration_and_opened(
    people: Any, sign_in: Any
) -> None:
    type(people.guest).objects.filter(pk=people.guest.pk).update(is_active=False)
    path = f"/people/{people.guest.pk}/suspend/"
    assert sign_in(people.coordinator).post(path, {"why": ""}).status_code == 403
    browser = sign_in(people.administrator)

    assert path in browser.get(f"/admin/accounts/user/{people.guest.pk}/change/").content.decode()
    shown = browser.get(path).content.decode()
    assert "This account is closed for now" in shown
    assert "Suspend" not in shown.partition("<main")[2].partition("</main>")[0]
    # Sent from a form to suspend that was open since before: it does not let anybody in.
    late = browser.post(path, {"reason": "Spam"})
    people.guest.refresh_from_db()
    assert "This account is closed for now" in late.content.decode()
    assert not people.guest.is_active

    page = browser.post(path, {"why": "It was long ago", "lift": "1"}, follow=True).content.decode()

    assert "The account of Gil Guest is open again." in page
    people.guest.refresh_from_db()
    assert people.guest.is_active
    assert path not in browser.get(f"/admin/accounts/user/{people.guest.pk}/change/").content.decode()


def test_who_is_suspended_reads_why_nobody_signs_in(client: Any, people: Any) -> None:
    from cop_portal.tests import factories

    actions.suspend(user=people.member, by=people.administrator, reason="Spam")

    page = client.post(
        "/accounts/login/", {"login": people.member.email, "password": factories.PASSWORD}, follow=True
    ).content.decode()

    assert "This account is closed for now" in page
    assert "Spam" not in page


def test_the_administration_shows_and_lifts(community: Any, people: Any, sign_in: Any) -> None:
    row = actions.suspend(user=people.member, by=people.facilitator, community=community, reason="Spam")
    whole = actions.suspend(user=people.guest, by=people.administrator, reason="Much spam")
    browser = sign_in(people.administrator)

    page = browser.get("/admin/communities/suspension/").content.decode()
    record = browser.get(f"/admin/communities/suspension/{row.pk}/history/").content.decode()

    assert "Much spam" in page
    assert "suspended somebody" in record
    assert browser.get(f"/admin/communities/suspension/{whole.pk}/change/").status_code == 200
    data = {"action": "lift", "_selected_action": [whole.pk], "apply": "1", "why": ""}
    browser.post("/admin/communities/suspension/", data)
    people.guest.refresh_from_db()
    assert people.guest.is_active
