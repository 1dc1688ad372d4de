"""Lists of people, as spreadsheets save them."""

from __future__ import annotations

import datetime

import pytest

from communities import invitation_lists


def addresses(text: str) -> list[str]:
    return [fields["address"] for _line, fields in invitation_lists.read(text).rows]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_columns_are_parted_by_what_the_spreadsheet_uses(mark: str) -> None:
    text = mark.join(["Ann@Example.org", "Ann Ash", "Ministry", "She knows", "2027-03-31"])

    found = invitation_lists.read(text)

    assert found.faults == []
    assert found.rows == [
        (1, {
            "address": "ann@example.org", "name": "Ann Ash", "organisation": "Ministry",
            "reason": "She knows", "access_until": datetime.date(2027, 3, 31),
        }),
    ]  # fmt: skip


def test_headings_put_columns_in_any_order_and_unknown_ones_are_passed_over() -> None:
    text = "Name;Shoe size;E-Mail;Until\nAnn;38;ann@example.org;31.03.2027\n;;bo@example.org;\n"

    rows = invitation_lists.read(text).rows

    assert rows[0] == (
        2, {"name": "Ann", "address": "ann@example.org", "access_until": datetime.date(2027, 3, 31)},
    )  # fmt: skip
    assert rows[1][1]["access_until"] is None


def test_every_fault_is_told_by_its_line() -> None:
    text = (
        'ann@example.org\nnobody\n\nann@EXAMPLE.org\nbo@example.org,"Bo\nBright",,,tomorrow\ncy@example.org\n'
    )

    found = invitation_lists.read(text)

    assert [line for line, _fields in found.rows] == [1, 7]
    assert [line for line, _sentence in found.faults] == [2, 4, 5]
    assert "“nobody” is not an e-mail address." in found.faults[0][1]
    assert "line 1" in found.faults[1][1]
    assert "tomorrow" in found.faults[2][1]


def test_files_of_old_spreadsheets_are_read() -> None:
    assert invitation_lists.decode("é@example.org".encode("utf-8-sig")) == "é@example.org"
    assert invitation_lists.decode("Zoë".encode("cp1252")) == "Zoë"
    assert addresses("\ufeffann@example.org\x00") == ["ann@example.org"]


def test_a_list_has_an_end() -> None:
    text = "\n".join(f"p{number}@example.org" for number in range(invitation_lists.MOST + 5))

    found = invitation_lists.read(text)

    assert len(found.rows) == invitation_lists.MOST
    assert found.faults[0][0] == invitation_lists.MOST + 1
    assert len(found.faults) == 1


@pytest.mark.parametrize("text", ["", "\n\n", " ; ;", '"', "\x00\x00"])
def test_nothing_and_nonsense_break_nothing(text: str) -> None:
    assert invitation_lists.read(text).rows == []
