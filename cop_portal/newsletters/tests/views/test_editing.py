"""Editing, looking at it before it goes, letting it pass."""

from __future__ import annotations

import pytest

from cop_portal.newsletters import actions
from cop_portal.newsletters.models import Issue
from cop_portal.newsletters.tests import makers
from cop_portal.newsletters.tests.test_queries import sent

ARCHIVE = "/communities/water/newsletter/"
EDIT, PREVIEW = f"{ARCHIVE}1/edit/", f"{ARCHIVE}1/preview/"


def answer(issue: Issue, **changes: str) -> dict[str, str]:
    """What the page would post, with changes."""
    data = {"subject": issue.subject, "intro": issue.intro, "revision": str(issue.revision)}
    for item in issue.items.all():
        data[f"item-{item.pk}-position"] = str(item.position)
        data[f"item-{item.pk}-note"] = item.note
        data[f"item-{item.pk}-included"] = "on"
    return {**data, **changes}


@pytest.fixture
def issue(community, people) -> Issue:
    return makers.draft(community, people.coordinator)


@pytest.mark.parametrize("path", [EDIT, PREVIEW, f"{ARCHIVE}1/send/"])
def test_visitors_sign_in_first(issue, client, path) -> None:
    reply = client.get(path)

    assert reply.status_code == 302
    assert "/accounts/login/" in reply["Location"]


@pytest.mark.parametrize("path", [EDIT, PREVIEW])
@pytest.mark.parametrize("who", ["member", "expert", "guest", "stranger"])
def test_a_draft_is_unknown_to_those_who_do_not_edit_it(issue, people, sign_in, who, path) -> None:
    client = sign_in(getattr(people, who))

    assert client.get(path).status_code == 404
    assert client.post(EDIT, answer(issue, subject="Taken over")).status_code == 404
    assert client.post(f"{ARCHIVE}1/skip/").status_code == 404
    assert Issue.objects.get().subject != "Taken over"
    assert Issue.objects.get().state == "draft"


def test_what_the_editor_decides_is_saved(issue, people, sign_in) -> None:
    item = issue.items.get()
    data = answer(issue, subject="Wells", intro="Dear all", **{f"item-{item.pk}-note": "Read this"})
    del data[f"item-{item.pk}-included"]

    reply = sign_in(people.knowledge_manager).post(EDIT, data, follow=True)

    item.refresh_from_db()
    assert "The draft is saved." in reply.content.decode()
    assert (item.included, item.note) == (False, "Read this")
    assert Issue.objects.get().subject == "Wells"


def test_saving_may_lead_on_to_sending(issue, people, sign_in) -> None:
    reply = sign_in(people.facilitator).post(EDIT, answer(issue, then="send"))

    assert (reply.status_code, reply["Location"]) == (302, f"{ARCHIVE}1/send/")


def test_what_was_typed_survives_an_error(issue, people, sign_in) -> None:
    item = issue.items.get()
    data = answer(issue, subject="", intro="My long opening", **{f"item-{item.pk}-note": "n" * 301})

    text = sign_in(people.coordinator).post(EDIT, data).content.decode()

    assert "Give the newsletter a subject." in text
    assert "My long opening" in text
    assert "n" * 301 in text
    assert Issue.objects.get().revision == issue.revision


def test_who_saves_second_sees_both_texts_and_can_save_then(issue, people, sign_in) -> None:
    actions.save_draft(
        issue=issue, by=people.facilitator, revision=issue.revision, subject="Theirs", intro="", items={}
    )
    client = sign_in(people.coordinator)

    first = client.post(EDIT, answer(issue, subject="Mine", intro="My words"))
    text = first.content.decode()
    in_between = Issue.objects.get().subject
    second = client.post(
        EDIT, answer(issue, subject="Ours", revision=str(first.context["form"]["revision"].value()))
    )

    assert "Water Facilitator saved this draft while you were writing." in text
    assert "Theirs" in text
    assert "My words" in text
    assert (in_between, second.status_code, Issue.objects.get().subject) == ("Theirs", 302, "Ours")


