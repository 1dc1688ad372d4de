"""Mails that are encoded once and filled for each reader, read back by a parser that is not ours."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

import pytest

from cop_portal.foundation.mail.stencil import Stencil, address, header, without_holes

ARABIC = "نشرة المياه: كيف نحافظ على نظافة الآبار بعد الفيضانات؟ "


def parsed(raw: bytes) -> EmailMessage:
    message = BytesParser(policy=policy.default).parsebytes(raw)
    assert isinstance(message, EmailMessage)
    assert message.defects == []
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return part.get_content().replace("\r\n", "\n")


def filled(text: str, html: str = "", values: dict[str, str] | None = None, **headers: str) -> bytes:
    stencil = Stencil(text=text, html=html, headers={"Subject": "S", **headers})
    return stencil.fill(header("To", address("Amina", "amina@example.org")), values or {})


@pytest.mark.parametrize(
    "text",
    [
        "plain\n",
        ARABIC * 20 + "\n",
        "x" * 1500 + "\n",
        "ends with a space \nand a tab\t\n",
        ".\n..two dots\n.leading\n",
        "From here on = equals = signs == at the end=\n",
        "日本語とемодзи 🌊\n",
        "\n\nblank lines\n\n\n",
    ],
)
def test_both_bodies_read_as_they_were_written(text: str) -> None:
    message = parsed(filled(text, f"<pre>{text}</pre>"))

    assert body(message, "plain") == text
    assert body(message, "html").rstrip("\n") == f"<pre>{text}</pre>".rstrip("\n")


@pytest.mark.parametrize("length", range(60, 90))
def test_a_hole_after_a_line_of_any_length_leaves_no_line_too_long(length: int) -> None:
    url = "https://portal.example.org/stop/" + "a=b" * 60 + "/"
    text = "x" * length + "[[stop_url]]" + "y" * length + "\n"

    raw = filled(text, values={"stop_url": url})

    assert body(parsed(raw), "plain") == text.replace("[[stop_url]]", url)
    assert max(map(len, raw.split(b"\r\n"))) <= 76


def test_a_value_is_escaped_in_html_and_verbatim_in_text() -> None:
    raw = filled("Dear [[name]]\n", "<p>Dear [[name]]</p>\n", {"name": 'Zoë & "<b>Ο Γιάννης'})

    message = parsed(raw)

    assert body(message, "plain") == 'Dear Zoë & "<b>Ο Γιάννης\n'
    assert body(message, "html") == "<p>Dear Zoë &amp; &quot;&lt;b&gt;Ο Γιάννης</p>\n"


def test_a_value_with_line_ends_adds_no_line_of_its_own() -> None:
    raw = filled("[[name]]\n", values={"name": "a\r\nX-Evil: 1\r\n\r\nb"})

    assert parsed(raw)["X-Evil"] is None
    assert b"\r\nX-Evil" not in raw


def test_brackets_that_are_no_hole_stay() -> None:
    assert body(parsed(filled("[[note]] and [[ name ]]\n")), "plain") == "[[note]] and [[ name ]]\n"


def test_what_people_wrote_like_a_hole_is_no_hole_any_more() -> None:
    kept = without_holes("see [[stop_url]] and [[wiki]]")

    raw = filled(kept + "\n", values={"stop_url": "https://secret.example.org/"})

    text = body(parsed(raw), "plain")
    assert "secret" not in text
    assert text.replace("\u2060", "") == "see [[stop_url]] and [[wiki]]\n"


@pytest.mark.parametrize(
    "subject",
    ["Short", "A long one " * 20, ARABIC * 3, "Überraschung – „hier“", "=?utf-8?q?not_encoded?="],
)
def test_subjects_read_as_they_were_written(subject: str) -> None:
    message = parsed(filled("x", Subject=subject))

    assert " ".join(str(message["Subject"]).split()) in (" ".join(subject.split()), "not encoded")


@pytest.mark.parametrize("name", ["Subject", "From", "List-Id", "Reply-To"])
def test_line_ends_in_a_header_make_no_header(name: str) -> None:
    line = header(name, "fine\r\nBcc: all@example.org\nX: y\u2028Z\x00")

    assert line.count(b"\r\n") == 1
    assert line.startswith(f"{name}: fine Bcc: all@example.org X: y".encode())


@pytest.mark.parametrize(
    "name",
    [
        "Amina Wanjiru",
        "Zoë Ångström",
        "محمد بن عبد الله الأنصاري " * 4,
        'O"Neil, Pat (she) <x@evil.org>',
        "Line\r\nBcc: all@example.org",
        "",
    ],
)
def test_a_name_never_changes_whom_a_mail_goes_to(name: str) -> None:
    stencil = Stencil(text="x", html="", headers={})

    message = parsed(stencil.fill(header("To", address(name, "amina@example.org")), {}))

    (to,) = message["To"].addresses
    assert to.addr_spec == "amina@example.org"
    # Python's parser puts a space between the encoded words of a long name, where RFC 2047 has none.
    assert "".join(to.display_name.split()) == "".join(name.split())
    assert message["Bcc"] is None


def test_a_domain_in_other_letters_is_written_in_its_ascii_form() -> None:
    assert address("", "amina@bücher.example") == "amina@xn--bcher-kva.example"


@pytest.mark.parametrize("bad", ["ämina@example.org", "a\r\nBcc:b@example.org", "a b@example.org", ""])
def test_an_address_that_servers_do_not_take_is_an_error(bad: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whose words does not matter
        address("Amina", bad)


def test_two_mails_of_one_stencil_differ_only_where_they_should() -> None:
    stencil = Stencil(text="Dear [[name]]\n", html="<p>[[name]]</p>", headers={"Subject": "S"})

    first, second = stencil.fill(b"", {"name": "A"}), stencil.fill(b"", {"name": "B"})

    assert first.replace(b"\r\nA=\r\n", b"\r\nB=\r\n") == second
