"""Putting mail into the queue."""

from __future__ import annotations

import pytest

from cop_portal.foundation.mail import compose
from cop_portal.foundation.mail.models import Letter, OutgoingMail

CONTEXT = {
    "title": "What happened",
    "text": "Words",
    "url": "https://portal.example.org/x",
    "why": "Because.",
}


def letter(community, text: str = "Words", language: str = "en", **fields) -> Letter:
    return compose.write_letter(
        kind="test",
        template="discussions/email/notice",
        context={
            **CONTEXT, "text": text, "community": community, "discussion": community, "can_stop": True,
        },
        language=language,
        list_kind="newsletter",
        list_ref=community.pk,
        **fields,
    )  # fmt: skip


def test_a_letter_has_holes_where_the_template_asks_for_them(community) -> None:
    written = letter(community)

    assert "[[stop_url]]" in written.text
    assert 'href="[[stop_url]]"' in written.html
    assert "[[address]]" in written.text


def test_what_people_wrote_opens_no_hole(community) -> None:
    written = letter(community, "My link: [[stop_url]] [[address]]")

    assert written.text.count("[[stop_url]]") == 1
    assert written.html.count("[[stop_url]]") == 1
    assert "My link: [\u2060[stop_url]]" in written.text


def test_a_letter_in_arabic_runs_from_right_to_left(community) -> None:
    written = letter(community, language="ar")

    assert '<html lang="ar" dir="rtl">' in written.html
    assert written.language == "ar"


def test_rules_for_dark_and_for_phones_stay_in_the_letter_and_win_over_inlined_ones(community) -> None:
    written = letter(community)

    assert "@media (prefers-color-scheme: dark)" in written.html
    assert "background-color: #111311 !important" in written.html
    assert 'class="mail" style="' in written.html


def test_a_sender_s_name_is_one_line(community) -> None:
    written = letter(community, from_name="Eve\r\nBcc: all@example.org")

    assert written.from_name == "Eve Bcc: all@example.org"


def test_queueing_a_letter_twice_makes_one_mail_each(community, make_person) -> None:
    written, again = letter(community), letter(community, language="ar")
    users = [(person.pk, person.email, person.name) for person in (make_person(), make_person())]
    first = compose.queue_letter(letter=written, key="newsletter:1", users=users)

    second = compose.queue_letter(letter=written, key="newsletter:1", users=users)
    other_language = compose.queue_letter(letter=again, key="newsletter:1", users=users)

    assert (first, second, other_language) == (2, 0, 0)
    assert OutgoingMail.objects.filter(key__startswith="newsletter:1:").count() == 2


@pytest.mark.parametrize("state", ["bounces", "none"])
def test_who_takes_no_mail_is_not_queued(make_person, state) -> None:
    person = make_person()
    person.mail_state = state

    queued = compose.queue(
        key="k", kind="test", user=person, template="accounts/email/letter",
        context={**CONTEXT, "subject": "S", "body": "B"},
    )  # fmt: skip

    assert queued is None
    assert not OutgoingMail.objects.filter(key="k").exists()


def test_one_mail_is_queued_once_by_its_key(make_person, community) -> None:
    person = make_person()
    arguments = {
        "key": "k", "kind": "test", "user": person, "template": "discussions/email/notice",
        "context": {**CONTEXT, "text": "[[name]]", "community": community, "discussion": community},
    }  # fmt: skip

    first, second = compose.queue(**arguments), compose.queue(**arguments)

    assert first is not None
    assert second is None
    assert "[\u2060[name]]" in OutgoingMail.objects.get(key="k").text
