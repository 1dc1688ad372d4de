"""What is hidden after the newsletter was sent is in no letter that has not left."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from communities.actions import announcements
from cop_portal.foundation.mail import compose, send
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.permissions import SYSTEM, Denied
from cop_portal.newsletters import actions, queries, sections
from cop_portal.newsletters.models import Issue
from cop_portal.newsletters.tests import makers
from discussions.actions import moderation
from discussions.models import Discussion
from knowledge_base.actions import releases
from knowledge_base.enums import Sharing
from knowledge_base.tests.makers import published

CANARY = "zyxcanary"


def issue_of(community: Any, people: Any, *talks: Discussion) -> Issue:
    """A newsletter that told of these, sent; its mails wait."""
    actions.compose(
        community=community, week=makers.WEEK, by=people.coordinator, items=[makers.item(t) for t in talks]
    )
    draft = queries.open_draft(community)
    assert draft is not None
    draft.community = community
    return actions.send_issue(issue=draft, by=people.coordinator)


def hide(talk: Discussion, people: Any) -> None:
    talk = Discussion.objects.select_related("community").get(pk=talk.pk)
    moderation.hide(discussion=talk, by=people.facilitator, words="Names a patient")


def waiting_words() -> str:
    """All words of newsletters that wait in the queue."""
    mails = OutgoingMail.objects.filter(kind="newsletter", state__in=OutgoingMail.WAITING)
    letters = {mail.letter for mail in mails.select_related("letter")}
    return " ".join(f"{one.subject} {one.text} {one.html}" for one in letters if one)


def test_who_waits_gets_a_letter_without_it_and_who_has_it_none_again(
    community: Any, people: Any, dispatched: Any, sink: Any
) -> None:
    early, late, arabic = (
        makers.reader(community, "Early", language="en"),
        makers.reader(community, "Late", language="en"),
        makers.reader(community, language="ar"),
    )
    hidden = makers.talk(community, people.member, f"The {CANARY} case")
    stays = makers.talk(community, people.member, "Wells after the flood")
    issue = issue_of(community, people, hidden, stays)
    dispatched()
    later = timezone.now() + datetime.timedelta(hours=1)
    OutgoingMail.objects.exclude(user=early).update(due_at=later)
    send.send_due()
    assert sink.counts == {early.email: 1}
    assert CANARY in waiting_words()

    hide(hidden, people)
    dispatched()

    assert CANARY not in waiting_words()
    assert "Wells after the flood" in waiting_words()
    OutgoingMail.objects.update(due_at=timezone.now() - datetime.timedelta(minutes=1))
    send.send_due()
    readers = {address: count for address, count in sink.counts.items() if address != people.member.email}
    assert readers == {early.email: 1, late.email: 1, arabic.email: 1}
    (mail,) = sink.mails(late.email)
    assert str(mail["Subject"]) == "[Water] Wells after the flood"  # the first one named what was hidden
    assert CANARY not in mail.as_string()
    (mail,) = sink.mails(arabic.email)
    assert 'dir="rtl"' in mail.get_body(("html",)).get_content()
    issue.refresh_from_db()
    assert (queries.counts(issue).sent, queries.counts(issue).total) == (3, 3)
    browser = Client()
    browser.force_login(people.expert)
    for page in (f"/communities/{community.slug}/newsletter/", issue.get_absolute_url()):
        assert CANARY not in browser.get(page).content.decode()


def test_with_nothing_left_no_letter_leaves(community: Any, people: Any, dispatched: Any, sink: Any) -> None:
    reader = makers.reader(community)
    talk = makers.talk(community, people.member, CANARY)
    issue_of(community, people, talk)
    dispatched()

    hide(talk, people)
    dispatched()
    send.send_due()

    assert reader.email not in sink.counts
    mail = OutgoingMail.objects.get(kind="newsletter")
    assert (mail.state, mail.error) == ("suppressed", "what it tells of was taken back")


def test_what_a_worker_has_reserved_is_taken_from_it(community: Any, people: Any, dispatched: Any) -> None:
    makers.reader(community)
    talk, stays = (makers.talk(community, people.member, title) for title in (CANARY, "Stays"))
    issue_of(community, people, talk, stays)
    dispatched()
    soon = timezone.now() + datetime.timedelta(minutes=5)
    OutgoingMail.objects.filter(kind="newsletter").update(worker="one", lease_until=soon)

    hide(talk, people)
    dispatched()

    mail = OutgoingMail.objects.get(kind="newsletter")
    assert (mail.worker, mail.lease_until, mail.state) == ("", None, "queued")
    assert mail.letter is not None
    assert CANARY not in mail.letter.text


def test_what_is_hidden_elsewhere_changes_no_letter(
    community: Any, neighbour: Any, people: Any, dispatched: Any
) -> None:
    makers.reader(community)
    issue = issue_of(community, people, makers.talk(community, people.member))
    other = makers.talk(community, people.member, "Not told of")
    dispatched()
    before = waiting_words()

    hide(other, people)
    dispatched()

    assert waiting_words() == before
    assert issue.letters.count() == 1


def test_a_draft_named_after_what_was_hidden_leaves_under_another_name(
    community: Any, people: Any, dispatched: Any
) -> None:
    makers.reader(community)
    talk, stays = (makers.talk(community, people.member, title) for title in (CANARY, "Stays"))
    issue = sections.compose(community=community, week=makers.WEEK, by=SYSTEM)
    assert issue.items.filter(target_id__in=[talk.pk, stays.pk]).count() == 2
    Issue.objects.update(subject=f"{CANARY} and more")
    hide(talk, people)
    dispatched()

    issue = actions.send_issue(issue=issue, by=people.coordinator)

    assert issue.subject.startswith("“Stays”")
    assert CANARY not in waiting_words()


def test_what_is_taken_back_to_the_core_group_is_taken_out_and_what_stays_with_members_is_not(
    community: Any, people: Any, dispatched: Any
) -> None:
    makers.reader(community)
    page = published(community, title=f"Paper {CANARY}")
    makers.talk(community, people.member, "Stays")
    dispatched()
    issue = sections.compose(community=community, week=makers.WEEK, by=SYSTEM)
    actions.send_issue(issue=issue, by=people.coordinator)

    releases.narrow(resource=page, by=people.knowledge_manager, to=Sharing.COMMUNITY)
    dispatched()
    assert CANARY in waiting_words()

    releases.narrow(resource=page, by=people.knowledge_manager, to=Sharing.CORE)
    dispatched()
    assert CANARY not in waiting_words()
    assert "Stays" in waiting_words()


def test_a_withdrawn_announcement_and_a_retired_resource_are_taken_out_too(
    community: Any, people: Any, dispatched: Any
) -> None:
    makers.reader(community)
    told = announcements.draft(community=community, by=people.coordinator, title=CANARY, body="News.")
    told = announcements.send(announcement=told, by=people.coordinator, revision=told.revision)
    page = published(community, title=f"Paper {CANARY}")
    makers.talk(community, people.member, "Stays")
    dispatched()
    issue = sections.compose(community=community, week=makers.WEEK, by=SYSTEM)
    actions.send_issue(issue=issue, by=people.coordinator)
    assert waiting_words().count(CANARY) > 2

    announcements.withdraw(announcement=told, by=people.coordinator)
    page.unpublish()
    dispatched()

    assert CANARY not in waiting_words()
    assert "Stays" in waiting_words()


def test_no_person_writes_a_sent_letter_anew(community: Any, people: Any) -> None:
    for who in (people.coordinator, people.administrator, people.stranger):
        with pytest.raises(Denied):
            actions.write_anew(community=community, by=who, gone=[])


def test_a_mail_that_is_being_handed_over_is_not_sent_again_with_the_old_letter(
    community: Any, people: Any, dispatched: Any
) -> None:
    makers.reader(community)
    talk, stays = (makers.talk(community, people.member, title) for title in (CANARY, "Stays"))
    issue = issue_of(community, people, talk, stays)
    makers.reader(community, "Second")
    (sent,) = issue.letters.all()
    compose.queue_letter(
        letter=sent.letter, key=f"newsletter:{issue.pk}", users=[(people.expert.pk, "x@example.org", "X")]
    )
    OutgoingMail.objects.filter(user=people.expert, kind="newsletter").update(state="claimed", worker="one")
    dispatched()

    hide(talk, people)
    dispatched()

    mail = OutgoingMail.objects.select_related("letter").get(user=people.expert, kind="newsletter")
    assert (mail.state, mail.worker) == ("claimed", "one")
    assert mail.letter is not None
    assert CANARY not in mail.letter.text
