"""Passing something on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class PassForm(forms.Form):
    """To whom, and why it concerns them."""

    to = forms.TypedChoiceField(
        label=_("To which community?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a community")},
    )
    words = forms.CharField(
        label=_("Why does it concern them?"),
        required=False,
        max_length=300,
        help_text=_("One sentence. It stands beside the title there."),
    )

    def __init__(self, *args: Any, targets: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(one.pk, _label(one)) for one in targets if not one.passed]  # type: ignore[attr-defined]


def _label(one: Any) -> str:
    """With its level; and where not all of its members could open it, how many could."""
    if one.readers == one.members:
        return f"{one.name} ({one.get_level_display()})"
    return gettext("%(name)s (%(level)s): %(readers)s of %(members)s members can open it") % {
        "name": one.name,
        "level": one.get_level_display(),
        "readers": one.readers,
        "members": one.members,
    }
