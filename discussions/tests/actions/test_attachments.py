"""Files of a contribution: counted, and within what one person may keep."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cop_portal.foundation.uploads import CheckedFile, check_upload
from discussions.actions import attachments
from discussions.models import Attachment
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db


def text(name: str, size: int) -> CheckedFile:
    return check_upload(name, b"a" * size)


def test_a_file_is_kept_with_its_contribution_and_counted(community: Any, people: Any) -> None:
    made = said(question(community, people.expert), people.member)

    for name in ("depths.txt", "pumps.txt"):
        attachments.attach(made, text(name, 5))

    made.refresh_from_db()
    assert made.attachment_count == 2
    kept = list(Attachment.objects.order_by("pk"))
    assert [(row.contribution, row.name, row.size) for row in kept] == [
        (made, "depths.txt", 5), (made, "pumps.txt", 5),
    ]  # fmt: skip
    assert kept[0].file.read() == b"aaaaa"
    assert list(Attachment.objects.visible_to(people.guest)) == kept


def test_what_one_person_keeps_has_an_end_and_nothing_is_posted_beyond_it(
    community: Any, people: Any, settings: Any
) -> None:
    settings.UPLOAD_QUOTA_BYTES = 10
    talk = question(community, people.expert)
    said(talk, people.member, files=[text("one.txt", 6)])

    with pytest.raises(ValidationError) as refusal:
        said(talk, people.member, "Too much", files=[text("two.txt", 5)])

    assert refusal.value.code == "files"
    assert talk.contributions.count() == 1
    said(talk, people.member, "Just enough", files=[text("three.txt", 4)])
    said(talk, people.member, "Words are no files")
    assert talk.contributions.count() == 3


def test_what_others_keep_is_not_counted(community: Any, people: Any, settings: Any) -> None:
    settings.UPLOAD_QUOTA_BYTES = 10
    talk = question(community, people.expert)

    for who in (people.member, people.guest):
        said(talk, who, files=[text("one.txt", 8)])

    assert Attachment.objects.count() == 2


def test_without_files_nothing_is_asked(people: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        attachments.check_quota([], by=people.member)


def test_the_file_of_the_community_next_door_is_not_a_strangers(neighbour: Any, people: Any) -> None:
    from cop_portal.tests.factories import people_of  # made of the neighbour's own people

    inner = people_of(neighbour)
    said(question(neighbour, inner.expert), inner.member, files=[text("one.txt", 3)])

    assert not Attachment.objects.visible_to(people.member).exists()
    assert Attachment.objects.visible_to(inner.expert).exists()
