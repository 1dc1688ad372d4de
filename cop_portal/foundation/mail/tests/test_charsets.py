"""Bytes of mails are read as what they are, whatever narrower name a mail program gives them."""

from __future__ import annotations

import pytest

from cop_portal.foundation.mail.parsing import decode_bytes


@pytest.mark.parametrize(
    ("text", "written_in", "claimed"),
    [
        ("“Wells” – 5 €", "cp1252", "iso-8859-1"),
        ("朱镕基总理 喆", "gb18030", "gb2312"),
        ("똠방각하", "cp949", "ks_c_5601-1987"),
        ("①㈱", "cp932", "Shift_JIS"),
        ("كيف الآبار؟", "windows-1256", "windows-1256"),
        ("كيف الآبار؟", "utf-8", "us-ascii"),
        ("Où est-ce ?", "utf-8", "x-unknown"),
        ("Où est-ce ?", "cp1252", "utf-8"),
        ("Où est-ce ?", "cp1252", ""),
        ("Wells", "ascii", "not a charset"),
    ],
)
def test_a_text_is_read_whole(text: str, written_in: str, claimed: str) -> None:
    assert decode_bytes(text.encode(written_in), claimed) == text


def test_a_spoiled_byte_spoils_no_more_than_itself() -> None:
    text = "كيف تُصان الآبار في القرى البعيدة؟"
    spoiled = text.encode()[:-1] + b"\xff"

    assert decode_bytes(spoiled, "utf-8").startswith(text[:-1])
    assert decode_bytes(spoiled, "").startswith(text[:-1])
