"""Retiring from Wagtail's editor."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge_base.models import ResourcePage
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def test_it_is_retired_with_a_reason_and_what_stands_in_its_place(
    neighbour: Any, community: Any, people: Any, sign_in: Any
) -> None:
    page, new, theirs = published(community), published(community, title="New"), published(neighbour)
    client = sign_in(people.knowledge_manager)
    url = f"/cms/curation/retire/{page.pk}/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": ""}).status_code == 200
    assert "in the library" in client.post(url, {"reason": "Old", "instead": theirs.pk}).content.decode()
    assert ResourcePage.objects.get(pk=page.pk).live

    client.post(url, {"reason": "Old", "instead": new.pk})

    gone = ResourcePage.objects.get(pk=page.pk)
    assert (gone.retired_reason, gone.instead_id) == ("Old", new.pk)
    assert client.get(f"/cms/curation/retire/{theirs.pk}/").status_code == 404
    assert sign_in(people.expert).get(f"/cms/curation/retire/{new.pk}/").status_code == 404


def test_what_was_published_is_neither_unpublished_nor_deleted_in_wagtail(
    community: Any, people: Any, sign_in: Any
) -> None:
    page = published(community)
    client = sign_in(people.knowledge_manager)

    for step in ("unpublish", "delete"):
        client.post(f"/cms/pages/{page.pk}/{step}/")

    assert ResourcePage.objects.get(pk=page.pk).live
