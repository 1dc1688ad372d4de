"""Where the synthesis goes from the portal: once to each, noted on the list."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.permissions import Denied
from cop_portal.tests import factories
from cop_portal.tests.races import at_once
from discussions.actions import disseminations, moderation, syntheses
from discussions.actions.partners import mail_partner
from discussions.enums import Phase
from discussions.models import Discussion, Dissemination, HeldPost
from discussions.tests.makers import facilitated, said

PARTNERS = [("Ministry", "Water@Ministry.example"), ("", "ngo@example.net")]


def concluded(community: Any, by: Any, member: Any) -> Discussion:
    talk = facilitated(community, by)
    said(talk, member, "Grease.")
    syntheses.save_synthesis(
        discussion=talk,
        by=by,
        in_short="Care [1].",
        body="### Care\n\nGrease & oil [1].",
        conclusions="Grease monthly [1].",
    )
    syntheses.publish_synthesis(discussion=talk, by=by)
    return talk


@pytest.fixture
def talk(community: Any, people: Any) -> Any:
    return concluded(community, people.facilitator, people.member)


@pytest.mark.django_db
def test_another_community_is_told_once_in_a_conversation(neighbour: Any, talk: Any, people: Any) -> None:
    with pytest.raises(Denied):  # a community one does not belong to
        disseminations.tell_community(discussion=talk, to=neighbour, by=people.facilitator)
    factories.joined(neighbour, people.facilitator)
    by = type(people.facilitator).objects.get(pk=people.facilitator.pk)
    with pytest.raises(Denied):
        disseminations.tell_community(discussion=talk, to=neighbour, by=people.member)

    rows = [
        disseminations.tell_community(discussion=talk, to=neighbour, by=by, words="For you")
        for _twice in range(2)
    ]

    assert rows[0].pk == rows[1].pk
    told = Discussion.objects.get(community=neighbour)
    assert told.pk == rows[0].started_id
    assert told.body.startswith("For you\n\n")
    assert "Care.\n\nGrease monthly." in told.body
    assert talk.get_absolute_url() in told.body
    talk.refresh_from_db()
    assert talk.phase == Phase.SHARED
    noted = ActivityEntry.objects.get(verb="discussions.synthesis_shared")
    assert noted.facts["where"] == ""  # the record names no community that members may not know of
    # A closed community is named to those who know of it.
    assert Dissemination.objects.visible_to(by).count() == 1
    assert Dissemination.objects.visible_to(people.guest).count() == 0


@pytest.mark.django_db
def test_where_first_posts_wait_nothing_is_noted_as_told(neighbour: Any, talk: Any, people: Any) -> None:
    factories.joined(neighbour, people.facilitator)
    inner = factories.people_of(neighbour)
    moderation.set_care(community=neighbour, by=inner.coordinator, hold_first=1, slow_minutes=0)

    with pytest.raises(ValidationError, match="Vaccines"):
        disseminations.tell_community(discussion=talk, to=neighbour, by=people.facilitator)

    assert not HeldPost.objects.exists()
    assert not Dissemination.objects.exists()


@pytest.mark.django_db
def test_partners_are_mailed_once_each(talk: Any, people: Any, dispatched: Any) -> None:
    first = disseminations.mail_partners(
        discussion=talk, by=people.facilitator, partners=PARTNERS, words="Read <this>"
    )
    again = disseminations.mail_partners(discussion=talk, by=people.coordinator, partners=PARTNERS)
    dispatched()
    mail_partner(first[0].pk)

    assert (len(first), again) == (2, [])
    assert [row.where for row in first] == ["Ministry", "example.net"]
    mails = OutgoingMail.objects.filter(kind="discussions.synthesis_to_partner").order_by("pk")
    assert [mail.to_address for mail in mails] == ["water@ministry.example", "ngo@example.net"]
    assert "Grease & oil." in mails[0].text
    assert "Grease monthly." in mails[0].text
    assert "Read <this>" in mails[0].text
    assert "<this>" not in mails[0].html
    assert "[1]" not in mails[0].text


@pytest.mark.django_db
def test_what_is_not_published_goes_nowhere(community: Any, people: Any) -> None:
    talk = facilitated(community, people.facilitator)
    for verb in (
        partial(disseminations.mail_partners, partners=PARTNERS),
        partial(disseminations.tell_community, to=community),
    ):
        with pytest.raises(ValidationError):
            verb(discussion=talk, by=people.facilitator)
        with pytest.raises(Denied):
            verb(discussion=talk, by=people.member)
    assert not Dissemination.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 51])
def test_nobody_and_too_many_at_a_time_are_refused(count: int, talk: Any, people: Any) -> None:
    many = [("", f"p{number}@example.net") for number in range(count)]
    with pytest.raises(ValidationError):
        disseminations.mail_partners(discussion=talk, by=people.facilitator, partners=many)


def test_sent_by_four_at_once_each_partner_stands_once_on_the_list(apart: str) -> None:
    pumps = factories.community_with_roles("Senders")
    by = factories.holder(pumps, "facilitator")
    talk = concluded(pumps, by, factories.holder(pumps, "expert"))

    def send() -> int:
        own = Discussion.objects.select_related("community").get(pk=talk.pk)
        return len(disseminations.mail_partners(discussion=own, by=by, partners=PARTNERS))

    assert sum(at_once(*(send for _n in range(4)))) == 2
    assert Dissemination.objects.count() == 2
