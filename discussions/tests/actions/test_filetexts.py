"""Files are read once, by one reader, and a broken one stops nothing."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.foundation.uploads import check_upload
from discussions.actions import contributions, filetexts
from discussions.models import AttachmentText
from discussions.tests.makers import question

pytestmark = pytest.mark.django_db


def test_a_broken_file_is_read_as_empty_and_the_others_are_read(community: Any, people: Any) -> None:
    files = [check_upload("a.pdf", b"%PDF-1.4 nothing"), check_upload("b.txt", b"Ferrocement")]
    contributions.add(discussion=question(community, people.expert), by=people.member, body="x", files=files)

    assert filetexts.read_waiting() == 2
    assert filetexts.read_waiting() == 0
    assert sorted(AttachmentText.objects.values_list("text", flat=True)) == ["", "Ferrocement"]


def test_the_name_of_a_file_is_found_too(community: Any, people: Any) -> None:
    files = [check_upload("siphon.txt", b"of copper")]
    contributions.add(discussion=question(community, people.expert), by=people.member, body="x", files=files)
    filetexts.read_waiting()

    assert AttachmentText.objects.filter(search="siphon").exists()
