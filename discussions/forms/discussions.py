"""Forms to start and convene."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.forms.subjects import SubjectsField
from discussions.actions.discussions import MOST_SUBJECTS
from discussions.enums import Kind


class StartForm(forms.Form):
    """A conversation or a question, in under a minute."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            (Kind.QUESTION, _("A question: somebody may have the answer")),
            (Kind.CONVERSATION, _("A conversation: to think about together")),
            (Kind.IDEA, _("An idea: experimental, unfinished, for somebody to try")),
        ],
        widget=forms.RadioSelect,
        initial=Kind.QUESTION,
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        help_text=_("As a question that a colleague would search for."),
        error_messages={"required": _("Give it a title")},
    )
    body = forms.CharField(
        label=_("What do you want to know, or to say?"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Say where you are and what you tried. Your draft is kept as you type."),
        error_messages={"required": _("Write a few sentences")},
    )
    subjects = SubjectsField(
        label=_("What is it about?"),
        most=MOST_SUBJECTS,
        required=False,
        help_text=_("Subjects, separated by commas. Experts for them are asked by themselves."),
    )
    unnamed = forms.BooleanField(
        label=_("Ask without my name"),
        required=False,
        help_text=_(
            "No page, letter, search or export shows who asked. You follow it and hear of answers; a "
            "facilitator marks the one that helped. Mind what the text itself tells of you."
        ),
    )

    def __init__(
        self, *args: Any, may_be_unnamed: bool = False, known: Sequence[str] = (), **kwargs: Any
    ) -> None:
        """known: subjects that experts here are named for, to choose from."""
        super().__init__(*args, **kwargs)
        if known:
            self.fields["subjects"].help_text = _(
                "Separated by commas. Experts here are asked about: %(subjects)s."
            ) % {"subjects": ", ".join(known[:20])}
        if not may_be_unnamed:
            del self.fields["unnamed"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("unnamed") and data.get("kind") != Kind.QUESTION:
            self.add_error("unnamed", _("Only a question can be asked without a name."))
        return data


class PromotionForm(forms.Form):
    """The first word of the standing topic."""

    body = forms.CharField(
        label=_("What worked, or what could be tried?"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("For instance: I told about our answer on filters in the staff meeting, and two joined."),
        error_messages={"required": _("Write a few sentences")},
    )


class BriefForm(forms.Form):
    """The convening brief of a facilitated discussion."""

    title = forms.CharField(
        label=_("The question"),
        max_length=200,
        help_text=_("The one thing you want to find out together."),
        error_messages={"required": _("Say what you want to find out")},
    )
    body = forms.CharField(
        label=_("Why we ask"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("The background, who is asked, and what the synthesis will be used for."),
        error_messages={"required": _("Say why you ask; people answer to a reason")},
    )
    questions = forms.CharField(
        label=_("Guiding questions"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One on each line, four at the most work well."),
    )
    opens_on = forms.DateField(label=_("Opens"), widget=forms.DateInput(attrs={"type": "date"}))
    closes_on = forms.DateField(
        label=_("Contributions until"), widget=forms.DateInput(attrs={"type": "date"})
    )
    synthesis_on = forms.DateField(label=_("Synthesis by"), widget=forms.DateInput(attrs={"type": "date"}))
    share_on = forms.DateField(label=_("Sent on by"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean_questions(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["questions"].splitlines() if line.strip()][:12]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        dates = [data.get(name) for name in ("opens_on", "closes_on", "synthesis_on", "share_on")]
        if all(dates) and dates != sorted(dates):
            raise ValidationError(
                _("The dates must follow one another: opening, end of contributions, synthesis, sharing.")
            )
        return data

    @staticmethod
    def usual_dates() -> dict[str, datetime.date]:
        """Opening in three days, two weeks of contributions, a week for the synthesis."""
        start = timezone.localdate() + datetime.timedelta(days=3)
        return {
            "opens_on": start,
            "closes_on": start + datetime.timedelta(days=14),
            "synthesis_on": start + datetime.timedelta(days=21),
            "share_on": start + datetime.timedelta(days=25),
        }
