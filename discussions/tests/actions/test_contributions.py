"""Contributing: by whom, once, in order, and what stays of it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.utils import timezone

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.notifications import digests
from cop_portal.foundation.notifications.models import Notice
from cop_portal.foundation.permissions import SYSTEM, Denied
from discussions.actions import contributions, discussions, moves, phases, subscriptions
from discussions.models import Contribution, Draft
from discussions.tests.makers import facilitated, question, said

pytestmark = pytest.mark.django_db
HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "<svg/onload=alert(1)>",
    "![x](http://tracker.example/p.gif)", '<a href="data:text/html,x">x</a>', "<iframe src=//evil>", "\u202egnp.exe",
)  # fmt: skip


def recorded(verb: str) -> int:
    return ActivityEntry.objects.filter(verb=f"discussions.{verb}").count()


def test_a_contribution_has_the_next_number_counts_and_is_recorded(community: Any, people: Any) -> None:
    talk = question(community, people.expert)

    first, second = said(talk, people.member), said(talk, people.facilitator)

    talk.refresh_from_db()
    assert (first.number, second.number) == (1, 2)
    assert (talk.last_number, talk.contribution_count) == (2, 2)
    assert talk.first_reply_at == first.created_at
    assert recorded("contribution_added") == 2


@pytest.mark.parametrize("who", ["stranger", "sponsor"])
def test_who_is_no_member_contributes_nothing(who: str, community: Any, people: Any) -> None:
    talk = question(community, people.expert)

    with pytest.raises(Denied):
        said(talk, getattr(people, who))

    assert not Contribution.objects.exists()
    assert recorded("contribution_added") == 0


@pytest.mark.parametrize("body", ["", "   ", "\n\t", "\x00", "a" * 60_001])
def test_nothing_and_too_much_are_refused(body: str, community: Any, people: Any) -> None:
    talk = question(community, people.expert)

    with pytest.raises(ValidationError):
        said(talk, people.member, body)

    talk.refresh_from_db()
    assert talk.contribution_count == 0


@pytest.mark.parametrize("body", HOSTILE)
def test_hostile_markup_is_inert(body: str, community: Any, people: Any) -> None:
    made = said(question(community, people.expert), people.member, f"Look: {body}")

    html = made.body_html.lower()
    assert "<script" not in html
    assert "<img" not in html
    assert "<iframe" not in html
    assert "<svg" not in html
    assert '<a href="javascript' not in html
    assert '<a href="data' not in html
    assert "\u202e" not in html


def test_the_same_form_with_the_same_words_is_the_same_contribution(community: Any, people: Any) -> None:
    talk = question(community, people.expert)

    first = said(talk, people.member, "One\r\ntwo ", key="web:1:a")
    second = said(talk, people.member, "One\ntwo", key="web:1:a")
    contributions.edit(contribution=first, by=people.member, body="Three")
    third = said(talk, people.member, "One\ntwo", key="web:1:a")  # sent again by a browser that slept

    talk.refresh_from_db()
    assert first.pk == second.pk == third.pk
    assert talk.contribution_count == 1
    assert recorded("contribution_added") == 1
    assert Contribution.objects.get().body == "Three"


def test_the_same_form_with_other_words_is_refused_in_a_sentence(community: Any, people: Any) -> None:
    talk = question(community, people.expert)
    said(talk, people.member, "One", key="web:1:a")

    with pytest.raises(ValidationError, match="sent other words from this page already") as refused:
        said(talk, people.member, "Two", key="web:1:a")

    assert refused.value.code == "again"
    assert [made.body for made in Contribution.objects.all()] == ["One"]
    assert said(talk, people.member, "Two", key="web:1:b").number == 2


@pytest.mark.parametrize("key", ["mail:a", "held:1", "of an import"])
def test_the_key_of_a_mail_or_an_import_is_one_whatever_it_says(
    key: str, community: Any, people: Any
) -> None:
    talk = question(community, people.expert)

    first = said(talk, people.member, "One", key=key)

    assert said(talk, people.member, "Another way to read it", key=key) == first
    assert Contribution.objects.count() == 1


def test_a_form_whose_words_were_split_off_is_known_by_them(community: Any, people: Any) -> None:
    talk = question(community, people.expert)
    said(talk, people.member, "One", key="web:1:a")
    moves.split(discussion=talk, numbers=[1], title="Part", by=people.facilitator, reason="Two matters")

    assert said(talk, people.member, "One", key="web:1:a").moved_to is not None
    with pytest.raises(ValidationError, match="other words"):
        said(talk, people.member, "Two", key="web:1:a")

    assert talk.contributions.filter(withdrawn_at=None).count() == 0


def test_posting_takes_its_draft_along_and_leaves_others(community: Any, people: Any) -> None:
    talk = question(community, people.expert)
    for who in (people.member, people.facilitator):
        contributions.save_draft(by=who, place=f"discussion:{talk.pk}", body="Begun")

    said(talk, people.member, draft=f"discussion:{talk.pk}")

    assert list(Draft.objects.values_list("user", flat=True)) == [people.facilitator.pk]


def test_a_draft_is_kept_changed_and_thrown_away_when_empty(people: Any) -> None:
    for body in ("One", "Two"):
        contributions.save_draft(by=people.member, place="new:1", body=body)
    assert Draft.objects.get().body == "Two"

    contributions.save_draft(by=people.member, place="new:1", body="  ")

    assert not Draft.objects.exists()


def test_a_closed_discussion_takes_no_more(community: Any, people: Any) -> None:
    talk = question(community, people.expert)
    discussions.close(discussion=talk, by=people.expert)
    talk.refresh_from_db()

    with pytest.raises(Denied):
        said(talk, people.member)


def test_what_one_wrote_can_be_changed_and_its_history_stays(community: Any, people: Any) -> None:
    made = said(question(community, people.expert), people.member, "First words")

    contributions.edit(contribution=made, by=people.member, body="Better words")
    with pytest.raises(Denied):
        contributions.edit(contribution=made, by=people.guest, body="Mine now")

    made.refresh_from_db()
    assert made.body == "Better words"
    assert made.edited_at is not None
    assert [edit.body for edit in made.edits.all()] == ["First words"]


def test_withdrawing_leaves_the_number_and_takes_the_words(community: Any, people: Any, sign_in: Any) -> None:
    talk = question(community, people.expert)
    made = said(talk, people.member, "A secret slip")
    said(talk, people.expert)
    for who in (people.stranger, people.facilitator, people.administrator):  # who moderates hides
        with pytest.raises(Denied, match="Only who wrote it can take it back"):
            contributions.withdraw(contribution=made, by=who)

    for _again in range(2):
        contributions.withdraw(contribution=made, by=people.member)

    talk.refresh_from_db()
    page = sign_in(people.facilitator).get(talk.get_absolute_url()).content.decode()
    assert talk.contribution_count == 1
    assert talk.last_number == 2
    assert "A secret slip" not in page
    assert "This contribution was withdrawn" in page


def test_what_nobody_is_the_author_of_any_more_is_withdrawn_by_nobody(community: Any, people: Any) -> None:
    made = said(question(community, people.expert), people.member)
    Contribution.objects.filter(pk=made.pk).update(author=None)
    made.refresh_from_db()

    for who in (people.member, people.facilitator, SYSTEM, AnonymousUser()):
        with pytest.raises(Denied):
            contributions.withdraw(contribution=made, by=who)

    made.refresh_from_db()
    assert made.withdrawn_at is None


def test_what_was_said_in_a_closed_discussion_stays(community: Any, people: Any) -> None:
    talk = question(community, people.expert)
    made = said(talk, people.member)
    discussions.close(discussion=talk, by=people.expert)

    with pytest.raises(Denied, match="stays as it was said"):
        contributions.withdraw(contribution=Contribution.objects.get(pk=made.pk), by=people.member)


def test_with_a_withdrawn_contribution_go_its_notices_and_letters_that_have_not_left(
    community: Any, people: Any, dispatched: Any
) -> None:
    talk = question(community, people.expert)
    for who, how in ((people.guest, "instant"), (people.knowledge_manager, "daily")):
        subscriptions.follow(discussion=talk, by=who, frequency=how)
    said(talk, people.member, "Something else.")
    slip = said(talk, people.member, "It is zyxcanary.")
    dispatched()
    noon = timezone.now().replace(hour=12) + datetime.timedelta(days=1)
    assert digests.send_digest(people.knowledge_manager.pk, "daily", noon)
    assert "zyxcanary" in OutgoingMail.objects.get(kind="notifications.digest").text
    with pytest.raises(Denied):
        contributions.withdraw(contribution=slip, by=people.stranger)
    assert Notice.objects.filter(detail__contains="zyxcanary", user=people.guest).exists()

    contributions.withdraw(contribution=slip, by=people.member)
    dispatched()

    waiting = OutgoingMail.objects.filter(state__in=OutgoingMail.WAITING)
    letters = [mail.text + (mail.letter.text if mail.letter else "") for mail in waiting]
    assert not Notice.objects.filter(detail__contains="zyxcanary").exists()
    assert not [words for words in letters if "zyxcanary" in words]
    assert [words for words in letters if "Something else." in words]
    assert Notice.objects.filter(detail="Something else.", user=people.guest).exists()
    assert digests.send_digest(people.knowledge_manager.pk, "daily", noon)
    again = OutgoingMail.objects.get(kind="notifications.digest").text
    assert "Something else." in again
    assert "zyxcanary" not in again


def test_what_is_withdrawn_before_it_is_told_is_told_to_nobody(
    community: Any, people: Any, dispatched: Any
) -> None:
    slip = said(question(community, people.expert), people.member, "zyxcanary")
    contributions.withdraw(contribution=slip, by=people.member)

    dispatched()

    assert not Notice.objects.filter(kind="discussions.contribution").exists()


def test_useful_counts_each_person_once_and_never_oneself(community: Any, people: Any) -> None:
    made = said(question(community, people.expert), people.member)
    for _again in range(2):
        contributions.mark_useful(contribution=made, by=people.expert)
    with pytest.raises(Denied):
        contributions.mark_useful(contribution=made, by=people.member)
    made.refresh_from_db()
    assert made.useful_count == 1

    contributions.mark_useful(contribution=made, by=people.expert, useful=False)

    made.refresh_from_db()
    assert made.useful_count == 0


def test_the_contributions_of_a_facilitated_discussion_end(community: Any, people: Any) -> None:
    talk = facilitated(community, people.facilitator)
    said(talk, people.member)

    phases.close_contributions(discussion=talk, by=people.facilitator)
    talk.refresh_from_db()

    with pytest.raises(Denied):
        said(talk, people.member)
