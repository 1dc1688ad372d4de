"""Forms of the curators' own pages in Wagtail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminPageChooser, AdminTagWidget

from cop_portal.foundation.accounts.models import User
from knowledge_base.inventory_sources import (
    MOST_BYTES,
    MOST_BYTES_AT_ALL,
    MOST_PACKED,
    MOST_ROWS,
    MOST_ROWS_AT_ALL,
)
from knowledge_base.models import ResourcePage


def resource_field(label: Any, user: Any, *, required: bool, help_text: Any = "") -> forms.ModelChoiceField:
    """A resource in the library that the person may read, by Wagtail's own chooser."""
    return forms.ModelChoiceField(
        queryset=ResourcePage.objects.visible_to(user),
        label=label,
        required=required,
        help_text=help_text,
        widget=AdminPageChooser(target_models=[ResourcePage]),
        error_messages={"invalid_choice": _("Choose a resource that is in the library.")},
    )


class RetireForm(forms.Form):
    """Why, and where to go."""

    reason = forms.CharField(
        label=_("Why it is retired"), max_length=300, help_text=_("Its readers see this, with the day.")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instead"] = resource_field(
            _("What stands in its place"),
            user,
            required=False,
            help_text=_("Readers are shown the way there."),
        )


class MergeWithForm(forms.Form):
    """The second of the two."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"] = resource_field(_("The other resource"), user, required=True)


class MergeForm(forms.Form):
    """Which of the two stays."""

    winner = forms.TypedChoiceField(
        coerce=int, widget=forms.RadioSelect, error_messages={"required": _("Choose which of the two stays.")}
    )
    reason = forms.CharField(label=_("Why"), max_length=200, required=False)

    def __init__(self, *args: Any, pair: list[ResourcePage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["winner"].choices = [(page.pk, page.title) for page in pair]


class TagForm(forms.Form):
    """Topics that are put on, and topics that are taken off."""

    add = forms.CharField(
        label=_("Put these topics on"), required=False, widget=AdminTagWidget(free_tagging=True)
    )
    remove = forms.CharField(
        label=_("Take these topics off"), required=False, widget=AdminTagWidget(free_tagging=True)
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("add") and not data.get("remove"):
            raise forms.ValidationError(_("Name a topic to put on or to take off."))
        return data


class OwnerForm(forms.Form):
    """Somebody who holds a role in the community of each."""

    owner = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label=_("Who answers for it"),
        error_messages={"required": _("Choose who answers for it.")},
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = people
        field.label_from_instance = lambda person: person.name


class InventoryForm(forms.Form):
    """The spreadsheet."""

    file = forms.FileField(label=_("Spreadsheet"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        megabytes = {"csv": MOST_BYTES_AT_ALL, "packed": MOST_PACKED, "small": MOST_BYTES}
        rows = {"most": MOST_ROWS_AT_ALL, "few": MOST_ROWS}
        self.fields["file"].help_text = _(
            "CSV or XLSX, with the headings in the first row and at most %(most)s rows. At most %(csv)s MB as CSV, or %(packed)s MB when it is packed, and %(packed)s MB as XLSX. What has more than %(few)s rows or %(small)s MB is tried in the background."
        ) % {
            **{name: number_format(most // 1_000_000) for name, most in megabytes.items()},
            **{name: number_format(most, force_grouping=True) for name, most in rows.items()},
        }
