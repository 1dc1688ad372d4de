"""Lines that a mail program broke for the way are whole again; those that somebody broke stay."""

from __future__ import annotations

import time

import pytest

from cop_portal.foundation.mail.parsing import parse


def mail(body: str, kind: str) -> bytes:
    head = "From: Ann <ann@example.org>\nTo: b@example.org\nSubject: Re: The pump\n"
    whole = f"{head}Content-Type: text/plain; charset=utf-8{kind}\n\n{body}"
    return whole.replace("\n", "\r\n").encode()


FLOWED, APPLE = "; format=flowed", '; format="Flowed"; delsp=yes'


@pytest.mark.parametrize(
    ("body", "kind", "written"),
    [
        ("We carry \nwater in \njars.\n\nYes.\nNo.", FLOWED, "We carry water in jars.\n\nYes.\nNo."),
        ("See https://example.org/a/ \nvery/long", APPLE, "See https://example.org/a/very/long"),
        ("We carry  \nwater.", APPLE, "We carry water."),
        ("我们用罐子 \n运水。", APPLE, "我们用罐子运水。"),
        (" >5 litres\n From here", FLOWED, ">5 litres\nFrom here"),
        ("We carry \nwater.", "", "We carry\nwater."),
        ("One \n-- \nAnn\nLima", FLOWED, "One"),
        ("Whole \n", FLOWED, "Whole"),
    ],
)
def test_only_what_is_flowed_is_joined(body: str, kind: str, written: str) -> None:
    assert parse(mail(body, kind)).written.strip() == written


def test_quotes_keep_their_depth_and_are_cut_with_their_line() -> None:
    said = parse(
        mail(
            "We carry \nwater.\n\nOn Mon, 2 Mar 2026 at 09:14, Sam Sower \n<letter@example.org> wrote:\n"
            "> What do you do \n> when it stops?\n>> Is it \n>> old?\n> Sam\n",
            FLOWED,
        )
    )

    assert said.written.strip() == "We carry water."
    assert "> What do you do when it stops?\n>> Is it old?\n> Sam" in said.quoted


def test_a_mail_of_nothing_but_soft_lines_takes_no_long() -> None:
    began = time.perf_counter()

    parse(mail("a \n" * 500_000, FLOWED))

    assert time.perf_counter() - began < 5
