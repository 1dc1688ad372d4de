"""Putting mail into the queue: rendered first, one row per mail and person."""

from __future__ import annotations

import datetime
import re
import secrets
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import css_inline
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.jobs import bell
from cop_portal.foundation.mail import addresses
from cop_portal.foundation.mail.models import Letter, OutgoingMail
from cop_portal.foundation.mail.stencil import HOLES, without_holes
from cop_portal.foundation.text import one_line

SEND = "cop_portal.foundation.mail.tasks.send_due"


@lru_cache(maxsize=1)
def _style() -> str:
    return Path(settings.BASE_DIR, "static", "css", "email.css").read_text()


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    # Rules go into the elements; the media queries stay in the head, where dark mode needs them.
    return css_inline.CSSInliner(extra_css=_style(), load_remote_stylesheets=False)


def media_queries() -> str:
    """The part of email.css that cannot be inlined. Only what is important wins over inlined rules."""
    found = re.findall(r"@media[^{]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", _style())
    return "\n".join(found).replace(";", " !important;")


def render(template: str, context: Mapping[str, Any], language: str) -> tuple[str, str, str]:
    """Subject, plain text and HTML of templates/<template>.{subject.txt,txt,html} in a language."""
    with translation.override(language or settings.LANGUAGE_CODE):
        full = {
            "portal_name": _(settings.PORTAL_NAME),
            "portal_url": settings.PORTAL_URL,
            "language": language or settings.LANGUAGE_CODE,
            "direction": "rtl" if translation.get_language_bidi() else "ltr",
            "today": timezone.now(),
            "media_queries": media_queries(),
            **context,
        }
        subject = one_line(render_to_string(f"{template}.subject.txt", full))
        text = re.sub(r"\n{3,}", "\n\n", render_to_string(f"{template}.txt", full)).strip() + "\n"
        html = _inliner().inline(render_to_string(f"{template}.html", full))
    return subject, text, html


def queue(
    *,
    key: str,
    kind: str,
    user: User,
    template: str,
    context: Mapping[str, Any],
    from_name: str = "",
    reply_to: str = "",
    thread: str = "",
    list_kind: str = "",
    list_ref: int | None = None,
    list_id: str = "",
    urgent: bool = False,
    to_address: str = "",
    not_before: datetime.datetime | None = None,
) -> OutgoingMail | None:
    """Queue one mail to one person. None when their address takes no mail or key is queued already.

    urgent is for mail that somebody waits for (sign-in, password): it goes first and is sent again
    where it is uncertain whether it arrived. Only such mail goes to addresses that bounced.
    not_before is when it may leave at the earliest: the end of the person's quiet hours.
    """
    if user.mail_state == User.MailState.NONE or not user.is_active:
        return None
    if user.mail_state == User.MailState.BOUNCES and not urgent:
        return None
    to = to_address or user.email
    holes = {"user": user, "name": user.name, "address": to, "to_address": to}
    if list_kind:
        holes["stop_url"] = addresses.stop_url(user.pk, list_kind, list_ref)
    subject, text, html = render(template, {**holes, **context}, user.language)
    mail, new = OutgoingMail.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "user": user,
            "to_address": to,
            "subject": subject[:250],
            "text": without_holes(text),
            "html": without_holes(html),
            "from_name": one_line(from_name)[:120],
            "reply_to": reply_to,
            "thread": thread,
            "list_kind": list_kind,
            "list_ref": list_ref,
            "list_id": list_id,
            "urgent": urgent,
            "fills": {"name": user.name},
            **({"due_at": not_before} if not_before else {}),
        },
    )
    transaction.on_commit(lambda: bell.ring(SEND))
    return mail if new else None


def queue_to_address(
    *,
    key: str,
    kind: str,
    address: str,
    name: str,
    language: str,
    template: str,
    context: Mapping[str, Any],
    from_name: str = "",
) -> OutgoingMail | None:
    """Queue one mail to somebody who has no account (an invitation). None when key is queued already."""
    holes = {"name": name, "address": address, "to_address": address, "has_no_account": True}
    subject, text, html = render(template, {**holes, **context}, language)
    mail, new = OutgoingMail.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "to_address": address,
            "subject": subject[:250],
            "text": without_holes(text),
            "html": without_holes(html),
            "from_name": one_line(from_name)[:120],
            "fills": {"name": name},
        },
    )
    transaction.on_commit(lambda: bell.ring(SEND))
    return mail if new else None


