"""Offices that merge: from a day on their people and their parts belong to another one."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cop_portal.foundation.accounts.models import Office, OfficeParent, Post
from cop_portal.foundation.accounts.permissions import check_administer_offices


@transaction.atomic
def merge(*, office: Office, into: Office, on: datetime.date, by: Any) -> int:
    """Close an office on a day; who works there works in the other one from that day on, with the same title.

    What was written before keeps the office it was written in. Returns how many posts changed. Raises
    ValidationError where it cannot be. Merged again into the same one, nothing changes.
    """
    check_administer_offices(by)
    rows = {row.pk: row for row in Office.objects.select_for_update().filter(pk__in=[office.pk, into.pk])}
    closing, staying = rows[office.pk], rows[into.pk]
    if closing.merged_into_id == staying.pk:
        return 0
    _check(closing, staying, on)
    moved = _move(Post, {"office": closing}, {"office": staying}, ("user_id", "title"), on)
    # A part of the closing office that the other one already is stands above itself otherwise: it ends.
    _end(OfficeParent.objects.filter(parent=closing, office=staying), on)
    _move(OfficeParent, {"parent": closing}, {"parent": staying}, ("office_id",), on)
    _end(OfficeParent.objects.filter(office=closing), on)
    closing.closed_on, closing.merged_into = on, staying
    closing.save(update_fields=["closed_on", "merged_into"])
    return moved


def _check(closing: Office, staying: Office, on: datetime.date) -> None:
    if closing.pk == staying.pk:
        raise ValidationError(_("Choose another office; this one cannot become part of itself."))
    if closing.closed_on is not None:
        raise ValidationError(_("%(office)s is closed already.") % {"office": closing.name})
    if staying.closed_on is not None and staying.closed_on <= on:
        raise ValidationError(_("%(office)s is closed on that day.") % {"office": staying.name})


def _after(on: datetime.date) -> Q:
    """Rows that hold on the day or later."""
    return Q(until_date=None) | Q(until_date__gt=on)


def _end(rows: Any, on: datetime.date) -> None:
    """Dated rows hold no longer from a day on."""
    rows.filter(from_date__gte=on).delete()
    rows.filter(_after(on)).update(until_date=on)


def _move(
    model: Any, here: dict[str, Any], there: dict[str, Any], kept: tuple[str, ...], on: datetime.date
) -> int:
    """Dated rows go on elsewhere from a day on: those that hold are cut in two, those to come are changed."""
    rows = model.objects.filter(_after(on), **here)
    if model is OfficeParent:
        rows = rows.exclude(office=there["parent"])
    count = rows.filter(from_date__gte=on).update(**there)
    for row in rows.filter(from_date__lt=on):
        until, row.until_date = row.until_date, on
        row.save(update_fields=["until_date"])
        values = {name: getattr(row, name) for name in kept}
        model.objects.create(**values, **there, from_date=on, until_date=until)
        count += 1
    return count
