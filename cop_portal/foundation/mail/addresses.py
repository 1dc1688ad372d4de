"""Reply addresses, return paths and stop links.

A reply address holds a token (foundation/tokens.py): a person's address for a discussion stays the same.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from cop_portal.foundation.mail.models import ReplyAddress
from cop_portal.foundation.tokens import LENGTH, fresh_nonce, hash_of, token_of

PREFIX = "r-"
BOUNCE_PREFIX = "b-"
STOP_SALT = "cop.mail.stop"
# A mail that names an address again writes that down only once in so long.
NAMED_WITHIN = datetime.timedelta(days=7)


def _token(nonce: str) -> str:
    return token_of("reply", nonce)


def _address(token: str) -> str:
    return f"{PREFIX}{token}@{settings.MAIL_REPLY_DOMAIN}"


def reply_address(user_id: int, kind: str, target_id: int) -> str:
    """The address by which this person answers to this thing."""
    return reply_addresses([user_id], kind, target_id)[user_id]


def reply_addresses(user_ids: Iterable[int], kind: str, target_id: int) -> dict[int, str]:
    """The same for many people at once: user id to address."""
    ids = set(user_ids)
    rows = ReplyAddress.objects.filter(user_id__in=ids, kind=kind, target_id=target_id)
    known, named = {}, timezone.now()
    aging = []
    for row in rows:
        known[row.user_id] = row.nonce
        if row.named_at < named - NAMED_WITHIN:
            aging.append(row.pk)
    if aging:
        ReplyAddress.objects.filter(pk__in=aging).update(named_at=named)
    fresh = []
    for user_id in ids - known.keys():
        known[user_id] = nonce = fresh_nonce()
        fresh.append(
            ReplyAddress(
                user_id=user_id,
                kind=kind,
                target_id=target_id,
                nonce=nonce,
                token_hash=hash_of(_token(nonce)),
            )
        )
    if fresh:
        try:
            with transaction.atomic():
                ReplyAddress.objects.bulk_create(fresh)
        except IntegrityError:  # somebody else made one of them in between
            return reply_addresses(ids, kind, target_id)
    return {user_id: _address(_token(nonce)) for user_id, nonce in known.items()}


def find_reply_address(addresses: Iterable[str]) -> ReplyAddress | None:
    """The reply address among the recipients of a mail, looked up by hash in constant time."""
    for address in addresses:
        local, _at, domain = address.strip().lower().rpartition("@")
        if domain == settings.MAIL_REPLY_DOMAIN.lower() and local.startswith(PREFIX):
            token = local[len(PREFIX) :]
            if len(token) == LENGTH:
                found = ReplyAddress.objects.filter(token_hash=hash_of(token)).select_related("user").first()
                if found:
                    return found
    return None


def is_too_old(address: ReplyAddress) -> bool:
    """Whether no mail named it for MAIL_REPLY_DAYS: who finds it in an old mail cannot write by it any more."""
    return address.named_at < timezone.now() - datetime.timedelta(days=settings.MAIL_REPLY_DAYS)


def bounce_address(mail_pk: int) -> str:
    """The return path of one mail; the token in it proves that we made it."""
    return f"{BOUNCE_PREFIX}{mail_pk}-{token_of('bounce', str(mail_pk))}@{settings.MAIL_BOUNCE_DOMAIN}"


def is_bounce_address(address: str) -> bool:
    """Whether an address has the form of a return path of ours, made by us or not."""
    local, _at, domain = address.strip().lower().rpartition("@")
    return (
        domain in (settings.MAIL_BOUNCE_DOMAIN.lower(), settings.MAIL_REPLY_DOMAIN.lower())
        and re.fullmatch(rf"{BOUNCE_PREFIX}\d{{1,18}}-[a-z2-7]{{{LENGTH}}}", local) is not None
    )


def read_bounce_address(address: str) -> int | None:
    """The id of the mail whose return path this is; none for what we did not make."""
    if not is_bounce_address(address):
        return None
    number, _dash, token = address.strip().lower().rpartition("@")[0][len(BOUNCE_PREFIX) :].partition("-")
    return int(number) if constant_time_compare(token, token_of("bounce", number)) else None


def stop_token(user_id: int, list_kind: str, list_ref: int | None) -> str:
    return signing.dumps([user_id, list_kind, list_ref], salt=STOP_SALT, compress=False)


def read_stop_token(token: str) -> tuple[int, str, int | None]:
    """User id, kind and id of the list. Raises signing.BadSignature for anything we did not make."""
    user_id, kind, ref = signing.loads(token, salt=STOP_SALT)
    return user_id, kind, ref


def stop_url(user_id: int, list_kind: str, list_ref: int | None) -> str:
    return settings.PORTAL_URL + reverse("mail_stop", args=[stop_token(user_id, list_kind, list_ref)])
