"""The first gate of each address."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.http import HttpResponse

from cop_portal.foundation import policies


def view(request: Any) -> HttpResponse:
    """What stands behind."""
    return HttpResponse("inside")


def visit(guarded: Any, *, signed_in: bool) -> HttpResponse:
    request: Any = SimpleNamespace(
        user=SimpleNamespace(is_authenticated=signed_in), get_full_path=lambda: "/x/?a=1&b=2"
    )
    return guarded(request)


def test_signed_in_sends_visitors_to_sign_in_and_back() -> None:
    guarded = policies.signed_in(view)

    answer = visit(guarded, signed_in=False)

    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=/x/%3Fa%3D1%26b%3D2"
    assert visit(guarded, signed_in=True).content == b"inside"
    assert (guarded.__name__, guarded.__doc__) == ("view", "What stands behind.")


def test_each_policy_is_written_on_the_view() -> None:
    found = [
        policies.public(lambda request: view(request)),
        policies.signed_in(view),
        policies.token(lambda request: view(request)),
        policies.development(lambda request: view(request)),
    ]

    assert [item.policy for item in found] == ["public", "signed_in", "token", "development"]
    assert all(visit(item, signed_in=True).content == b"inside" for item in found)
