"""What people and administrators do with accounts and posts."""

from __future__ import annotations

import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.base.internal.flows import delete_dangling_recovery_codes
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from cop_portal.foundation.accounts.models import Office, Post, User
from cop_portal.foundation.accounts.permissions import check_administer_accounts, check_update_profile
from cop_portal.foundation.uploads import portrait

PROFILE_FIELDS = ("name", "organisation", "language", "languages", "time_zone", "about")


@transaction.atomic
def open_account(*, email: str, name: str, password: str | None = None, **fields: Any) -> User:
    """A new account with a verified address, as an administrator, an import or the demo opens it.

    Without a password nobody can sign in until one is set by the usual letter.
    """
    user = User.objects.create_user(email, password, name=name, **fields)
    if user.mail_state != User.MailState.NONE:
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def update_profile(*, user: User, by: User, expertise: list[str] | None = None, **fields: Any) -> User:
    """Change one's own profile. Raises PermissionDenied through the check for anybody else's."""
    check_update_profile(by, user)
    for name, value in fields.items():
        if name not in PROFILE_FIELDS:
            raise ValueError(f"{name} is not part of a profile")
        setattr(user, name, value)
    if fields:
        user.save(update_fields=[*fields])
    if expertise is not None:
        user.expertise.set(expertise)
    return user


@transaction.atomic
def set_photo(*, user: User, by: User, name: str = "", content: bytes = b"") -> User:
    """Show a photograph beside the name, or none again. Raises ValidationError for what is no picture."""
    check_update_profile(by, user)
    made = portrait(name, content) if content else None
    before = user.photo.name
    user.photo = made or ""
    user.save(update_fields=["photo"])
    if before:
        storage = user.photo.storage
        transaction.on_commit(lambda: storage.delete(before))
    return user


@transaction.atomic
def assign_post(*, user: User, office: Office, title: str, from_date: datetime.date | None = None) -> Post:
    """Give a person a post from a day on; the one held until then ends that day.

    One that begins on the same day is replaced; one that is planned for later ends this one.
    """
    day = from_date or timezone.localdate()
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
    posts = Post.objects.filter(user=user)
    posts.filter(Q(until_date=None) | Q(until_date__gt=day), from_date__lt=day).update(until_date=day)
    posts.filter(from_date=day).delete()
    planned = (
        posts.filter(from_date__gt=day).order_by("from_date").values_list("from_date", flat=True).first()
    )
    return Post.objects.create(user=user, office=office, title=title, from_date=day, until_date=planned)


@transaction.atomic
def shut(*, user: User) -> None:
    """Let nobody in by this account: its sessions end with their next request, and stay ended."""
    User.objects.filter(pk=user.pk).update(is_active=False, session_round=F("session_round") + 1)
    user.refresh_from_db(fields=["is_active", "session_round"])


def begin_round(*, user: User) -> None:
    """End all sessions of a person with their next request; the account stays open."""
    User.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)
    user.refresh_from_db(fields=["session_round"])


@transaction.atomic
def take_second_factor(*, authenticator: Authenticator, by: Any) -> None:
    """Of somebody who lost it. All their sessions end; codes in reserve for nothing go with the last one."""
    check_administer_accounts(by)
    authenticator.delete()
    delete_dangling_recovery_codes(authenticator.user)
    begin_round(user=authenticator.user)


@transaction.atomic
def reopen(*, user: User) -> None:
    """Take the account into use again; its owner signs in anew."""
    User.objects.filter(pk=user.pk).update(is_active=True)
    user.is_active = True


def note_bounced(*, user: User) -> None:
    """No further mail to an address that does not take it, until the person confirms it again."""
    User.objects.filter(pk=user.pk, mail_state=User.MailState.WORKS).update(mail_state=User.MailState.BOUNCES)


def note_address_works(*, user: User) -> None:
    User.objects.filter(pk=user.pk, mail_state=User.MailState.BOUNCES).update(mail_state=User.MailState.WORKS)
