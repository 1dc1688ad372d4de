"""Hiding, restoring, locking, slowing down: and the text is nowhere while it is hidden."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.models import Community
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.notifications import digests
from cop_portal.foundation.notifications.models import Digest, Notice
from cop_portal.foundation.permissions import Denied
from discussions.actions import contributions, discussions, moderation, subscriptions
from discussions.models import Contribution, Discussion
from discussions.tests.makers import question, said

pytestmark = pytest.mark.django_db
CANARY = "zyxcanary"


@pytest.fixture
def talk(community: Any, people: Any) -> Discussion:
    return question(community, people.expert)


def test_hiding_keeps_number_and_count_and_is_in_the_record(talk: Any, people: Any) -> None:
    made = said(talk, people.member)

    for _click in range(2):
        moderation.hide(discussion=talk, contribution=made, by=people.facilitator, words="Names a patient")

    made.refresh_from_db()
    talk.refresh_from_db()
    assert (made.hidden_why, talk.contribution_count) == ("Names a patient", 1)
    entry = ActivityEntry.objects.get(verb="discussions.text_hidden")
    assert (entry.actor, entry.facts["why"]) == (people.facilitator, "Names a patient")


@pytest.mark.parametrize("who", ["expert", "knowledge_manager", "member", "guest", "stranger", "sponsor"])
def test_others_hide_restore_lock_and_slow_nothing(who: str, talk: Any, people: Any) -> None:
    by = getattr(people, who)
    for verb in (
        lambda: moderation.hide(discussion=talk, by=by, words="x"),
        lambda: moderation.restore(discussion=talk, by=by),
        lambda: moderation.lock(discussion=talk, by=by, words="x"),
        lambda: moderation.unlock(discussion=talk, by=by),
        lambda: moderation.slow_down(discussion=talk, by=by, minutes=5),
        lambda: moderation.set_care(community=talk.community, by=by, hold_first=1, slow_minutes=0),
    ):
        with pytest.raises(Denied):
            verb()


def test_a_reason_is_asked_for(talk: Any, people: Any) -> None:
    for verb in (moderation.hide, moderation.lock):
        with pytest.raises(ValidationError, match="Say why"):
            verb(discussion=talk, by=people.facilitator, words="  ")


def test_its_author_is_told_with_the_reason_and_how_to_answer_and_again_when_it_is_shown(
    talk: Any, people: Any, dispatched: Any
) -> None:
    made = said(talk, people.member)
    moderation.hide(discussion=talk, contribution=made, by=people.facilitator, words="Names a patient")
    dispatched()
    moderation.restore(discussion=talk, contribution=made, by=people.facilitator, words="Thank you")
    dispatched()

    hidden = Notice.objects.get(kind="discussions.care_hidden")
    shown = Notice.objects.get(kind="discussions.care_restored")
    assert hidden.user == shown.user == people.member
    assert hidden.detail.startswith("Names a patient.")
    assert "can ask to have it looked at again" in hidden.detail
    assert shown.detail == "Thank you"
    assert OutgoingMail.objects.filter(kind="discussions.care_hidden", user=people.member).count() == 1


def test_notices_and_letters_that_have_not_left_are_taken_back(
    talk: Any, people: Any, dispatched: Any
) -> None:
    for who, how in ((people.guest, "instant"), (people.knowledge_manager, "daily")):
        subscriptions.follow(discussion=talk, by=who, frequency=how)
    said(talk, people.member, "Something else.")
    made = said(talk, people.member, f"It is {CANARY}.")
    dispatched()
    noon = timezone.now().replace(hour=12) + datetime.timedelta(days=1)
    assert digests.send_digest(people.knowledge_manager.pk, "daily", noon)
    assert CANARY in OutgoingMail.objects.get(kind="notifications.digest").text

    moderation.hide(discussion=talk, contribution=made, by=people.facilitator, words="Private")
    dispatched()

    assert not Notice.objects.filter(detail__contains=CANARY).exists()
    waiting = OutgoingMail.objects.filter(state__in=OutgoingMail.WAITING)
    assert not [mail for mail in waiting if CANARY in mail.text + (mail.letter.text if mail.letter else "")]
    assert not Digest.objects.filter(user=people.knowledge_manager).exists()
    assert digests.send_digest(people.knowledge_manager.pk, "daily", noon)
    again = OutgoingMail.objects.get(kind="notifications.digest")
    assert "Something else" in again.text
    assert CANARY not in again.text


def test_what_is_hidden_before_it_is_told_is_told_to_nobody(talk: Any, people: Any, dispatched: Any) -> None:
    made = said(talk, people.member, CANARY)
    moderation.hide(discussion=talk, contribution=made, by=people.facilitator, words="Private")

    dispatched()

    assert not Notice.objects.filter(kind="discussions.contribution").exists()


def test_a_hidden_discussion_takes_no_contributions_and_its_notices_go(
    community: Any, people: Any, dispatched: Any
) -> None:
    talk = question(community, people.member, title=f"About {CANARY}", body=CANARY)
    dispatched()
    assert Notice.objects.filter(title__contains=CANARY).exists()

    moderation.hide(discussion=talk, by=people.facilitator, words="Advertising")
    dispatched()

    left = Notice.objects.filter(title__contains=CANARY)
    assert {notice.kind for notice in left} == {"discussions.care_hidden"}
    assert {notice.user for notice in left} == {people.member}
    with pytest.raises(Denied, match="hidden"):
        said(talk, people.facilitator)


def test_a_lock_refuses_with_its_reason_and_is_not_the_end(talk: Any, people: Any) -> None:
    moderation.lock(discussion=talk, by=people.facilitator, words="Until Monday")

    for who in (people.member, people.facilitator):
        with pytest.raises(Denied, match="Until Monday"):
            said(talk, who)
    assert talk.is_open

    moderation.unlock(discussion=talk, by=people.facilitator)
    assert said(Discussion.objects.select_related("community").get(pk=talk.pk), people.member).number == 1


def test_slow_mode_says_when_one_may_again_and_spares_who_moderates(talk: Any, people: Any) -> None:
    moderation.slow_down(discussion=talk, by=people.facilitator, minutes=15)
    first = said(talk, people.member)
    said(talk, people.facilitator)
    said(talk, people.facilitator)

    with pytest.raises(
        ValidationError, match=r"one contribution in 15 minutes\. You can contribute again at"
    ):
        said(talk, people.member)

    Contribution.objects.filter(pk=first.pk).update(
        created_at=timezone.now() - datetime.timedelta(minutes=16)
    )
    said(talk, people.member)
    assert talk.contributions.count() == 4


def test_a_community_has_a_pace_and_a_discussion_its_own(community: Any, talk: Any, people: Any) -> None:
    moderation.set_care(community=community, by=people.facilitator, hold_first=0, slow_minutes=60)
    talk = Discussion.objects.select_related("community").get(pk=talk.pk)
    assert talk.pace == 60

    moderation.slow_down(discussion=talk, by=people.facilitator, minutes=0)

    assert talk.pace == 0
    with pytest.raises(ValidationError):
        moderation.slow_down(discussion=talk, by=people.facilitator, minutes=7)
    with pytest.raises(ValidationError):
        moderation.set_care(community=community, by=people.facilitator, hold_first=2, slow_minutes=0)
    assert Community.objects.get(pk=community.pk).slow_minutes == 60


def test_contributions_and_starts_are_limited_and_the_text_is_not_lost(
    community: Any, talk: Any, people: Any, settings: Any
) -> None:
    settings.POSTING_LIMIT_FACTOR = 1
    for number in range(3):
        question(community, people.guest, title=f"Question {number}")
    with pytest.raises(ValidationError, match="several discussions today"):
        question(community, people.guest, title="One more")
    for number in range(40):
        said(talk, people.member, f"Word {number}")
    with pytest.raises(ValidationError, match="a lot in one hour"):
        contributions.add(discussion=talk, by=people.member, body="Word 41")

    said(talk, people.expert, "Others go on.")


def test_links_and_files_are_few_at_the_beginning(community: Any, talk: Any, people: Any) -> None:
    links = " ".join(f"https://example.org/{number}" for number in range(4))

    with pytest.raises(ValidationError, match="at most 3 links"):
        said(talk, people.member, links)
    said(talk, people.expert, links)
    with pytest.raises(ValidationError, match="at most 3 links"):
        discussions.start(community=community, by=people.member, title="Look", body=links)
