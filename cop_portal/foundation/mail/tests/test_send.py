"""Handing mail to a real mail server, and what each of its answers leaves behind."""

from __future__ import annotations

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from cop_portal.foundation.mail import actions, send
from cop_portal.foundation.mail.models import Letter, OutgoingMail, Sending, Suppression

pytestmark = pytest.mark.usefixtures("sink")


@pytest.fixture
def letter(db) -> Letter:
    return Letter.objects.create(
        kind="test",
        subject="Wasser – ماء",
        text="Dear [[name]]\n",
        html="<p>[[name]]</p>",
        from_name="Amina W.",
    )


def queue(letter: Letter, person, **fields) -> OutgoingMail:
    mail = OutgoingMail.objects.create(
        **{
            "key": f"test:{person.pk}",
            "kind": letter.kind,
            "user": person,
            "to_address": person.email,
            "letter": letter,
            "fills": {"name": person.name},
            **fields,
        }
    )
    mail.refresh_from_db()
    return mail


def test_each_person_is_handed_their_own_mail_once_over_one_connection(letter, make_person, sink) -> None:
    persons = [make_person(f"Person {n}") for n in range(3)]
    mails = [queue(letter, person) for person in persons]

    sent = send.send_due()
    again = send.send_due()

    assert (sent, again) == (3, 0)
    assert sink.counts == {person.email: 1 for person in persons}
    assert sink.connections == 1
    first = sink.mails(persons[0].email)[0]
    assert first.get_body(("plain",)).get_content() == "Dear Person 0\r\n"
    assert str(first["Subject"]) == "Wasser – ماء"
    assert str(first["From"]).startswith('"Amina W." <')
    assert first["Message-ID"] == mails[0].message_id
    states = set(OutgoingMail.objects.values_list("state", "attempts", "lease_until"))
    assert states == {("sent", 1, None)}


def test_a_refusal_for_good_fails_one_mail_and_no_other(letter, make_person, sink) -> None:
    bad, good = queue(letter, make_person("Bad")), queue(letter, make_person("Good"))
    sink.refuse = lambda address: "550 5.1.1 No such person" if address == bad.to_address else None

    send.send_due()

    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, good.state) == ("failed", "sent")
    assert "No such person" in bad.error


def test_a_refusal_for_now_is_tried_again_later_and_given_up_in_the_end(letter, make_person, sink) -> None:
    mail = queue(letter, make_person())
    sink.refuse = lambda address: "451 4.2.0 Later"

    send.send_due()
    mail.refresh_from_db()
    first = (mail.state, mail.attempts, mail.due_at > timezone.now())
    OutgoingMail.objects.update(attempts=send.MOST_ATTEMPTS - 1, due_at=timezone.now())
    send.send_due()

    mail.refresh_from_db()
    assert first == ("deferred", 1, True)
    assert (mail.state, mail.error.startswith("given up")) == ("failed", True)


def test_a_server_that_hangs_up_after_refusing_does_not_change_its_word(letter, make_person, sink) -> None:
    mail, other = queue(letter, make_person("First")), queue(letter, make_person("Second"))
    sink.refuse = lambda address: "521 5.3.2 Go away" if address == mail.to_address else None

    send.send_due()

    mail.refresh_from_db()
    other.refresh_from_db()
    assert (mail.state, other.state) == ("failed", "sent")


def test_mail_waits_while_the_server_is_away_and_leaves_when_it_is_back(letter, make_person, sink) -> None:
    mail = queue(letter, make_person())
    sink.stop()

    away = send.send_due()
    mail.refresh_from_db()
    waiting = mail.state
    sink.start()
    words, soon = Sending.now().away_words, send.send_due()
    Sending.objects.update(retry_at=timezone.now())
    back = send.send_due()

    assert (away, waiting, soon, back) == (0, "queued", 0, 1)
    assert "refused" in words
    assert mail.attempts == 0, "a server that is away uses up no attempt"
    assert Sending.now().away_since is None
    assert sink.counts == {mail.to_address: 1}


@pytest.mark.parametrize("address", ["ödd@example.org", "odd\r\nDATA@example.org"])
def test_an_address_that_cannot_be_written_holds_nobody_up(letter, make_person, sink, address) -> None:
    odd = queue(letter, make_person("Odd"), to_address=address)
    good = queue(letter, make_person("Good"))

    send.send_due()

    odd.refresh_from_db()
    assert odd.state == "failed"
    assert sink.counts == {good.to_address: 1}


