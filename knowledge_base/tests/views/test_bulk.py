"""Topics on many resources at once, in Wagtail's list."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge_base.models import ResourcePage
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def test_an_expert_sets_no_topics_and_an_empty_form_is_refused_in_words(
    community: Any, people: Any, sign_in: Any
) -> None:
    page = published(community)
    url = f"/cms/bulk/wagtailcore/page/tag/?id={page.pk}"

    said = sign_in(people.knowledge_manager).post(url, {"add": "", "remove": ""}).content.decode()
    sign_in(people.expert).post(url, {"add": "pumps", "remove": ""})

    assert "Name a topic" in said
    assert list(ResourcePage.objects.get(pk=page.pk).tags.names()) == []
