"""Pictures of a mail: what somebody sent on purpose stays, logos and what was quoted do not come along."""

from __future__ import annotations

import io
import time
from email.message import EmailMessage

import pytest
from PIL import Image

from cop_portal.foundation.mail.parsing import parse
from cop_portal.foundation.mail.pictures import decoration


def picture(size: int = 120, height: int = 0) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (size, height or size), "teal").save(out, "PNG")
    return out.getvalue()


def names(
    markup: str,
    *parts: tuple[str, str, str],
    text: str = "Mine.",
    size: int = 120,
    height: int = 0,
    sender: str = "Mona",
) -> list[str]:
    """Which files come along with a mail of this HTML and parts of (file name, Content-ID, disposition)."""
    message = EmailMessage()
    message["From"] = f'"{sender}" <mona@example.org>'
    message.set_content(text)
    message.add_alternative(markup, subtype="html")
    for name, cid, disposition in parts:
        message.add_attachment(
            picture(size, height),
            maintype="image",
            subtype="png",
            filename=name,
            disposition=disposition,
            cid=f"<{cid}>" if cid else None,
        )
    return [one.name for one in parse(bytes(message)).attachments]


LOGO = ("logo.png", "image001.png@01DA0F2B.5C3E", "inline")
SHOWN = '<img width="120" src="cid:image001.png@01DA0F2B.5C3E" alt="logo">'
QUOTE = '<blockquote type="cite"><p>Theirs.</p>{}</blockquote>'

SIGNED = {
    "gmail": '<div dir="ltr">Mine.<div><br clear="all"></div><div>-- <br></div>'
    f'<div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature"><div>Mona<br>{SHOWN}</div></div></div>'
    '<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, 23 Nov 2026 at 10:00, X &lt;x@example.org&gt; '
    "wrote:<br></div><blockquote>Theirs.</blockquote></div>",
    "outlook web": f'<div class="elementToProof">Mine.</div><div id="Signature"><p>Mona</p><p>{SHOWN}</p></div>'
    '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> X &lt;x@example.org&gt;<br>'
    "<b>Sent:</b> Monday, 23 November 2026 10:00<br></div><div>Theirs.</div>",
    "outlook mobile": f'<div>Mine.</div><div id="ms-outlook-mobile-signature"><div>Get it</div>{SHOWN}</div>',
    "thunderbird": f'<p>Mine.</p><div class="moz-signature">-- <br>Mona<br>{SHOWN}</div>',
    "the dashes": f"<p>Mine.</p><p>-- </p><p>Mona</p><p><a href='https://example.org'>{SHOWN}</a></p>",
    "in the quote": "<p>Mine.</p><p>On Mon, 23 Nov 2026 at 10:00, X &lt;x@example.org&gt; wrote:</p>"
    + QUOTE.format(SHOWN),
    "in the mail below": '<div>Mine.</div><div id="divRplyFwdMsg"><b>From:</b> X &lt;x@example.org&gt;<br>'
    f"<b>Sent:</b> Monday, 23 November 2026 10:00<br></div><div>Theirs.{SHOWN}</div>",
}


@pytest.mark.parametrize("markup", SIGNED.values(), ids=SIGNED.keys())
def test_a_picture_of_the_signature_or_the_quote_does_not_come_along(markup: str) -> None:
    assert names(markup, LOGO) == []


@pytest.mark.parametrize("markup", SIGNED.values(), ids=SIGNED.keys())
def test_what_stands_in_the_text_or_was_attached_comes_along_with_any_signature(markup: str) -> None:
    shown = markup.replace("Mine.", 'Mine.<br><img src="cid:pump@x">', 1)
    parts = (
        ("pump.png", "pump@x", "inline"),
        LOGO,
        ("plan.png", "", "attachment"),
        ("plan two.png", "plan@x", "attachment"),
        ("loose.png", "loose@x", "inline"),
    )

    assert names(shown, *parts) == ["pump.png", "plan.png", "plan two.png", "loose.png"]


def test_an_attached_file_is_kept_even_where_only_the_signature_shows_it() -> None:
    attached = (LOGO[0], LOGO[1], "attachment")

    assert names(SIGNED["gmail"], attached) == ["logo.png"]


def test_a_picture_alone_above_the_quote_is_the_answer() -> None:
    markup = (
        '<div><img src="cid:pump@x"></div><p>On Mon, 23 Nov 2026 at 10:00, X &lt;x@example.org&gt; wrote:</p>'
        + QUOTE.format(SHOWN)
    )

    assert names(markup, ("pump.png", "pump@x", "inline"), LOGO, text="") == ["pump.png"]


def test_shown_in_the_text_and_again_in_the_quote_it_is_kept() -> None:
    assert names(f"<p>Mine. {SHOWN}</p><blockquote>{SHOWN}</blockquote>", LOGO) == ["logo.png"]


def test_between_two_quotes_it_stands_with_the_answer_there() -> None:
    markup = (
        "<p>On Mon, 23 Nov 2026 at 10:00, X &lt;x@example.org&gt; wrote:</p><blockquote>One?</blockquote>"
        f"<p>Yes: {SHOWN}</p><blockquote>Two?</blockquote><p>No.</p>"
    )

    assert names(markup, LOGO) == ["logo.png"]


