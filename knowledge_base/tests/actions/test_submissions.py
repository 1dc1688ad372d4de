"""From a form on the portal to a page that waits, back to its author, and in again."""

from __future__ import annotations

import io
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from PIL import Image
from wagtail.rich_text import RichText

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.permissions import Denied
from cop_portal.foundation.uploads import check_upload
from knowledge_base.actions import resources, submissions
from knowledge_base.actions.libraries import collection_of
from knowledge_base.enums import Kind, SubmissionState
from knowledge_base.models import LibraryDocument, LibraryImage, ResourcePage, Submission
from knowledge_base.queries.submissions import standing
from knowledge_base.shapes import OWN
from knowledge_base.tests.makers import WORDS, handed_in, returned, typed

pytestmark = pytest.mark.django_db


def submitted() -> int:
    return ActivityEntry.objects.filter(verb="knowledge_base.resource_submitted").count()


def picture() -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", (60, 40), "teal")
    exif = image.getexif()
    exif[0x010F] = "SECRETCAM"
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_form_left_empty_is_used_again_and_a_stranger_gets_none(community: Any, people: Any) -> None:
    first = submissions.begin(community=community, by=people.member, kind="lesson")
    again = submissions.begin(community=community, by=people.member, kind="lesson")
    other = submissions.begin(community=community, by=people.member, kind="story")

    assert first == again != other
    with pytest.raises(Denied):
        submissions.begin(community=community, by=people.stranger, kind="lesson")
    with pytest.raises(ValidationError):
        submissions.begin(community=community, by=people.member, kind="synthesis")


def test_what_is_typed_is_kept_right_or_wrong_and_by_its_author_only(community: Any, people: Any) -> None:
    form = submissions.begin(community=community, by=people.member, kind="article")
    wrong = {"title": "", "doi": "no doi", "year": "last", "not_a_field": "x", "person-0-name": "y"}

    submissions.keep(submission=form, by=people.member, words=wrong)
    with pytest.raises(Denied):
        submissions.keep(submission=form, by=people.knowledge_manager, words={"title": "Mine"})

    form.refresh_from_db()
    assert form.words == {"doi": "no doi", "year": "last"}
    assert not ResourcePage.objects.exists()


def test_a_form_that_was_only_opened_holds_nothing(community: Any, people: Any) -> None:
    form = submissions.begin(community=community, by=people.member, kind="story")

    submissions.keep(
        submission=form, by=people.member, words={"language": "en", "person-0-shown": "named", "title": " "}
    )

    form.refresh_from_db()
    assert form.words == {}


@pytest.mark.parametrize("kind", list(OWN))
def test_each_kind_is_handed_in_with_its_fields_tags_and_its_authors_name(
    kind: str, community: Any, people: Any
) -> None:
    form = handed_in(community, people.member, kind)

    page = ResourcePage.objects.get(submission=form).specific
    for name in OWN[kind]:
        assert getattr(page, name), name
    assert page.kind == kind
    assert page.place == "Kisumu"
    assert {tag.name for tag in page.tags.all()} == {"Rope", "Wells"}
    assert [(credit.name, credit.role) for credit in page.credits.all()] == [("Mona Member", "author")]
    assert page.owner == people.member
    assert not page.live
    assert page.current_workflow_state is not None
    assert standing(form).state == SubmissionState.WAITING
    assert submitted() == 1
    revised = page.get_latest_revision_as_object()
    assert [block.block_type for block in revised.body] == ["paragraph", "video"]
    assert {tag.name for tag in revised.tags.all()} == {"Rope", "Wells"}


def test_a_second_handing_in_and_what_is_typed_meanwhile_change_nothing_with_the_editors(
    community: Any, people: Any
) -> None:
    form = handed_in(community, people.member, "lesson")
    submissions.keep(submission=form, by=people.member, words={**WORDS, "title": "Typed late"})

    with pytest.raises(ValidationError):
        submissions.hand_in(submission=form, by=people.member, entry=typed(form))

    form.refresh_from_db()
    assert form.words["title"] == "Typed late"
    assert ResourcePage.objects.get().specific.get_latest_revision_as_object().title == WORDS["title"]
    assert submitted() == 1


def test_who_left_keeps_the_words_and_hands_nothing_in(community: Any, people: Any) -> None:
    from communities.models import Membership

    form = submissions.begin(community=community, by=people.member, kind="lesson")
    Membership.objects.filter(community=community, user=people.member).delete()

    gone = type(people.member).objects.get(pk=people.member.pk)
    submissions.keep(submission=form, by=gone, words=WORDS)
    with pytest.raises(Denied):
        submissions.hand_in(submission=form, by=gone, entry=typed(form))

    form.refresh_from_db()
    assert form.words["title"] == WORDS["title"]
    assert not ResourcePage.objects.exists()


