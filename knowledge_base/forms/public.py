"""Narrowing the public library."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from knowledge_base.enums import Kind, Licence


def _choice(label: Any, every: Any, choices: Iterable[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", every), *choices], required=False)


class PublicFindForm(forms.Form):
    """A filter that is not known counts as none."""

    def __init__(self, *args: Any, communities: Iterable[Any], topics: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        search = forms.TextInput(attrs={"type": "search"})
        self.fields.update(
            {
                "words": forms.CharField(label=_("Words"), max_length=200, required=False, widget=search),
                "kind": _choice(_("Type"), _("All types"), Kind.choices),
                "community": _choice(
                    _("Community"), _("All communities"), [(row.slug, row.name) for row in communities]
                ),
                "topic": _choice(_("Topic"), _("All topics"), [(tag.slug, tag.name) for tag in topics]),
                "language": _choice(_("Language"), _("All languages"), settings.LANGUAGES),
                "place": forms.CharField(label=_("Where"), max_length=120, required=False),
                "licence": _choice(_("Licence"), _("All licences"), Licence.choices),
            }
        )

    def asked(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
