"""Forms of putting a discussion in its right place."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST = 2000


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("Why?"),
        max_length=300,
        help_text=_("One sentence. Those who follow the discussion read it."),
        error_messages={"required": _("Say why: those who follow it read your reason.")},
    )


class MoveForm(forms.Form):
    prefix = "move"

    to = forms.TypedChoiceField(
        label=_("To which community?"),
        coerce=int,
        help_text=_("Those that you moderate."),
        error_messages={"required": _("Choose a community")},
    )
    reason = _reason()

    def __init__(self, *args: Any, communities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", "–"), *((one.pk, one.name) for one in communities)]  # type: ignore[attr-defined]


class SplitForm(forms.Form):
    prefix = "split"

    numbers = forms.CharField(
        label=_("Which contributions?"),
        max_length=400,
        help_text=_("Their numbers, as 12, 14-18. They stand below."),
        error_messages={"required": _("Name at least one contribution.")},
    )
    title = forms.CharField(
        label=_("Title of the new discussion"),
        max_length=200,
        error_messages={"required": _("Give the new discussion a title.")},
    )
    reason = _reason()

    def clean_numbers(self) -> list[int]:
        """'12, 14-18' → [12, 14, 15, 16, 17, 18]."""
        found: set[int] = set()
        for part in re.split(r"[,،;\s]+", self.cleaned_data["numbers"].replace("–", "-").strip()):
            match = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", part, re.ASCII)
            if match is None:
                raise ValidationError(_("Write numbers only, as 12, 14-18."))
            first, last = int(match[1]), int(match[2] or match[1])
            if last - first >= MOST or len(found) > MOST:
                raise ValidationError(_("These are too many at once."))
            found.update(range(first, last + 1))
        if not found:
            raise ValidationError(_("Name at least one contribution."))
        return sorted(found)


class MergeForm(forms.Form):
    prefix = "merge"

    into = forms.TypedChoiceField(
        label=_("Into which discussion?"),
        coerce=int,
        help_text=_("An open one of this community. What stands here is added there at the end."),
        error_messages={"required": _("Choose a discussion")},
    )
    reason = _reason()

    def __init__(self, *args: Any, discussions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [("", "–"), *((one.pk, one.title) for one in discussions)]  # type: ignore[attr-defined]
