"""The forms of a facilitated discussion: its brief, a template of it, its dates."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from discussions.brief_templates import GAP, BriefTemplate
from discussions.models import Discussion

MOST_QUESTIONS = 12
# In three days, for two weeks; a week for the synthesis, four days to send it on.
BEFORE, OPEN, SYNTHESIS, SHARING = (datetime.timedelta(days=days) for days in (3, 14, 7, 4))


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **kwargs)


def _questions_field() -> forms.CharField:
    return forms.CharField(
        label=_("Guiding questions"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One on each line, four at the most work well."),
    )


class _BriefBase(forms.Form):
    """What all briefs ask."""

    title = forms.CharField(
        label=_("The question"),
        max_length=200,
        help_text=_("The one thing you want to find out together."),
        error_messages={"required": _("Say what you want to find out")},
    )
    body = forms.CharField(
        label=_("Why we ask"),
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("The background, who is asked, and what the synthesis will be used for."),
        error_messages={"required": _("Say why you ask; people answer to a reason")},
    )
    questions = _questions_field()
    dates: tuple[str, ...] = ()

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today  # where the community is

    def clean_closes_on(self) -> datetime.date:
        """What ended before it began would open and end in the same hour."""
        day = self.cleaned_data["closes_on"]
        if day < self.today:
            raise ValidationError(_("The last day of contributions has passed. Choose today or a later day."))
        return day

    def clean_questions(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["questions"].splitlines()]
        return [line for line in lines if line][:MOST_QUESTIONS]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        days = [data.get(name) for name in self.dates]
        if all(days) and days != sorted(days):
            raise ValidationError(
                _("The dates must follow one another: opening, end of contributions, synthesis, sharing.")
            )
        return data


class BriefForm(_BriefBase):
    """The convening brief of a facilitated discussion. `key` is the form's own: sent twice, it convenes once."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)
    opens_on = day_field(_("Opens"))
    closes_on = day_field(_("Contributions until"))
    synthesis_on = day_field(_("Synthesis by"))
    share_on = day_field(_("Sent on by"))
    dates = ("opens_on", "closes_on", "synthesis_on", "share_on")

    def __init__(self, *args: Any, template: BriefTemplate | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.template = template

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.template is None:
            return data
        for name in ("title", "body"):
            if GAP in data.get(name, ""):
                self.add_error(name, _("The template left a gap (…). Fill it in, or take the line out."))
        return data

    @staticmethod
    def usual(template: BriefTemplate | None = None) -> dict[str, Any]:
        """The usual dates; with a template, its own and its words in the language of the reader."""
        opens_on = timezone.localdate() + BEFORE
        if template is None:
            return _dates(opens_on, OPEN, SYNTHESIS, SHARING)
        spans = (template.days_open, template.days_to_synthesis, template.days_to_sharing)
        return {
            "title": str(template.title),
            "body": "\n\n".join(str(line) for line in template.body),
            "questions": "\n".join(str(line) for line in template.questions),
            **_dates(opens_on, *(datetime.timedelta(days=days) for days in spans)),
        }

    @staticmethod
    def like(earlier: Discussion) -> dict[str, Any]:
        """The brief of an earlier discussion, with its durations counted from the usual opening."""
        days = [earlier.opens_on, earlier.closes_on, earlier.synthesis_on, earlier.share_on]
        usual = (OPEN, SYNTHESIS, SHARING)
        spans = [
            max(after - before, datetime.timedelta()) if before and after else span
            for before, after, span in zip(days, days[1:], usual, strict=False)
        ]
        return {**_words(earlier), **_dates(timezone.localdate() + BEFORE, *spans)}

    @staticmethod
    def of(discussion: Discussion) -> dict[str, Any]:
        """The brief as it stands."""
        return {**_words(discussion), **{name: getattr(discussion, name) for name in BriefForm.dates}}


class TurnForm(_BriefBase):
    """The brief of a conversation that becomes a facilitated discussion today."""

    closes_on = day_field(_("Contributions until"))
    synthesis_on = day_field(_("Synthesis by"))
    share_on = day_field(_("Sent on by"))
    dates = ("closes_on", "synthesis_on", "share_on")

    @staticmethod
    def usual(discussion: Discussion) -> dict[str, Any]:
        """Its own words, and the usual dates from today."""
        days = _dates(discussion.community.today, OPEN, SYNTHESIS, SHARING)
        del days["opens_on"]
        return {"title": discussion.title, "body": discussion.body, **days}


class DatesForm(forms.Form):
    """Other dates for a discussion that is open."""

    closes_on = day_field(_("Contributions until"))
    synthesis_on = day_field(_("Synthesis by"))
    share_on = day_field(_("Sent on by"))
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=_("Those who follow the discussion read it; it stands beside the dates."),
        error_messages={"required": _("Say why; those who follow the discussion read it.")},
    )


def _words(discussion: Discussion) -> dict[str, str]:
    questions = discussion.guiding_questions.values_list("text", flat=True)
    return {"title": discussion.title, "body": discussion.body, "questions": "\n".join(questions)}


def _dates(opens_on: datetime.date, *spans: datetime.timedelta) -> dict[str, datetime.date]:
    days = [opens_on]
    for span in spans:
        days.append(days[-1] + span)
    return dict(zip(BriefForm.dates, days, strict=True))
