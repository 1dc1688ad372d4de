"""The pages of publications, each answer, the stranger's too."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from knowledge_base.actions import papers, pieces
from knowledge_base.actions.publications import describe
from knowledge_base.enums import Sharing
from knowledge_base.models import PublicationPage, ResourcePage
from knowledge_base.queries.publications import shown
from knowledge_base.tests.makers import issue, published, revised, table
from knowledge_base.typesetting import booklet

pytestmark = pytest.mark.django_db
TYPED = {
    "title": "Water today", "issue": "No. 1", "summary": "All <we> learned.", "sharing": "organisation",
    "language": "en",
}  # fmt: skip


def test_an_issue_is_made_and_approved_by_two_people(community: Any, people: Any, sign_in: Any) -> None:
    pump = published(community, title="A pump that lasts", kind="story", activity="We greased it.")
    list_page = f"/communities/{community.slug}/publications/"
    sign_in(people.coordinator).post(f"{list_page}new/", TYPED)
    page = PublicationPage.objects.get()
    desk = f"{list_page}{page.pk}/"
    steps: list[dict[str, Any]] = [
        {"step": "section", "title": "From the field"}, {"step": "item", "resource": pump.pk}, {"step": "hand_in"},
    ]  # fmt: skip

    for step in steps:
        sign_in(people.coordinator).post(f"{desk}act/", step)
    assert "Approve and send it" not in sign_in(people.coordinator).get(desk).content.decode()
    assert "Approve and send it" in sign_in(people.expert).get(desk).content.decode()
    assert "We greased it." in sign_in(people.expert).get(f"{desk}preview/").content.decode()
    answer = sign_in(people.expert).post(f"{desk}act/", {"step": "approve"}, follow=True)

    text = answer.content.decode()
    assert "We greased it." in text
    assert "All <we>" not in text
    assert "Water today" in sign_in(people.member).get(list_page).content.decode()
    assert "Water today" in sign_in(people.member).get("/library/?kind=publication").content.decode()


def test_a_doubled_click_moves_a_part_by_one_place(community: Any, people: Any, sign_in: Any) -> None:
    page = issue(community, by=people.coordinator)
    rows = [pieces.add_section(publication=page, by=people.coordinator, title=title) for title in "ABC"]
    desk = f"/communities/{community.slug}/publications/{page.pk}/"
    client = sign_in(people.coordinator)
    form = (
        client.get(desk).content.decode().split(f'name="piece" value="{rows[2].pk}"')[1].split("</form>")[0]
    )
    found = re.search(r'name="at" value="(\d+)"', form)
    assert found

    for _click in range(2):
        answer = client.post(f"{desk}act/", {"piece": rows[2].pk, "at": found[1], "step": "up"})
        assert (answer.status_code, answer["Location"]) == (302, f"{desk}#parts")
    assert list(page.pieces.values_list("title", flat=True)) == ["A", "C", "B"]
    assert client.post(f"{desk}act/", {"piece": rows[2].pk, "at": "x", "step": "up"}).status_code == 404
    assert sign_in(people.stranger).post(f"{desk}act/", {"piece": rows[2].pk, "step": "up"}).status_code in (403, 404)  # fmt: skip
    assert list(page.pieces.values_list("title", flat=True)) == ["A", "C", "B"]


def test_tables_films_and_links_are_on_its_page_as_they_were_that_day(
    community: Any, people: Any, sign_in: Any
) -> None:
    film = {"url": "https://films.example/7", "title": "The <pump>", "note": "3 minutes"}
    link = {"url": "https://ropes.example/sheet", "title": "The sheet", "note": ""}
    item = published(community, body=[table(["North <b>", 12.5]), ("video", film), ("link", link)])
    page = issue(community, by=people.coordinator, holding=[item])
    desk = f"/communities/{community.slug}/publications/{page.pk}/"
    draft = sign_in(people.coordinator).get(f"{desk}preview/").content.decode()
    out = issue(community, by=people.coordinator, holding=[item], out=True)
    revised(item, by=people.knowledge_manager, change_note="Anew", body=[table(["North", 99.5])])

    for said in (draft, sign_in(people.member).get(out.url).content.decode()):
        assert '<caption dir="auto">What came out</caption>' in said
        assert '<th scope="col" class="n">Litres</th>' in said
        assert '<td dir="auto">North &lt;b&gt;</td><td class="n" dir="auto">12.5</td>' in said
        assert (
            '<a href="https://films.example/7" rel="noopener noreferrer" dir="auto">The &lt;pump&gt;</a>'
            in said
        )
        assert 'href="https://ropes.example/sheet"' in said
        assert "99.5" not in said
    assert sign_in(people.stranger).get(f"{desk}preview/").status_code == 404


def test_nobody_else_finds_an_issue_in_the_making(community: Any, people: Any, sign_in: Any) -> None:
    page = issue(community, by=people.coordinator)
    desk = f"/communities/{community.slug}/publications/{page.pk}/"

    for who in (people.member, people.stranger):
        for path in (
            desk,
            f"{desk}about/",
            f"{desk}preview/",
            f"{desk}text/",
            f"/publications/{page.pk}/pdf/",
        ):
            assert sign_in(who).get(path).status_code == 404, path
        assert sign_in(who).post(f"{desk}act/", {"step": "hand_in"}).status_code == 404
    assert sign_in(people.member).get(f"/communities/{community.slug}/publications/new/").status_code == 403


def test_what_was_typed_survives_an_error(community: Any, people: Any, sign_in: Any) -> None:
    page = issue(community, by=people.coordinator)
    published(community, title="For members", sharing=Sharing.COMMUNITY)
    address = f"/communities/{community.slug}/publications/{page.pk}/about/"

    answer = sign_in(people.coordinator).post(address, {**TYPED, "title": "", "editorial": "Dear reader"})

    assert answer.status_code == 200
    assert "Dear reader" in answer.content.decode()
    refused = sign_in(people.coordinator).post(
        f"/communities/{community.slug}/publications/{page.pk}/act/",
        {"step": "item", "resource": ResourcePage.objects.get(title="For members").pk},
        follow=True,
    )
    assert "fewer people" in refused.content.decode()


def test_the_pdf_is_handed_out_as_it_was_made_and_counted(community: Any, people: Any, sign_in: Any) -> None:
    item = published(community, title="A pump that lasts", sharing=Sharing.COMMUNITY)
    page = issue(community, by=people.coordinator, holding=[item], sharing=Sharing.COMMUNITY, out=True)
    address = f"/publications/{page.pk}/pdf/"

    assert sign_in(people.member).get(address).status_code == 302
    papers.set_waiting()
    answer = sign_in(people.member).get(address)

    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert "private" in answer["Cache-Control"]
    assert PublicationPage.objects.get(pk=page.pk).download_count == 1
    assert sign_in(people.stranger).get(address).status_code == 403
    assert sign_in(people.stranger).get(page.url).status_code == 403
    path = page.papers.get().file.name
    assert sign_in(people.member).get(f"/media/{path}").status_code == 404


def test_what_an_editor_writes_is_shown_with_its_signs_on_the_page_and_on_paper(
    community: Any, people: Any, sign_in: Any
) -> None:
    typed = "Read this **first**.\n\n- boil\n- filter\n\n<script>no</script>"
    page = issue(community, by=people.coordinator, sharing=Sharing.COMMUNITY)
    pieces.add_text(publication=page, by=people.coordinator, title="How", words=typed)
    page = describe(publication=page, by=people.coordinator, editorial=typed)

    text = (
        sign_in(people.coordinator)
        .get(f"/communities/{community.slug}/publications/{page.pk}/preview/")
        .content.decode()
    )
    paper = "".join(
        one.extract_text()
        for one in PdfReader(io.BytesIO(booklet(page, shown(people.coordinator, page)))).pages
    )

    assert text.count("<strong>first</strong>") == text.count("<li>filter</li>") == 2
    assert "<script>no" not in text
    assert "**" not in paper
    assert "- filter" not in paper
    assert paper.count("filter") == 2