@transaction.atomic
def write_letter(
    *,
    kind: str,
    template: str,
    context: Mapping[str, Any],
    language: str,
    from_name: str = "",
    list_kind: str = "",
    list_ref: int | None = None,
    list_id: str = "",
) -> Letter:
    """Render once what many will get. Its text holds [[stop_url]], [[name]] and [[address]] where the
    template asks for them; the same characters in what people wrote stay text.
    """
    secret = secrets.token_hex(8)
    holes = {hole: f"hole{secret}{hole}" for hole in HOLES}
    subject, text, html = render(template, {**holes, **context}, language)
    text, html = without_holes(text), without_holes(html)
    for hole, marker in holes.items():
        text, html = text.replace(marker, f"[[{hole}]]"), html.replace(marker, f"[[{hole}]]")
    return Letter.objects.create(
        kind=kind,
        subject=subject[:250],
        text=text,
        html=html,
        from_name=one_line(from_name)[:120],
        list_kind=list_kind,
        list_ref=list_ref,
        list_id=list_id,
        language=language,
    )


def queue_letter(
    *,
    letter: Letter,
    key: str,
    users: list[tuple[int, str, str]],
    reply_to: Mapping[int, str] | None = None,
    thread: str = "",
    not_before: Mapping[int, datetime.datetime] | None = None,
) -> int:
    """Queue a letter for people given as (id, address, name). Returns how many were new.

    key is completed by the person's id; who is queued already is passed over by the constraint.
    not_before says, by the person's id, when their mail may leave at the earliest.
    """
    answers, waits = reply_to or {}, not_before or {}
    rows = [
        OutgoingMail(
            key=f"{key}:{user_id}",
            kind=letter.kind,
            user_id=user_id,
            to_address=mail_address,
            letter=letter,
            fills={"name": name},
            list_kind=letter.list_kind,
            list_ref=letter.list_ref,
            list_id=letter.list_id,
            reply_to=answers.get(user_id, ""),
            thread=thread,
            **({"due_at": waits[user_id]} if user_id in waits else {}),
        )
        for user_id, mail_address, name in users
    ]
    before = OutgoingMail.objects.filter(letter=letter).count()
    OutgoingMail.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    transaction.on_commit(lambda: bell.ring(SEND))
    return OutgoingMail.objects.filter(letter=letter).count() - before


def waits(letter: Letter) -> bool:
    """Whether somebody's mail with this letter has not left yet."""
    return OutgoingMail.objects.filter(letter=letter, state__in=OutgoingMail.WAITING).exists()


@transaction.atomic
def exchange_letter(*, old: Letter, new: Letter) -> int:
    """Mails that have not left get another letter. Returns how many.

    What a worker has reserved is taken from it, so that it does not send the old one. A mail that is
    being handed over at this moment has the new one if the server asks to try again.
    """
    changed = _of_those_that_wait(old, letter=new)
    under_way = OutgoingMail.objects.filter(letter=old, state=OutgoingMail.State.CLAIMED)
    found = list(under_way.select_for_update(skip_locked=True).values_list("pk", flat=True))
    OutgoingMail.objects.filter(pk__in=found).update(letter=new)
    transaction.on_commit(lambda: bell.ring(SEND))
    return changed


@transaction.atomic
def take_letter_back(letter: Letter) -> int:
    """Mails with this letter that have not left do not leave. Returns how many."""
    return _of_those_that_wait(
        letter, state=OutgoingMail.State.SUPPRESSED, error="what it tells of was taken back"
    )


def _of_those_that_wait(held: Letter, **values: Any) -> int:
    """Change the mails that wait: those that nobody touches first, so that nobody waits in a circle."""
    changed = 0
    for skip in (True, False):
        rows = OutgoingMail.objects.filter(letter=held, state__in=OutgoingMail.WAITING)
        found = list(rows.select_for_update(skip_locked=skip).order_by("pk").values_list("pk", flat=True))
        changed += OutgoingMail.objects.filter(pk__in=found).update(**values, lease_until=None, worker="")
    return changed


def why_line(list_label: str) -> str:
    """The sentence that says why a mail of a list reached its reader."""
    return _("You get this because of your choice for “%(list)s”.") % {"list": list_label}
