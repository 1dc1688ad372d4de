"""Choosing the language of pages and letters."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from cop_portal.foundation.accounts import actions
from cop_portal.foundation.policies import public


@public
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the choice in a cookie, and with the account of who is signed in.

    A visitor may choose by a plain link: it changes nothing but their own cookie. An account is
    changed by a form only.
    """
    signed_in = request.user.is_authenticated
    if request.method not in ("POST", "GET") or (signed_in and request.method != "POST"):
        return redirect("home")
    data = request.POST if request.method == "POST" else request.GET
    back = data.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = redirect(back)
    code = data.get("language", "")
    if code in settings.OFFERED_LANGUAGES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=365 * 86400,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        if signed_in:
            actions.update_profile(user=request.user, by=request.user, language=code)
    return response
