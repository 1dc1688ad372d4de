"""What appears while a title is typed, the step before posting, and leaving satisfied."""

from __future__ import annotations

from typing import Any

import pytest

from cop_portal.tests import factories
from discussions.actions import contributions
from discussions.models import AvoidedDuplicate, Discussion, Draft
from discussions.tests.makers import question

pytestmark = pytest.mark.django_db
START = "/communities/water/discussions/start/"
SIMILAR = "/communities/water/discussions/similar/"
FOUND = "/communities/water/discussions/found/"
TYPED = {"kind": "question", "title": "Which pump lasts?", "body": "A long thought.", "key": "k1"}


def test_while_typing_what_is_like_it_appears_with_a_button(
    community: Any, people: Any, sign_in: Any
) -> None:
    talk = question(community, people.expert)
    browser = sign_in(people.member)

    part = browser.get(
        SIMILAR, {"title": "which pump lasts"}, headers={"HX-Request": "true"}
    ).content.decode()
    page = browser.get(SIMILAR, {"title": "which pump lasts"}).content.decode()

    assert f'value="discussions:{talk.pk}"' in part
    assert 'name="seen"' in part
    assert "<html" not in part
    assert "Which pump lasts?" in page
    assert 'name="seen"' not in page
    assert "Nothing like it so far." in browser.get(SIMILAR, {"title": "Zebra crossings"}).content.decode()


def test_who_did_not_see_it_is_asked_once_before_it_is_posted(
    community: Any, people: Any, sign_in: Any
) -> None:
    question(community, people.expert)
    browser = sign_in(people.member)

    step = browser.post(START, TYPED)
    assert Discussion.objects.count() == 1
    done = browser.post(START, {**TYPED, "seen": "1"})

    assert b"A long thought." in step.content
    assert b"Post it all the same" in step.content
    assert done.status_code == 302
    assert Discussion.objects.count() == 2


def test_what_is_only_a_little_like_it_holds_nobody_up(community: Any, people: Any, sign_in: Any) -> None:
    question(community, people.expert, title="Which rope holds a heavy pump best?")

    assert sign_in(people.member).post(START, TYPED).status_code == 302


def test_leaving_satisfied_posts_nothing_and_is_counted(community: Any, people: Any, sign_in: Any) -> None:
    talk = question(community, people.expert)
    contributions.save_draft(by=people.member, place=f"new:{community.pk}", body="x", title="y")

    page = sign_in(people.member).post(FOUND, {**TYPED, "found": f"discussions:{talk.pk}"}, follow=True)

    assert page.redirect_chain[-1][0] == talk.get_absolute_url()
    assert b"Nothing was posted; here is what answers it." in page.content
    assert AvoidedDuplicate.objects.get().asked == "Which pump lasts?"
    assert Discussion.objects.count() == 1
    assert not Draft.objects.exists()


def test_nothing_private_is_like_anything_and_nothing_private_is_found(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    secret = question(neighbour, factories.holder(neighbour, "facilitator"), title="Which fridge keeps cold?")
    browser = sign_in(people.member)

    page = browser.get(SIMILAR, {"title": "Which fridge keeps cold?"}).content

    assert b"Nothing like it so far." in page
    assert browser.post(FOUND, {"found": f"discussions:{secret.pk}"}).status_code == 404
    assert browser.get(SIMILAR.replace("water", "vaccines")).status_code == 403
    assert not AvoidedDuplicate.objects.exists()


def test_strangers_are_refused(community: Any, people: Any, sign_in: Any) -> None:
    browser = sign_in(people.stranger)

    assert browser.get(SIMILAR, {"title": "Which pump lasts?"}).status_code == 403
    assert (
        browser.post(FOUND, {"found": f"discussions:{question(community, people.expert).pk}"}).status_code
        == 403
    )
