"""The policy of each address: who may come to it at all. A view without one fails a test.

The policy is the first gate only. What a person may see or do there is decided by the storey's
permissions and queries, which every other door asks too.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Anybody; the queries behind it show what this reader may see."""
    view.policy = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """People with an account; others are sent to the sign-in page and come back."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.policy = "signed_in"  # type: ignore[attr-defined]
    return guarded


def token(view: View) -> View:
    """Whoever holds the token in the address (a stop link in a letter)."""
    view.policy = "token"  # type: ignore[attr-defined]
    return view


def development(view: View) -> View:
    """Only where demo accounts are allowed; elsewhere the address does not exist."""
    view.policy = "development"  # type: ignore[attr-defined]
    return view
