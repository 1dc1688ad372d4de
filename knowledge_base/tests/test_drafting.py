"""What Wagtail shows of a draft: its words as readers will see them, to those who edit it and nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from communities.enums import Role
from cop_portal.tests.factories import holder
from knowledge_base.actions import resources
from knowledge_base.actions.libraries import ensure_library
from knowledge_base.models import ResourcePage
from knowledge_base.tests.makers import draft, handed_in, issue, published

pytestmark = pytest.mark.django_db
NEW = nested_form_data(
    {
        "title": "Not saved yet",
        "slug": "not-saved-yet",
        "summary": "Only typed.",
        "language": "en",
        "place": "",
        "tags": "",
        "sharing": "community",
        "review_months": "12",
        "body": streamfield([]),
        "steps": streamfield([]),
        "credits": inline_formset([]),
        "comments": inline_formset([]),
    }
)


def preview_of(page: Any) -> str:
    return f"/cms/pages/{page.pk}/view_draft/"


@pytest.mark.parametrize(
    "kind", ["good_practice", "lesson", "tool", "guidance", "story", "results", "article"]
)
def test_a_draft_of_each_kind_is_shown_as_readers_will_see_it(
    kind: str, community: Any, people: Any, sign_in: Any
) -> None:
    form = handed_in(community, people.member, kind, title="Ropes for all")
    page = ResourcePage.objects.get(submission=form)
    for who in (people.knowledge_manager, people.expert, people.administrator):
        answer = sign_in(who).get(preview_of(page))
        assert answer.status_code == 200
        said = answer.content.decode()
        assert "Ropes for all" in said
        assert "Which rope to buy." in said
        assert f"/resources/{page.pk}/" not in said  # nothing that could be done to it


def test_a_draft_in_review_is_shown_from_the_list_of_what_waits(
    community: Any, people: Any, sign_in: Any
) -> None:
    page = draft(community, by=people.member, title="Waits for a review")
    resources.submit(resource=page, by=people.member)
    task = ResourcePage.objects.get(pk=page.pk).current_workflow_task_state
    answer = sign_in(people.knowledge_manager).get(f"/cms/pages/workflow/preview/{page.pk}/{task.task.pk}/")
    assert answer.status_code == 200
    assert "Waits for a review" in answer.content.decode()


def test_nobody_next_door_nor_a_member_sees_a_draft(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    ensure_library(neighbour)
    page = draft(community, by=people.member, title="Not for you")
    for who in (holder(neighbour, Role.KNOWLEDGE_MANAGER), people.stranger, people.guest):
        answer = sign_in(who).get(preview_of(page))
        assert answer.status_code in (302, 403, 404)
        assert "Not for you" not in answer.content.decode()


def test_one_that_is_not_saved_yet_is_shown_too(community: Any, people: Any, sign_in: Any) -> None:
    library = ensure_library(community)
    client = sign_in(people.knowledge_manager)
    address = f"/cms/pages/add/knowledge_base/goodpracticepage/{library.pk}/preview/"

    assert client.post(address, NEW).json() == {"is_valid": True, "is_available": True}
    answer = client.get(address)

    assert answer.status_code == 200
    assert "Only typed." in answer.content.decode()
    assert not ResourcePage.objects.filter(title="Not saved yet").exists()


def test_a_preview_of_what_is_published_shows_the_newer_words_and_counts_nobody(
    community: Any, people: Any, sign_in: Any
) -> None:
    page = published(community, title="As it was").specific
    page.title = "As it will be"
    page.save_revision(user=people.knowledge_manager)
    client = sign_in(people.knowledge_manager)

    said = client.get(preview_of(page)).content.decode()

    assert "As it will be" in said
    assert "As it was" in client.get(page.url).content.decode()


def test_an_issue_in_the_making_is_shown_as_on_its_desk(community: Any, people: Any, sign_in: Any) -> None:
    inside = published(community, title="A pump in the issue")
    page = issue(community, by=people.coordinator, holding=[inside], title="Our first issue")
    for who in (people.knowledge_manager, people.administrator):
        answer = sign_in(who).get(preview_of(page))
        assert answer.status_code == 200
        assert "Our first issue" in answer.content.decode()
        assert "A pump in the issue" in answer.content.decode()


def test_beside_the_text_stands_who_may_read_it_and_not_that_all_may(
    community: Any, people: Any, sign_in: Any
) -> None:
    page = published(community, sharing="community")
    for who in (people.knowledge_manager, people.administrator):
        said = sign_in(who).get(f"/cms/pages/{page.pk}/edit/").content.decode()
        assert "Who may read this" in said
        assert "Once live anyone can view" not in said
        assert "Visible to all" not in said
        library = sign_in(who).get(f"/cms/pages/{page.get_parent().pk}/").content.decode()
        assert "Once live anyone can view" not in library


def test_what_wagtail_saves_by_itself_does_not_do_the_act_of_a_button_too(
    community: Any, people: Any, sign_in: Any
) -> None:
    page = draft(community, by=people.member, title="Handed in")
    resources.submit(resource=page, by=people.member)
    client = sign_in(people.knowledge_manager)
    act = {"action-workflow-action": "true", "workflow-action-name": "approve"}

    answer = client.post(f"/cms/pages/{page.pk}/edit/", act, HTTP_ACCEPT="application/json")

    assert answer.status_code == 400
    assert answer.json()["success"] is False
    assert not ResourcePage.objects.get(pk=page.pk).live