def test_a_domain_in_other_letters_is_served(letter, make_person, sink) -> None:
    queue(letter, make_person(), to_address="amina@bücher.example")

    send.send_due()

    assert sink.counts == {"amina@xn--bcher-kva.example": 1}


@pytest.mark.parametrize("change", ["suppressed", "inactive", "bounces"])
def test_who_takes_no_mail_any_more_gets_none(letter, make_person, sink, change) -> None:
    person = make_person()
    mail = queue(letter, person)
    if change == "suppressed":
        Suppression.objects.create(address=person.email.upper(), reason="asked for it")
    elif change == "inactive":
        type(person).objects.filter(pk=person.pk).update(is_active=False)
    else:
        type(person).objects.filter(pk=person.pk).update(mail_state="bounces")

    send.send_due()

    mail.refresh_from_db()
    assert mail.state == "suppressed"
    assert sink.counts == {}


def test_a_list_that_nobody_registered_sends_nothing(letter, make_person, sink) -> None:
    mail = queue(letter, make_person(), list_kind="unknown", list_ref=1)

    send.send_due()

    mail.refresh_from_db()
    assert mail.state == "suppressed"


def test_a_claim_whose_sender_died_becomes_uncertain_and_is_not_sent_again(letter, make_person, sink) -> None:
    mail = queue(letter, make_person(), state="claimed", lease_until=timezone.now())

    send.send_due()

    mail.refresh_from_db()
    assert mail.state == "uncertain"
    assert sink.counts == {}


def test_mail_that_somebody_waits_for_is_sent_again_under_the_same_message_id(
    letter, make_person, sink
) -> None:
    mail = queue(letter, make_person(), state="claimed", lease_until=timezone.now(), urgent=True)

    send.send_due()

    assert [str(found["Message-ID"]) for found in sink.mails()] == [mail.message_id]


def test_a_claim_whose_sender_lives_is_left_alone(letter, make_person, sink) -> None:
    lease = timezone.now() + datetime.timedelta(seconds=30)
    mail = queue(letter, make_person(), state="claimed", lease_until=lease, worker="other:1")

    send.send_due()

    mail.refresh_from_db()
    assert mail.state == "claimed"
    assert sink.counts == {}


def test_bulk_mail_has_both_stop_headers_and_other_mail_none(letter, make_person, community, sink) -> None:
    reader, other = make_person(), make_person()
    community.memberships.create(user=reader, state="active", wants_newsletter=True)
    queue(letter, reader, list_kind="newsletter", list_ref=community.pk)
    queue(letter, other)

    send.send_due()

    bulk, plain = sink.mails(reader.email)[0], sink.mails(other.email)[0]
    assert bulk["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert str(bulk["List-Unsubscribe"]).startswith("<http")
    assert plain["List-Unsubscribe"] is None
    assert plain["List-Unsubscribe-Post"] is None


def test_mail_that_somebody_waits_for_goes_first(letter, make_person, sink) -> None:
    slow = queue(letter, make_person("Slow"))
    quick = queue(letter, make_person("Quick"), urgent=True)

    send.send_due()

    assert [address for address, _raw in sink.raw] == [quick.to_address, slow.to_address]


def test_failed_mail_is_tried_again_on_demand_and_uncertain_mail_is_not(
    letter, make_person, people, sink
) -> None:
    failed = queue(letter, make_person(), state="failed", error="550")
    uncertain = queue(letter, make_person(), state="uncertain")

    count = actions.try_again(by=people.administrator, ids=[failed.pk, uncertain.pk])
    send.send_due()

    assert count == 1
    assert sink.counts == {failed.to_address: 1}


def test_the_queue_is_sent_by_a_command_too(letter, make_person, sink, capsys) -> None:
    mail = queue(letter, make_person())

    call_command("send_mail_queue", seconds=5)

    assert sink.counts == {mail.to_address: 1}
    assert capsys.readouterr().out == "1 sent\n"


def test_counts_follow_the_rows(letter, make_person) -> None:
    for state in ("sent", "sent", "failed", "queued"):
        queue(letter, make_person(), state=state)

    assert send.counts_by_state(letter.pk) == {"sent": 2, "failed": 1, "queued": 1}
