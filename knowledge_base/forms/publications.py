"""Forms of publications: the issue itself, and what is put into it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from knowledge_base.enums import Sharing


class BeginForm(forms.Form):
    """A new issue."""

    title = forms.CharField(label=_("Title"), max_length=200)
    issue = forms.CharField(
        label=_("Which issue"),
        max_length=60,
        required=False,
        help_text=_("For instance: No. 2, autumn 2026."),
    )
    summary = forms.CharField(
        label=_("In a sentence or two"),
        max_length=300,
        help_text=_("What a reader finds in it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    sharing = forms.ChoiceField(
        label=_("Who may read this"),
        choices=Sharing.choices,
        help_text=_("What you put in has to be shared at least as widely."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class IssueForm(BeginForm):
    """The issue with its editorial."""

    editorial = forms.CharField(
        label=_("Editorial"),
        max_length=8000,
        required=False,
        help_text=_("A blank line begins a new paragraph."),
        widget=forms.Textarea(attrs={"rows": 10}),
    )


class PieceForm(forms.Form):
    """A section, a text, or the words below a figure."""

    title = forms.CharField(label=_("Heading"), max_length=200, required=False)
    words = forms.CharField(
        label=_("Text"), max_length=6000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )


class FigureForm(forms.Form):
    figure = forms.ChoiceField(label=_("Figure"))
    title = forms.CharField(label=_("What it tells"), max_length=200, required=False)

    def __init__(self, *args: Any, figures: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["figure"].choices = [(figure.key, figure.label) for figure in figures]