def test_icons_and_beacons_that_stand_in_the_text_are_none() -> None:
    assert names(f"<p>Mine. {SHOWN}</p>", LOGO, size=24) == []
    assert names("<p>Mine.</p>", ("dot.png", "", "attachment"), size=1) == ["dot.png"]


def test_without_markup_or_with_a_name_that_fits_none_everything_is_kept() -> None:
    assert names("<p>Mine.</p>", LOGO) == ["logo.png"]
    assert names('<p>Mine.</p><p>-- </p><img src="cid:other">', LOGO) == ["logo.png"]
    assert decoration("", [("a", b"x")]) == set()
    assert decoration('<p>x</p>-- <img src="cid:a">', [("", b"x")]) == set()


def test_what_is_no_picture_is_judged_by_the_rules_of_files() -> None:
    assert decoration('<p>Mine.</p><img src="cid:a">', [("a", b"<svg onload=alert(1)>")]) == set()


@pytest.mark.parametrize(
    "markup", ["<img src=cid:a", "<img " * 50_000, '<img src="cid:' * 30_000, "<div " * 60_000]
)
def test_no_markup_takes_long(markup: str) -> None:
    began = time.monotonic()
    decoration(markup, [("a", picture())])

    assert time.monotonic() - began < 3


@pytest.mark.parametrize("subject", ["Fwd: Report", "WG: Bericht", "Tr : Rapport", "إعادة توجيه: تقرير"])
def test_what_is_forwarded_comes_with_its_pictures(subject: str) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "Mona <mona@example.org>", subject
    message.set_content("See below.")
    message.add_alternative(SIGNED["in the mail below"], subtype="html")
    message.add_attachment(
        picture(), maintype="image", subtype="png", filename="well.png", disposition="inline",
        cid="<image001.png@01DA0F2B.5C3E>",
    )  # fmt: skip

    assert [one.name for one in parse(bytes(message)).attachments] == ["well.png"]
    message.replace_header("Subject", "Re: Report")
    assert parse(bytes(message)).attachments == []


# How people sign who have no delimiter: their name, or the closing words, and a logo below.
UNDELIMITED = {
    "the name": f"<p>Mine, and theirs.</p><p>Mona Member<br>Head of water<br>{SHOWN}</p>",
    "title and post": f"<p>Mine.</p><p>Dr. Mona MEMBER, Head of water</p><p>Tel.: 123</p><p>{SHOWN}</p>",
    "in its line": f"<p>Mine.</p><table><tr><td>{SHOWN}</td><td>Mona Member</td></tr></table>",
    "english": f"<p>Mine.</p><p>Kind regards,<br>M.<br>{SHOWN}<br>Ministry of Water | Floor 4</p>",
    "french": f"<p>Mine.</p><p>Bien cordialement,</p>{SHOWN}",
    "spanish": f"<p>Mine.</p><p>Saludos cordiales</p><p>M. M.</p>{SHOWN}",
    "russian": f"<p>Mine.</p><p>С уважением,<br>М.</p>{SHOWN}",
    "arabic": f'<div dir="rtl"><p>Mine.</p><p>مع التحية،</p>{SHOWN}</div>',
    "chinese": f"<p>Mine.</p><p>此致</p><p>敬礼</p>{SHOWN}",
    "above a quote": f"<p>Mine.</p><p>Mona</p>{SHOWN}<p>On Mon, 23 Nov 2026 at 10:00, X &lt;x@example.org&gt; wrote:</p>"
    + QUOTE.format(""),
}


@pytest.mark.parametrize("markup", UNDELIMITED.values(), ids=UNDELIMITED.keys())
def test_a_small_logo_below_the_name_does_not_come_along(markup: str) -> None:
    assert names(markup, LOGO, sender="MEMBER, Mona") == []


@pytest.mark.parametrize("markup", UNDELIMITED.values(), ids=UNDELIMITED.keys())
def test_below_a_name_whatever_is_large_or_was_attached_comes_along(markup: str) -> None:
    sender = "MEMBER, Mona"

    assert names(markup, LOGO, sender=sender, size=400, height=300) == ["logo.png"]
    assert names(markup, (LOGO[0], LOGO[1], "attachment"), sender=sender) == ["logo.png"]
    assert names(markup, LOGO, ("plan.png", "", "attachment"), sender=sender) == ["plan.png"]


@pytest.mark.parametrize(
    "markup",
    [
        f"<p>Mine. It looks so</p>{SHOWN}",
        f"<p>Mine.</p><p>Mona</p><p>P.S. The part that broke</p>{SHOWN}",
        f"<p>Mine.</p><p>Regards, Mona</p><p>The part that broke:</p>{SHOWN}",
        f"<p>Mine. {SHOWN}</p><p>Mona</p>",
        f"<p>Yours is better than ours.</p>{SHOWN}",
        f"<p>Regards to all who came. This is what we saw there.</p>{SHOWN}",
        f"<p>Peter Pan</p>{SHOWN}",
        f"<p>Mona saw this one</p>{SHOWN}",
        "<p>Mona</p>" + "<p>Mine.</p>" * 12 + SHOWN,
        f"<p>Mine. {SHOWN}</p><p>Mona</p>{SHOWN}",
    ],
)
def test_a_small_picture_that_no_name_stands_above_comes_along(markup: str) -> None:
    assert names(markup, LOGO, sender="Mona Member") == ["logo.png"]
