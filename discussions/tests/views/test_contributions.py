"""The forms of a contribution, its small verbs, its drafts and files."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from discussions.actions import contributions as actions
from discussions.models import Attachment, Contribution, Draft
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(community: Any, people: Any) -> Any:
    return question(community, people.expert)


def picture(**info: Any) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "navy").save(out, "JPEG", **info)
    return SimpleUploadedFile("photo.jpg", out.getvalue(), "image/jpeg")


def test_a_double_click_posts_once(talk: Any, people: Any, sign_in: Any) -> None:
    browser = sign_in(people.member)
    for _again in range(2):
        answer = browser.post(f"{talk.get_absolute_url()}contribute/", {"body": "Once.", "key": "k"})
        assert answer.status_code == 302
        assert answer.url.endswith("#c1")

    assert Contribution.objects.count() == 1


def test_other_words_from_the_same_page_are_said_to_be_others_and_post_when_sent_again(
    talk: Any, people: Any, sign_in: Any
) -> None:
    browser, address = sign_in(people.member), f"{talk.get_absolute_url()}contribute/"
    said(talk, people.expert)
    browser.post(address, {"body": "Once.", "key": "k"})

    refused = browser.post(address, {"body": "Twice & more.", "key": "k", "parent": "1"})

    page, form = refused.content.decode(), refused.context["form"]
    assert "You have sent other words from this page already. Send it again to post these too." in page
    assert "Twice &amp; more." in page
    assert Draft.objects.get().body == "Twice & more."
    assert Contribution.objects.count() == 2
    assert form["key"].value() != "k"
    for _again in range(2):
        sent = browser.post(address, {name: form[name].value() for name in ("body", "key", "parent")})
        assert sent.url.endswith("#c3")
    assert [(made.body, made.parent_number) for made in talk.contributions.order_by("number")[1:]] == [
        ("Once.", None), ("Twice & more.", 1),
    ]  # fmt: skip
    assert not Draft.objects.exists()


def test_the_key_of_one_person_is_nothing_to_another(talk: Any, people: Any, sign_in: Any) -> None:
    address = f"{talk.get_absolute_url()}contribute/"
    sign_in(people.member).post(address, {"body": "Mine.", "key": "k"})

    assert sign_in(people.guest).post(address, {"body": "Of a guest.", "key": "k"}).status_code == 302
    assert sign_in(people.stranger).post(address, {"body": "Of a stranger.", "key": "k"}).status_code == 403

    assert Contribution.objects.count() == 2


def test_an_empty_contribution_says_so_and_keeps_the_rest(talk: Any, people: Any, sign_in: Any) -> None:
    answer = sign_in(people.member).post(
        f"{talk.get_absolute_url()}contribute/", {"body": " ", "key": "kept-key"}
    )

    assert answer.status_code == 200
    assert "kept-key" in answer.content.decode()


def test_a_reply_names_the_one_it_answers(talk: Any, people: Any, sign_in: Any) -> None:
    said(talk, people.expert)

    sign_in(people.member).post(f"{talk.get_absolute_url()}contribute/", {"body": "Yes.", "parent": "1"})

    assert Contribution.objects.get(number=2).parent_number == 1


@pytest.mark.parametrize("parent", ["99", "-1", "9" * 12])
def test_an_answer_to_nothing_is_an_answer_to_all(parent: str, talk: Any, people: Any, sign_in: Any) -> None:
    sign_in(people.member).post(f"{talk.get_absolute_url()}contribute/", {"body": "Yes.", "parent": parent})

    assert Contribution.objects.get().parent is None


def test_a_picture_is_kept_without_what_the_camera_knew(talk: Any, people: Any, sign_in: Any) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at 1.2921 S, 36.8219 E"
    sign_in(people.member).post(
        f"{talk.get_absolute_url()}contribute/", {"body": "See.", "files": picture(exif=exif.tobytes())}
    )

    kept = Attachment.objects.get().file.read()
    assert b"taken at" not in kept
    assert Image.open(io.BytesIO(kept)).size == (30, 20)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("evil.html", b"<script>alert(1)</script>"), ("evil.svg", b"<svg onload=alert(1)>"), ("run.exe", b"MZ\x90\x00" * 20),
        ("photo.jpg", b"<html><script>"), ("photo.png", b"\x89PNG broken"), ("shell.php", b"<?php system($_GET[1]);"),
    ],
)  # fmt: skip
def test_files_that_could_do_harm_are_refused_in_words_and_the_text_stays(
    name: str, content: bytes, talk: Any, people: Any, sign_in: Any
) -> None:
    answer = sign_in(people.member).post(
        f"{talk.get_absolute_url()}contribute/",
        {"body": "My words.", "files": SimpleUploadedFile(name, content)},
    )

    assert answer.status_code == 200
    assert "My words." in answer.content.decode()
    assert not Attachment.objects.exists()
    assert not Contribution.objects.exists()


def test_a_hostile_name_is_only_a_name(talk: Any, people: Any, sign_in: Any) -> None:
    file = SimpleUploadedFile("../../<b>x</b>\u202egnp.txt", b"plain words", "text/plain")

    sign_in(people.member).post(f"{talk.get_absolute_url()}contribute/", {"body": "See.", "files": file})

    kept = Attachment.objects.get()
    page = sign_in(people.member).get(talk.get_absolute_url()).content.decode()
    assert ".." not in kept.file.name
    assert "\u202e" not in kept.name
    assert "<b>x</b>" not in page


def test_a_file_is_asked_for_its_rights_at_each_download(neighbour: Any, people: Any, client: Any) -> None:
    talk = question(neighbour, people.stranger)
    client.force_login(people.stranger)
    client.post(
        f"{talk.get_absolute_url()}contribute/",
        {"body": "See.", "files": SimpleUploadedFile("note.txt", b"inside", "text/plain")},
    )
    address = Attachment.objects.get().get_absolute_url()

    answer = client.get(address)
    assert b"".join(answer.streaming_content) == b"inside"
    assert "attachment" in answer["Content-Disposition"]
    client.force_login(people.member)
    assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 404


def test_the_small_verbs_of_the_page(talk: Any, people: Any, sign_in: Any) -> None:
    said(talk, people.member)
    address = f"{talk.get_absolute_url()}act/"

    assert sign_in(people.expert).post(address, {"useful": "1"}).status_code == 302
    assert sign_in(people.guest).post(address, {"accept": "1"}).status_code == 403
    assert sign_in(people.expert).post(address, {"accept": "1"}).status_code == 302
    assert sign_in(people.expert).post(address, {"follow": "hourly"}).status_code == 404
    assert sign_in(people.expert).post(address, {"useful": "77"}).status_code == 404
    assert sign_in(people.expert).get(address).status_code == 405

    talk.refresh_from_db()
    assert talk.answer.number == 1
    assert talk.answer.useful_count == 1

    assert sign_in(people.guest).post(address, {"not_accept": "1"}).status_code == 403
    browser = sign_in(people.expert)
    assert 'name="not_accept" value="1"' in browser.get(talk.get_absolute_url()).content.decode()
    assert browser.post(address, {"not_accept": "1"}).status_code == 302
    assert 'name="accept" value="1"' in browser.get(talk.get_absolute_url()).content.decode()
    talk.refresh_from_db()
    assert talk.answer_id is None


def test_useful_pressed_twice_in_haste_is_once_and_is_taken_back_by_its_own_button(
    talk: Any, people: Any, sign_in: Any
) -> None:
    made = said(talk, people.member)
    address = f"{talk.get_absolute_url()}act/"
    browser = sign_in(people.expert)

    def count(**pressed: str) -> int:
        assert browser.post(address, pressed).status_code == 302
        made.refresh_from_db()
        return made.useful_count

    assert [count(useful="1"), count(useful="1")] == [1, 1]
    page = browser.get(talk.get_absolute_url()).content.decode()
    assert 'name="not_useful" value="1" aria-pressed="true"' in page
    assert 'name="useful"' not in page
    assert [count(not_useful="1"), count(not_useful="1")] == [0, 0]
    assert browser.post(address, {"not_useful": "77"}).status_code == 404


def test_a_part_of_the_page_comes_back_to_a_browser_that_asks_for_it(
    talk: Any, people: Any, sign_in: Any
) -> None:
    said(talk, people.member)

    answer = sign_in(people.expert).post(
        f"{talk.get_absolute_url()}act/", {"useful": "1"}, HTTP_HX_REQUEST="true"
    )

    assert answer.status_code == 200
    assert answer.content.decode().count("<article") == 1
    assert 'aria-pressed="true"' in answer.content.decode()


def test_what_is_being_typed_is_kept_for_its_author_only(talk: Any, people: Any, sign_in: Any) -> None:
    place = f"discussion:{talk.pk}"

    assert (
        sign_in(people.member).post("/my/drafts/", {"place": place, "body": "Half a thought"}).status_code
        == 204
    )
    assert sign_in(people.member).post("/my/drafts/", {"place": "elsewhere", "body": "x"}).status_code == 404

    assert "Half a thought" in sign_in(people.member).get(talk.get_absolute_url()).content.decode()
    assert "Half a thought" not in sign_in(people.expert).get(talk.get_absolute_url()).content.decode()
    assert Draft.objects.count() == 1


def test_changing_and_withdrawing_through_the_form(talk: Any, people: Any, sign_in: Any) -> None:
    said(talk, people.member, "First")
    address = f"{talk.get_absolute_url()}contributions/1/edit/"

    assert sign_in(people.guest).post(address, {"body": "Mine"}).status_code == 403
    assert sign_in(people.member).post(address, {"body": "Second"}).status_code == 302
    assert "First" in sign_in(people.member).get(address).content.decode()  # its history
    assert sign_in(people.member).post(address, {"withdraw": "1"}).status_code == 302
    assert sign_in(people.member).get(address).status_code == 404


def test_who_moderates_changes_and_hides_what_others_wrote_and_does_not_withdraw_it(
    talk: Any, people: Any, sign_in: Any
) -> None:
    made = said(talk, people.member, "First")
    own = said(talk, people.facilitator, "Mine")
    address = f"{talk.get_absolute_url()}contributions/{{}}/edit/".format
    browser = sign_in(people.facilitator)

    page = browser.get(address(1)).content.decode()
    assert 'name="withdraw"' not in page
    assert f'href="{talk.get_absolute_url()}moderate/?number=1"' in page
    refused = browser.post(address(1), {"withdraw": "1"})
    assert refused.status_code == 403
    assert "Only who wrote it can take it back." in refused.content.decode()
    assert 'name="withdraw"' in browser.get(address(2)).content.decode()
    page = sign_in(people.member).get(address(1)).content.decode()
    assert 'name="withdraw"' in page
    assert "moderate/" not in page

    made.refresh_from_db()
    own.refresh_from_db()
    assert (made.withdrawn_at, own.withdrawn_at) == (None, None)


def test_several_files_come_with_one_contribution_and_too_many_are_refused(
    community: Any, people: Any, sign_in: Any
) -> None:
    talk = question(community, people.expert)
    browser, address = sign_in(people.member), f"{talk.get_absolute_url()}contribute/"

    def files(number: int) -> list[SimpleUploadedFile]:
        return [SimpleUploadedFile(f"{index}.txt", b"words") for index in range(number)]

    browser.post(address, {"body": "See.", "files": files(3)})
    assert Contribution.objects.get().attachment_count == 3

    refused = browser.post(address, {"body": "See more.", "files": files(11)})
    assert "Choose 10 files at most." in refused.content.decode()
    assert "See more." in refused.content.decode()
    assert Contribution.objects.count() == 1


def test_what_one_person_keeps_has_a_limit_and_the_text_stays(
    community: Any, people: Any, sign_in: Any, settings: Any
) -> None:
    settings.UPLOAD_QUOTA_BYTES = 12
    talk = question(community, people.expert)
    address = f"{talk.get_absolute_url()}contribute/"

    def post(person: Any, body: str) -> Any:
        file = SimpleUploadedFile("a.txt", b"ten bytes!")
        return sign_in(person).post(address, {"body": body, "files": [file]})

    assert post(people.member, "First").status_code == 302
    refused = post(people.member, "Second").content.decode()
    assert "you would keep more than" in refused
    assert "Second" in refused
    assert post(people.guest, "Of another").status_code == 302


def test_a_preview_shows_the_text_and_posts_nothing(community: Any, people: Any, sign_in: Any) -> None:
    talk = question(community, people.expert)
    data = {"body": f"**Look** @{people.expert.name} <script>", "preview": "1", "key": "abc"}

    page = sign_in(people.member).post(f"{talk.get_absolute_url()}contribute/", data).content.decode()

    assert "<strong>Look</strong>" in page
    assert f'href="/people/{people.expert.pk}/"' in page
    assert "&lt;script&gt;" in page
    assert 'value="abc"' in page
    assert not Contribution.objects.exists()


def test_a_quotation_stands_in_the_form_below_what_was_begun(
    community: Any, people: Any, sign_in: Any
) -> None:
    talk = question(community, people.expert)
    actions.add(discussion=talk, by=people.expert, body="First line\n> older\n\nSecond line")
    actions.save_draft(by=people.member, place=f"discussion:{talk.pk}", body="Begun")

    form = sign_in(people.member).get(f"{talk.get_absolute_url()}contribute/?reply=1&quote=1").context["form"]

    assert form.initial["body"] == "Begun\n\n> First line\n>\n> Second line\n\n"
    assert form.initial["parent"] == 1
