"""Forms about the charter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.models import CharterDraft


class CharterForm(forms.ModelForm):
    """The draft. `revision` is the one that was opened: a save on top of another's save is noticed."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = CharterDraft
        fields = (*CharterDraft.SECTIONS, "unnamed_questions")
        labels = {
            "unnamed_questions": _("Members may ask a question without their name"),
            "mission": _("Mission"),
            "vision": _("Vision"),
            "goals": _("Goals"),
            "rules": _("Rules and agreements"),
        }
        help_texts = {
            "unnamed_questions": _(
                "Then nobody sees who asked: no member, no facilitator, no administrator."
            ),
            "mission": _("Why are we here? One or two sentences."),
            "vision": _("What will be different when we succeed?"),
            "goals": _("One on each line, each with a date where you can."),
            "rules": _("How do we treat one another? One on each line."),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 6}) for name in CharterDraft.SECTIONS}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = (self.initial or {}).get("more") or getattr(self.instance, "more", None) or []
        count = max(len(own), self._posted_rows())
        for row in range(min(count + 2, 12)):
            known = own[row] if row < len(own) else {}
            self.fields[f"title_{row}"] = forms.CharField(
                label=_("Section of your own: title"),
                required=False,
                max_length=100,
                initial=known.get("title", ""),
            )
            self.fields[f"text_{row}"] = forms.CharField(
                label=_("Its text"),
                required=False,
                max_length=4000,
                initial=known.get("text", ""),
                widget=forms.Textarea(attrs={"rows": 4}),
            )

    def _posted_rows(self) -> int:
        return sum(1 for row in range(12) if (self.data or {}).get(f"title_{row}"))

    def clean(self) -> dict[str, Any]:
        """Gather the community's own sections; a text without a title is named, not dropped."""
        data = super().clean() or {}
        more = []
        for row in range(12):
            title, text = data.pop(f"title_{row}", ""), data.pop(f"text_{row}", "")
            if text and not title:
                self.add_error(f"title_{row}", _("Give this section a title, or empty its text."))
            if title:
                more.append({"title": title, "text": text})
        data["more"] = more
        return data


class PublishCharterForm(forms.Form):
    """Put the draft to the members."""

    changes = forms.CharField(
        label=_("What changed, and why"),
        help_text=_("Members read this before they agree."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    minor = forms.BooleanField(
        label=_("A minor change: nobody is asked again"),
        help_text=_("For slips of the pen. What changes a rule or a goal is not minor."),
        required=False,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)
    number = forms.IntegerField(required=False, widget=forms.HiddenInput)


class CommentForm(forms.Form):
    """What a member says to the draft."""

    section = forms.ChoiceField(label=_("About"), required=False)
    text = forms.CharField(label=_("Your comment"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, draft: CharterDraft, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = [str(label) for label in CharterForm.Meta.labels.values()]
        titles += [item["title"] for item in draft.more]
        self.fields["section"].choices = [("", _("the whole")), *((title, title) for title in titles)]
