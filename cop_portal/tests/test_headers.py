"""What people type stays in its field: no header, no recipient, no line of another format comes of it."""

from __future__ import annotations

import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from cop_portal.foundation.mail import compose, send
from cop_portal.foundation.mail.models import Letter, OutgoingMail
from cop_portal.foundation.uploads import check_upload
from cop_portal.tests import factories
from discussions import lists
from discussions.actions import contributions, discussions
from discussions.models import Attachment

# What ends a line somewhere, or turns the direction of what follows.
BREAKS = {
    "crlf": "\r\n", "lf": "\n", "cr": "\r", "nul": "\x00", "vt": "\x0b", "ff": "\x0c", "fs": "\x1c", "nel": "\x85",
    "ls": "\u2028", "ps": "\u2029", "rlo": "\u202e", "isolate": "\u2067", "folded": "\r\n ", "bare dot": "\r\n.\r\n",
    "encoded": "=?utf-8?q?=0D=0A?=",
}  # fmt: skip
HARM = ("Bcc: evil@example.org", "X-Evil: 1", "\r\nEvil body <script>")
FIELDS = ("subject", "from_name", "name", "list_id", "reply_to", "thread", "list_kind")
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u2028\u2029]")
CASES = [
    (field, name, harm) for field in FIELDS for name in BREAKS for harm in range(len(HARM))
]  # 315 in all


def read(raw: bytes) -> EmailMessage:
    message = BytesParser(policy=policy.default).parsebytes(raw)
    assert isinstance(message, EmailMessage)
    return message


def mail_with(field: str, value: str, *, letter: bool) -> EmailMessage:
    """A mail whose field says value, of its own or of a letter to many."""
    fields: dict[str, Any] = {
        "subject": "Wells", "from_name": "Amina", "list_kind": "newsletter", "list_ref": 1, "list_id": "Water <water.example.org>",
    }  # fmt: skip
    name, own = "Ben", {"reply_to": "r-x@reply.example.org", "thread": "d-1"}
    if field == "name":
        name = value
    elif field in own:
        own[field] = value
    elif field:
        fields[field] = value
    texts = {"text": "Dear [[name]]\n", "html": "<p>Dear [[name]]</p>\n"}
    source = Letter(pk=1, **fields, **texts)
    row = OutgoingMail(
        pk=7, key="k", user_id=1, to_address="ben@example.org", fills={"name": name}, **own,
        **{key: fields[key] for key in ("list_kind", "list_ref", "list_id")},
        **({} if letter else {**{key: fields[key] for key in ("subject", "from_name")}, **texts}),
        **({"letter": source, "letter_id": 1} if letter else {}),
    )  # fmt: skip
    return read(send._payload(row, {1: send._stencil(source)} if letter else {}))


@pytest.mark.parametrize("letter", [False, True], ids=["own", "letter"])
@pytest.mark.parametrize("field", FIELDS)
def test_no_field_makes_a_header_or_a_recipient(settings: Any, field: str, letter: bool) -> None:
    """Three hundred cases for a mail of its own, as many for a letter."""
    clean = mail_with("", "", letter=letter)
    known = list(clean.keys())
    checked = 0
    for break_name, turn in BREAKS.items():
        for harm in HARM:
            message = mail_with(field, f"A{turn}{harm}{turn}B", letter=letter)
            where = f"{field} {break_name} {harm!r}"
            assert [*message.keys()] == known, where
            assert [found.addr_spec for found in message["To"].addresses] == ["ben@example.org"], where
            assert len(message["From"].addresses) == 1, where
            body = message.get_body(("plain",))
            assert body is not None, where
            if field != "name":
                assert body.get_content().strip() == "Dear Ben", where
            for name, value in message.items():
                assert not BIDI.search(str(value)), f"{where}: {name}"
                assert "\n" not in str(value), f"{where}: {name}"
                assert "\r" not in str(value), f"{where}: {name}"
            checked += 1
    assert checked == len(BREAKS) * len(HARM)


def test_there_are_three_hundred_cases() -> None:
    assert len(CASES) >= 300


