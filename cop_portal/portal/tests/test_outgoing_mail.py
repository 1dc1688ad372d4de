"""The operator's page: who may come, what it says, what its buttons do."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail import standing
from cop_portal.foundation.mail.models import OutgoingMail, Sending, Suppression
from cop_portal.foundation.mail.tests.makers import mail

pytestmark = pytest.mark.django_db
PAGE, SILENT = "/administration/mail/", "/administration/mail/silent/"
POSTS = {
    "mail_pause": {"reason": "x"},
    "mail_resume": {},
    "mail_send_again": {"everything": "1"},
    "mail_restore_address": {"address": "a@example.org"},
}


def states() -> list[str]:
    return sorted(OutgoingMail.objects.values_list("state", flat=True))


def test_visitors_sign_in_and_others_are_refused(
    people: Any, make_person: Any, sign_in: Any, client: Any
) -> None:
    row = mail(make_person(), state="uncertain")
    settle = reverse("mail_settle", args=[row.pk])
    for path in (PAGE, SILENT, settle):
        assert client.get(path).status_code == 302

    for person in (people.member, people.coordinator, people.facilitator, people.stranger, people.sponsor):
        browser = sign_in(person)
        assert browser.get(PAGE).status_code == 403
        assert browser.get(SILENT).status_code == 403
        assert row.to_address not in browser.get(PAGE).content.decode()
        for name, data in POSTS.items():
            assert browser.post(reverse(name), data).status_code == 403
        assert browser.post(settle, {"answer": "missing"}).status_code == 403
    assert states() == ["uncertain"]
    assert Sending.now().paused_at is None


def test_only_administrators_have_the_link(people: Any, sign_in: Any) -> None:
    assert PAGE in sign_in(people.administrator).get("/").content.decode()
    assert PAGE not in sign_in(people.coordinator).get("/").content.decode()


def test_the_page_says_what_failed_in_the_server_s_words(people: Any, make_person: Any, sign_in: Any) -> None:
    words = "550 5.1.1 <b>No</b> such person"
    failed = mail(make_person(), state="failed", error=words, attempts=1)
    unsure = mail(make_person(), state="uncertain")
    browser = sign_in(people.administrator)

    first = browser.get(PAGE).content.decode()
    uncertain = browser.get(PAGE + "?shelf=uncertain").content.decode()

    assert failed.to_address in first
    assert "550 5.1.1 &lt;b&gt;No&lt;/b&gt; such person" in first
    assert unsure.to_address not in first
    assert unsure.message_id.strip("<>") in uncertain
    assert "log of the mail server" in uncertain


def test_a_mail_is_found_by_address_and_by_kind(people: Any, make_person: Any, sign_in: Any) -> None:
    mail(make_person(), state="failed", to_address="ana@example.org", kind="newsletter")
    mail(make_person(), state="failed", to_address="ben@example.org", kind="account")
    browser = sign_in(people.administrator)

    by_address = browser.get(PAGE + "?shelf=failed&q=Ana").content.decode()
    by_kind = browser.get(PAGE + "?shelf=failed&kind=account").content.decode()

    assert ("ana@example.org" in by_address, "ben@example.org" in by_address) == (True, False)
    assert ("ana@example.org" in by_kind, "ben@example.org" in by_kind) == (False, True)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_queries_at_one_mail_and_three(
    people: Any, make_person: Any, sign_in: Any, django_assert_num_queries: Any, number: int
) -> None:
    for _ in range(number):
        mail(make_person(), state="failed")
    browser = sign_in(people.administrator)
    browser.get(PAGE)

    with django_assert_num_queries(8):
        browser.get(PAGE)


def test_many_are_read_page_by_page(people: Any, make_person: Any, sign_in: Any) -> None:
    person = make_person()
    for n in range(35):
        mail(person, state="failed", to_address=f"p{n:02}@example.org")
    browser = sign_in(people.administrator)

    first = browser.get(PAGE).context["page"]
    second = browser.get(PAGE + first.links[-1].url).context["page"]

    assert [len(first.rows), len(second.rows)] == [30, 5]
    assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}


@pytest.mark.parametrize("query", ["shelf=never", "kind=%00", "q=%00", "after=x", "q=" + "x" * 5000])
def test_an_odd_address_gets_a_page(people: Any, sign_in: Any, query: str) -> None:
    assert sign_in(people.administrator).get(f"{PAGE}?{query}").status_code == 200


def test_sending_is_paused_with_a_reason_and_goes_on(people: Any, sign_in: Any) -> None:
    browser = sign_in(people.administrator)

    browser.post(reverse("mail_pause"), {"reason": ""})
    unsaid = Sending.now().paused_at
    browser.post(reverse("mail_pause"), {"reason": "The wrong letter"})
    paused = browser.get(PAGE).content.decode()
    browser.post(reverse("mail_resume"))
    after = browser.get(PAGE).content.decode()

    assert unsaid is None
    assert "Sending is paused" in paused
    assert "The wrong letter" in paused
    assert "resumed sending" in after
    assert "Let mail leave again" not in after


def test_a_server_that_is_away_is_named_with_its_words(people: Any, sign_in: Any) -> None:
    standing.server_is_away("[Errno 111] Connection refused")
    browser = sign_in(people.administrator)

    away = browser.get(PAGE).content.decode()
    browser.post(reverse("mail_resume"))

    assert "The mail server is away" in away
    assert "Connection refused" in away
    assert Sending.now().retry_at is None
    assert not ActivityEntry.objects.filter(verb="mail.sending_resumed").exists()


def test_chosen_mails_or_all_of_a_kind_are_sent_again(people: Any, make_person: Any, sign_in: Any) -> None:
    one, _two = (mail(make_person(), state="failed") for _ in range(2))
    mail(make_person(), state="failed", kind="account")
    browser = sign_in(people.administrator)

    browser.post(reverse("mail_send_again"), {"mail": [str(one.pk), "x", "9" * 40]})
    chosen = states()
    browser.post(reverse("mail_send_again"), {"everything": "1", "kind": "account"})
    of_kind = states()
    nothing = browser.post(reverse("mail_send_again"), {}, follow=True).content.decode()

    assert chosen == ["failed", "failed", "queued"]
    assert of_kind == ["failed", "queued", "queued"]
    assert "choose mails that failed" in nothing


def test_an_uncertain_mail_is_settled(people: Any, make_person: Any, sign_in: Any) -> None:
    row = mail(make_person(), state="uncertain")
    browser = sign_in(people.administrator)
    path = reverse("mail_settle", args=[row.pk])

    browser.post(path, {"answer": "arrived"})
    again = browser.post(path, {"answer": "missing"}, follow=True).content.decode()

    assert states() == ["sent"]
    assert "settled meanwhile" in again
    assert browser.post(reverse("mail_settle", args=[10**9]), {}).status_code == 404


def test_addresses_that_get_no_mail_are_listed_and_written_to_again(people: Any, sign_in: Any) -> None:
    type(people.member).objects.filter(pk=people.member.pk).update(mail_state="bounces")
    Suppression.objects.create(address="away@example.org", reason="asked for it")
    browser = sign_in(people.administrator)

    bouncing = browser.get(SILENT).content.decode()
    aside = browser.get(SILENT + "?aside=1").content.decode()
    browser.post(reverse("mail_restore_address"), {"address": people.member.email})

    assert people.member.email in bouncing
    assert "away@example.org" not in bouncing
    assert "asked for it" in aside
    people.member.refresh_from_db()
    assert people.member.mail_state == "works"
