"""The planned statements behind posting answer as the ORM would."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test.utils import CaptureQueriesContext

from discussions.actions import posting
from discussions.models import Contribution, Discussion, ReadMark
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db


def test_locking_gives_the_row_and_refuses_what_is_not_there(community: Any, people: Any) -> None:
    talk = question(community, people.expert)
    said(talk, people.member)

    with transaction.atomic():
        locked = posting.lock(talk.pk)
        with pytest.raises(Discussion.DoesNotExist):
            posting.lock(talk.pk + 1000)

    assert (locked.last_number, locked.author_id) == (1, people.expert.pk)


def test_a_twin_is_found_in_its_own_discussion_only(community: Any, people: Any) -> None:
    talk, other = question(community, people.expert), question(community, people.expert, title="Another")
    made = said(talk, people.member, key="web:1:a")

    assert posting.twin_id(talk.pk, "web:1:a") == made.pk
    assert posting.twin_id(other.pk, "web:1:a") is None
    assert posting.twin_id(talk.pk, "") is None


def test_the_read_mark_only_moves_forward(community: Any, people: Any) -> None:
    talk = question(community, people.expert)
    for number in (3, 5, 2):
        posting.note_read(discussion_id=talk.pk, user_id=people.member.pk, number=number)

    assert ReadMark.objects.get(user=people.member).number == 5


def test_the_whole_post_takes_at_most_fifteen_statements(
    community: Any, people: Any, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    talk = question(community, people.expert)
    browser = sign_in(people.member)
    address = f"{talk.get_absolute_url()}contribute/"
    browser.post(address, {"body": "Once before.", "key": "a"})

    with django_assert_max_num_queries(15) as asked:
        answer = browser.post(address, {"body": "The blue one.", "key": "b"})

    assert answer.status_code == 302
    assert isinstance(asked, CaptureQueriesContext)
    assert Contribution.objects.filter(discussion=talk).count() == 2
