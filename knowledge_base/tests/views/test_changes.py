"""The pages of change: the list, two versions compared, a proposal in one step, the editor's demand."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge_base.actions import changes, resources
from knowledge_base.models import ChangeProposal, Credit, ResourceChange, ResourcePage
from knowledge_base.tests.makers import published, revised

pytestmark = pytest.mark.django_db


def test_the_list_says_each_reason_and_leads_to_the_difference(
    community: Any, people: Any, sign_in: Any
) -> None:
    page = published(community, context="Rust is bad")
    revised(page, by=people.knowledge_manager, change_note="Sand is <i>worse</i>", context="Sand is bad")
    revised(page, by=people.knowledge_manager, small_change=True, change_note="Comma", summary="A, b.")
    browser = sign_in(people.member)

    listed = browser.get(f"/resources/{page.pk}/changes/").content.decode()
    compared = browser.get(f"/resources/{page.pk}/changes/2/").content.decode()
    across = browser.get(f"/resources/{page.pk}/changes/1/?with=3").content.decode()

    assert "Sand is &lt;i&gt;worse" in listed
    assert "1 small change" in listed
    assert "<del>Rust</del><ins>Sand</ins> is bad" in compared
    assert "From version 1 to version 3" in across
    assert browser.get(f"/resources/{page.pk}/changes/9/").status_code == 404
    assert browser.get(f"/resources/{page.pk}/changes/2/?with=99").status_code == 404
    assert browser.get(f"/resources/{page.pk}/changes/2/?with=x").status_code == 200


def test_the_stranger_reads_no_change_of_what_is_not_theirs(
    neighbour: Any, people: Any, sign_in: Any
) -> None:
    page = published(neighbour)

    for address in ("changes/", "changes/1/", "changes/propose/", "credits/"):
        assert sign_in(people.member).get(f"/resources/{page.pk}/{address}").status_code == 404
    assert sign_in(people.member).post(f"/resources/{page.pk}/follow/", {"wanted": "1"}).status_code == 404


def test_from_the_resource_to_the_discussion_and_back_in_one_step(
    community: Any, people: Any, sign_in: Any
) -> None:
    page = published(community)
    address = f"/resources/{page.pk}/changes/propose/"

    missing = sign_in(people.member).post(address, {"title": "", "words": "Sand gets in."})
    opened = sign_in(people.member).post(address, {"title": "Grease monthly", "words": "Sand gets in."})
    shown = sign_in(people.member).get(page.url).content.decode()

    assert "Sand gets in." in missing.content.decode()
    talk = ChangeProposal.objects.get().discussion
    assert opened.url == talk.get_absolute_url()
    assert f'href="{talk.get_absolute_url()}"' in shown
    assert page.url in sign_in(people.member).get(talk.get_absolute_url()).content.decode()
    assert sign_in(people.stranger).post(address, {"title": "x", "words": "y"}).status_code == 403


def test_the_knowledge_manager_answers_and_the_list_names_it(
    community: Any, people: Any, sign_in: Any
) -> None:
    page = published(community)
    proposal, _talk = changes.propose(resource=page, by=people.member, title="Grease", words="Sand.")
    revised(page, by=people.knowledge_manager, change_note="Grease monthly")
    address = f"/resources/{page.pk}/proposals/{proposal.pk}/"

    assert sign_in(people.member).post(address, {"outcome": "Mine"}).status_code == 403
    assert sign_in(people.knowledge_manager).get(address).status_code == 200
    typed = {"version": "2", "outcome": "Monthly, as you said"}
    answer = sign_in(people.knowledge_manager).post(address, typed, follow=True)

    assert answer.content.decode().count("Monthly, as you said") == 2


def test_following_is_one_button_each_way(community: Any, people: Any, sign_in: Any) -> None:
    page = published(community)
    browser, address = sign_in(people.member), f"/resources/{page.pk}/follow/"

    browser.post(address, {"wanted": "1"})
    assert "Do not tell me any more" in browser.get(page.url).content.decode()
    browser.post(address, {"wanted": "0"})
    assert "Do not tell me any more" not in browser.get(page.url).content.decode()


def form_data(page: ResourcePage, credit: Credit, **more: str) -> dict[str, str]:
    """What the editor's form sends for a lesson with one credit."""
    return {
        "title": page.title, "slug": page.slug, "summary": page.summary, "language": "en", "sharing": page.sharing,
        "review_months": "12", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "body-count": "0",
        "credits-TOTAL_FORMS": "1", "credits-INITIAL_FORMS": "1", "credits-MIN_NUM_FORMS": "0",
        "credits-MAX_NUM_FORMS": "1000", "credits-0-id": str(credit.pk), "credits-0-name": credit.name,
        "credits-0-role": credit.role, "credits-0-DELETE": "", **more,
    }  # fmt: skip


@pytest.fixture
def lesson(community: Any, people: Any) -> Any:
    page = published(community, kind="lesson", title="Sand")
    Credit.objects.create(resource=page, user=people.member, name=people.member.name)
    return page


def test_the_editor_asks_for_the_reason_of_a_change_when_it_is_published(
    lesson: Any, people: Any, sign_in: Any
) -> None:
    credit = Credit.objects.get()
    address = f"/cms/pages/{lesson.pk}/edit/"
    browser = sign_in(people.knowledge_manager)

    assert "change_note" in browser.get(address).content.decode()
    refused = browser.post(address, form_data(lesson, credit, summary="New.", **{"action-publish": "1"}))
    assert "Say what changed and why" in refused.content.decode()
    assert ResourceChange.objects.count() == 1
    sent = form_data(lesson, credit, summary="New.", change_note="Wajir", **{"action-publish": "1"})
    assert browser.post(address, sent).status_code == 302

    assert ResourceChange.objects.get(number=2).reason == "Wajir"
    assert Credit.objects.get().user == people.member


def test_the_editor_refuses_to_drop_or_rename_the_credit_of_a_person(
    lesson: Any, people: Any, sign_in: Any
) -> None:
    credit = Credit.objects.get()
    browser, address = sign_in(people.knowledge_manager), f"/cms/pages/{lesson.pk}/edit/"

    dropped = browser.post(address, form_data(lesson, credit, **{"credits-0-DELETE": "1"}))
    renamed = browser.post(address, form_data(lesson, credit, **{"credits-0-name": "Somebody Else"}))

    assert "stays. People themselves" in dropped.content.decode()
    assert "theirs to change" in renamed.content.decode()
    assert Credit.objects.get().name == "Mona Member"


def test_a_resource_that_is_not_published_yet_is_asked_for_no_reason(
    community: Any, people: Any, sign_in: Any
) -> None:
    page = resources.draft(community=community, by=people.member, kind="tool", title="T", summary="S")

    text = sign_in(people.knowledge_manager).get(f"/cms/pages/{page.pk}/edit/").content.decode()

    assert "change_note" not in text


def test_visitors_read_versions_without_names_and_no_note_of_a_confirmation(
    community: Any, people: Any, sign_in: Any, client: Any
) -> None:
    page = published(community, sharing="public")
    resources.confirm_review(resource=page, by=people.knowledge_manager, note="Mr X tried it")

    for address in (page.url, f"/resources/{page.pk}/changes/", f"/resources/{page.pk}/changes/1/"):
        visitor = client.get(address).content.decode()
        assert people.knowledge_manager.name not in visitor
        assert "Mr X" not in visitor
    inside = sign_in(people.member)
    assert "Mr X tried it" in inside.get(page.url).content.decode()
    assert people.knowledge_manager.name in inside.get(f"/resources/{page.pk}/changes/").content.decode()
