"""The list, and the forms that begin or move a discussion."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from discussions.models import Attachment, Discussion, HeldFile
from discussions.tests.makers import facilitated, question

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    number: int, community: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    for index in range(number):
        question(community, people.member, title=f"Question {index}")
    browser = sign_in(people.expert)
    address = f"/communities/{community.slug}/discussions/"
    browser.get(address)

    with django_assert_num_queries(5):
        page = browser.get(address).content.decode()

    assert page.count("Mona Member") == number  # each row says who began it


def test_a_question_is_asked_once_however_often_the_button_is_pressed(
    community: Any, people: Any, sign_in: Any
) -> None:
    form = {"kind": "question", "title": "Which rope?", "body": "Long.", "key": "k1"}
    browser = sign_in(people.member)

    for _again in range(2):
        answer = browser.post(f"/communities/{community.slug}/discussions/start/", form)
        assert answer.status_code == 302

    assert Discussion.objects.count() == 1


@pytest.mark.parametrize("other", [{"body": "Short."}, {"title": "Which chain?"}])
def test_another_question_from_the_same_page_is_asked_when_it_is_sent_again(
    other: dict[str, str], community: Any, people: Any, sign_in: Any
) -> None:
    form = {"kind": "question", "title": "Which rope?", "body": "Long.", "key": "k1", "seen": "1"}
    browser, address = sign_in(people.member), f"/communities/{community.slug}/discussions/start/"
    browser.post(address, form)

    refused = browser.post(address, {**form, **other})

    page, key = refused.content.decode(), refused.context["key"]
    assert "You have sent other words from this page already." in page
    assert next(iter(other.values())) in page
    assert key != "k1"
    assert Discussion.objects.count() == 1
    # What the page itself sends: that it showed what is like it, where something is.
    again = {**form, **other, "key": key}
    if 'name="seen"' not in page:
        del again["seen"]
    for _again in range(2):
        assert browser.post(address, again).status_code == 302
    assert Discussion.objects.count() == 2


def test_what_was_typed_survives_an_error(community: Any, people: Any, sign_in: Any) -> None:
    form = {"kind": "question", "title": "", "body": "A long thought.", "key": "k1"}

    answer = sign_in(people.member).post(f"/communities/{community.slug}/discussions/start/", form)

    assert answer.status_code == 200
    assert "A long thought." in answer.content.decode()


def test_strangers_begin_nothing(community: Any, people: Any, sign_in: Any) -> None:
    form = {"kind": "question", "title": "Mine", "body": "x"}

    assert (
        sign_in(people.stranger).post(f"/communities/{community.slug}/discussions/start/", form).status_code
        == 403
    )
    assert (
        sign_in(people.member).get(f"/communities/{community.slug}/discussions/convene/").status_code == 403
    )
    assert not Discussion.objects.exists()


def test_a_facilitator_convenes_and_opens_by_the_page(community: Any, people: Any, sign_in: Any) -> None:
    today = timezone.localdate()
    days = {
        "opens_on": today, "closes_on": today + datetime.timedelta(days=7), "synthesis_on": today + datetime.timedelta(days=9),
        "share_on": today + datetime.timedelta(days=12),
    }  # fmt: skip
    browser = sign_in(people.facilitator)
    form = {
        "title": "How?",
        "body": "Because.",
        "questions": "Where?\nWhat?",
        **{k: v.isoformat() for k, v in days.items()},
    }
    browser.post(f"/communities/{community.slug}/discussions/convene/", form)
    talk = Discussion.objects.get()

    assert sign_in(people.member).post(f"{talk.get_absolute_url()}move/", {"step": "open"}).status_code in (
        403,
        404,
    )
    sign_in(people.facilitator).post(f"{talk.get_absolute_url()}move/", {"step": "open"})

    talk.refresh_from_db()
    assert talk.phase == "contributions"
    assert talk.guiding_questions.count() == 2


def test_a_brief_is_changed_by_who_prepares_it(community: Any, people: Any, sign_in: Any) -> None:
    talk = facilitated(community, people.facilitator, opened=False)

    assert sign_in(people.facilitator).get(f"{talk.get_absolute_url()}brief/").status_code == 200
    assert sign_in(people.member).get(f"{talk.get_absolute_url()}brief/").status_code in (403, 404)


def test_what_begins_comes_with_its_files_under_the_rules_of_a_contribution(
    community: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    address = f"/communities/{community.slug}/discussions/start/"
    form = {"kind": "question", "title": "Which rope?", "body": "Long.", "seen": "1"}
    browser = sign_in(people.member)

    def files(number: int, name: str = "rope.txt") -> list[SimpleUploadedFile]:
        return [SimpleUploadedFile(f"{index}-{name}", b"a drawing") for index in range(number)]

    for number in (1, 3):
        sent = {**form, "key": f"k{number}"}
        for _again in range(2):
            answer = browser.post(address, {**sent, "files": files(number)})
            assert answer.status_code == 302
        browser.get(answer.url)
        with django_assert_num_queries(4):  # as without files
            page = browser.get(answer.url).content.decode()
        assert page.count("-rope.txt</a>") == number
    assert Discussion.objects.count() == 2
    assert Attachment.objects.count() == 4
    assert set(Attachment.objects.visible_to(people.guest)) == set(Attachment.objects.all())

    for wrong, sentence in (
        (files(11), "Choose 10 files at most."),
        (files(1, "x.html"), "x.html"),
    ):
        refused = browser.post(address, {**form, "key": "k9", "files": wrong}).content.decode()
        assert sentence in refused
        assert "Long." in refused
        assert "Choose your files again" in refused
    assert Discussion.objects.count() == 2


def test_a_file_that_was_forgotten_comes_with_the_same_form(
    community: Any, people: Any, sign_in: Any
) -> None:
    address = f"/communities/{community.slug}/discussions/start/"
    form = {"kind": "question", "title": "Which rope?", "body": "Long.", "seen": "1", "key": "k1"}
    browser = sign_in(people.member)

    browser.post(address, form)
    for _twice in range(2):
        browser.post(address, {**form, "files": SimpleUploadedFile("rope.txt", b"a drawing")})

    talk = Discussion.objects.get()
    assert (talk.contribution_count, Attachment.objects.get().contribution.discussion) == (1, talk)


def test_beyond_what_one_may_keep_nothing_begins_and_it_is_said_beside_the_files(
    community: Any, people: Any, sign_in: Any, settings: Any
) -> None:
    settings.UPLOAD_QUOTA_BYTES = 5
    form = {"kind": "idea", "title": "Sand first?", "body": "Long.", "seen": "1", "key": "k"}
    file = SimpleUploadedFile("a.txt", b"ten bytes!")

    answer = sign_in(people.member).post(
        f"/communities/{community.slug}/discussions/start/", {**form, "files": [file]}
    )

    assert "you would keep more than" in str(answer.context["form"].errors["files"])
    assert not Discussion.objects.exists()


def test_files_of_a_first_post_wait_with_it(community: Any, people: Any, sign_in: Any) -> None:
    type(community).objects.filter(pk=community.pk).update(hold_first=3)
    form = {"kind": "question", "title": "Which rope?", "body": "Long.", "seen": "1", "key": "k"}
    file = SimpleUploadedFile("a.txt", b"ten bytes!")

    sign_in(people.guest).post(f"/communities/{community.slug}/discussions/start/", {**form, "files": [file]})

    assert not Discussion.objects.exists()
    assert [row.name for row in HeldFile.objects.all()] == ["a.txt"]
