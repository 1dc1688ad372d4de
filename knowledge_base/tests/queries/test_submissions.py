"""What a person wrote for libraries, and where it stands."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import Http404

from knowledge_base.actions import resources, submissions
from knowledge_base.models import ResourcePage, Submission
from knowledge_base.queries import submissions as queries
from knowledge_base.tests.makers import WORDS, handed_in, published, returned

pytestmark = pytest.mark.django_db


def test_each_shows_where_it_stands_in_two_statements_however_many(
    community: Any, people: Any, django_assert_num_queries: Any
) -> None:
    waiting = handed_in(community, people.member, "lesson", title="Waits")
    with django_assert_num_queries(2):
        assert [row.state for row in queries.mine(people.member)] == ["waiting"]

    back = handed_in(community, people.member, "tool", title="Back")
    returned(back, people.knowledge_manager, "More, please.")
    out = handed_in(community, people.member, "results", title="Out")
    page = ResourcePage.objects.get(submission=out)
    resources.publish(resource=page, by=people.knowledge_manager)
    begun = submissions.begin(community=community, by=people.member, kind="story")
    submissions.keep(submission=begun, by=people.member, words={"title": "Begun"})
    submissions.begin(community=community, by=people.member, kind="guidance")

    with django_assert_num_queries(2):
        rows = queries.mine(people.member)

    assert {row.title: (str(row.state), row.comment) for row in rows} == {
        "Waits": ("waiting", ""),
        "Back": ("returned", "More, please."),
        "Out": ("published", ""),
        "Begun": ("draft", ""),
    }
    assert {row.title: row.url for row in rows} == {
        "Waits": "",
        "Back": back.get_absolute_url(),
        "Out": page.url,
        "Begun": begun.get_absolute_url(),
    }
    resources.retire(resource=page, by=people.knowledge_manager, reason="Old")
    gone = queries.standing(Submission.objects.get(pk=out.pk))
    assert (gone.state, gone.url) == ("retired", page.url)  # it is readable there, and says why
    assert waiting.page_id


def test_everybody_elses_is_not_there(community: Any, people: Any) -> None:
    form = handed_in(community, people.member, "lesson")

    for who in (people.knowledge_manager, people.stranger, people.administrator):
        with pytest.raises(Http404):
            queries.get_for(who, form.pk)
        assert queries.mine(who) == []
    assert queries.get_for(people.member, form.pk) == form


def test_what_came_back_waits_on_its_authors_desk(community: Any, people: Any) -> None:
    form = handed_in(community, people.member, "lesson")
    assert queries.waiting_submissions(people.member) == []
    returned(form, people.knowledge_manager, "Say <b>why</b>.")

    [row] = queries.waiting_submissions(people.member)

    assert WORDS["title"] in row.sentence
    assert row.url == queries.mend_url(ResourcePage.objects.get()) == form.get_absolute_url()
    assert row.reason == "Say why."
    assert queries.waiting_submissions(people.expert) == []


def test_topics_are_those_of_what_one_may_read(community: Any, people: Any) -> None:
    for title, sharing, tags in (("One", "organisation", ["Wells"]), ("Two", "core", ["Plans", "Wells"])):
        page = published(community, title=title, sharing=sharing).specific
        page.tags.set(tags)
        page.save()

    assert queries.topics_of(people.member, community) == ["Wells"]
    assert queries.topics_of(people.expert, community) == ["Wells", "Plans"]


def test_a_page_without_a_form_is_mended_nowhere_on_the_portal(community: Any, people: Any) -> None:
    assert queries.mend_url(published(community)) == community.get_absolute_url()
    assert queries.authors_of(published(community, title="Two")) == []
    assert queries.size_kept_by(people.member) == 0
    assert queries.begun(people.member, community, "lesson") is None
