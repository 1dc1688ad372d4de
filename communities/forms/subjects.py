"""A field for subjects: separated by commas, a few more or fewer do no harm."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.subjects import clean_subjects

# Commas of the portal's languages, semicolons and new lines.
_SEPARATORS = re.compile("[,;\n\u060c\u061b\u3001\uff0c\uff1b]")


class SubjectsField(forms.CharField):
    """Subjects as a list. Raises ValidationError where there are too many."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(max_length=1000, **kwargs)
        self.most = most

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        return clean_subjects(_SEPARATORS.split(super().clean(value)), most=self.most)


class SubjectsForm(forms.Form):
    """What an expert is asked about in a community."""

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subjects"] = SubjectsField(
            label=_("Subjects"),
            most=most,
            required=False,
            help_text=_(
                "Separated by commas. Questions about them are put to this expert. Left empty, what the "
                "profile names as expertise counts."
            ),
        )
