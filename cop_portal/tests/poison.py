"""Something hostile in every text of every row, whatever storey it belongs to, past all doors.

What is written is found by walking the models, so that a new column is asked about too.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import IntegrityError, models, transaction
from wagtail.models import Page

from cop_portal.foundation import text
from cop_portal.foundation.accounts.models import Office, Post
from cop_portal.tests.canaries import OURS, texts
from cop_portal.tests.hostile import Tap

# What names a kind or a place for the machine: no person writes it, and pages are put together by it.
MACHINE = re.compile(
    r"(?:^|_)(?:kind|type|subscriber|indicator|viewer|roles|rule|worker|thread|list_id|origin|country|code|week|section"
    r"|frequency|identity|task|name_of_job|checks|period|envelope_from|envelope_to|vouched_domain|nonce)$"
    r"|^(?:discussions\.draft\.place|communities\.event\.zone|metrics\.|jobs\.|mail\.letter\.|mail\.outgoingmail\.html)"
)
# Facts of the record, forms that wait: texts within what is kept as JSON.
WRITTEN = re.compile(r"^[A-Z].*|.* .*", re.DOTALL)


# Does harm wherever it stands unescaped, so that no column depends on which string it got.
SURE = "\"'><img src=x onerror=window.__pwned=1>"


class Poison:
    """Writes it, and counts what it wrote: by column, how many rows."""

    def __init__(self) -> None:
        self.tap = Tap()
        self.written: Counter[str] = Counter()
        self.refused: list[str] = []
        self._numbers = itertools.count(1)

    def everywhere(self) -> None:
        for model in apps.get_models():
            if model._meta.app_label in OURS and not model._meta.proxy:
                self._rows(model, [*texts(model), *self._others(model)])
        for model, names in (
            (get_user_model(), ("name", "organisation", "about")),
            (Office, ("name", "city")),
            (Post, ("title",)),
        ):
            self._rows(model, [model._meta.get_field(name) for name in names])
        for page in Page.objects.filter(depth__gt=2):
            title = self._line(120)
            Page.objects.filter(pk=page.pk).update(title=title, draft_title=title)

    def _others(self, model: Any) -> list[Any]:
        kinds = (models.URLField, models.JSONField)
        return [field for field in model._meta.local_fields if isinstance(field, kinds)]

    def _rows(self, model: Any, fields: list[Any]) -> None:
        label = model._meta.label_lower
        fields = [
            field
            for field in fields
            if not MACHINE.search(field.name) and not MACHINE.search(f"{label}.{field.name}")
        ]
        for row in model._base_manager.order_by("pk") if fields else ():
            changes = {field.name: self._words(field, getattr(row, field.name)) for field in fields}
            try:
                with transaction.atomic():
                    model._base_manager.filter(pk=row.pk).update(**changes)
            except IntegrityError as error:
                self.refused.append(f"{label}: {error}")
            else:
                self.written.update(f"{label}.{name}" for name in changes)

    def _words(self, field: Any, before: Any) -> Any:
        if isinstance(field, models.JSONField):
            return self._within(before)
        if isinstance(field, models.URLField):
            return f"https://x.example/{self._line(field.max_length - 20)}" if before else before
        if field.name.endswith("_html"):
            return text.render(self.tap.text(8)) if before else before
        if isinstance(field, models.TextField) and not field.max_length:
            return f"{SURE}\n\n{self.tap.text(6, 3000)}"
        return self._line(field.max_length)

    def _line(self, most: int) -> str:
        """No two are the same, for the columns in which none may stand twice."""
        number = f"{next(self._numbers)}"
        return number + (
            SURE + self.tap.line(min(most, 160) - 48) if most >= 100 else self.tap.line(most - 8)
        )

    def _within(self, found: Any) -> Any:
        if isinstance(found, dict):
            return {key: self._within(value) for key, value in found.items()}
        if isinstance(found, list):
            return [self._within(value) for value in found]
        if isinstance(found, str) and WRITTEN.match(found):
            return self._line(120)
        return found
