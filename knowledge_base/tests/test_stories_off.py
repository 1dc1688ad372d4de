"""Where a community has switched stories off, nobody begins one, and those there are stay."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions.communities import switch_modules
from cop_portal.foundation.permissions import SYSTEM, Denied
from discussions.tests.makers import question
from knowledge_base.actions import gathering, inventories, submissions
from knowledge_base.models import Gap, ResourcePage, StoryPage, Submission
from knowledge_base.queries import gaps as gap_queries
from knowledge_base.tests.makers import WORDS, handed_in, published, typed

pytestmark = pytest.mark.django_db
SUBMIT, LIBRARY = "/communities/water/library/submit/", "/communities/water/library/"


def off(community: Any, *modules: str) -> None:
    switch_modules(community=community, by=SYSTEM, off=list(modules or ["stories"]))
    community.refresh_from_db()


def test_the_short_form_offers_the_other_kinds(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    off(community)
    page = sign_in(people.member).get(SUBMIT).content.decode()

    assert 'value="story"' not in page
    assert 'value="lesson"' in page
    assert sign_in(people.member).post(SUBMIT, {"kind": "story"}).status_code == 404
    for who in (people.member, people.knowledge_manager, people.administrator):
        with pytest.raises(Denied):
            submissions.begin(community=community, by=who, kind="story")
    assert not Submission.objects.exists()
    assert submissions.begin(community=neighbour, by=people.stranger, kind="story").kind == "story"
    assert sign_in(people.stranger).get(SUBMIT).status_code == 403


def test_a_draft_of_one_is_kept_and_not_handed_in(community: Any, people: Any, sign_in: Any) -> None:
    form = submissions.begin(community=community, by=people.member, kind="story")
    form = submissions.keep(submission=form, by=people.member, words=WORDS)
    off(community)

    answer = sign_in(people.member).post(form.get_absolute_url(), {**form.words, "step": "hand_in"})

    assert "Stories are switched off in this community." in answer.content.decode()
    form.refresh_from_db()
    assert (form.words["title"], form.page_id) == ("Ropes that hold", None)
    off(community, "newsletter")
    submissions.hand_in(submission=form, by=people.member, entry=typed(form))
    assert StoryPage.objects.get().title == "Ropes that hold"


def test_one_that_the_editors_have_is_mended_and_published(community: Any, people: Any) -> None:
    form = handed_in(community, people.member, "story")
    off(community)
    page = ResourcePage.objects.get(submission=form).specific
    page.current_workflow_task_state.reject(user=people.knowledge_manager, comment="Say when.")
    form.refresh_from_db()

    handed_in(community, people.member, "story", form=form, title="Ropes that held in May")

    assert StoryPage.objects.count() == 1


def test_one_that_stands_is_read_at_its_address_and_no_filter_offers_them(
    community: Any, people: Any, sign_in: Any
) -> None:
    page = published(community, kind="story", title="The rope that held")
    off(community)
    browser = sign_in(people.member)

    assert "The rope that held" in browser.get(page.url).content.decode()
    assert "The rope that held" in browser.get(f"{LIBRARY}?kind=story").content.decode()
    for address in (LIBRARY, "/communities/water/library/inventory/"):
        shown = browser.get(address).content.decode()
        assert '<option value="story"' not in shown
        assert '<option value="lesson"' in shown
    assert '<option value="story"' in browser.get("/library/").content.decode()  # of all communities


def test_wagtail_offers_and_makes_none(community: Any, people: Any, sign_in: Any) -> None:
    kept = published(community, kind="story", title="The rope that held")
    home = kept.get_parent()
    add, create = f"/cms/pages/{home.pk}/add_subpage/", f"/cms/pages/add/knowledge_base/storypage/{home.pk}/"
    for who in (people.knowledge_manager, people.administrator):
        assert create in sign_in(who).get(add).content.decode()
        assert sign_in(who).get(create).status_code == 200
    off(community)

    for who in (people.knowledge_manager, people.administrator):
        page = sign_in(who).get(add).content.decode()
        assert create not in page
        assert f"/cms/pages/add/knowledge_base/lessonpage/{home.pk}/" in page
        assert sign_in(who).get(create).status_code != 200
        assert sign_in(who).get(f"/cms/pages/{kept.pk}/edit/").status_code == 200


def test_a_file_brings_no_new_one(community: Any, people: Any) -> None:
    off(community)
    source = "key,kind,title,summary\na,story,The rope,It held\nb,lesson,The well,It fell dry\n"

    plan = inventories.plan(community=community, by=people.knowledge_manager, source=source)

    assert [row.outcome for row in plan.rows] == ["fault", "new"]
    assert plan.rows[0].faults == ["Stories are switched off in this community."]


def test_where_nobody_asks_no_question_is_a_gap(community: Any, people: Any) -> None:
    talk = question(community, people.member)
    Gap.objects.create(community=community, source="question", text=talk.title, discussion=talk)
    Gap.objects.create(community=community, source="search", text="Solar pumps")
    assert gap_queries.list_of(people.member, community).count() == 2
    off(community, "questions")

    gathering.gather_all()

    assert [row.text for row in gap_queries.list_of(people.member, community)] == ["Solar pumps"]
    curated = gap_queries.for_curators(people.knowledge_manager, [community])
    assert [row.text for row in curated] == ["Solar pumps"]
    assert gap_queries.list_of(people.stranger, community).count() == 0
