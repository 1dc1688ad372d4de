"""Replies as the mail programs of many languages write them: what the person wrote stands alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cop_portal.foundation.mail.markup import text_of_html
from cop_portal.foundation.mail.replies import split_reply
from cop_portal.foundation.mail.tests import reply_samples as samples

# Three lines of one's own, as they may stand in any answer.
OWN = "We carry water.\n\nIn Lima too: 3 pumps since 2019.\nAnn: please add yours."
MARKED = "> What do you do when\n> the pump stops?\n>\n> Sam"
BARE = "What do you do when the pump stops?\n\nSam"


def cases() -> Iterator[tuple[str, str]]:
    for program, lines in (
        ("gmail", samples.GMAIL),
        ("apple", samples.APPLE),
        ("thunderbird", samples.THUNDERBIRD),
    ):
        for language, line in lines.items():
            yield f"{program} {language}", f"{OWN}\n\n{line}\n\n{MARKED}"
            yield f"{program} {language}, answered below", f"{line}\n\n{MARKED}\n\n{OWN}"
            yield f"{program} {language}, by phone", f"{OWN}\n\nSent from my iPhone\n\n{line}\n\n{MARKED}"
    for language, line in samples.YAHOO.items():
        yield f"yahoo {language}", f"{OWN}\n\n{line}\n\n{BARE}"
    for language, (sender, sent, to, subject) in samples.HEADS.items():
        for colon in (": ", " : ", "："):
            head = (
                f"{sender}{colon}Sam Sower <sam@example.org>\n{sent}{colon}2 mars 2026 09:14\n"
                f"{to}{colon}Ann Archer\n{subject}{colon}RE: Water"
            )
            yield (
                f"outlook {language}{colon}ruled",
                f"{OWN}\n\n________________________________\n{head}\n\n{BARE}",
            )
            yield f"outlook {language}{colon}bare", f"{OWN}\n\n{head}\n\n{BARE}"
        head = f"*{sender}:* Sam <sam@example.org>\n*{sent}:* 2 mars\n*{to}:* Ann\n*{subject}:* RE: Water"
        yield f"outlook {language}, starred", f"{OWN}\n\n{head}\n\n{BARE}"
    for words in samples.ORIGINAL:
        yield f"original: {words}", f"{OWN}\n\n-----{words}-----\nSam\n\n{BARE}"
        yield f"original, apart: {words}", f"{OWN}\n\n----- {words} -----\n{BARE}"
    for words in samples.FORWARDED:
        yield (
            f"forwarded: {words}",
            f"{OWN}\n\n{words}\nFrom: Sam <sam@example.org>\nDate: x\nSubject: y\n\n{BARE}",
        )
    for words in samples.DEVICES:
        yield f"device: {words}", f"{OWN}\n\n{words}"
        yield f"device and quote: {words}", f"{OWN}\n\n{words}\n\n{samples.GMAIL['en']}\n\n{MARKED}"


ALL = dict(cases())


def test_at_least_five_hundred_kinds_are_tried() -> None:
    assert len(ALL) > 500


@pytest.mark.parametrize("name", ALL)
def test_what_was_written_stands_alone(name: str) -> None:
    assert split_reply(ALL[name])[0].strip() == OWN


@pytest.mark.parametrize("name", [name for name in ALL if "device:" not in name])
def test_what_was_cut_is_kept(name: str) -> None:
    assert "pump stops?" in split_reply(ALL[name])[1]


@pytest.mark.parametrize(
    "text",
    [
        "I will be there at 9:14 on 2 March:\nbring the pump.",
        "Name: Ann\nOffice: Lima\nPumps: 3",
        "Step one: open it\nStep two: close it\nStep three: wait 5 minutes",
        "I sent it from Lima.\nBest,\nAnn",
        "He wrote: do not worry.",
        "In 2019 we had 3 of them. In 2020 we had 12:\n- blue\n- red",
        "The times: 9:14, 10:15 and 2026:\n\nnone of them suits me",
        "We use Outlook.\n\nAnd Android.",
        "На встрече сказали: 3 насоса.\nСпасибо",
        "会议时间：9:14\n地点：利马\n人数：3",
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert split_reply(text) == (text, "")


def test_answers_between_and_below_the_questions_stay_with_them() -> None:
    for line in (samples.GMAIL["fr"], samples.APPLE["ar"], samples.GMAIL["zh-CN"], samples.THUNDERBIRD["ru"]):
        written, _quoted = split_reply(f"{line}\n\n> First?\n\nYes.\n\n> Second?\n\nNo.")
        assert written == "> First?\n\nYes.\n\n> Second?\n\nNo."


HTML = {
    "gmail": '<div dir="ltr">We carry water.</div><br><div class="gmail_quote"><div class="gmail_attr">Le 2 mars, Sam a dit&nbsp;:<br></div>'
    '<blockquote class="gmail_quote">Old words.</blockquote></div>',
    "outlook": '<div>We carry water.</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>发件人:</b> Sam<br><b>发送时间:</b> 2 mars</div>'
    "<div>Old words.</div>",
    "outlook for phones": '<p>We carry water.</p><div class="ms-outlook-mobile-reference-message">Old words.</div>',
    "apple": '<div>We carry water.</div><br><blockquote type="cite"><div>On 2 Mar, Sam wrote:</div><br><div>Old words.</div></blockquote>',
    "thunderbird": '<p>We carry water.</p><div class="moz-cite-prefix">02.03.2026 пишет Sam:</div><blockquote type="cite">Old words.</blockquote>',
    "yahoo": '<div>We carry water.</div><div class="yahoo_quoted"><div>On Monday, Sam wrote:</div><div>Old words.</div></div>',
    "signature": '<div>We carry water.</div><div class="gmail_signature">Old words.</div>',
}  # fmt: skip


@pytest.mark.parametrize("program", HTML)
def test_mails_in_html_alone_are_cut_by_their_marks(program: str) -> None:
    written, quoted = split_reply(text_of_html(HTML[program]))

    assert written.strip() == "We carry water."
    assert "Old words." in quoted
