"""How allauth signs people in here: whom it lets open an account, and its letters."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.crypto import get_random_string

from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.mail import compose
from cop_portal.foundation.notifications.queries import unread_count
from cop_portal.foundation.prepared import Prepared
from cop_portal.foundation.text import one_line

_PERSON = Prepared(lambda marks: User.objects.annotate(waiting=unread_count()).filter(pk=marks.integer("pk")))


class SignInBackend(AuthenticationBackend):
    """allauth's backend; a person comes with the number of notices that wait, in one statement."""

    def get_user(self, user_id: int) -> User | None:
        user = _PERSON.first(User, pk=int(user_id))
        return user if user is not None and self.user_can_authenticate(user) else None


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened for addresses of the organisation's domains; letters go by the queue."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.SIGNUP_DOMAINS)

    def clean_email(self, email: str) -> str:
        """Addresses are kept in small letters; a new account needs one of the organisation's domains."""
        return super().clean_email(email).lower()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue allauth's letter in our frame, as mail that somebody waits for.

        An address that nobody has gets no letter: that tells a stranger nothing either way.
        """
        user = context.get("user") or User.objects.filter(emailaddress__email__iexact=email).first()
        if user is None:
            return
        with translation.override(user.language or settings.LANGUAGE_CODE):
            subject = one_line(render_to_string(f"{template_prefix}_subject.txt", context))
            body = render_to_string(f"{template_prefix}_message.txt", context).strip()
        compose.queue(
            key=f"account:{user.pk}:{get_random_string(24)}",
            kind="account",
            user=user,
            to_address=email,
            template="accounts/email/letter",
            context={"subject": subject, "body": body},
            urgent=True,
        )


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Everybody whom the organisation's identity provider vouches for has an account."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return True

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        user = super().populate_user(request, sociallogin, data)
        parts = [data.get("first_name") or "", data.get("last_name") or ""]
        user.name = data.get("name") or " ".join(filter(None, parts)) or user.email.partition("@")[0]
        return user
