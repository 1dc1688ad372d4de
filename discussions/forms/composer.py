"""The form of the composer: its fields follow from the themes there are."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from discussions.actions.composing import FIELDS, Words, digest, texts_of
from discussions.models import Synthesis, Theme

_OF_THEME = re.compile(r"(title|text)-\d{1,12}")


def _area(label: Any, rows: int, help_text: Any = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
        help_text=help_text,
    )


class ComposerForm(forms.Form):
    """Each field goes with the digest of the words it was opened with; see actions/composing.py.

    It is shown with what stands, and, after a refusal, with what was written instead.
    """

    # A draft may lack anything; the label says what a synthesis needs.
    use_required_attribute = False

    in_short = _area(
        _("In short"), 3, _("Two or three sentences that can be read on their own."), required=True
    )
    conclusions = _area(
        _("Conclusions and recommendations"), 4, _("A line each. Cite as [12] what they rest on.")
    )
    minority = _area(_("Where views differ"), 3, _("What some hold and others do not, with its source."))
    open_questions = _area(_("What stays open"), 3, _("Questions nobody could answer yet."))

    def __init__(
        self,
        *,
        synthesis: Synthesis | None,
        themes: list[Theme],
        written: dict[str, Words] | None = None,
        theirs: dict[str, str] | None = None,
    ) -> None:
        super().__init__(initial={})
        for theme in themes:
            self.fields[f"title-{theme.pk}"] = forms.CharField(label=_("Theme"), max_length=150)
            self.fields[f"text-{theme.pk}"] = _area(_("Text"), 6, required=True)
        for key, words in texts_of(synthesis, themes).items():
            was, mine = digest(words), (written or {}).get(key)
            if mine is not None and digest(mine.now) != mine.was:  # not what they found: their own words
                words, was = mine.now, (was if key in (theirs or {}) else mine.was)
            self.initial[key] = words
            self.fields[f"was-{key}"] = forms.CharField(widget=forms.HiddenInput, required=False)
            self.initial[f"was-{key}"] = was


def written(data: Any) -> dict[str, Words]:
    """What somebody sent, also for themes that were removed in the meantime."""
    return {
        key: Words(data.get(f"was-{key}", ""), data[key])
        for key in data
        if key in FIELDS or _OF_THEME.fullmatch(key)
    }


def marks(data: Any) -> dict[int, dict[str, str]]:
    """The passages that somebody chose or pasted, by the number of the contribution."""
    found: dict[int, dict[str, str]] = {}
    for key in data:
        match = re.fullmatch(r"(quote|sentence)-(\d{1,8})", key)
        if match and data[key].strip():
            number = int(match[2])
            quote = data.get(f"quote-{number}", "").strip() or data.get(f"sentence-{number}", "")
            found[number] = {
                "quote": quote,
                "theme": data.get(f"theme-{number}", ""),
                "title": data.get(f"new-{number}", ""),
            }
    return found
