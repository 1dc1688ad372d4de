"""Forms about closing, merging, splitting and handing over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.actions.transformations import USUAL_NOTICE, earliest_day
from communities.enums import TransformationKind
from communities.forms.cases import PersonField
from communities.models import Community
from communities.queries import transformations

Kind = TransformationKind
# So many members are picked from a list; of more, one is named.
FEW = 200


def _long(label: Any, help_text: Any = "", *, rows: int = 5, size: int = 2000, required: bool = True) -> Any:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=size,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class PlanForm(forms.Form):
    """What every kind asks: why, and when. The subclasses add what belongs to theirs."""

    kind = ""
    on_date = forms.DateField(
        label=_("On which day"),
        help_text=_("Members are told now; until that day it can be withdrawn."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = _long(_("Why"), _("Members read this."))

    def __init__(self, *args: Any, community: Community, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.community, self.user = community, user
        usual = timezone.localdate() + USUAL_NOTICE
        self.fields["on_date"].initial = usual
        self.fields["on_date"].widget.attrs["min"] = earliest_day(user, self.kind).isoformat()
        colleagues = transformations.colleagues(community)
        coordinators = transformations.coordinators(community)
        for name in {"library_owner", "successor"} & set(self.fields):
            if community.member_count > FEW:
                self._name(name, colleagues)
            else:
                self._offer(name, colleagues)
        if "outgoing" in self.fields:
            self._offer("outgoing", coordinators)
            self.fields["outgoing"].initial = user.pk
        if "library_owner" in self.fields:
            self.fields["library_owner"].initial = user.pk
        if "into" in self.fields:
            self._offer("into", transformations.merge_targets(user, community))

    def _offer(self, name: str, rows: Any) -> None:
        field: Any = self.fields[name]
        field.queryset = rows

    def _name(self, name: str, rows: Any) -> None:
        """The verb says it where nobody was named."""
        asked: Any = self.fields[name]
        self.fields[name] = PersonField(
            viewer=self.user, only={"pk__in": rows.values("pk")}, label=asked.label, help_text=asked.help_text
        )

    def plan(self) -> dict[str, Any]:
        """The fields of the step, ready for the action."""
        return dict(self.cleaned_data)


def _person(label: Any, help_text: Any = "", *, required: bool = True) -> Any:
    return forms.ModelChoiceField(
        queryset=Community.objects.none(), label=label, help_text=help_text, required=required
    )


OWNER = (
    _("Who answers for the library afterwards"),
    _("This member becomes the owner of the resources; undoing gives them back."),
)
LESSONS = (
    _("What we learned"),
    _("A page of its own, readable at the old address: what worked, what did not, what others can use."),
)


class CloseForm(PlanForm):
    kind = Kind.CLOSE
    library_owner = _person(*OWNER)
    lessons = _long(*LESSONS, rows=8, size=8000)


class MergeForm(PlanForm):
    kind = Kind.MERGE
    into = forms.ModelChoiceField(
        queryset=Community.objects.none(),
        label=_("Into which community"),
        help_text=_("Its coordinator is asked first. Members are invited there; each decides."),
    )
    library_owner = _person(*OWNER)
    lessons = _long(*LESSONS, rows=8, size=8000)
    field_order = ["into", "on_date", "reason"]


class HandOverForm(PlanForm):
    kind = Kind.HAND_OVER
    outgoing = _person(_("Whose term ends"))
    successor = _person(
        _("Who will coordinate"), _("A member. They are asked first, and nothing happens without their yes.")
    )
    handover_note = _long(
        _("Hand-over note"),
        _("What is under way, who to talk to, what must not be forgotten. It is kept with the term."),
        size=4000,
    )
    field_order = ["outgoing", "successor", "on_date", "reason", "handover_note"]


class PeopleField(forms.CharField):
    """Members by name or address, where there are too many to pick from."""

    def __init__(self, *, viewer: Any, only: dict[str, Any], **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 8})
        super().__init__(
            required=False, max_length=20_000, help_text=_("One on each line."), widget=widget, **kwargs
        )
        self.one = PersonField(viewer=viewer, only=only)

    def clean(self, value: Any) -> list[Any]:
        """Whoever is not found is named with the line."""
        found, errors = [], []
        for line in super().clean(value).splitlines():
            try:
                person = self.one.clean(line)
            except forms.ValidationError as wrong:
                errors.append(f"{line.strip()}: {wrong.messages[0]}")
            else:
                found += [person] if person else []
        if errors:
            raise forms.ValidationError(errors)
        return found


class SplitForm(PlanForm):
    """One or two new communities; the second is left empty where one is enough."""

    kind = Kind.SPLIT
    closes = forms.BooleanField(
        label=_("Close this community when it is split"),
        required=False,
        help_text=_("Otherwise it stays as it is beside the new one."),
    )
    library_owner = _person(*OWNER, required=False)
    lessons = _long(*LESSONS, rows=8, size=8000, required=False)

    PART_FIELDS = ("name", "tagline", "purpose", "everybody")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = transformations.colleagues(self.community).exclude(pk=self.user.pk)
        for number in (1, 2):
            first = number == 1
            self.fields[f"name_{number}"] = forms.CharField(label=_("Name"), max_length=90, required=first)
            self.fields[f"tagline_{number}"] = forms.CharField(
                label=_("What it is for"),
                max_length=200,
                required=first,
                help_text=_("One sentence that a newcomer understands."),
            )
            self.fields[f"purpose_{number}"] = _long(_("Purpose"), size=4000, required=False)
            self.fields[f"everybody_{number}"] = forms.BooleanField(
                label=_("Invite every member of this community"), required=False
            )
            self.fields[f"people_{number}"] = self._people(people)

    def _people(self, rows: Any) -> forms.Field:
        label: Any = _("Members to invite")
        if self.community.member_count > FEW:
            return PeopleField(viewer=self.user, only={"pk__in": rows.values("pk")}, label=label)
        return forms.ModelMultipleChoiceField(
            queryset=rows, label=label, required=False, widget=forms.CheckboxSelectMultiple
        )

    def part_fields(self) -> list[tuple[list[Any], Any]]:
        """For each new community its fields, and apart from them the long list of whom to invite."""
        return [
            ([self[f"{name}_{number}"] for name in self.PART_FIELDS], self[f"people_{number}"])
            for number in (1, 2)
        ]

    def common_fields(self) -> list[Any]:
        return [self[name] for name in ("on_date", "reason", "closes", "library_owner", "lessons")]

    def plan(self) -> dict[str, Any]:
        data = self.cleaned_data
        parts = [
            {
                "name": data[f"name_{number}"],
                "tagline": data[f"tagline_{number}"],
                "purpose": data[f"purpose_{number}"],
                "everybody": data[f"everybody_{number}"],
                "user_ids": [person.pk for person in data[f"people_{number}"]],
            }
            for number in (1, 2)
            if data[f"name_{number}"]
        ]
        kept = ("on_date", "reason", "closes", "library_owner", "lessons")
        return {"parts": parts, **{name: data[name] for name in kept}}


FORMS: dict[str, type[PlanForm]] = {
    str(form.kind): form for form in (CloseForm, MergeForm, SplitForm, HandOverForm)
}


class ReasonForm(forms.Form):
    """Withdrawing and undoing: members read why."""

    reason = _long(_("Why"), _("Members read this."), rows=3)


class AnswerForm(forms.Form):
    """A no may come with a word."""

    reason = _long(_("A word with your answer"), rows=3, required=False)
