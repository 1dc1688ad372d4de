"""One click in a letter about a discussion stops what the letter was for, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail import lists
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.notifications import actions as choices
from cop_portal.foundation.notifications.models import Preference
from discussions.actions import invited, moves, uses
from discussions.lists import KIND
from discussions.models import Follow
from discussions.tests.makers import facilitated, question, said

pytestmark = pytest.mark.django_db


def letter(person: Any, kind: str) -> OutgoingMail:
    return OutgoingMail.objects.get(user=person, kind=kind)


def click(mail: OutgoingMail) -> str:
    """Stop it, and the name of what is stopped."""
    found = lists.get(mail.list_kind)
    assert found is not None
    assert found.still_wanted(mail.list_ref, [mail.user_id or 0]) == {mail.user_id}
    found.stop(mail.user, mail.list_ref)
    assert found.still_wanted(mail.list_ref, [mail.user_id or 0]) == set()
    return str(found.label(mail.list_ref))


def test_a_contribution_stops_its_discussion(community: Any, people: Any, dispatched: Any) -> None:
    talk = question(community, people.expert)
    dispatched()
    said(talk, people.member)
    dispatched()

    mail = letter(people.expert, "discussions.contribution")
    assert talk.title in click(mail)

    assert mail.letter is not None
    assert mail.letter.list_id.startswith(f"<discussion-{talk.pk}.")
    assert Follow.objects.get(discussion=talk, user=people.expert).frequency == "never"
    assert not Preference.objects.exists()


def test_who_is_named_stops_being_told_of_names_and_still_follows(
    community: Any, people: Any, dispatched: Any
) -> None:
    talk = question(community, people.expert)
    dispatched()
    said(talk, people.member, f"Ask @{people.expert.name}.")
    dispatched()

    mail = letter(people.expert, "discussions.mentioned")
    assert "You are mentioned" in click(mail)

    assert mail.letter is not None
    assert mail.letter.list_id.startswith("<discussions.mentioned.")
    assert Follow.objects.get(discussion=talk, user=people.expert).frequency == "instant"


def test_a_use_stops_the_letters_about_uses(community: Any, people: Any, dispatched: Any) -> None:
    choices.choose(by=people.member, frequencies={"discussions.used": "instant"})
    talk = question(community, people.expert)
    uses.say_used(contribution=said(talk, people.member), by=people.expert)
    dispatched()

    assert "Somebody used what I wrote" in click(letter(people.member, "discussions.used"))

    assert Follow.objects.get(discussion=talk, user=people.member).frequency == "instant"


def test_where_a_discussion_went_stops_that_discussion(community: Any, people: Any, dispatched: Any) -> None:
    choices.choose(by=people.expert, frequencies={"discussions.put_elsewhere": "instant"})
    old, new = question(community, people.expert, title="Old"), question(community, people.guest, title="New")
    dispatched()
    moves.merge(discussion=old, into=new, by=people.facilitator, reason="The same question.")
    dispatched()

    mail = letter(people.expert, "discussions.put_elsewhere")
    assert (mail.list_kind, mail.list_ref) == (KIND, new.pk)
    click(mail)

    assert Follow.objects.get(discussion=new, user=people.expert).frequency == "never"


def test_who_is_asked_to_speak_and_stops_it_is_not_reminded_and_can_be_asked_in_another(
    community: Any, people: Any, dispatched: Any
) -> None:
    talk = facilitated(community, people.facilitator)
    invited.ask(discussion=talk, by=people.facilitator, people=[people.member.pk])
    dispatched()

    mail = letter(people.member, "discussions.asked")
    assert talk.title in click(mail)
    with pytest.raises(ValidationError):
        invited.remind(discussion=talk, by=people.facilitator)
    dispatched()
    assert not OutgoingMail.objects.filter(kind="discussions.asked_reminder").exists()

    other = facilitated(community, people.facilitator, title="Another one")
    invited.ask(discussion=other, by=people.facilitator, people=[people.member.pk])
    dispatched()
    assert OutgoingMail.objects.filter(user=people.member, kind="discussions.asked").count() == 2

    found = lists.get(mail.list_kind)
    assert found is not None
    found.resume(people.member, mail.list_ref)
    assert found.still_wanted(mail.list_ref, [people.member.pk]) == {people.member.pk}


def test_who_was_taken_off_before_the_letter_left_gets_none(
    community: Any, people: Any, dispatched: Any
) -> None:
    talk = facilitated(community, people.facilitator)
    invited.ask(discussion=talk, by=people.facilitator, people=[people.member.pk])
    dispatched()
    mail = letter(people.member, "discussions.asked")

    invited.take_off(discussion=talk, by=people.facilitator, person=people.member.pk)

    found = lists.get(mail.list_kind)
    assert found is not None
    assert found.still_wanted(mail.list_ref, [people.member.pk]) == set()
    assert ActivityEntry.objects.filter(pk=mail.list_ref, verb="discussions.people_asked").exists()
