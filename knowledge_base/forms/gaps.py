"""What can be done with a gap."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from knowledge_base.models import Gap, ResourcePage
from knowledge_base.queries import gaps


class DayForm(forms.Form):
    due_on = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))


class SetAsideForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is set aside"),
        max_length=300,
        help_text=_("Members read it."),
        error_messages={"required": _("Say why; members read it.")},
    )


class ShowForm(forms.Form):
    text = forms.CharField(
        label=_("What is missing"),
        max_length=200,
        help_text=_("In words that tell nothing about who sought it."),
    )


class FillForm(forms.Form):
    """The resource that fills it: one of the newest, or by its address."""

    resource = forms.ChoiceField(label=_("One of the newest"), required=False)
    address = forms.CharField(
        label=_("Or its address"),
        max_length=500,
        required=False,
        help_text=_("Copied from the page of the resource."),
    )

    def __init__(self, *args: Any, gap: Gap, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gap, self.viewer = gap, viewer
        self.known = {str(row.pk): row for row in gaps.may_fill_with(viewer, gap)}
        self.fields["resource"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose one")),
            *((key, row.title) for key, row in self.known.items()),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["found"] = self._found(data)
        if data["found"] is None and not self.errors:
            self.add_error(
                "address" if data.get("address") else "resource",
                _("Choose the resource, or copy the address of one in this library."),
            )
        return data

    def _found(self, data: dict[str, Any]) -> ResourcePage | None:
        if address := data.get("address", "").strip():
            try:
                path = unquote(urlsplit(address).path)
            except ValueError:
                return None
            return gaps.at_address(self.viewer, self.gap, path.rstrip("/") + "/")
        return self.known.get(data.get("resource") or "")
