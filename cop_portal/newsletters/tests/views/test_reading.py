"""The archive and one issue, for each who may come by."""

from __future__ import annotations

import pytest

from communities.models import Community
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.newsletters import actions
from cop_portal.newsletters.models import Issue
from cop_portal.newsletters.tests import makers
from cop_portal.newsletters.tests.test_queries import sent
from cop_portal.tests.factories import community as make_community

ARCHIVE = "/communities/water/newsletter/"
THEIRS = "/communities/vaccines/newsletter/"


def test_members_read_the_archive_and_choose(community, people, sign_in) -> None:
    sent(community)

    page = sign_in(people.member).get(ARCHIVE)

    text = page.content.decode()
    assert page.status_code == 200
    assert "How do you chlorinate?" in text
    assert "Send it to me" in text
    assert "The next one" not in text


def test_a_reader_may_stop_it_there(community, sign_in) -> None:
    reader = makers.reader(community)

    client = sign_in(reader)
    before = client.get(ARCHIVE).content.decode()
    after = client.post("/communities/water/newsletter/choice/", {"wanted": "no"}, follow=True)

    assert "Stop sending it to me" in before
    assert "Send it to me" in after.content.decode()


def test_colleagues_read_an_open_community_s_archive_without_a_choice(community, people, sign_in) -> None:
    sent(community)

    text = sign_in(people.stranger).get(ARCHIVE).content.decode()

    assert "How do you chlorinate?" in text
    assert "Send it to me" not in text


def test_editors_find_the_draft_and_members_do_not(community, people, sign_in) -> None:
    makers.draft(community, people.coordinator)

    editor = sign_in(people.knowledge_manager).get(ARCHIVE).content.decode()
    member = sign_in(people.member).get(ARCHIVE).content.decode()

    assert "Edit the draft" in editor
    assert "How do you chlorinate?" in editor
    assert "How do you chlorinate?" not in member


@pytest.mark.parametrize("path", ["", "1/", "99/"])
def test_a_closed_neighbour_s_newsletter_is_refused_alike_whether_it_exists_or_not(
    neighbour, people, sign_in, path
) -> None:
    sent(neighbour)

    answer = sign_in(people.member).get(THEIRS + path)

    assert answer.status_code == 403
    assert "How do you chlorinate?" not in answer.content.decode()


@pytest.mark.parametrize("path", ["", "1/", "99/", "1/edit/", "1/send/", "1/preview/"])
def test_a_secret_community_does_not_exist_for_strangers(people, sign_in, path) -> None:
    make_community("Secret", visibility="secret")

    assert sign_in(people.stranger).get(f"/communities/secret/newsletter/{path}").status_code == 404


@pytest.mark.parametrize(("visibility", "status"), [("public", 200), ("organisation", 404), ("closed", 404)])
def test_visitors_read_the_archive_of_public_communities_only(community, client, visibility, status) -> None:
    sent(community)
    Community.objects.filter(pk=community.pk).update(visibility=visibility)

    answers = [client.get(ARCHIVE).status_code, client.get(f"{ARCHIVE}1/").status_code]

    assert answers == [status, status]


def test_an_issue_shows_what_was_included_with_the_editor_s_words(community, people, sign_in) -> None:
    makers.reader(community)
    issue = makers.draft(community, people.coordinator)
    actions.add_candidate(
        item=makers.item(makers.talk(community, people.member, "Left out")), by=people.coordinator
    )
    first, second = issue.items.order_by("position")
    actions.save_draft(
        issue=issue, by=people.coordinator, revision=issue.revision, subject="Wells", intro="<b>Dear</b> **all**",
        items={first.pk: actions.Choice(True, 1, "Read this"), second.pk: actions.Choice(False, 2)},
    )  # fmt: skip
    actions.send_issue(issue=issue, by=people.coordinator)

    text = sign_in(people.member).get(f"{ARCHIVE}1/").content.decode()

    assert "Wells" in text
    assert "&lt;b&gt;Dear&lt;/b&gt; <strong>all</strong>" in text
    assert "Read this" in text
    assert "Left out" not in text
    assert "What became of it" not in text


def test_editors_see_what_became_of_the_mails(community, people, sign_in) -> None:
    for _number in range(4):
        makers.reader(community)
    sent(community)
    for mail, state in zip(
        OutgoingMail.objects.all(), ("sent", "uncertain", "failed", "queued"), strict=True
    ):
        OutgoingMail.objects.filter(pk=mail.pk).update(state=state)

    text = sign_in(people.knowledge_manager).get(f"{ARCHIVE}1/").content.decode()

    assert "1 mail is still on its way." in text
    for label in ("Sent", "Waiting", "Failed", "Uncertain"):
        assert f"<dt>{label}</dt><dd>1</dd>" in text
    assert "It is not sent again" in text


def test_a_draft_leads_its_editor_to_the_editing_and_is_unknown_to_members(
    community, people, sign_in
) -> None:
    makers.draft(community, people.coordinator)

    editor = sign_in(people.coordinator).get(f"{ARCHIVE}1/")
    member = sign_in(people.member).get(f"{ARCHIVE}1/")

    assert (editor.status_code, editor["Location"]) == (302, f"{ARCHIVE}1/edit/")
    assert member.status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_archive_page_costs_the_same_for_one_and_three_issues(
    community, people, sign_in, number, django_assert_num_queries
) -> None:
    for week in range(number):
        sent(community, f"2026-W{40 + week}")
    client = sign_in(people.member)
    client.get(ARCHIVE)

    # session, person with what waits, community with standing, own choice, issues
    with django_assert_num_queries(5):
        client.get(ARCHIVE)

    assert Issue.objects.sent().count() == number


def test_an_issue_costs_the_same_for_one_and_four_items(
    community, people, sign_in, django_assert_num_queries
) -> None:
    makers.reader(community)
    issue = makers.draft(community, people.coordinator)
    for number in range(3):
        talk = makers.talk(community, people.member, f"More {number}")
        actions.add_candidate(item=makers.item(talk), by=people.coordinator)
    actions.send_issue(issue=issue, by=people.coordinator)
    sent_one = sent(community, "2026-W48")
    client = sign_in(people.member)
    client.get(f"{ARCHIVE}1/")

    for number in (1, sent_one.number):
        with django_assert_num_queries(6):
            assert client.get(f"{ARCHIVE}{number}/").status_code == 200
