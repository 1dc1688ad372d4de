"""How often somebody sent the same file by mail."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.uploads import check_upload
from discussions.models import Attachment
from discussions.queries.attachments import times_sent
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db


def test_only_the_very_same_file_of_the_same_person_by_mail_counts_once_for_each_mail(
    community: Any, people: Any
) -> None:
    talk = question(community, people.expert)

    def sent(who: Any, *contents: bytes, channel: str = "email") -> None:
        files = [check_upload("note.txt", content) for content in contents]
        said(talk, who, files=files, channel=channel)

    same = check_upload("other name.txt", b"words")
    assert times_sent(people.member, same) == 0
    sent(people.member, b"words", b"words")
    sent(people.member, b"swords"[1:])
    sent(people.member, b"Words")
    sent(people.member, b"words", channel="web")
    sent(people.expert, b"words")

    assert times_sent(people.member, same) == 2
    assert times_sent(people.expert, same) == 1
    assert times_sent(people.stranger, same) == 0
    assert same.content.read() == b"words"


def test_a_file_that_is_lost_counts_for_none(community: Any, people: Any) -> None:
    talk = question(community, people.expert)
    said(talk, people.member, files=[check_upload("note.txt", b"words")], channel="email")
    Attachment.objects.get().file.delete(save=False)
    Attachment.objects.update(file="attachments/lost.txt")

    assert times_sent(people.member, check_upload("note.txt", b"words")) == 0
