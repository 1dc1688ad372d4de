"""Forms of announcements."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.models import Announcement


class AnnouncementForm(forms.ModelForm):
    """What is announced, and until when it stands on the community's page."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    class Meta:
        model = Announcement
        fields = ("title", "body", "until", "urgent")
        labels = {"body": _("What members should know"), "urgent": _("It is urgent")}
        help_texts = {
            "body": _("The most important sentence first. Bold, lists and links in Markdown."),
            "until": _("The last day on which it helps. Without one it stands there for thirty days."),
            "urgent": _(
                "It is marked, and comes at once to those who wait for a digest; not to who muted "
                "announcements. One in a week."
            ),
        }
        error_messages = {
            "title": {"required": _("Give it a title")},
            "body": {"required": _("Write what members should know.")},
        }
        widgets = {
            "body": forms.Textarea(attrs={"rows": 8}),
            "until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    field_order = ("title", "body", "until", "urgent")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields["key"].initial = uuid.uuid4().hex
        else:
            del self.fields["key"]
            self.fields["revision"].initial = self.instance.revision
            if not self.instance.is_draft:
                del self.fields["urgent"]  # it was sent as it was sent

    def values(self) -> dict[str, Any]:
        """What was written, for the action."""
        return {name: self.cleaned_data[name] for name in self._meta.fields if name in self.cleaned_data}


class SendForm(forms.Form):
    """The revision that was looked at."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
