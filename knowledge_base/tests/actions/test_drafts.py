"""What is decided beside the text is in the newest draft too."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge_base.actions.drafts import also_in_draft
from knowledge_base.models import ResourcePage
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def test_publishing_the_draft_keeps_it_and_the_rest_of_the_draft_stands(community: Any) -> None:
    page = published(community).specific
    page.summary = "A draft."
    page.save_revision()
    page = ResourcePage.objects.get(pk=page.pk)

    also_in_draft(page, lambda draft: setattr(draft, "place", "Kisumu"))

    said = ResourcePage.objects.get(pk=page.pk).latest_revision.as_object()
    assert (said.place, said.summary) == ("Kisumu", "A draft.")
