"""Forms of the newsletter's editor."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cop_portal.newsletters.models import Issue, Item


class DraftForm(forms.ModelForm):
    """Subject and opening words. `revision` is the one that was opened."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Issue
        fields = ("subject", "intro")
        labels = {"subject": _("Subject"), "intro": _("Opening words")}
        help_texts = {
            "subject": _("The name of the community stands before it. Say what it is about."),
            "intro": _("A few sentences in your own voice. **bold**, *italic* and links are understood."),
        }
        error_messages = {"subject": {"required": _("Give the newsletter a subject.")}}
        widgets = {"intro": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].required = True


class ItemForm(forms.Form):
    """What the editor decides about one item."""

    included = forms.BooleanField(label=_("Include"), required=False)
    position = forms.IntegerField(label=_("Order"), min_value=0, max_value=99_999, required=False)
    note = forms.CharField(label=_("Your words to it"), max_length=300, required=False)

    def __init__(self, *args, item: Item, **kwargs) -> None:
        initial = {"included": item.included, "position": item.position, "note": item.note}
        super().__init__(*args, prefix=f"item-{item.pk}", initial=initial, **kwargs)
        self.item = item

    def clean_position(self) -> int:
        """Left empty, the order stays."""
        position = self.cleaned_data["position"]
        return self.item.position if position is None else position


class SendForm(forms.Form):
    """The word to send, for the draft that was seen."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
