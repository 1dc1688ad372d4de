"""Forms to start and convene."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.forms.subjects import SubjectsField
from cop_portal.foundation.ui.commas import listed
from discussions.actions.discussions import MOST_SUBJECTS
from discussions.enums import Kind
from discussions.forms.contributions import ManyFilesField


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
    files = ManyFilesField(
        label=_("Files"),
        required=False,
        help_text=_(
            "PDF, pictures, office documents or text; several at once. Smaller files reach more colleagues."
        ),
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
        self,
        *args: Any,
        kinds: Container[str] = tuple(Kind.values),
        may_be_unnamed: bool = False,
        known: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        """kinds: what is in use here. known: subjects that experts here are named for, to choose from."""
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["kind"]
        choice.choices = [row for row in choice.choices if row[0] in kinds]
        if Kind.QUESTION not in kinds:
            choice.initial = Kind.CONVERSATION
            self.fields["subjects"].help_text = _("Parted by commas.")
        elif known:
            self.fields["subjects"].help_text = _(
                "Separated by commas. Experts here are asked about: %(subjects)s."
            ) % {"subjects": listed(known[:20])}
        if not may_be_unnamed:
            del self.fields["unnamed"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("unnamed") and data.get("kind") != Kind.QUESTION:
            self.add_error("unnamed", _("Only a question can be asked without a name."))
        if data.get("unnamed") and data.get("files"):
            self.add_error("files", _("Files come under your name. Leave them out, or ask with your name."))
        return data


class PromotionForm(forms.Form):
    """The first word of the standing topic."""

    body = forms.CharField(
        label=_("What worked, or what could be tried?"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("For instance: I told about our answer on filters in the staff meeting, and two joined."),
        error_messages={"required": _("Write a few sentences")},
    )
