"""Where a community has switched questions off, no door begins one, and those there are go on as conversations."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from communities.actions.communities import switch_modules
from communities.models import Community, Membership
from cop_portal.foundation.permissions import SYSTEM, Denied
from discussions.actions import discussions, holds, routings
from discussions.models import Discussion, HeldPost, Routing
from discussions.permissions import kinds_in
from discussions.queries.discussions import desk_of, page_of_community
from discussions.queries.routings import late, waiting_declined, waiting_questions
from discussions.tests.makers import facilitated, question, said
from discussions.tests.test_inbound import arrives, mail

pytestmark = pytest.mark.django_db
BASE = "/communities/water/discussions/"


def off(community: Community) -> None:
    switch_modules(community=community, by=SYSTEM, off=["questions"])
    community.refresh_from_db()


def test_nobody_begins_a_question_and_everybody_else_goes_on(
    community: Any, neighbour: Any, people: Any
) -> None:
    off(community)

    for who in (people.member, people.facilitator, people.administrator, SYSTEM):
        with pytest.raises(Denied):
            question(community, who)
    assert not Discussion.objects.exists()
    assert "question" not in kinds_in(community)
    for kind in ("conversation", "idea"):
        assert question(community, people.member, kind=kind).kind == kind
    assert question(neighbour, people.stranger).is_question


def test_the_form_offers_what_is_in_use_and_keeps_what_was_typed(
    community: Any, people: Any, sign_in: Any
) -> None:
    browser = sign_in(people.member)
    assert 'value="question"' in browser.get(f"{BASE}start/?kind=question").content.decode()
    off(community)

    page = browser.get(f"{BASE}start/?kind=question").content.decode()
    form = {"kind": "question", "title": "Which rope?", "body": "A long thought.", "key": "k1"}
    sent = browser.post(f"{BASE}start/", form)

    assert 'value="question"' not in page
    assert "Ask or start" not in page
    assert (sent.status_code, "A long thought." in sent.content.decode()) == (200, True)
    assert browser.post(f"{BASE}start/", {**form, "kind": "conversation"}).status_code == 302
    assert sign_in(people.stranger).get(f"{BASE}start/").status_code == 403


def test_by_mail_it_is_a_conversation_whatever_its_subject(
    community: Any, people: Any, settings: Any
) -> None:
    settings.MAIL_TRUSTED_AUTHSERV = "mx.example.org"
    off(community)

    for who in (people.member, people.stranger):
        arrives(mail(who.email, community.mail_address, "Which pump?"), community.mail_address)

    talk = Discussion.objects.get()
    assert (talk.kind, talk.author) == ("conversation", people.member)


def test_what_waited_for_a_facilitator_comes_in_as_a_conversation(community: Any, people: Any) -> None:
    Community.objects.filter(pk=community.pk).update(hold_first=1)
    community.refresh_from_db()
    held = question(community, people.member)
    assert isinstance(held, HeldPost)
    off(community)

    made = holds.release(held=held, by=people.facilitator)

    assert (made.kind, made.title) == ("conversation", "Which pump lasts?")


def test_one_that_was_asked_is_read_and_answered_as_a_conversation(
    community: Any, people: Any, sign_in: Any
) -> None:
    talk = question(community, people.member, subjects=["pumps"])
    answer = said(talk, people.expert)
    discussions.accept_answer(discussion=talk, contribution=answer, by=people.member)
    off(community)
    talk.refresh_from_db()

    for who in (people.member, people.facilitator):
        page = sign_in(who).get(talk.get_absolute_url()).content.decode()
        assert "The blue one holds." in page
        assert "How it began" in page
        assert f"{talk.get_absolute_url()}ask/" not in page
    assert said(talk, people.facilitator, "Grease it, too.").number == 2
    with pytest.raises(Denied):
        discussions.take_answer_back(discussion=talk, contribution=talk.answer, by=people.member)
    with pytest.raises(Denied):
        routings.route(discussion=talk, to=people.expert, by=people.facilitator)

    switch_modules(community=community, by=people.coordinator, off=[])
    again = sign_in(people.member).get(talk.get_absolute_url()).content.decode()
    assert "The question" in again
    talk.refresh_from_db()
    assert talk.answer == answer


def test_the_list_counts_it_among_the_conversations(community: Any, people: Any, sign_in: Any) -> None:
    question(community, people.member)
    facilitated(community, people.facilitator)
    browser = sign_in(people.member)
    assert "?kind=unanswered" in browser.get(BASE).content.decode()
    off(community)

    page = browser.get(BASE).content.decode()

    assert "kind=question" not in page
    assert "kind=unanswered" not in page
    assert "Ask a question" not in page
    for kind in ("question", "unanswered", "nonsense"):  # an old address shows all
        shown = browser.get(f"{BASE}?kind={kind}").content.decode()
        assert shown.count("Which pump lasts?") == shown.count("How do pumps last?") == 1
    rows = page_of_community(
        people.member, community, browser.get(BASE).wsgi_request.GET, kind="conversation"
    )
    assert [(row["title"], row["kind"]) for row in rows.rows] == [("Which pump lasts?", "conversation")]
    assert sign_in(people.stranger).get(BASE).status_code == 200  # it is open to the organisation


def test_no_desk_and_no_letter_asks_for_an_answer(community: Any, people: Any, dispatched: Any) -> None:
    Membership.objects.filter(community=community, user=people.expert).update(subjects=["pumps"])
    talk = question(community, people.member, subjects=["pumps"])
    dispatched()
    row = Routing.objects.get()
    Routing.objects.update(at=timezone.now() - datetime.timedelta(days=9))
    moment = timezone.now()
    assert [one.key for one in waiting_questions(people.expert)] == [f"routing:{row.pk}:0"]
    assert desk_of(people.facilitator).unanswered == [talk]
    off(community)
    talk.refresh_from_db()

    assert waiting_questions(people.expert) == []
    assert desk_of(people.facilitator).unanswered == desk_of(people.expert).unanswered == []
    assert not late(moment, 1).exists()
    assert not routings.remind(row.pk, 1)
    with pytest.raises(Denied):
        routings.pass_on(routing=Routing.objects.get(), by=people.expert)
    assert routings.route_by_subject(Discussion.objects.get()) == []
    Routing.objects.update(state="declined")
    assert waiting_declined(people.facilitator) == []

    switch_modules(community=community, by=people.coordinator, off=[])
    assert len(waiting_declined(people.facilitator)) == 1


def test_whoever_was_asked_and_answers_has_answered(community: Any, people: Any, dispatched: Any) -> None:
    talk = question(community, people.member)
    routings.route(discussion=talk, to=people.expert, by=people.member)
    off(community)
    talk.refresh_from_db()

    said(talk, people.expert)
    dispatched()

    assert Routing.objects.get().state == "answered"


def test_subjects_of_experts_rest_with_the_questions(community: Any, people: Any, sign_in: Any) -> None:
    page = f"/communities/water/experts/{people.expert.pk}/subjects/"
    assert sign_in(people.expert).get(page).status_code == 200
    off(community)

    assert sign_in(people.expert).get(page).status_code == 403
    assert page not in sign_in(people.expert).get("/communities/water/roles/").content.decode()


def test_a_need_becomes_a_conversation(community: Any, people: Any, sign_in: Any) -> None:
    from communities.actions import needs

    need = needs.add(community=community, by=people.member, text="How to splice ropes")
    off(community)
    browser = sign_in(people.facilitator)
    form = browser.get(f"{BASE}start/?need={need.pk}").context["form"]

    assert form["kind"].value() == "conversation"
    sent = {"kind": "conversation", "title": need.text, "body": "Bring ropes.", "need": need.pk, "key": "k"}
    assert browser.post(f"{BASE}start/", sent).status_code == 302
    need.refresh_from_db()
    assert need.state == "taken_up"
