"""People, offices and posts in the administration: for administrators."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from cop_portal.foundation.accounts.models import Office, Post, User

pytestmark = pytest.mark.django_db
PEOPLE, ADDRESSES, FACTORS = (
    "/admin/accounts/user/",
    "/admin/account/emailaddress/",
    "/admin/mfa/authenticator/",
)


@pytest.mark.parametrize("who", ["coordinator", "facilitator", "member", "stranger", "sponsor", "guest"])
def test_others_see_neither_people_nor_the_record(who: str, people: Any, sign_in: Any) -> None:
    client = sign_in(getattr(people, who))

    for address in (
        PEOPLE,
        f"{PEOPLE}{people.member.pk}/change/",
        ADDRESSES,
        FACTORS,
        "/admin/activity/activityentry/",
    ):
        assert client.get(address).status_code in (302, 403)


def test_an_administrator_opens_an_account(people: Any, sign_in: Any) -> None:
    client = sign_in(people.administrator)
    data = {"email": "New@Example.org", "name": "New Person", "time_zone": "UTC", "language": ""}
    data |= {"posts-TOTAL_FORMS": "0", "posts-INITIAL_FORMS": "0"}

    first, second = client.post(f"{PEOPLE}add/", data), client.post(f"{PEOPLE}add/", data)

    made = User.objects.get(email="new@example.org")
    assert first.status_code == 302
    assert second.status_code == 200
    assert made.emailaddress_set.get().verified
    assert not made.has_usable_password()


def change(who: User, **posts: str) -> dict[str, str]:
    return {
        "name": who.name, "time_zone": who.time_zone, "language": "", "languages": "", "mail_state": "works",
        "posts-TOTAL_FORMS": "1", "posts-INITIAL_FORMS": "0", **posts,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end", "made"),
    [("2020-01-01", "", 1), ("2024-01-01", "", 1), ("2024-01-01", "2023-01-01", 0), ("2019-06-01", "", 0)],
)
def test_posts_are_entered_without_overlap(
    start: str, end: str, made: int, people: Any, sign_in: Any
) -> None:
    lima = Office.objects.create(name="Peru", city="Lima", level="country", time_zone="UTC")
    who = people.member
    Post.objects.create(
        user=who, office=lima, title="Old", from_date=datetime.date(2018, 1, 1),
        until_date=datetime.date(2020, 1, 1),
    )  # fmt: skip
    old = who.posts.get()
    data = change(
        who,
        **{
            "posts-TOTAL_FORMS": "2", "posts-INITIAL_FORMS": "1",
            "posts-0-id": str(old.pk), "posts-0-user": str(who.pk), "posts-0-office": str(lima.pk),
            "posts-0-title": "Old", "posts-0-from_date": "2018-01-01", "posts-0-until_date": "2020-01-01",
            "posts-1-user": str(who.pk), "posts-1-office": str(lima.pk), "posts-1-title": "New",
            "posts-1-from_date": start, "posts-1-until_date": end,
        },
    )  # fmt: skip

    answer = sign_in(people.administrator).post(f"{PEOPLE}{who.pk}/change/", data)

    assert answer.status_code == (302 if made else 200)
    assert Post.objects.filter(title="New").count() == made


def test_an_address_is_not_changed_over_its_owner_s_head(people: Any, sign_in: Any) -> None:
    data = change(people.member, email="other@example.org", name="Mona Renamed")

    sign_in(people.administrator).post(f"{PEOPLE}{people.member.pk}/change/", data)

    before = people.member.email
    people.member.refresh_from_db()
    assert (people.member.email, people.member.name) == (before, "Mona Renamed")


def test_addresses_are_read_and_neither_added_nor_proven_nor_changed_by_others(
    people: Any, sign_in: Any
) -> None:
    client, row = sign_in(people.administrator), people.member.emailaddress_set.get()
    unproven = EmailAddress.objects.create(user=people.member, email="unproven@example.org")
    data = {"user": people.member.pk, "email": "other@example.org", "verified": "on", "primary": "on"}
    before = list(EmailAddress.objects.order_by("pk").values())

    page = client.get(f"{ADDRESSES}?q={people.member.email}")
    answers = [
        client.post(f"{ADDRESSES}add/", data),
        client.post(f"{ADDRESSES}{row.pk}/change/", data),
        client.post(f"{ADDRESSES}{row.pk}/delete/", {"post": "yes"}),
        client.post(ADDRESSES, {"action": "make_verified", "_selected_action": [unproven.pk]}),
    ]

    assert people.member.email in page.content.decode()
    assert [answer.status_code for answer in answers] == [403, 403, 403, 200]
    assert list(EmailAddress.objects.order_by("pk").values()) == before


def test_the_editor_has_no_second_administration_of_people(people: Any, sign_in: Any) -> None:
    who, before = people.member, User.objects.filter(pk=people.member.pk).values().get()
    data = {
        "email": "other@example.org",
        "name": "Other",
        "is_active": "",
        "password1": "x" * 20,
        "password2": "x" * 20,
    }
    addresses = [
        "/cms/users/", f"/cms/users/edit/{who.pk}/", f"/cms/users/delete/{who.pk}/", "/cms/users/new/",
        *(f"/cms/bulk/accounts/user/{verb}/?id={who.pk}" for verb in ("delete", "set_active_state", "assign_role")),
    ]  # fmt: skip

    client = sign_in(people.administrator)
    for address in addresses:
        for answer in (client.get(address), client.post(address, data)):
            assert (answer.status_code, answer.url) == (302, PEOPLE)
    client = sign_in(people.knowledge_manager)
    assert {client.get(address).status_code for address in addresses} == {403}

    assert User.objects.filter(pk=who.pk).values().get() == before


@pytest.mark.parametrize("at_once", [True, False])
def test_a_second_factor_that_was_lost_is_taken_and_every_session_ends(
    at_once: bool, people: Any, sign_in: Any
) -> None:
    who, other, browser = people.member, people.expert, Client()
    for one in (who, other):
        TOTP.activate(one, "NOBODYREADSTHISSECRET")
        RecoveryCodes.activate(one)
    browser.force_login(who)
    row = Authenticator.objects.get(user=who, type="totp")
    client = sign_in(people.administrator)

    seen = client.get(FACTORS).content + client.get(f"{FACTORS}{row.pk}/change/").content
    if at_once:
        asked = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        client.post(FACTORS, asked)
    else:
        client.post(f"{FACTORS}{row.pk}/delete/", {"post": "yes"})

    assert who.name.encode() in seen
    assert b"NOBODYREADSTHISSECRET" not in seen
    assert not Authenticator.objects.filter(user=who).exists()
    assert Authenticator.objects.filter(user=other).count() == 2
    assert browser.get("/my/profile/").status_code == 302
    assert client.get("/my/profile/").status_code == 200


@pytest.mark.parametrize("held", [True, False])
def test_an_account_is_neither_shut_nor_reopened_by_a_tick(held: bool, people: Any, sign_in: Any) -> None:
    who = people.coordinator
    type(who).objects.filter(pk=who.pk).update(is_active=held)
    client = sign_in(people.administrator)
    data = change(who, name="Renamed", **({} if held else {"is_active": "on"}))

    page = client.get(f"{PEOPLE}{who.pk}/change/").content.decode()
    answer = client.post(f"{PEOPLE}{who.pk}/change/", data)

    who.refresh_from_db()
    assert answer.status_code == 302
    assert (who.name, who.is_active) == ("Renamed", held)
    assert 'name="is_active"' not in page


def test_a_facilitator_looks_up_whom_to_invite_and_finds_no_pseudonyms(
    people: Any, sign_in: Any, make_person: Any
) -> None:
    make_person("Sam Ghost", mail_state="none")
    make_person("Sam Gone", is_active=False)
    address = "/admin/autocomplete/?app_label=communities&model_name=membership&field_name=user&term=sam"

    found = sign_in(people.facilitator).get(address).json()
    refused = sign_in(people.member).get(address)

    assert [row["text"] for row in found["results"]] == ["Sam Stranger"]
    assert refused.status_code in (302, 403)
