"""Forms about joining and roles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.enums import Role
from communities.models import Membership


class JoinForm(forms.ModelForm):
    """What one brings and what one seeks, in one screen; both may stay empty."""

    class Meta:
        model = Membership
        fields = ("brings", "seeks", "wants_newsletter")
        labels = {
            "brings": _("What do you bring?"),
            "seeks": _("What do you seek?"),
            "wants_newsletter": _("Send me the newsletter, one letter a week"),
        }
        help_texts = {
            "brings": _("For instance: ten years of budget analysis in two countries."),
            "seeks": _("For instance: somebody who tried cash transfers in a city."),
            "wants_newsletter": _("You can stop it in any letter."),
        }


class RoleForm(forms.Form):
    """Give a member one of the four roles, of those that one may give."""

    role = forms.ChoiceField(label=_("Role"))
    until_date = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Leave it empty for a term without a planned end."),
    )

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
