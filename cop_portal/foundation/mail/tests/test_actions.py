"""What an operator does: each by administrators alone, each in the record, none doubles a mail."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail import actions, send
from cop_portal.foundation.mail.models import OutgoingMail, Sending, Suppression
from cop_portal.foundation.mail.tests.makers import mail
from cop_portal.foundation.permissions import Denied

pytestmark = pytest.mark.django_db


def recorded(verb: str) -> list[dict[str, Any]]:
    return list(ActivityEntry.objects.filter(verb=verb).order_by("pk").values_list("facts", flat=True))


def test_a_pause_holds_all_but_what_somebody_waits_for(people: Any, make_person: Any, sink: Any) -> None:
    letter, code = mail(make_person()), mail(make_person(), urgent=True, kind="account")

    actions.pause(by=people.administrator, reason="The  wrong\nletter")
    send.send_due()
    paused = dict(sink.counts)
    actions.resume(by=people.administrator)
    send.send_due()

    assert paused == {code.to_address: 1}
    assert sink.counts == {code.to_address: 1, letter.to_address: 1}
    assert recorded("mail.sending_paused") == [{"reason": "The wrong letter"}]
    assert recorded("mail.sending_resumed") == [{}]


def test_a_pause_holds_before_the_next_batch(
    people: Any, make_person: Any, sink: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(send, "BATCH", 5)
    for _ in range(12):
        mail(make_person())
    ask = send._drop_unwanted

    def paused_meanwhile(batch: list[OutgoingMail]) -> list[OutgoingMail]:
        actions.pause(by=people.administrator, reason="Stop")
        return ask(batch)

    monkeypatch.setattr(send, "_drop_unwanted", paused_meanwhile)
    send.send_due()

    assert len(sink.counts) == 5


def test_a_pause_says_why(people: Any) -> None:
    with pytest.raises(ValidationError):
        actions.pause(by=people.administrator, reason=" \n ")
    assert Sending.now().paused_at is None
    assert recorded("mail.sending_paused") == []


def test_resuming_what_runs_only_looks_for_the_server(people: Any) -> None:
    assert actions.resume(by=people.administrator) is False
    assert recorded("mail.sending_resumed") == []


def test_what_failed_is_sent_again_once_and_nothing_else_is(people: Any, make_person: Any, sink: Any) -> None:
    failed = mail(make_person(), state="failed", error="550", attempts=8)
    others = [mail(make_person(), state=state) for state in ("sent", "uncertain", "suppressed", "claimed")]
    ids = [failed.pk, *(row.pk for row in others)]

    assert actions.try_again(by=people.administrator, ids=ids) == 1
    assert actions.try_again(by=people.administrator, ids=ids) == 0
    send.send_due()
    send.send_due()

    assert sink.counts == {failed.to_address: 1}
    assert recorded("mail.mails_queued_again") == [{"count": 1, "kind": ""}]
    failed.refresh_from_db()
    assert failed.attempts == 1


def test_all_of_a_kind_are_sent_again(people: Any, make_person: Any) -> None:
    for kind in ("newsletter", "newsletter", "account"):
        mail(make_person(), state="failed", kind=kind)

    assert actions.try_again(by=people.administrator, kind="newsletter") == 2
    assert actions.try_again(by=people.administrator) == 1


def test_who_stopped_a_list_gets_nothing_by_sending_again(
    people: Any, make_person: Any, community: Any, sink: Any
) -> None:
    row = mail(make_person(), state="failed", list_kind="newsletter", list_ref=community.pk)

    actions.try_again(by=people.administrator, ids=[row.pk])
    send.send_due()

    assert sink.counts == {}


@pytest.mark.parametrize(("arrived", "state", "handed"), [(True, "sent", 0), (False, "sent", 1)])
def test_a_person_settles_what_is_uncertain(
    people: Any, make_person: Any, sink: Any, arrived: bool, state: str, handed: int
) -> None:
    row = mail(make_person(), state="uncertain")

    assert actions.settle_uncertain(mail=row, by=people.administrator, arrived=arrived)
    assert not actions.settle_uncertain(mail=row, by=people.administrator, arrived=not arrived)
    send.send_due()

    row.refresh_from_db()
    assert row.state == state
    assert [str(found["Message-ID"]) for found in sink.mails()] == [row.message_id] * handed
    assert recorded("mail.uncertain_settled") == [{"arrived": arrived}]


def test_an_address_is_written_to_again(people: Any) -> None:
    member = people.member
    type(member).objects.filter(pk=member.pk).update(mail_state="bounces")
    Suppression.objects.create(address="away@example.org", reason="asked for it")

    assert actions.restore_address(by=people.administrator, address=member.email.upper())
    assert actions.restore_address(by=people.administrator, address="away@example.org")
    assert not actions.restore_address(by=people.administrator, address="away@example.org")

    member.refresh_from_db()
    assert member.mail_state == "works"
    assert not Suppression.objects.exists()
    assert len(recorded("mail.address_restored")) == 2


def test_others_do_none_of_it(people: Any, make_person: Any) -> None:
    failed, unsure = mail(make_person(), state="failed"), mail(make_person(), state="uncertain")
    for person in (people.coordinator, people.member, people.stranger):
        for verb in (
            lambda by: actions.pause(by=by, reason="x"),
            lambda by: actions.resume(by=by),
            lambda by: actions.try_again(by=by, ids=[failed.pk]),
            lambda by: actions.settle_uncertain(mail=unsure, by=by, arrived=True),
            lambda by: actions.restore_address(by=by, address="x@example.org"),
        ):
            with pytest.raises(Denied):
                verb(person)

    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"failed", "uncertain"}
    assert Sending.now().paused_at is None
    assert not ActivityEntry.objects.filter(verb__startswith="mail.").exists()
