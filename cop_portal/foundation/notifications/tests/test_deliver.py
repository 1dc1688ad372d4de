"""From an entry of the record to notices and mail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from cop_portal.foundation.activity import verbs
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.notifications import kinds
from cop_portal.foundation.notifications.choices import for_people
from cop_portal.foundation.notifications.deliver import deliver
from cop_portal.foundation.notifications.models import Frequency, Notice, Preference
from cop_portal.foundation.permissions import SYSTEM

pytestmark = pytest.mark.django_db


class Told(kinds.NoticeKind):
    """A kind of this test's own; it stands in no registry."""

    name = "test.told"
    label = "Something is told"
    why = "You are in a test."
    template = "communities/email/notice"

    def __init__(self, ids: Iterable[int] = (), own: dict[int, str] | None = None) -> None:
        self.ids, self.own, self.asked = list(ids), own or {}, 0

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return self.ids

    def tell(self, entry: ActivityEntry) -> kinds.Telling | None:
        self.asked += 1
        from communities.models import Community  # the test stands below, the model above

        community = Community.objects.get(pk=entry.community_id)
        return kinds.Telling(title="<b>Told</b>", url="/x/", detail="D", context={"community": community})

    def thing(self, entry: ActivityEntry) -> int | None:
        return 1 if self.own else None

    def chosen(self, things: list[int], user_ids: list[int]) -> Iterable[tuple[int, int, str]]:
        return [(1, user_id, how) for user_id, how in self.own.items() if user_id in user_ids]


class Must(Told):
    choosable = False


class Gone(Told):
    def tell(self, entry: ActivityEntry) -> kinds.Telling | None:
        return None


@pytest.fixture
def entry(community: Any, people: Any) -> ActivityEntry:
    """Something the coordinator did in Water."""
    verb = verbs.declare("test.happened", "did something")
    made = record(verb, by=people.coordinator, community=community, quiet=True)
    verbs._verbs.pop("test.happened")
    return made


def mailed() -> set[Any]:
    return {mail.user for mail in OutgoingMail.objects.select_related("user")}


def test_each_is_told_once_and_the_actor_never(entry: Any, people: Any) -> None:
    kind = Told([people.member.pk, people.member.pk, people.expert.pk, people.coordinator.pk])

    deliver(kind, entry)
    deliver(kind, entry)

    assert set(Notice.objects.values_list("user", flat=True)) == {people.member.pk, people.expert.pk}
    assert mailed() == {people.member, people.expert}
    assert OutgoingMail.objects.count() == 2
    assert not Notice.objects.filter(mailed_at=None).exists()


def test_a_second_kind_about_the_same_entry_tells_nobody_again(entry: Any, people: Any) -> None:
    deliver(Told([people.member.pk]), entry)
    deliver(Must([people.member.pk, people.expert.pk]), entry)

    assert Notice.objects.filter(user=people.member).count() == 1
    assert OutgoingMail.objects.filter(user=people.member).count() == 1
    assert Notice.objects.filter(user=people.expert).count() == 1


def test_closed_accounts_and_people_without_address_are_left_out(entry: Any, make_person: Any) -> None:
    closed, ghost = make_person(is_active=False), make_person(mail_state="none")
    bounced = make_person(mail_state="bounces")

    deliver(Told([closed.pk, ghost.pk, bounced.pk]), entry)

    assert [notice.user for notice in Notice.objects.select_related("user")] == [bounced]
    assert mailed() == set()


def test_the_words_are_asked_once_for_each_language(entry: Any, people: Any) -> None:
    type(people.member).objects.filter(pk__in=[people.member.pk, people.guest.pk]).update(language="ar")
    kind = Told([people.member.pk, people.guest.pk, people.expert.pk])

    deliver(kind, entry)

    assert kind.asked == 2
    assert {mail.letter.language for mail in OutgoingMail.objects.all()} == {"ar", "en"}


def test_what_is_gone_is_not_told(entry: Any, people: Any) -> None:
    deliver(Gone([people.member.pk]), entry)

    assert not Notice.objects.exists()


def test_the_nearer_choice_goes_first(neighbour: Any, entry: Any, community: Any, people: Any) -> None:
    ids = [people.member.pk, people.expert.pk, people.guest.pk, people.sponsor.pk, people.stranger.pk]

    def choose(who: Any, frequency: str, where: Any = None) -> None:
        Preference.objects.create(user=who, kind="test.told", community=where, frequency=frequency)

    choose(people.expert, "daily")
    choose(people.guest, "daily")
    choose(people.guest, "never", community)
    choose(people.sponsor, "never", community)
    choose(people.stranger, "never", neighbour)
    own = {people.sponsor.pk: "instant"}

    assert for_people(Told(own=own), entry, ids) == {
        people.member.pk: "instant",
        people.expert.pk: "daily",
        people.guest.pk: "never",
        people.sponsor.pk: "instant",
        people.stranger.pk: "instant",
    }
    assert set(for_people(Must(), entry, ids).values()) == {"instant"}


def test_only_those_who_want_it_at_once_get_mail(entry: Any, people: Any) -> None:
    Preference.objects.create(user=people.expert, kind="test.told", frequency=Frequency.DAILY)
    Preference.objects.create(user=people.guest, kind="test.told", frequency=Frequency.NEVER)

    deliver(Told([people.member.pk, people.expert.pk, people.guest.pk]), entry)

    assert mailed() == {people.member}
    assert Notice.objects.count() == 3
    assert Notice.objects.filter(mailed_at=None).count() == 2


def test_what_people_wrote_is_text_in_a_letter(entry: Any, people: Any) -> None:
    deliver(Told([people.member.pk]), entry)

    letter = OutgoingMail.objects.get().letter
    assert "&lt;b&gt;Told&lt;/b&gt;" in letter.html
    assert "<b>Told</b>" not in letter.html


def test_a_kind_is_declared_once() -> None:
    taken = kinds.all_kinds()[0]

    with pytest.raises(ValueError, match="declared twice"):
        kinds.register(type("Again", (Told,), {"name": taken.name, "verbs": taken.verbs}))

    assert kinds.get(taken.name) is taken
    assert kinds.get("test.told") is None


def test_the_portal_itself_leaves_nobody_out(community: Any, people: Any) -> None:
    verb = verbs.declare("test.happened", "did something")
    entry = record(verb, by=SYSTEM, community=community, quiet=True)
    verbs._verbs.pop("test.happened")

    deliver(Told([people.member.pk]), entry)

    assert mailed() == {people.member}
