"""One click stops a kind where it was told, and the queue asks once more before a mail leaves."""

from __future__ import annotations

from typing import Any

import pytest

from communities.actions import memberships
from communities.models import Membership
from cop_portal.foundation.mail import addresses, lists, send
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.notifications import actions
from cop_portal.foundation.notifications.lists import stopped_letters
from cop_portal.foundation.notifications.models import EVERYTHING, Preference
from cop_portal.foundation.permissions import SYSTEM
from discussions.actions import discussions

pytestmark = pytest.mark.django_db
STARTED = "discussions.started"


@pytest.fixture
def mail(community: Any, people: Any, dispatched: Any) -> OutgoingMail:
    """A mail at once about a new discussion, to the member."""
    actions.choose(by=people.member, frequencies={STARTED: "instant"})
    discussions.start(community=community, by=people.expert, title="Which pump?", body="B")
    dispatched()
    return OutgoingMail.objects.get(user=people.member, kind=STARTED)


def wanted(mail: OutgoingMail) -> bool:
    found = lists.get(mail.list_kind)
    assert found is not None
    return mail.user_id in found.still_wanted(mail.list_ref, [mail.user_id or 0])


def test_a_notice_carries_the_two_headers_of_one_click(mail: OutgoingMail) -> None:
    payload = send._payload(mail, {mail.letter_id or 0: send._stencil(mail.letter)}).decode()

    assert "List-Unsubscribe: <http" in payload
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in payload
    assert mail.letter is not None
    assert "[[stop_url]]" in mail.letter.text
    assert "[[stop_url]]" in mail.letter.html


def test_one_click_stops_the_kind_in_that_community_and_nothing_else(
    mail: OutgoingMail, community: Any, people: Any, client: Any
) -> None:
    url = addresses.stop_url(mail.user_id or 0, mail.list_kind, mail.list_ref).partition("/stop/")[2]
    assert wanted(mail)

    page = client.get(f"/stop/{url}")
    assert "from Water" in page.content.decode()
    assert wanted(mail)  # a look changes nothing
    for _ in range(2):
        assert client.post(f"/stop/{url}", {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not wanted(mail)
    assert set(Preference.objects.values_list("user", "kind", "community", "frequency")) == {
        (people.member.pk, STARTED, None, "instant"),
        (people.member.pk, STARTED, community.pk, "never"),
    }

    client.post(f"/stop/{url}", {"again": "1"})
    assert wanted(mail)


def test_undone_it_comes_even_where_all_else_is_stopped(
    mail: OutgoingMail, community: Any, people: Any
) -> None:
    kind = lists.get(STARTED)
    assert kind is not None
    actions.choose(by=people.member, frequencies={EVERYTHING: "never"}, community=community)
    kind.stop(people.member, mail.list_ref)
    assert not wanted(mail)

    kind.resume(people.member, mail.list_ref)

    assert wanted(mail)


def test_who_left_meanwhile_gets_none(mail: OutgoingMail, community: Any, people: Any) -> None:
    Membership.objects.filter(user=people.member, community=community).update(state="left")

    assert not wanted(mail)


def test_a_list_of_what_is_gone_reaches_nobody_and_can_be_stopped(people: Any) -> None:
    kind = lists.get(STARTED)
    assert kind is not None

    assert kind.still_wanted(999_999_999, [people.member.pk]) == set()
    kind.stop(people.member, 999_999_999)
    assert "A new conversation" in str(kind.label(999_999_999))
    assert Preference.objects.get(user=people.member, kind=STARTED).frequency == "never"


@pytest.mark.parametrize("period", ["daily", "weekly", "monthly"])
def test_each_letter_that_gathers_is_stopped_by_itself(period: str, people: Any) -> None:
    letter = lists.get(period)
    assert letter is not None

    letter.stop(people.member, None)
    letter.stop(people.member, None)
    assert stopped_letters(people.member) == [period]
    assert letter.still_wanted(None, [people.member.pk, people.expert.pk]) == {people.expert.pk}

    letter.resume(people.member, None)
    assert stopped_letters(people.member) == []


def test_what_must_be_known_has_no_list(community: Any, people: Any, dispatched: Any) -> None:

    memberships.give_role(community=community, user=people.member, role="expert", by=SYSTEM)
    dispatched()

    mail = OutgoingMail.objects.get(user=people.member, kind="communities.role_given")
    assert (mail.list_kind, mail.list_ref) == ("", None)
