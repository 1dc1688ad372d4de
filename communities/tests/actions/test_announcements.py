"""Announcements: written by those who lead, sent once, corrected without a second mail, taken back."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.actions import announcements
from communities.models import Announcement
from communities.queries.announcements import KIND
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail import lists
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.notifications.actions import choose
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import Denied

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
WORDS = {"title": "We meet", "body": "On **Monday**."}


@pytest.fixture
def draft(community: Any, people: Any) -> Announcement:
    return announcements.draft(community=community, by=people.facilitator, **WORDS)


@pytest.fixture
def sent(draft: Announcement, people: Any, dispatched: Any) -> Announcement:
    made = announcements.send(announcement=draft, by=people.facilitator, revision=1)
    dispatched()
    return made


def told() -> set[Any]:
    return set(Notice.objects.filter(kind=KIND).values_list("user", flat=True))


@pytest.mark.parametrize("role", ["coordinator", "facilitator", "administrator"])
def test_those_who_lead_announce(role: str, community: Any, people: Any) -> None:
    made = announcements.draft(community=community, by=getattr(people, role), **WORDS)

    assert made.is_draft
    assert "<strong>Monday</strong>" in made.body_html


def test_the_same_words_under_the_same_key_are_one_announcement(community: Any, people: Any) -> None:
    def begun(by: Any = people.facilitator, **more: Any) -> Announcement:
        return announcements.draft(community=community, by=by, key="form", **{**WORDS, **more})

    first = begun()
    assert begun() == first
    others = [begun(body="On Tuesday."), begun(by=people.coordinator)]
    assert len({first, *others}) == 3  # other words, or somebody else's: nothing is swallowed

    announcements.send(announcement=first, by=people.coordinator, revision=1)
    assert begun() == first
    announcements.withdraw(announcement=first, by=people.coordinator)
    assert begun() != first


@pytest.mark.parametrize("role", ["member", "expert", "knowledge_manager", "guest", "stranger"])
def test_others_do_not(role: str, community: Any, people: Any, draft: Announcement) -> None:
    who = getattr(people, role)
    for verb in (
        lambda: announcements.draft(community=community, by=who, **WORDS),
        lambda: announcements.change(announcement=draft, by=who, revision=1, **WORDS),
        lambda: announcements.send(announcement=draft, by=who, revision=1),
        lambda: announcements.withdraw(announcement=draft, by=who),
        lambda: announcements.discard(announcement=draft, by=who),
    ):
        with pytest.raises(Denied):
            verb()

    draft.refresh_from_db()
    assert draft.is_draft
    assert Announcement.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"title": "  "}, "title"),
        ({"body": "\n"}, "body"),
        ({"until": datetime.date(2020, 1, 1)}, "until"),
    ],
)
def test_what_is_missing_gets_a_sentence(
    words: dict[str, Any], field: str, community: Any, people: Any
) -> None:
    with pytest.raises(ValidationError) as refusal:
        announcements.draft(community=community, by=people.facilitator, **{**WORDS, **words})

    assert field in refusal.value.message_dict
    assert not Announcement.objects.exists()


def test_a_draft_tells_nobody(draft: Announcement, dispatched: Any) -> None:
    dispatched()

    assert told() == set()


def test_it_is_sent_once_however_often_one_clicks(
    draft: Announcement, community: Any, people: Any, dispatched: Any
) -> None:
    for _ in range(3):
        announcements.send(announcement=draft, by=people.facilitator, revision=1)
    dispatched()

    members = set(community.memberships.active().values_list("user", flat=True))
    assert told() == members - {people.facilitator.pk}
    assert people.stranger.pk not in told()
    assert OutgoingMail.objects.filter(kind=KIND, user=people.member).count() == 1
    assert ActivityEntry.objects.filter(verb="communities.announcement_sent").count() == 1


def test_what_was_not_looked_at_is_not_sent(draft: Announcement, people: Any) -> None:
    announcements.change(
        announcement=draft, by=people.coordinator, revision=1, title="We meet twice", body="Yes"
    )

    with pytest.raises(ValidationError, match="changed it meanwhile"):
        announcements.send(announcement=draft, by=people.facilitator, revision=1)
    with pytest.raises(ValidationError, match="changed it meanwhile"):
        announcements.change(announcement=draft, by=people.facilitator, revision=1, **WORDS)

    draft.refresh_from_db()
    assert (draft.title, draft.is_draft) == ("We meet twice", True)


def test_a_correction_is_marked_and_mails_nobody_again(
    sent: Announcement, people: Any, dispatched: Any
) -> None:
    mails = OutgoingMail.objects.count()

    announcements.change(
        announcement=sent, by=people.facilitator, revision=1, title="We meet", body="On Tuesday.", urgent=True
    )
    dispatched()

    sent.refresh_from_db()
    assert sent.edited_at is not None
    assert "Tuesday" in sent.body_html
    assert not sent.urgent  # it was sent as it was sent
    assert OutgoingMail.objects.count() == mails
    announcements.change(
        announcement=sent, by=people.facilitator, revision=2, title="We meet", body="On Tuesday."
    )
    sent.refresh_from_db()
    assert sent.revision == 2  # nothing changed


def test_withdrawn_it_is_taken_from_who_has_not_read_it(
    sent: Announcement, people: Any, dispatched: Any
) -> None:
    mail = OutgoingMail.objects.get(kind=KIND, user=people.member)
    mail_list = lists.get(mail.list_kind)
    assert mail_list is not None
    assert mail_list.still_wanted(mail.list_ref, [people.member.pk]) == {people.member.pk}
    Notice.objects.filter(kind=KIND, user=people.expert).update(read_at=timezone.now())

    for _ in range(2):
        announcements.withdraw(announcement=sent, by=people.coordinator)
    dispatched()

    sent.refresh_from_db()
    assert (sent.state, sent.withdrawn_at is not None) == ("withdrawn", True)
    assert told() == {people.expert.pk}
    assert mail_list.still_wanted(mail.list_ref, [people.member.pk]) == set()
    with pytest.raises(ValidationError, match="withdrawn"):
        announcements.change(announcement=sent, by=people.coordinator, revision=1, **WORDS)


def test_who_muted_it_finds_it_in_the_portal_and_gets_no_mail(
    draft: Announcement, community: Any, people: Any, dispatched: Any
) -> None:
    choose(by=people.member, frequencies={KIND: "never"}, community=community)

    announcements.send(announcement=draft, by=people.facilitator, revision=1)
    dispatched()

    assert people.member.pk in told()
    assert not OutgoingMail.objects.filter(kind=KIND, user=people.member).exists()


def test_urgent_is_rare(community: Any, people: Any) -> None:
    first, second = (
        announcements.draft(community=community, by=people.facilitator, urgent=True, **WORDS) for _ in "ab"
    )
    announcements.send(announcement=first, by=people.facilitator, revision=1)

    with pytest.raises(ValidationError, match="One in a week"):
        announcements.send(announcement=second, by=people.coordinator, revision=1)

    Announcement.objects.filter(pk=first.pk).update(sent_at=timezone.now() - 8 * DAY)
    assert announcements.send(announcement=second, by=people.coordinator, revision=1).is_sent


def test_a_draft_is_thrown_away_what_was_sent_is_not(
    draft: Announcement, community: Any, people: Any
) -> None:
    other = announcements.draft(community=community, by=people.facilitator, **WORDS)
    announcements.send(announcement=other, by=people.facilitator, revision=1)

    announcements.discard(announcement=draft, by=people.facilitator)
    announcements.discard(announcement=other, by=people.facilitator)

    assert list(Announcement.objects.all()) == [other]
    with pytest.raises(ValidationError, match="thrown away"):
        announcements.send(announcement=draft, by=people.facilitator, revision=1)


def test_an_archived_community_announces_nothing(draft: Announcement, community: Any, people: Any) -> None:
    community.archived_at = timezone.now()
    community.save()

    with pytest.raises(Denied, match="archived"):
        announcements.draft(community=community, by=people.facilitator, **WORDS)
