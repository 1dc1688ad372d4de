"""A mailing list moves in: threads, order, people without addresses, and no letter to anybody."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail.models import OutgoingMail
from cop_portal.foundation.notifications.models import Notice
from cop_portal.tests import factories
from discussions.models import Attachment, Contribution, Discussion

db = pytest.mark.django_db


def mail(
    number: int,
    subject: str,
    body: str,
    *,
    sender: str = "Ann Archer <ann at example.org>",
    day: int = 1,
    **headers: str,
) -> str:
    """A message as monthly archives keep it: 'user at host', a separator with the archiver's date."""
    extra = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items())
    date = f"{day:02d} Mar 2004 10:{number % 60:02d}:00 +0000"
    return (
        f"From ann at example.org  Mon Mar {day:2d} 10:{number % 60:02d}:00 2004\nFrom: {sender}\nDate: Mon, {date}\n"
        f"Subject: {subject}\nMessage-ID: <m{number}@example.org>\n{extra}\n{body}\n\n"
    )


BEN = "Ben Baker <ben at example.org>"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    texts = [
        mail(1, "Which pump?", "Hard water here. Write to ann@example.org.\n\n-- \nAnn Archer\nBox 7"),
        mail(
            2,
            "Re: Which pump?",
            "> Hard water here.\nThe blue one.",
            sender=BEN,
            day=2,
            In_Reply_To="<m1@example.org>",
        ),
        mail(
            3,
            "Re: [list] Which pump?",
            ">From where?\nI mean the city.",
            day=3,
            References="<m1@example.org> <m2@example.org>",
        ),
        mail(4, "Ropes", "Long ones?", sender=BEN, day=4),
    ]
    (tmp_path / "2004-March.txt").write_text("".join(texts))
    return tmp_path


def run(*files: Path, community: str = "list", **options: Any) -> dict[str, Any]:
    from io import StringIO

    out = StringIO()
    call_command("import_list", *map(str, files), community=community, stdout=out, **options)
    return json.loads(out.getvalue().strip().splitlines()[-1])


@pytest.fixture
def target(db: Any) -> Any:
    return factories.community("List", slug="list")


@db
def test_threads_become_discussions_with_replies_in_order_and_dates_kept(target: Any, archive: Path) -> None:
    counts = run(archive / "2004-March.txt")

    talk = Discussion.objects.get(title="Which pump?")
    replies = list(Contribution.objects.filter(discussion=talk).order_by("number"))
    assert (counts["messages"], counts["imported"], counts["threads"], counts["people"]) == (4, 4, 2, 2)
    assert talk.created_at.isoformat() == "2004-03-01T10:01:00+00:00"
    assert [reply.created_at.day for reply in replies] == [2, 3]
    assert replies[1].parent_number == 1
    assert "The blue one." in replies[0].body
    assert "Box 7" not in talk.body


@db
def test_people_are_pseudonyms_without_address_and_no_address_is_shown_anywhere(
    target: Any, archive: Path
) -> None:
    run(archive / "2004-March.txt")

    people = User.objects.filter(memberships__community=target)
    assert all(person.name.startswith("List member") for person in people)
    assert all(person.mail_state == User.MailState.NONE for person in people)
    assert not any(person.has_usable_password() for person in people)
    said = " ".join(
        [
            *Discussion.objects.values_list("body", flat=True),
            *Contribution.objects.values_list("body", flat=True),
        ]
    )
    assert "ann@example.org" not in said


@db
def test_names_are_kept_on_request_and_addresses_are_not(target: Any, archive: Path) -> None:
    run(archive / "2004-March.txt", keep_names=True)

    assert set(User.objects.filter(memberships__community=target).values_list("name", flat=True)) == {
        "Ann Archer",
        "Ben Baker",
    }
    assert not User.objects.filter(email__contains="example.org", memberships__community=target).exists()


@db
def test_nobody_is_told_anything_and_everything_counts_on_its_day(
    target: Any, archive: Path, dispatched: Any
) -> None:
    factories.joined(target, factories.person("Wanda Waiting"))
    before = Notice.objects.count()

    run(archive / "2004-March.txt")
    dispatched()

    assert Notice.objects.count() == before
    assert not OutgoingMail.objects.exists()
    assert {entry.at.year for entry in ActivityEntry.objects.filter(channel="import")} == {2004}


@db
def test_again_there_is_nothing_new_and_later_replies_find_their_thread(target: Any, archive: Path) -> None:
    run(archive / "2004-March.txt")
    late = archive / "2004-April.txt"
    late.write_text(mail(9, "Re: Which pump?", "Still the blue one.", day=28, In_Reply_To="<m2@example.org>"))

    again, later = run(archive / "2004-March.txt"), run(late)

    assert (again["imported"], again["already_there"]) == (0, 4)
    assert later["imported"] == 1
    assert Contribution.objects.filter(discussion__title="Which pump?").count() == 3
    assert Discussion.objects.count() == 2


