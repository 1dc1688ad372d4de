"""How allauth signs people in here: whom it lets open an account, and its letters."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.crypto import get_random_string

from communities.actions.invitations import check_open, is_outside
from communities.models import Invitation
from communities.queries import invitations
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.jobs.once import one_after_the_other
from cop_portal.foundation.mail import compose
from cop_portal.foundation.notifications.queries import unread_count
from cop_portal.foundation.permissions import Denied
from cop_portal.foundation.prepared import Prepared
from cop_portal.foundation.text import one_line

_PERSON = Prepared(lambda marks: User.objects.annotate(waiting=unread_count()).filter(pk=marks.integer("pk")))


class SignInBackend(AuthenticationBackend):
    """allauth's backend; a person comes with the number of notices that wait, in one statement."""

    def get_user(self, user_id: int) -> User | None:
        user = _PERSON.first(User, pk=int(user_id))
        return user if user is not None and self.user_can_authenticate(user) else None


def _invitation_of(request: HttpRequest) -> Invitation | None:
    """The invitation that this signing up leads back to, if it can still be accepted.

    Its token went to one address alone, so whoever has it has proven that the address is theirs.
    """
    try:
        match = resolve(urlsplit(get_next_redirect_url(request) or "").path)
    except Resolver404:
        return None
    if match.url_name != "invitation":
        return None
    try:
        found = invitations.by_token(match.kwargs["token"])
        check_open(found)
    except (Http404, ValidationError, Denied):
        return None
    return found


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are for addresses of the organisation's domains and for the invited; letters go by the queue."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.SIGNUP_DOMAINS) or _invitation_of(request) is not None

    def clean_email(self, email: str) -> str:
        """Addresses are kept in small letters. Who signs up with the same one at the same moment waits here."""
        address = super().clean_email(email).lower()
        one_after_the_other("account", address)
        return address

    def takes(self, address: str) -> bool:
        """Whether somebody may open an account with this address."""
        if not is_outside(address):
            return True
        invitation = _invitation_of(self.request)
        return invitation is not None and invitation.address == address.lower()

    def expected(self) -> dict[str, str]:
        """What is known already of who signs up."""
        invitation = _invitation_of(self.request)
        return {"email": invitation.address, "name": invitation.name} if invitation else {}

    def is_email_verified(self, request: HttpRequest, email: str) -> bool:
        invitation = _invitation_of(request)
        if invitation is not None and invitation.address == email.lower():
            return True
        return super().is_email_verified(request, email)

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """An invited person from outside is a guest, with the organisation that the invitation names."""
        user = super().save_user(request, user, form, commit=False)
        invitation = _invitation_of(request)
        if invitation is not None and invitation.address == user.email.lower():
            user.is_guest = is_outside(invitation.address)
            user.organisation = invitation.organisation if user.is_guest else ""
            user.language = user.language or invitation.language
        if commit:
            user.save()
        return user

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
