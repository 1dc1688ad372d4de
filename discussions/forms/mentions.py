"""Asking whom a name means that several people have."""

from __future__ import annotations

import zlib
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from communities.models import Community
from cop_portal.foundation.text import any_of, fold_name
from cop_portal.foundation.ui.commas import listed
from discussions.queries import mentions

NOBODY = "0"


def settle(form: forms.Form, name: str, *, by: Any, community: Community) -> str | None:
    """The text of this field with its names made clear, or none where the form now asks whom they mean."""
    text: str = form.cleaned_data[name]
    if "@" not in text:
        return text
    asks = False
    for word, people in mentions.named_in(text, by=by, community=community).unclear.items():
        field = f"whom_{zlib.crc32(fold_name(word).encode()):x}"
        by_pk = {str(user.pk): user for user in people}
        answer = form.data.get(field, "")
        if answer in by_pk:
            text = any_of((word,)).sub(mentions.explicit(by_pk[answer]).replace("\\", r"\\"), text)
        elif answer != NOBODY:
            asks = True
            form.fields[field] = forms.ChoiceField(
                label=_("Whom do you mean by “%(word)s”?") % {"word": word},
                choices=[
                    *((pk, _described(user)) for pk, user in by_pk.items()),
                    (NOBODY, _("Nobody of them")),
                ],
                widget=forms.RadioSelect,
            )
            form.add_error(field, _("Several people are called “%(word)s”. Choose one.") % {"word": word})
    return None if asks else text


def _described(user: Any) -> str:
    where = mentions.where_of(user)
    return listed((user.name, where)) if where else user.name
