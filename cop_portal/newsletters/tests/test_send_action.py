"""The editor's word to send: exactly those who said yes, once, or a refusal in words."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.actions import memberships
from communities.models import Community
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.permissions import SYSTEM, Denied
from cop_portal.newsletters import actions
from cop_portal.newsletters.models import Issue
from cop_portal.newsletters.tests import makers


def queued() -> dict[str, int]:
    """How many mails of newsletters wait for each address."""
    found: dict[str, int] = {}
    for address in OutgoingMail.objects.filter(kind="newsletter").values_list("to_address", flat=True):
        found[address] = found.get(address, 0) + 1
    return found


def test_exactly_those_who_said_yes_get_one_mail_each(community, neighbour, people) -> None:
    yes = makers.reader(community, "Yes Reader")
    makers.reader(neighbour, "Next Door")
    left = makers.reader(community, "Left Reader")
    memberships.leave(community=community, by=left)
    bounced = makers.reader(community, "Bounced Reader")
    User.objects.filter(pk=bounced.pk).update(mail_state="bounces")
    gone = makers.reader(community, "Gone Reader")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    issue = makers.draft(community, people.coordinator)

    sent = actions.send_issue(issue=issue, by=people.facilitator, revision=issue.revision)

    assert queued() == {yes.email: 1}
    assert (sent.state, sent.sent_by) == ("sent", people.facilitator)
    entry = ActivityEntry.objects.get(verb="newsletters.issue_sent")
    assert entry.facts == {"number": 1, "readers": 1}


def test_sending_twice_is_once(community, people) -> None:
    reader = makers.reader(community)
    issue = makers.draft(community, people.coordinator)
    actions.send_issue(issue=issue, by=people.coordinator, revision=issue.revision)

    again = actions.send_issue(issue=issue, by=people.facilitator, revision=issue.revision)

    assert again.sent_by == people.coordinator
    assert queued() == {reader.email: 1}
    assert ActivityEntry.objects.filter(verb="newsletters.issue_sent").count() == 1


def test_each_reader_gets_it_in_their_language_and_only_one(community, people) -> None:
    english = makers.reader(community, language="en")
    arabic = makers.reader(community, language="ar")
    other = makers.reader(community, language="sw")  # not offered: the community's own
    Community.objects.filter(pk=community.pk).update(language="ar")
    community.refresh_from_db()
    issue = makers.draft(community, people.coordinator)

    actions.send_issue(issue=issue, by=people.coordinator)

    languages = dict(
        OutgoingMail.objects.filter(kind="newsletter").values_list("user_id", "letter__language")
    )
    assert languages == {english.pk: "en", arabic.pk: "ar", other.pk: "ar"}


def test_a_draft_that_changed_since_it_was_seen_is_not_sent(community, people) -> None:
    makers.reader(community)
    issue = makers.draft(community, people.coordinator)
    seen = issue.revision
    actions.save_draft(issue=issue, by=people.facilitator, revision=seen, subject="New", intro="", items={})

    with pytest.raises(actions.EditedMeanwhile):
        actions.send_issue(issue=issue, by=people.coordinator, revision=seen)

    assert queued() == {}
    assert Issue.objects.get().state == "draft"


@pytest.mark.parametrize("who", ["member", "expert", "knowledge_manager", "guest", "stranger"])
def test_only_coordinators_and_facilitators_send(community, people, who) -> None:
    makers.reader(community)
    issue = makers.draft(community, people.coordinator)

    with pytest.raises(Denied):
        actions.send_issue(issue=issue, by=getattr(people, who))

    assert queued() == {}


def test_nothing_to_send_is_refused_in_words(community, people) -> None:
    makers.reader(community)
    issue = makers.draft(community, people.coordinator)
    issue.items.update(included=False)

    with pytest.raises(ValidationError, match="There is nothing in it"):
        actions.send_issue(issue=issue, by=people.coordinator)

    assert queued() == {}


def test_opening_words_alone_are_enough(community, people) -> None:
    reader = makers.reader(community)
    issue = makers.draft(community, people.coordinator)
    issue.items.update(included=False)
    Issue.objects.update(intro="Dear all", intro_html="<p>Dear all</p>")

    actions.send_issue(issue=issue, by=people.coordinator)

    assert queued() == {reader.email: 1}


def test_a_newsletter_without_subject_is_refused_in_words(community, people) -> None:
    makers.reader(community)
    issue = makers.draft(community, people.coordinator)
    Issue.objects.update(subject="")

    with pytest.raises(ValidationError, match="subject"):
        actions.send_issue(issue=issue, by=people.coordinator)


def test_without_a_reader_sending_is_refused_in_words(community, people) -> None:
    issue = makers.draft(community, people.coordinator)

    with pytest.raises(ValidationError, match="Nobody in the community"):
        actions.send_issue(issue=issue, by=people.coordinator)

    assert Issue.objects.get().state == "draft"


def test_what_was_withdrawn_since_it_was_picked_is_not_sent(community, people) -> None:
    makers.reader(community)
    issue = makers.draft(community, people.coordinator)
    doomed = makers.talk(community, people.member, "Said too much")
    actions.add_candidate(item=makers.item(doomed), by=SYSTEM)
    doomed.delete()

    actions.send_issue(issue=issue, by=people.coordinator)

    letter = OutgoingMail.objects.get(kind="newsletter").letter
    assert letter is not None
    assert "How do you chlorinate?" in letter.text
    assert "Said too much" not in letter.text + letter.html
    assert [item.title for item in issue.items.filter(included=True)] == ["How do you chlorinate?"]


def test_a_quiet_issue_of_the_past_stands_in_the_archive_and_reaches_nobody(community, people) -> None:
    makers.reader(community)
    issue = makers.draft(community, people.coordinator)
    then = timezone.now() - datetime.timedelta(days=60)

    sent = actions.send_issue(issue=issue, by=people.coordinator, at=then, quiet=True)

    assert (sent.state, sent.sent_at) == ("sent", then)
    assert queued() == {}
    entry = ActivityEntry.objects.get(verb="newsletters.issue_sent")
    assert (entry.at, entry.dispatched_at is None) == (then, False)