def test_an_item_that_arrived_meanwhile_stays_as_it_is(issue, people, sign_in) -> None:
    data = answer(issue)
    talk = makers.talk(issue.community, people.member, "Fresh")
    actions.add_candidate(item=makers.item(talk), by=people.coordinator)

    reply = sign_in(people.coordinator).post(EDIT, data)

    assert reply.status_code == 302
    assert issue.items.get(title="Fresh").included


def test_who_edits_what_was_sent_meanwhile_is_led_to_what_was_sent(issue, people, sign_in) -> None:
    makers.reader(issue.community)
    actions.send_issue(issue=issue, by=people.facilitator)

    reply = sign_in(people.coordinator).post(EDIT, answer(issue, subject="Too late"))

    assert (reply.status_code, reply["Location"]) == (302, f"{ARCHIVE}1/")
    assert Issue.objects.get().subject != "Too late"


def test_hostile_words_are_shown_and_not_run(issue, people, sign_in) -> None:
    hostile = '"><script>alert(1)</script>'
    client = sign_in(people.coordinator)
    client.post(EDIT, answer(issue, subject=hostile, intro=hostile + " [x](javascript:alert(1))"))

    pages = [client.get(EDIT), client.get(f"{PREVIEW}?form=html"), client.get(f"{PREVIEW}?form=text")]

    for page in pages:
        assert "<script>alert" not in page.content.decode()
        assert 'href="javascript:' not in page.content.decode()


def test_the_preview_is_the_letter_and_its_stop_link_leads_nowhere(issue, people, sign_in) -> None:
    client = sign_in(people.knowledge_manager)

    html = client.get(f"{PREVIEW}?form=html&language=ar")
    text = client.get(f"{PREVIEW}?form=text&language=xx")

    assert 'dir="rtl"' in html.content.decode()
    assert "sandbox" in html["Content-Security-Policy"]
    assert "/stop/" not in html.content.decode() + text.content.decode()
    assert "[Water]" in text.content.decode()
    assert "How do you chlorinate?" in text.content.decode()


def test_a_draft_may_be_begun_by_hand(community, people, sign_in) -> None:
    makers.talk(community, people.member)

    reply = sign_in(people.knowledge_manager).post(f"{ARCHIVE}begin/")

    assert (reply.status_code, reply["Location"]) == (302, EDIT)


def test_after_this_week_s_newsletter_none_is_begun_by_hand(community, people, sign_in) -> None:
    client = sign_in(people.coordinator)
    makers.talk(community, people.member)
    client.post(f"{ARCHIVE}begin/")
    makers.reader(community)
    begun = Issue.objects.get()
    begun.community = community
    actions.send_issue(issue=begun, by=people.coordinator)

    reply = client.post(f"{ARCHIVE}begin/", follow=True)

    assert "The newsletter of this week is sent." in reply.content.decode()
    assert Issue.objects.count() == 1


def test_with_nothing_to_tell_the_editor_is_told_so(community, people, sign_in) -> None:
    sent(community)
    community.memberships.update(joined_at=None)

    reply = sign_in(people.coordinator).post(f"{ARCHIVE}begin/", follow=True)

    assert "Nothing happened since the last newsletter" in reply.content.decode()


@pytest.mark.parametrize(("who", "status"), [("member", 403), ("stranger", 403)])
def test_others_begin_nothing(community, people, sign_in, who, status) -> None:
    assert sign_in(getattr(people, who)).post(f"{ARCHIVE}begin/").status_code == status
    assert not Issue.objects.exists()


def test_a_look_begins_and_skips_nothing(issue, people, sign_in) -> None:
    client = sign_in(people.coordinator)

    looks = [client.get(f"{ARCHIVE}begin/").status_code, client.get(f"{ARCHIVE}1/skip/").status_code]

    assert looks == [405, 405]
    assert Issue.objects.get().state == "draft"


def test_an_editor_lets_a_week_pass(issue, people, sign_in) -> None:
    reply = sign_in(people.knowledge_manager).post(f"{ARCHIVE}1/skip/", follow=True)

    assert "This week passes without a newsletter." in reply.content.decode()
    assert Issue.objects.get().state == "skipped"
