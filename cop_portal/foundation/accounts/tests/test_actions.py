"""Accounts, profiles and posts."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cop_portal.foundation.accounts import actions
from cop_portal.foundation.accounts.models import Office, OfficeParent, Post, User
from cop_portal.foundation.accounts.queries import office_on
from cop_portal.foundation.permissions import Denied

pytestmark = pytest.mark.django_db


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def office(city: str, **fields: Any) -> Office:
    return Office.objects.create(name=city, city=city, level="country", time_zone="UTC", **fields)


def posts(who: User) -> list[tuple[str, str, str | None]]:
    rows = Post.objects.filter(user=who).select_related("office").order_by("from_date")
    return [
        (row.office.city, str(row.from_date), str(row.until_date) if row.until_date else None) for row in rows
    ]


def test_a_new_account_has_a_verified_address_in_small_letters() -> None:
    who = actions.open_account(email=" Amina@Example.ORG ", name="  Amina \n Wanjirú ")

    address = EmailAddress.objects.get(user=who)
    assert (who.email, who.name, who.folded_name) == ("amina@example.org", "Amina Wanjirú", "amina wanjiru")
    assert (address.email, address.verified, address.primary) == (who.email, True, True)
    assert not who.has_usable_password()


def test_a_pseudonym_has_no_address_to_sign_in_with() -> None:
    ghost = actions.open_account(email="w7@none.invalid", name="Writer 7", mail_state="none")

    assert not EmailAddress.objects.filter(user=ghost).exists()


def test_one_changes_one_s_own_profile(make_person: Any) -> None:
    who = make_person("Old Name")

    actions.update_profile(user=who, by=who, name="Nèw Name", about="Wells", expertise=["wells", "pumps"])

    who.refresh_from_db()
    assert (who.name, who.folded_name, who.about) == ("Nèw Name", "new name", "Wells")
    assert set(who.expertise.names()) == {"wells", "pumps"}


def test_changing_topics_alone_writes_nothing_else(make_person: Any) -> None:
    who = make_person()
    stale = User.objects.get(pk=who.pk)
    actions.update_profile(user=who, by=who, about="Newer")

    actions.update_profile(user=stale, by=stale, expertise=["wells"])

    who.refresh_from_db()
    assert who.about == "Newer"


def test_nobody_else_changes_it_but_an_administrator(people: Any) -> None:
    for who in (people.stranger, people.coordinator, people.guest, people.sponsor):
        with pytest.raises(Denied):
            actions.update_profile(user=people.member, by=who, about="Mine")
    actions.update_profile(user=people.member, by=people.administrator, about="Put right")

    people.member.refresh_from_db()
    assert people.member.about == "Put right"


def test_rights_are_no_part_of_a_profile(make_person: Any) -> None:
    who = make_person()

    for field in ("is_superuser", "is_staff", "email", "is_guest", "mail_state"):
        with pytest.raises(ValueError, match=field):
            actions.update_profile(user=who, by=who, **{field: True})


def test_a_new_post_ends_the_one_before_on_its_day(make_person: Any) -> None:
    who, lima, nairobi = make_person(), office("Lima"), office("Nairobi")
    actions.assign_post(user=who, office=lima, title="Officer", from_date=day("2020-01-01"))

    actions.assign_post(user=who, office=nairobi, title="Chief", from_date=day("2024-07-01"))

    assert posts(who) == [("Lima", "2020-01-01", "2024-07-01"), ("Nairobi", "2024-07-01", None)]
    assert office_on(who, day("2024-06-30")) == lima
    assert office_on(who, day("2024-07-01")) == nairobi


def test_a_post_on_the_same_day_replaces_and_a_later_one_ends_it(make_person: Any) -> None:
    who, lima, nairobi = make_person(), office("Lima"), office("Nairobi")
    actions.assign_post(user=who, office=lima, title="Officer", from_date=day("2025-01-01"))
    actions.assign_post(user=who, office=nairobi, title="Officer", from_date=day("2025-01-01"))

    actions.assign_post(user=who, office=lima, title="Trainee", from_date=day("2023-01-01"))

    assert posts(who) == [("Lima", "2023-01-01", "2025-01-01"), ("Nairobi", "2025-01-01", None)]


def test_the_database_takes_no_two_posts_at_a_time(make_person: Any) -> None:
    who, lima = make_person(), office("Lima")
    actions.assign_post(user=who, office=lima, title="Officer", from_date=day("2020-01-01"))

    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(user=who, office=lima, title="Other", from_date=day("2022-01-01"))
    Post.objects.create(user=make_person(), office=lima, title="Other", from_date=day("2022-01-01"))


def test_an_office_stands_under_one_parent_at_a_time_and_may_be_merged() -> None:
    field, old, new = office("Kisumu"), office("Nairobi"), office("Addis Ababa")
    first = OfficeParent.objects.create(office=field, parent=old, from_date=day("2010-01-01"))

    with pytest.raises(IntegrityError), transaction.atomic():
        OfficeParent.objects.create(office=field, parent=new, from_date=day("2026-01-01"))
    first.until_date = day("2026-01-01")
    first.save()
    OfficeParent.objects.create(office=field, parent=new, from_date=day("2026-01-01"))
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficeParent.objects.create(office=old, parent=old, from_date=day("2026-01-01"))

    assert [row.parent.city for row in field.parents.order_by("from_date")] == ["Nairobi", "Addis Ababa"]


@pytest.mark.parametrize("until", ["2020-01-01", "2019-12-31"])
def test_forms_say_that_an_end_comes_after_the_beginning(until: str, make_person: Any) -> None:
    row = Post(
        user=make_person(),
        office=office("Lima"),
        title="O",
        from_date=day("2020-01-01"),
        until_date=day(until),
    )

    with pytest.raises(ValidationError) as refusal:
        row.full_clean()

    assert set(refusal.value.message_dict) == {"until_date"}


def test_an_address_that_bounces_gets_no_mail_until_it_works_again(make_person: Any) -> None:
    who, ghost = make_person(), make_person(mail_state="none")

    actions.note_bounced(user=who)
    actions.note_bounced(user=ghost)
    bounced = list(User.objects.mailable().filter(pk__in=[who.pk, ghost.pk]))
    actions.note_address_works(user=who)
    actions.note_address_works(user=ghost)

    assert bounced == []
    assert list(User.objects.mailable().filter(pk__in=[who.pk, ghost.pk])) == [who]


def test_a_shut_account_takes_nobody_in_and_its_sessions_stay_over(make_person: Any, client: Any) -> None:
    who = make_person()
    client.force_login(who)
    before = who.get_session_auth_hash()

    actions.shut(user=who)
    assert not who.is_active
    actions.reopen(user=who)

    fresh = type(who).objects.get(pk=who.pk)
    assert fresh.is_active
    assert fresh.get_session_auth_hash() != before
    assert client.get("/my/desk/").status_code == 302
