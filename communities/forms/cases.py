"""The guided form of a case for a community."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.advice import QUESTIONS
from communities.enums import Role
from communities.models import Case
from communities.queries import directory
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.ui.commas import listed

YES_NO = [("", _("Not answered yet")), ("yes", _("Yes")), ("no", _("No"))]


class PersonField(forms.CharField):
    """A colleague by name or address: no list of thousands to scroll through."""

    def __init__(self, *, viewer: Any, only: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=200, **kwargs)
        self.viewer, self.only = viewer, only or {}

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            found = User.objects.filter(pk=value).first()
            return found.name if found else ""
        return value

    def clean(self, value: Any) -> User | None:
        text = super().clean(value).strip()
        if not text:
            return None
        seen = directory.visible_people(self.viewer).filter(**self.only)
        if "@" in text:
            found = list(seen.filter(email__iexact=text)[:1])
        else:
            rows = list(directory.people(self.viewer, words=text).filter(**self.only)[:6])
            found = [row for row in rows if row.match == 0] or [row for row in rows if row.match < 4]
        if len(found) == 1:
            return found[0]
        if found:
            names = listed(f"{row.name} ({getattr(row, 'office_city', '') or '–'})" for row in found)
            raise forms.ValidationError(
                _("Several people fit: %(names)s. Write the e-mail address of the one you mean."),
                params={"names": names},
            )
        raise forms.ValidationError(
            _("Nobody of this name was found. Write the full name or the e-mail address, or leave it empty.")
        )


class AnswerField(forms.ChoiceField):
    """Yes, no, or not yet."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, choices=YES_NO, **kwargs)

    def prepare_value(self, value: Any) -> str:
        return {True: "yes", False: "no", None: ""}.get(value, value)

    def clean(self, value: Any) -> bool | None:
        return {"yes": True, "no": False}.get(super().clean(value))


class CaseForm(forms.ModelForm):
    """Topic, reasons, five plain questions, people. Only the topic is needed to save a draft."""

    class Meta:
        model = Case
        fields = Case.TEXTS
        labels = {"name": _("What is the topic?"), "tagline": _("What is it for, in one sentence?")}
        help_texts = {
            "name": _("It becomes the community’s name. Two or three words."),
            "tagline": _("One sentence that a newcomer understands."),
            "audience": _("For instance: budget officers in country offices."),
            "practice": _("What do these people do, and what do they want to do better?"),
            "why_now": _("What makes it worth their time this year?"),
            "objectives": _("One on each line."),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in ("practice", "why_now", "objectives")}

    def __init__(self, *args: Any, author: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields["key"] = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
        for question in QUESTIONS:
            self.fields[question.key] = AnswerField(
                label=question.words, help_text=question.help, initial=getattr(self.instance, question.key)
            )
        for role in Role:
            self.fields[role.value] = PersonField(
                label=role.label, viewer=author, initial=getattr(self.instance, f"{role.value}_id")
            )
        self.fields["sponsor"] = PersonField(
            label=_("Sponsor"),
            help_text=_("A senior manager who stands behind it, and may approve it."),
            viewer=author,
            only={"is_sponsor": True},
            initial=self.instance.sponsor_id,
        )


class DecisionForm(forms.Form):
    comment = forms.CharField(
        label=_("Comment"),
        help_text=_("The author reads it. It is needed to return the case."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