@pytest.mark.django_db
@pytest.mark.parametrize("turn", BREAKS.values(), ids=BREAKS.keys())
def test_names_of_people_communities_and_discussions_stay_in_their_headers(turn: str) -> None:
    """Through the real path: a name, a community and a title into a queued mail."""
    bad = f"A{turn}Bcc: evil@example.org{turn}B".replace("\x00", "")
    where = factories.community_with_roles("Wells")
    type(where).objects.filter(pk=where.pk).update(name=bad[:80])
    where.refresh_from_db()
    person = factories.person(bad[:100], email="ben@example.org")
    talk = discussions.start(
        community=where, by=factories.holder(where, "expert"), title=bad[:120], body="x", kind="question"
    )

    row = compose.queue(
        key="k", kind="test", user=person, template="accounts/email/letter",
        context={"subject": talk.title, "body": "x"}, from_name=where.name, list_id=lists.list_id(talk),
    )  # fmt: skip
    assert row is not None
    message = read(send._payload(row, {}))

    assert message["Bcc"] is None
    assert [found.addr_spec for found in message["To"].addresses] == [person.email]
    assert not BIDI.search(str(message["Subject"]) + str(message["From"]) + str(message["List-Id"]))
    assert str(message["List-Id"]).count("<") == 1


@pytest.mark.django_db
def test_an_address_with_a_line_end_is_refused_rather_than_written(make_person: Any) -> None:
    for turn in ("\r\n", "\n", "\x00", "\u2028", " "):
        row = OutgoingMail(
            pk=1, key="k", to_address=f"a@example.org{turn}Bcc: b@example.org", fills={}, subject="x"
        )
        with pytest.raises(ValueError, match=r"address|ascii|idna|codec"):
            send._payload(row, {})


@pytest.mark.django_db
@pytest.mark.parametrize("turn", BREAKS.values(), ids=BREAKS.keys())
def test_a_name_of_a_file_makes_no_header_where_it_is_downloaded(
    people: Any, community: Any, sign_in: Any, turn: str
) -> None:
    name = f'a{turn}Set-Cookie: x=1{turn}"; filename="evil.html{turn}.txt'
    talk = discussions.start(community=community, by=people.expert, title="Files", body="x", kind="question")
    contributions.add(
        discussion=talk, by=people.member, body="Here", files=[check_upload(name, b"just words")]
    )
    kept = Attachment.objects.get()

    answer = sign_in(people.member).get(reverse("attachment", args=[kept.pk]))

    assert answer.status_code == 200
    assert not any(char in kept.name for char in "\r\n\x00\u2028\u2029\u202e\u2067/\\")
    shown = answer["Content-Disposition"]
    assert shown.isascii()
    assert "\n" not in shown
    assert "\r" not in shown
    assert shown.startswith("attachment;")
    assert "Set-Cookie" not in answer.headers or "x=1" not in answer.headers["Set-Cookie"]
    # The second name is within the quotes of the first.
    assert len(re.findall(r'(?<!\\)" *; *filename=', shown)) == 0
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("turn", BREAKS.values(), ids=BREAKS.keys())
def test_a_redirect_leads_nowhere_else_and_sets_nothing(db: Any, turn: str) -> None:
    client = Client()
    for target in (
        f"/{turn}Set-Cookie: x=1",
        f"//evil.example{turn}",
        f"https://evil.example/{turn}",
        f"{turn}//evil.example",
        f"/\\evil.example{turn}",
        f"javascript:{turn}1",
    ):
        answer = client.get("/language/", {"language": "ar", "next": target})
        assert answer.status_code in (302, 400), target
        place = answer.headers.get("Location", "/")
        assert urlsplit(place)[:2] == ("", ""), target
        assert not place.startswith(("//", "/\\")), target
        assert not re.search(r"[\r\n]", place), target


def test_a_name_with_nothing_left_is_still_a_file() -> None:
    assert check_upload("\r\n\x00", b"words").name == "file"
    with pytest.raises(ValidationError):
        check_upload("a.html\r\n", b"<script>")