def test_what_came_back_is_mended_and_what_editors_changed_elsewhere_stays(
    community: Any, people: Any
) -> None:
    form = handed_in(community, people.member, "lesson")
    page = ResourcePage.objects.get().specific
    edited = page.get_latest_revision_as_object()
    edited.summary = "Said better by the editor."
    rows = [(b.block_type, b.value, b.id) for b in edited.body]
    edited.body = submissions.body_of([*rows, ("quote", {"text": "So it is", "who": ""}, "quoted")])
    edited.save_revision(user=people.knowledge_manager)
    returned(form, people.knowledge_manager, "Say why.")
    assert standing(Submission.objects.get(pk=form.pk)).comment == "Say why."

    form = typed_anew(form, people.member, why="The rope was dry.", text="Another **text**.")
    submissions.hand_in(submission=form, by=people.member, entry=typed(form))

    now = ResourcePage.objects.get().specific.get_latest_revision_as_object()
    assert now.why == "The rope was dry."
    assert now.summary == "Said better by the editor."
    assert [block.block_type for block in now.body] == ["paragraph", "video", "quote"]
    assert "<strong>text</strong>" in now.body[0].value.source
    assert standing(Submission.objects.get(pk=form.pk)).state == SubmissionState.WAITING
    assert submitted() == 2
    done = resources.publish(resource=now, by=people.knowledge_manager)
    assert done.live
    assert done.specific.why == "The rope was dry."


def typed_anew(form: Submission, by: Any, **changes: str) -> Submission:
    """As the form does: opened with what the page says, some of it changed."""
    from knowledge_base.queries.submissions import words_of

    form = Submission.objects.select_related("page").get(pk=form.pk)
    return submissions.keep(submission=form, by=by, words={**words_of(form), **changes})


def test_an_editors_text_comes_back_as_its_author_types_it(community: Any, people: Any) -> None:
    from knowledge_base.queries.submissions import words_of

    form = handed_in(community, people.member, "lesson")
    edited = ResourcePage.objects.get().specific.get_latest_revision_as_object()
    rows = [(b.block_type, b.value, b.id) for b in edited.body]
    rows[0] = (
        "paragraph",
        RichText("<h3>Ropes</h3><p>Take <b>two</b>.</p><ul><li>wet</li></ul>"),
        rows[0][2],
    )
    edited.body = submissions.body_of(rows)
    edited.save_revision(user=people.knowledge_manager)
    returned(form, people.knowledge_manager)

    words = words_of(Submission.objects.select_related("page").get(pk=form.pk))

    assert words["text"] == "### Ropes\n\nTake **two**.\n\n- wet"


def test_pictures_and_files_go_to_the_communitys_collection_without_what_was_hidden_in_them(
    community: Any, people: Any, django_capture_on_commit_callbacks: Any
) -> None:
    form = submissions.begin(community=community, by=people.member, kind="results")
    submissions.attach(
        submission=form,
        by=people.member,
        files=[check_upload("My wéll.jpg", picture()), check_upload("log.txt", b"12 litres")],
    )
    staged = [file.file.name for file in form.files.all()]
    shown = form.files.get(name="My wéll.jpg")

    with django_capture_on_commit_callbacks(execute=True):
        form = handed_in(
            community, people.member, "results", form=form, says={shown.pk: "A well with its lid"}
        )

    image, document = LibraryImage.objects.get(), LibraryDocument.objects.get()
    assert image.collection == document.collection == collection_of(community)
    assert image.uploaded_by_user == people.member
    assert b"SECRETCAM" not in image.file.open("rb").read()
    assert document.filename.endswith(".txt")
    assert not any(default_storage.exists(name) for name in staged)
    body = ResourcePage.objects.get().specific.get_latest_revision_as_object().body
    assert [block.block_type for block in body] == ["paragraph", "video", "figure", "file"]
    assert body[2].value["alternative"] == "A well with its lid"


def test_a_file_taken_out_before_or_after_is_out(
    community: Any, people: Any, django_capture_on_commit_callbacks: Any
) -> None:
    form = submissions.begin(community=community, by=people.member, kind="lesson")
    files = [check_upload("one.txt", b"one"), check_upload("two.txt", b"two")]
    submissions.attach(submission=form, by=people.member, files=files)
    one, two = form.files.all()
    with django_capture_on_commit_callbacks(execute=True):
        submissions.detach(file=one, by=people.member)
    assert not default_storage.exists(one.file.name)
    form = handed_in(community, people.member, "lesson", form=form)
    assert LibraryDocument.objects.count() == 1
    returned(form, people.knowledge_manager)

    with pytest.raises(Denied):
        submissions.detach(file=two, by=people.expert)
    submissions.detach(file=form.files.get(), by=people.member)
    form = Submission.objects.select_related("page").get(pk=form.pk)
    submissions.hand_in(submission=form, by=people.member, entry=typed(form))

    body = ResourcePage.objects.get().specific.get_latest_revision_as_object().body
    assert "file" not in [block.block_type for block in body]
    assert not form.files.exists()


