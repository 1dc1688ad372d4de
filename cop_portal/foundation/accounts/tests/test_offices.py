"""Offices that merge: from a day on their people work in the other one, and the past stays as it was."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cop_portal.foundation.accounts import offices
from cop_portal.foundation.accounts.models import Office, OfficeParent, Post
from cop_portal.foundation.accounts.queries import office_on
from cop_portal.foundation.permissions import Denied

pytestmark = pytest.mark.django_db
ON = datetime.date(2026, 3, 1)
BEFORE, AFTER = datetime.date(2026, 2, 28), ON


def office(name: str, **fields: Any) -> Office:
    return Office.objects.create(name=name, city=name, level="country", time_zone="UTC", **fields)


def post(who: Any, where: Office, begins: str, ends: str = "") -> Post:
    Post.objects.filter(user=who).delete()
    until = datetime.date.fromisoformat(ends) if ends else None
    return Post.objects.create(
        user=who,
        office=where,
        title="Engineer",
        from_date=datetime.date.fromisoformat(begins),
        until_date=until,
    )


def test_people_go_on_in_the_other_office_and_what_was_stays(people: Any) -> None:
    lima, quito = office("Lima"), office("Quito")
    post(people.member, lima, "2020-01-01")
    post(people.expert, lima, "2020-01-01", "2026-06-01")
    post(people.guest, lima, "2019-01-01", "2021-01-01")
    post(people.stranger, lima, "2026-05-01")
    post(people.coordinator, quito, "2020-01-01")

    assert offices.merge(office=lima, into=quito, on=ON, by=people.administrator) == 3
    assert offices.merge(office=lima, into=quito, on=ON, by=people.administrator) == 0

    for who in (people.member, people.expert):
        assert (office_on(who, BEFORE), office_on(who, AFTER)) == (lima, quito)
        assert {row.title for row in who.posts.all()} == {"Engineer"}
    assert office_on(people.expert, datetime.date(2026, 6, 1)) is None
    assert office_on(people.guest, datetime.date(2020, 1, 1)) == lima
    assert people.guest.posts.count() == 1
    assert office_on(people.stranger, datetime.date(2026, 5, 1)) == quito
    assert people.coordinator.posts.count() == 1
    lima.refresh_from_db()
    assert (lima.closed_on, lima.merged_into) == (ON, quito)


def test_parts_of_an_office_come_along_and_nothing_stands_above_itself(people: Any) -> None:
    lima, quito, field, top = office("Lima"), office("Quito"), office("Cusco"), office("Panama")
    long_ago = datetime.date(2020, 1, 1)
    for below, above in ((field, lima), (quito, lima), (lima, top)):
        OfficeParent.objects.create(office=below, parent=above, from_date=long_ago)

    offices.merge(office=lima, into=quito, on=ON, by=people.administrator)

    rows = OfficeParent.objects.order_by("office__name", "from_date")
    assert [(row.office.name, row.parent.name, row.from_date, row.until_date) for row in rows] == [
        ("Cusco", "Lima", long_ago, ON),
        ("Cusco", "Quito", ON, None),
        ("Lima", "Panama", long_ago, ON),
        ("Quito", "Lima", long_ago, ON),
    ]


def test_what_cannot_be_is_refused_and_changes_nothing(people: Any) -> None:
    lima, gone = office("Lima"), office("Gone", closed_on=datetime.date(2020, 1, 1))
    post(people.member, lima, "2020-01-01")
    for closing, staying in ((lima, lima), (lima, gone), (gone, lima)):
        with pytest.raises(ValidationError):
            offices.merge(office=closing, into=staying, on=ON, by=people.administrator)
    with pytest.raises(Denied):
        offices.merge(office=lima, into=office("Quito"), on=ON, by=people.coordinator)

    assert office_on(people.member, AFTER) == lima


def test_an_administrator_merges_in_the_administration(people: Any, sign_in: Any) -> None:
    lima, quito = office("Lima"), office("Quito")
    post(people.member, lima, "2020-01-01")
    client, address = sign_in(people.administrator), "/admin/accounts/office/"
    data = {"action": "merge", "_selected_action": lima.pk}

    asked = client.post(address, data)
    wrong = client.post(address, {**data, "apply": "1", "into": lima.pk, "on": "2026-03-01"})
    done = client.post(address, {**data, "apply": "1", "into": quito.pk, "on": "2026-03-01"}, follow=True)

    assert b"Into which office?" in asked.content
    assert b"cannot become part of itself" in wrong.content
    assert b"1 post goes on there." in done.content
    assert office_on(people.member, AFTER) == quito
    history = client.get(f"{address}{lima.pk}/history/").content.decode()
    assert "merged" in history.lower()
    assert sign_in(people.coordinator).post(address, data).status_code in (302, 403)
