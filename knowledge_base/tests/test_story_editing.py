"""Approving a story in Wagtail's editor: not before everybody in it agreed."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from knowledge_base.models import ResourcePage
from knowledge_base.tests.makers import handed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("agreed", [False, True])
def test_the_editor_asks_for_everybodys_yes(agreed: bool, community: Any, people: Any, sign_in: Any) -> None:
    handed_in(community, people.member, "story")
    page: Any = ResourcePage.objects.get().specific
    person = {"name": "Ruth W.", "shown": "named", "how": "", **({"agreed": "on"} if agreed else {})}
    data = nested_form_data(
        {
            **{name: getattr(page, name) for name in ("title", "slug", "summary", "place", "language")},
            **{name: getattr(page, name) for name in ("activity", "insight", "change", "result", "evidence")},
            "tags": "Wells",
            "consent": "on",
            "story_people": inline_formset([person]),
            "credits": inline_formset([]),
            "body": streamfield([]),
            "sharing": page.sharing,
            "owner": "",
            "substitute": "",
            "review_months": "12",
            "comments": inline_formset([]),
            "action-workflow-action": "true",
            "workflow-action-name": "approve",
        }
    )

    answer = sign_in(people.knowledge_manager).post(f"/cms/pages/{page.pk}/edit/", data, follow=True)

    page.refresh_from_db()
    assert page.live is agreed, (
        answer.context and answer.context.get("form") and answer.context["form"].errors
    )
    assert ("Ruth W. has not agreed yet" in answer.content.decode()) is not agreed
