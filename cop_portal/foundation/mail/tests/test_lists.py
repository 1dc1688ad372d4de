"""The register of mailing lists."""

from __future__ import annotations

import pytest

from cop_portal.foundation.mail import lists


def mail_list(kind: str) -> lists.MailList:
    return lists.MailList(
        kind=kind,
        label=lambda ref: kind,
        still_wanted=lambda ref, ids: set(ids),
        stop=lambda user, ref: None,
        resume=lambda user, ref: None,
    )


def test_a_kind_is_registered_once(monkeypatch) -> None:
    monkeypatch.setattr(lists, "_lists", {})
    first = mail_list("letters")
    lists.register(first)
    lists.register(first)

    with pytest.raises(ValueError, match="twice"):
        lists.register(mail_list("letters"))

    assert lists.get("letters") is first
    assert lists.get("unknown") is None