def test_files_are_bounded_in_number_and_in_size(community: Any, people: Any, settings: Any) -> None:
    form = submissions.begin(community=community, by=people.member, kind="lesson")
    eleven = [check_upload(f"{n}.txt", b"words") for n in range(11)]

    with pytest.raises(ValidationError):
        submissions.attach(submission=form, by=people.member, files=eleven)
    settings.UPLOAD_QUOTA_BYTES = 12
    submissions.attach(submission=form, by=people.member, files=eleven[:2])
    with pytest.raises(ValidationError):
        submissions.attach(submission=form, by=people.member, files=eleven[:1])

    assert form.files.count() == 2


def test_nobody_is_in_a_story_without_having_agreed(community: Any, people: Any) -> None:
    form = submissions.begin(community=community, by=people.member, kind="story")
    submissions.keep(submission=form, by=people.member, words=WORDS)
    asked = {"name": "Ruth W.", "shown": "named", "agreed": False, "how": ""}

    entry = typed(form)
    entry.people = [asked]
    with pytest.raises(ValidationError, match="Ruth"):
        submissions.hand_in(submission=form, by=people.member, entry=entry)
    entry.people, entry.own["consent"] = [], False
    with pytest.raises(ValidationError, match="agreed"):
        submissions.hand_in(submission=form, by=people.member, entry=entry)

    assert not ResourcePage.objects.exists()


def test_an_article_that_is_there_already_is_named(community: Any, people: Any) -> None:
    first = handed_in(community, people.member, "article")
    resources.publish(resource=ResourcePage.objects.get(), by=people.knowledge_manager)
    again = submissions.begin(community=community, by=people.expert, kind="article")
    submissions.keep(submission=again, by=people.expert, words=WORDS)

    with pytest.raises(ValidationError, match="Ropes that hold"):
        submissions.hand_in(submission=again, by=people.expert, entry=typed(again))

    assert ResourcePage.objects.count() == 1
    assert first.page_id


def test_an_article_by_others_credits_who_registered_it_as_a_contributor(community: Any, people: Any) -> None:
    form = handed_in(community, people.member, "article", own="")

    page = ResourcePage.objects.get(submission=form)
    assert [credit.role for credit in page.credits.all()] == ["contributor"]


def test_a_draft_is_thrown_away_and_what_was_handed_in_is_not(community: Any, people: Any) -> None:
    draft = submissions.begin(community=community, by=people.member, kind="lesson")
    given = handed_in(community, people.member, "tool")

    submissions.discard(submission=draft, by=people.member)
    with pytest.raises(ValidationError):
        submissions.discard(submission=given, by=people.member)

    assert list(Submission.objects.all()) == [given]


def test_words_outlive_a_page_that_editors_delete(community: Any, people: Any) -> None:
    form = handed_in(community, people.member, Kind.TOOL)

    ResourcePage.objects.get().delete()

    form = Submission.objects.get(pk=form.pk)
    assert standing(form).state == SubmissionState.REMOVED
    assert form.words["title"] == WORDS["title"]
    submissions.hand_in(submission=form, by=people.member, entry=typed(form))
    assert ResourcePage.objects.get().title == WORDS["title"]


def test_nothing_is_done_to_a_form_that_is_gone_and_its_words_go_on_for_its_author_only(
    community: Any, people: Any
) -> None:
    mine = people.member
    form = submissions.begin(community=community, by=mine, kind="good_practice")
    form = submissions.keep(submission=form, by=mine, words=WORDS)
    entry = typed(form)
    form = submissions.attach(submission=form, by=mine, files=[check_upload("one.txt", b"one")])
    file = form.files.get()
    submissions.discard(submission=submissions.submissions.get_for(mine, form.pk), by=mine)

    late: list[Any] = [
        partial(submissions.keep, submission=form, by=mine, words=WORDS),
        partial(submissions.attach, submission=form, by=mine, files=[]),
        partial(submissions.detach, file=file, by=mine),
        partial(submissions.hand_in, submission=form, by=mine, entry=entry),
    ]
    for verb in late:
        with pytest.raises(submissions.ThrownAway):
            verb()
    submissions.discard(submission=form, by=mine)
    with pytest.raises(Denied):
        submissions.go_on(gone=form, by=people.stranger, words=WORDS)
    assert not Submission.objects.exists()

    assert submissions.go_on(gone=form, by=mine, words={"title": "Ropes"}).words == {"title": "Ropes"}
