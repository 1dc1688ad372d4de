"""Who is credited: carried when resources merge, and named as the person themself wants to be named."""

from __future__ import annotations

import difflib
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from cop_portal.foundation import text
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import is_system
from knowledge_base.activity import CREDIT_NAMED, CREDIT_REMOVED, CREDITS_UNITED
from knowledge_base.enums import CreditRole
from knowledge_base.models import Credit, Paper, Piece, ResourcePage
from knowledge_base.permissions import check_change_credit, check_curate
from knowledge_base.queries.credits import STRENGTH, key_of

# How like a person's name a corrected spelling has to be: a correction is no way to name somebody else.
ALIKE = 0.6


def name_author(page: ResourcePage, person: Any) -> None:
    """Who hands in what credits nobody is its author."""
    if person is not None and not Credit.objects.filter(resource_id=page.pk).exists():
        Credit.objects.create(resource_id=page.pk, user=person, name=person.name, role=CreditRole.AUTHOR)


@transaction.atomic
def unite(*, into: ResourcePage, from_: ResourcePage, by: Any) -> int:
    """Carry the credits of one resource to another, each person once, with the stronger of two parts.

    The first keeps its own. Done again it changes nothing. Returns how many people came along.
    Whoever looks after both libraries may; so may the portal itself.
    """
    for page in (into, from_):
        if not is_system(by):
            check_curate(by, page.community)
    pages = sorted({into.pk, from_.pk})
    list(
        ResourcePage.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=pages)
        .order_by("pk")
        .only("pk")
    )
    present = {key_of(row): row for row in Credit.objects.filter(resource_id=into.pk)}
    came = 0
    for row in Credit.objects.filter(resource_id=from_.pk).order_by("pk"):
        known = present.get(key_of(row))
        if known is None:
            present[key_of(row)] = Credit.objects.create(
                resource_id=into.pk, name=row.name, role=row.role, user_id=row.user_id,
                contribution_id=row.contribution_id, unnamed=row.unnamed, carried=True,
            )  # fmt: skip
            came += 1
            continue
        known.role = min(known.role, row.role, key=lambda role: STRENGTH[role])
        known.contribution_id = known.contribution_id or row.contribution_id
        known.save(update_fields=["role", "contribution"])
    if came:
        record(
            CREDITS_UNITED,
            by=by,
            target=ResourcePage(pk=into.pk),
            community=into.community,
            from_id=from_.pk,
            people=came,
        )
    return came


@transaction.atomic
def rename(*, credit: Credit, by: Any, name: str) -> Credit:
    """Correct the spelling of one's own name, or be named again as one's profile says."""
    check_change_credit(by, credit)
    name = text.one_line(name)[:120]
    if not name:
        raise ValidationError(_("Write your name as it should stand there."))
    known = [by.name] if credit.unnamed else [by.name, credit.name]
    if max(_alike(name, other) for other in known) < ALIKE:
        raise ValidationError(_("This is another name. Change the name in your profile first."))
    return _set(credit, by, name=name, unnamed=False)


def _alike(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, text.fold_name(one), text.fold_name(other)).ratio()


@transaction.atomic
def unname(*, credit: Credit, by: Any) -> Credit:
    """Not be named: what one gave is kept, as given by a member. The name is kept nowhere beside it."""
    check_change_credit(by, credit)
    changed = _set(credit, by, name="–", unnamed=True)
    _unprint(changed)
    return changed


def _unprint(credit: Credit) -> None:
    """Issues that came out keep what was given, and the name no longer; their PDFs are set anew."""
    rows = Piece.objects.select_for_update(of=("self",)).filter(
        Q(resource=credit.resource_id) | Q(publication=credit.resource_id), frozen__isnull=False
    )
    for piece in rows.select_related("publication"):
        said: dict[str, Any] = piece.frozen or {}
        named = [row for row in said.get("credits", ()) if row["user"] == credit.user_id]
        if credit.user_id is None or not named:
            continue
        with override(piece.publication.language):
            for row in named:
                row["user"], row["name"] = None, credit.shown_name
        piece.save(update_fields=["frozen"])
        for paper in Paper.objects.filter(publication=piece.publication_id):
            if name := paper.file.name:
                transaction.on_commit(partial(default_storage.delete, name))
            paper.delete()


def _set(credit: Credit, by: Any, *, name: str, unnamed: bool) -> Credit:
    locked = (
        Credit.objects.select_for_update(of=("self",)).select_related("resource__community").get(pk=credit.pk)
    )
    if (locked.name, locked.unnamed) == (name, unnamed):
        return locked
    locked.name, locked.unnamed = name, unnamed
    locked.save(update_fields=["name", "unnamed"])
    record(
        CREDIT_NAMED,
        by=by,
        target=ResourcePage(pk=locked.resource_id),
        community=locked.resource.community,
        unnamed=unnamed,
    )
    return locked


@transaction.atomic
def remove(*, credit: Credit, by: Any, reason: str) -> None:
    """Take a mistaken credit away, for those who look after the library; the record says why."""
    resource = ResourcePage.objects.select_related("community").defer("body").get(pk=credit.resource_id)
    check_curate(by, resource.community)
    reason = text.one_line(reason)[:300]
    if not reason:
        raise ValidationError(_("Say why this credit is a mistake."))
    gone, _rows = Credit.objects.filter(pk=credit.pk).delete()
    if gone:
        record(
            CREDIT_REMOVED,
            by=by,
            target=ResourcePage(pk=resource.pk),
            community=resource.community,
            name=credit.shown_name,
            reason=reason,
        )
