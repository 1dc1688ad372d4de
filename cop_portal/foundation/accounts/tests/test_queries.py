"""Reading people and their offices."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from cop_portal.foundation.accounts import actions, queries
from cop_portal.foundation.accounts.models import Office, User

pytestmark = pytest.mark.django_db
START = datetime.date(2020, 1, 1)


@pytest.fixture
def lima() -> Office:
    return Office.objects.create(name="Peru", city="Lima", level="country", time_zone="America/Lima")


def test_an_office_holds_on_the_days_of_its_post(lima: Office, make_person: Any) -> None:
    who = make_person()
    post = actions.assign_post(user=who, office=lima, title="Officer", from_date=START)
    post.until_date = datetime.date(2021, 1, 1)
    post.save()

    days = [datetime.date(2019, 12, 31), START, datetime.date(2020, 12, 31), datetime.date(2021, 1, 1)]

    assert [queries.office_on(who, day) for day in days] == [None, lima, lima, None]
    assert [queries.office_id_on(who.pk, day) for day in days] == [None, lima.pk, lima.pk, None]
    assert queries.office_on(who) is None


def test_people_come_with_their_office_of_today(
    lima: Office, make_person: Any, django_assert_num_queries: Any
) -> None:
    posted, unposted = make_person(), make_person()
    actions.assign_post(user=posted, office=lima, title="Officer", from_date=timezone.localdate())

    with django_assert_num_queries(1):
        rows = {
            row.pk: row for row in queries.with_office(User.objects.filter(pk__in=[posted.pk, unposted.pk]))
        }

    assert (rows[posted.pk].office_city, rows[posted.pk].post_title) == ("Lima", "Officer")
    assert rows[unposted.pk].office_city is None


def test_a_label_says_office_organisation_or_nothing() -> None:
    assert queries.office_label("country", "Lima") == "Country office, Lima"
    assert queries.office_label(None, None, "Ministry of water") == "Ministry of water"
    assert queries.office_label(None, None) == ""


def test_names_are_matched_best_first_and_accents_do_not_count(make_person: Any) -> None:
    for name in ("Ana Núñez", "Mariana Stone", "Anabel Ruiz", "José Ana", "Bob Miller"):
        make_person(name)

    def names(words: str) -> list[str]:
        return [row.name for row in queries.matching_name(User.objects.all(), words)]

    assert names("ANA NUNEZ")[0] == "Ana Núñez"
    assert names("ana") == ["Ana Núñez", "Anabel Ruiz", "José Ana", "Mariana Stone"]
    assert names("millr") == ["Bob Miller"]
    assert names("100%") == []
    assert names("_") == []
    assert len(names("  \x00 ")) == 5


def test_nobody_is_found_before_a_storey_told_whom_a_person_may_find(
    people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert people.member in queries.seen_by(people.facilitator)
    monkeypatch.setattr(queries, "_seen", [])

    assert not queries.seen_by(people.facilitator).exists()
    assert not queries.seen_by(people.administrator).exists()
