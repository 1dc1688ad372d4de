"""The word to send, on the page."""

from __future__ import annotations

import pytest

from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.newsletters import actions
from cop_portal.newsletters.models import Issue
from cop_portal.newsletters.tests import makers

SEND = "/communities/water/newsletter/1/send/"


@pytest.fixture
def issue(community, people) -> Issue:
    makers.reader(community, language="ar")
    makers.reader(community, language="en")
    return makers.draft(community, people.coordinator)


def test_what_it_will_do_stands_beside_the_button(issue, people, sign_in) -> None:
    text = sign_in(people.facilitator).get(SEND).content.decode()

    assert "It goes to 2 members by e-mail, under your name." in text
    assert "cannot be called back" in text
    assert "العربيّة" in text
    assert OutgoingMail.objects.count() == 0


def test_a_double_click_sends_one_mail_each(issue, people, sign_in) -> None:
    client = sign_in(people.coordinator)

    first = client.post(SEND, {"revision": issue.revision}, follow=True)
    second = client.post(SEND, {"revision": issue.revision}, follow=True)

    assert "It is on its way to 2 members." in first.content.decode()
    assert second.redirect_chain[-1][0] == "/communities/water/newsletter/1/"
    assert OutgoingMail.objects.filter(kind="newsletter").count() == 2


def test_a_draft_that_changed_since_is_shown_again_instead(issue, people, sign_in) -> None:
    actions.save_draft(
        issue=issue, by=people.facilitator, revision=issue.revision, subject="New", intro="", items={}
    )

    reply = sign_in(people.coordinator).post(SEND, {"revision": issue.revision}, follow=True)

    assert "Somebody changed the draft meanwhile." in reply.content.decode()
    assert OutgoingMail.objects.count() == 0


def test_an_empty_newsletter_is_refused_in_words(issue, people, sign_in) -> None:
    issue.items.update(included=False)

    reply = sign_in(people.coordinator).post(SEND, {"revision": issue.revision}, follow=True)

    assert "There is nothing in it." in reply.content.decode()
    assert Issue.objects.get().state == "draft"


def test_without_readers_there_is_no_button(community, people, sign_in) -> None:
    makers.draft(community, people.coordinator)

    text = sign_in(people.coordinator).get(SEND).content.decode()

    assert "there is nobody to send it to" in text
    assert "Send it to" not in text


@pytest.mark.parametrize(
    ("who", "status"), [("knowledge_manager", 403), ("member", 404), ("expert", 404), ("stranger", 404)]
)
def test_others_neither_see_the_page_nor_send(issue, people, sign_in, who, status) -> None:
    client = sign_in(getattr(people, who))

    answers = [client.get(SEND).status_code, client.post(SEND, {"revision": issue.revision}).status_code]

    assert answers == [status, status]
    assert OutgoingMail.objects.count() == 0


def test_a_post_without_the_draft_that_was_seen_is_not_found(issue, people, sign_in) -> None:
    assert sign_in(people.coordinator).post(SEND, {}).status_code == 404
    assert OutgoingMail.objects.count() == 0


def test_what_was_sent_has_no_page_to_send_it(issue, people, sign_in) -> None:
    actions.send_issue(issue=issue, by=people.coordinator)

    reply = sign_in(people.coordinator).get(SEND)

    assert (reply.status_code, reply["Location"]) == (302, "/communities/water/newsletter/1/")
