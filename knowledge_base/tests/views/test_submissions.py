"""The form on the portal: each kind, each answer, the stranger's too."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from communities.models import Membership
from knowledge_base.actions import submissions
from knowledge_base.forms.submissions import KINDS
from knowledge_base.models import ResourcePage, Submission
from knowledge_base.tests.makers import WORDS, handed_in, returned

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(community: Any, people: Any) -> Submission:
    return submissions.begin(community=community, by=people.member, kind="tool")


def test_a_member_chooses_a_kind_and_comes_to_its_form(community: Any, people: Any, sign_in: Any) -> None:
    client, address = sign_in(people.member), f"/communities/{community.slug}/library/submit/"

    page = client.get(address)
    answer = client.post(address, {"kind": "story"}, follow=True)

    assert all(str(said) in page.content.decode() for said in KINDS.values())
    assert "Insight" in answer.content.decode()
    assert Submission.objects.get().kind == "story"
    assert client.post(address, {"kind": "synthesis"}).status_code == 404


@pytest.mark.parametrize("who", ["stranger", "sponsor"])
def test_who_is_no_member_begins_nothing(who: str, community: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(getattr(people, who))
    answer = client.post(f"/communities/{community.slug}/library/submit/", {"kind": "tool"})

    assert answer.status_code == 403
    assert not Submission.objects.exists()


@pytest.mark.parametrize("kind", list(KINDS))
def test_each_kind_is_handed_in_and_its_markup_is_inert(
    kind: str, community: Any, people: Any, sign_in: Any
) -> None:
    form = submissions.begin(community=community, by=people.member, kind=kind)

    answer = sign_in(people.member).post(form.get_absolute_url(), {**WORDS, "step": "hand_in"}, follow=True)

    text = answer.content.decode()
    page = ResourcePage.objects.get(title=WORDS["title"])
    assert "Handed in" in text
    assert "waits for review" in text
    assert page.specific.current_workflow_state is not None
    assert "<script" not in str(page.body)
    assert "<strong>hemp</strong>" in str(page.body)


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(form: Submission, people: Any, sign_in: Any) -> None:
    client = sign_in(people.member)
    wrong = {**WORDS, "title": "", "link": "not a link", "step": "hand_in"}

    answer = client.post(form.get_absolute_url(), wrong)
    again = client.get(form.get_absolute_url())

    assert answer.status_code == 200
    assert "Give it a title" in answer.content.decode()
    for page in (answer, again):
        assert "Take **hemp**." in page.content.decode()
        assert "not a link" in page.content.decode()
    assert not ResourcePage.objects.exists()


def test_a_draft_is_kept_gone_on_with_and_thrown_away(form: Submission, people: Any, sign_in: Any) -> None:
    client, address = sign_in(people.member), form.get_absolute_url()

    kept = client.post(address, {"title": "Half", "step": "keep", "kept_as": f"submission:{form.pk}"})
    assert kept.status_code == 302
    assert kept.cookies["kept"].value == f"submission:{form.pk}"
    assert client.post(f"{address}keep/", {"title": "Half a", "place": "Kisumu"}).status_code == 204
    assert "Half a" in client.get("/my/submissions/").content.decode()
    assert 'value="Half a"' in client.get(address).content.decode()
    assert client.post(f"{address}discard/").status_code == 302

    assert not Submission.objects.exists()


def test_files_are_checked_listed_and_taken_out_again(form: Submission, people: Any, sign_in: Any) -> None:
    client, address = sign_in(people.member), form.get_absolute_url()
    good, bad = SimpleUploadedFile("log.txt", b"12"), SimpleUploadedFile("page.html", b"<script>")

    refused = client.post(address, {"title": "T", "files": [bad], "step": "keep"})
    assert refused.status_code == 200
    assert "cannot be kept here" in refused.content.decode()
    client.post(address, {"title": "T", "files": [good], "step": "keep"})
    file = form.files.get()
    own = client.get(f"{address}files/{file.pk}/")
    assert own.status_code == 200
    assert "sandbox" in own["Content-Security-Policy"]
    assert sign_in(people.knowledge_manager).get(f"{address}files/{file.pk}/").status_code == 404
    client = sign_in(people.member)
    assert client.post(address, {"step": f"remove-{file.pk}"}).status_code == 302
    assert client.post(address, {"step": "remove-x"}).status_code == 404

    form.refresh_from_db()
    assert not form.files.exists()


def test_a_picture_needs_the_sentence_that_replaces_it(form: Submission, people: Any, sign_in: Any) -> None:
    from knowledge_base.tests.actions.test_submissions import picture

    client, address = sign_in(people.member), form.get_absolute_url()
    upload = SimpleUploadedFile("well.jpg", picture())

    first = client.post(address, {**WORDS, "files": [upload], "step": "hand_in"})
    file = form.files.get()
    second = client.post(address, {**WORDS, f"says-{file.pk}": "A well", "step": "hand_in"})

    assert first.status_code == 200
    assert "What the picture shows" in first.content.decode()
    assert second.status_code == 302
    assert ResourcePage.objects.get().body[-1].value["alternative"] == "A well"


def test_what_came_back_shows_the_comment_and_is_handed_in_again(
    community: Any, people: Any, sign_in: Any
) -> None:
    form = handed_in(community, people.member, "tool")
    client, address = sign_in(people.member), form.get_absolute_url()
    assert client.get(address).url == "/my/submissions/"
    returned(form, people.knowledge_manager, "Which <b>rope</b>?")

    page = client.get(address)
    answer = client.post(address, {**WORDS, "serves": "To choose hemp.", "step": "hand_in"}, follow=True)

    assert "Which &lt;b&gt;rope&lt;/b&gt;?" in page.content.decode()
    assert "Hand it in again" in page.content.decode()
    assert "waits for review" in answer.content.decode()
    newest = ResourcePage.objects.get().specific.get_latest_revision_as_object()
    assert newest.serves == "To choose hemp."


def test_somebody_elses_form_is_not_found_and_who_left_is_told_why(
    form: Submission, community: Any, people: Any, sign_in: Any
) -> None:
    for who in (people.stranger, people.knowledge_manager, people.administrator):
        client = sign_in(who)
        for address in ("", "keep/", "discard/"):
            assert client.post(f"{form.get_absolute_url()}{address}", {"title": "x"}).status_code == 404
    Membership.objects.filter(community=community, user=people.member).delete()

    answer = sign_in(people.member).post(form.get_absolute_url(), {**WORDS, "step": "hand_in"})

    assert answer.status_code == 403
    form.refresh_from_db()
    assert form.words["title"] == WORDS["title"]