@db
def test_files_may_be_packed_and_come_in_any_order(target: Any, tmp_path: Path) -> None:
    first, second = tmp_path / "a.txt.gz", tmp_path / "b.mbox"
    second.write_text(mail(2, "Re: Wells", "Deep.", sender=BEN, day=2, In_Reply_To="<m1@example.org>"))
    first.write_bytes(gzip.compress(mail(1, "Wells", "How deep?").encode()))

    counts = run(second, first)

    assert counts["threads"] == 1
    assert Discussion.objects.get().contribution_count == 1


@db
@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        ("caf\xe9".encode("latin-1"), "Content-Type: text/plain; charset=iso-8859-1\n", "café"),
        ("Привет".encode("koi8-r"), "Content-Type: text/plain; charset=koi8-r\n", "Привет"),
        ("naïve".encode(), "Content-Type: text/plain; charset=x-unknown\n", "naïve"),
        (
            b"=C3=A9t=C3=A9",
            "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n",
            "été",
        ),
    ],
)
def test_charsets_are_read_as_they_were_meant(
    target: Any, tmp_path: Path, body: bytes, headers: str, expected: str
) -> None:
    head = f"From a at b.org  Mon Mar  1 10:00:00 2004\nFrom: A <a at b.org>\nDate: nonsense\nSubject: S\nMessage-ID: <x@b>\n{headers}\n"
    (tmp_path / "m.mbox").write_bytes(head.encode() + body + b"\n\n")

    run(tmp_path / "m.mbox")

    talk = Discussion.objects.get()
    assert expected in talk.body
    assert (
        talk.created_at.date().isoformat() == "2004-03-01"
    )  # the archiver's date where the mail's is broken


@db
def test_what_cannot_be_read_is_reported_by_file_and_line(target: Any, archive: Path) -> None:
    from io import StringIO

    broken = archive / "broken.txt.gz"
    broken.write_bytes(b"not packed at all")
    out = StringIO()

    call_command("import_list", str(broken), str(archive / "2004-March.txt"), community="list", stdout=out)

    counts = json.loads(out.getvalue().strip().splitlines()[-1])
    assert counts["imported"] == 4
    assert counts["problems"] == 1
    assert "broken.txt.gz" in out.getvalue()


@db
def test_attachments_go_by_the_upload_rules(target: Any, tmp_path: Path) -> None:
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = "a@b.org", "Files", "<f@b>"
    message["Date"] = "Mon, 01 Mar 2004 10:00:00 +0000"
    message.set_content("Two files.")
    message.add_attachment(b"name,depth\nA,3\n", maintype="text", subtype="csv", filename="wells.csv")
    message.add_attachment(
        b"MZ\x90\x00\x03", maintype="application", subtype="octet-stream", filename="run.exe"
    )
    (tmp_path / "m.mbox").write_bytes(b"From a@b.org Mon Mar  1 10:00:00 2004\n" + message.as_bytes() + b"\n")

    counts = run(tmp_path / "m.mbox")

    assert counts["files"] == 1
    assert [file.name for file in Attachment.objects.all()] == ["wells.csv"]


@db
def test_a_community_that_is_none_is_said_in_words(archive: Path) -> None:
    with pytest.raises(CommandError, match="no community"):
        run(archive / "2004-March.txt", community="never-was")


def test_a_run_that_is_killed_and_run_again_is_like_one_that_was_not(apart: str, tmp_path: Path) -> None:
    factories.community("List", slug="list")
    (tmp_path / "m.txt").write_text(
        "".join(mail(n, f"Topic {n % 40}", f"Words {n}.", day=1 + n // 60) for n in range(1, 400))
    )
    command = [
        sys.executable,
        "-W",
        "ignore",
        "manage.py",
        "import_list",
        str(tmp_path / "m.txt"),
        "--community",
        "list",
    ]
    environment = {**os.environ, "DATABASE_URL": apart, "DJANGO_SETTINGS_MODULE": "cop_portal.settings.test"}

    for number in (signal.SIGKILL, signal.SIGINT):
        child = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True
        )
        before = Contribution.objects.count()
        end = time.monotonic() + 60
        while Contribution.objects.count() < before + 25 and child.poll() is None and time.monotonic() < end:
            time.sleep(0.05)
        child.send_signal(number)
        out, _err = child.communicate(timeout=60)
        if number == signal.SIGINT and child.returncode == 0:
            assert json.loads(out.strip().splitlines()[-1])["stopped"] in (True, False)
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )

    counts = json.loads(done.stdout.strip().splitlines()[-1])
    assert counts["imported"] + counts["already_there"] == 399
    assert Discussion.objects.count() + Contribution.objects.count() == 399
    for talk in Discussion.objects.all():
        numbers = list(talk.contributions.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, talk.contribution_count + 1))
