"""What an editor may know of in Wagtail."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import QueryDict

from knowledge_base.actions.libraries import ensure_library
from knowledge_base.models import LibraryImage
from knowledge_base.queries import editors
from knowledge_base.tests.makers import published


def test_what_a_form_names_is_found_in_choosers_and_in_texts() -> None:
    text = {
        "blocks": [],
        "entityMap": {
            "0": {"type": "LINK", "data": {"id": 7, "url": "/x/"}},
            "1": {"type": "DOCUMENT", "data": {"id": "8"}},
            "2": {"type": "LINK", "data": {"url": "https://example.org"}},
        },
    }
    post = QueryDict(mutable=True)
    post.update({"body-0-value": json.dumps(text), "body-1-value-image": "9", "title": "12"})

    assert editors.named_in_form(post) == {("page", 7), ("document", 8), ("image", 9)}
    assert editors.named_in_form(QueryDict("a=%22entityMap%22&b=[]")) == set()


@pytest.mark.django_db
def test_a_tree_next_door_is_not_theirs_to_work_on_nor_to_choose(
    community: Any, neighbour: Any, people: Any
) -> None:
    ours, theirs = published(community), published(neighbour)
    keeper = people.knowledge_manager
    ensure_library(neighbour)

    assert editors.may_work_on(keeper, [ours.pk])
    assert not editors.may_work_on(keeper, [ours.pk, theirs.pk])
    assert editors.may_choose(keeper, [ours.pk])
    assert not editors.may_choose(keeper, [theirs.pk])
    assert not editors.may_have_files(keeper, LibraryImage, [1])
    assert editors.may_have_files(keeper, LibraryImage, [])
    assert not editors.may_name(keeper, {("page", theirs.pk)}, ours.pk)
