"""Forms about events."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.actions.events import MOST_DATES, Plan
from communities.forms.cases import PersonField
from communities.gatherings import Repeat
from communities.models import Event, Need
from cop_portal.foundation.accounts.forms import zone_choices
from cop_portal.foundation.accounts.models import zone_of
from cop_portal.foundation.notifications.timing import moment


class LocalDateTimeField(forms.DateTimeField):
    """A date and time as the clocks of a place show them; which place, another field says."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def prepare_value(self, value: Any) -> Any:
        return value

    def to_python(self, value: Any) -> Any:
        with timezone.override(datetime.UTC):
            found = super().to_python(value)
        return found.replace(tzinfo=None) if found else None


class EventForm(forms.Form):
    """What, when, where, for how many."""

    title = forms.CharField(
        label=_("Title"), max_length=150, error_messages={"required": _("Give it a title")}
    )
    about = forms.CharField(
        label=_("What it is for"),
        help_text=_("What people take home. Bold, lists and links in Markdown."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say what it is for, so that people can decide.")},
    )
    begins = LocalDateTimeField(label=_("Begins"), error_messages={"required": _("Say when it begins.")})
    ends = LocalDateTimeField(label=_("Ends"), error_messages={"required": _("Say when it ends.")})
    zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Of these two hours. Everybody sees them by their own clock."),
        choices=zone_choices,
    )
    place = forms.CharField(label=_("Place"), help_text=_("A room, a city."), max_length=200, required=False)
    online_url = forms.URLField(
        label=_("Online link"),
        help_text=_("Only members see it."),
        max_length=500,
        required=False,
        assume_scheme="https",
    )
    capacity = forms.IntegerField(
        label=_("Places"),
        help_text=_("Empty: as many as come. Whoever comes too late waits and moves up."),
        required=False,
        min_value=1,
        max_value=100_000,
    )
    agenda = forms.CharField(
        label=_("Agenda"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    repeat = forms.ChoiceField(label=_("Comes again"), choices=Repeat.choices, initial=Repeat.NONE)
    every = forms.IntegerField(
        label=_("Every so many weeks or months"), required=False, min_value=1, max_value=12, initial=1
    )
    times = forms.IntegerField(
        label=_("How many dates"), required=False, min_value=2, max_value=MOST_DATES, initial=6
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    field_order = (
        "title", "about", "begins", "ends", "zone", "place", "online_url", "capacity", "leader", "agenda",
    )  # fmt: skip

    def __init__(self, *args: Any, viewer: Any, event: Event | None = None, **kwargs: Any) -> None:
        initial = {"zone": viewer.time_zone, **(_held(event) if event else {}), **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["leader"] = PersonField(
            label=_("Who leads it"), help_text=_("The name or address of a member."), viewer=viewer
        )
        if event is not None:
            for name in ("repeat", "every", "times", "key"):
                del self.fields[name]
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        zone = data.get("zone", "UTC")
        for name in ("begins", "ends"):
            local = data.get(name)
            if local is None:
                continue
            data[f"{name}_at"] = moment(local.date(), local.time(), zone)
            if data[f"{name}_at"].astimezone(zone_of(zone)).replace(tzinfo=None) != local:
                self.add_error(name, _("The clocks jump over this hour there. Choose another."))
        return data

    def plan(self) -> Plan:
        """What was written, for the action."""
        names = ("title", "about", "begins_at", "ends_at", "zone", "place", "online_url", "capacity")
        return Plan(
            **{name: self.cleaned_data[name] for name in names},
            agenda=self.cleaned_data["agenda"],
            leader=self.cleaned_data["leader"],
        )

    def rule(self) -> dict[str, Any]:
        """How it comes again."""
        data = self.cleaned_data
        return {"repeat": data["repeat"], "every": data["every"] or 1, "times": data["times"] or 2}

    def refuse(self, refusal: ValidationError) -> None:
        """Put what an action refused to the fields as they are called here."""
        own = {"begins_at": "begins", "ends_at": "ends"}
        for name, messages in getattr(refusal, "error_dict", {None: refusal.messages}).items():
            field = own.get(name, name) if name else None
            self.add_error(field if field in self.fields else None, messages)


def _held(event: Event) -> dict[str, Any]:
    begins, ends = event.local_times()
    names = ("title", "about", "zone", "place", "online_url", "capacity", "agenda", "revision")
    return {
        **{name: getattr(event, name) for name in names},
        "begins": begins.replace(tzinfo=None),
        "ends": ends.replace(tzinfo=None),
        "leader": event.leader_id,
    }


def from_need(need: Need) -> dict[str, Any]:
    """A need as the beginning of an event."""
    return {"title": need.text[:150], "about": str(_("We learn together: %(need)s") % {"need": need.text})}


class CancelEventForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Whoever kept the day free reads it."),
        max_length=300,
        error_messages={"required": _("Say why; whoever kept the day free reads it.")},
    )
    whole = forms.BooleanField(label=_("All dates of the series that are to come"), required=False)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if event.series_id is None:
            del self.fields["whole"]


class AfterwardsForm(forms.Form):
    """Who was there, of those who answered, and how it went."""

    came = forms.TypedMultipleChoiceField(
        label=_("Who was there"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    went = forms.CharField(
        label=_("How it went"),
        help_text=_(
            "For those who could not come: what was said, what follows. Everybody who answered is told."
        ),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, event: Event, answers: Any, **kwargs: Any) -> None:
        known = any(row.came is not None for row in answers)
        there = [row.user_id for row in answers if (row.came if known else row.answer == "yes")]
        super().__init__(*args, initial={"came": there, "went": event.went}, **kwargs)
        if answers:
            self.fields["came"].choices = [
                (row.user_id, f"{row.user.name} ({row.get_answer_display()})") for row in answers
            ]
        else:
            del self.fields["came"]


class ValuedForm(forms.Form):
    valued = forms.CharField(
        label=_("What was most valuable to you?"),
        help_text=_("One sentence. Those who hold the event read it with your name."),
        max_length=300,
        error_messages={"required": _("Say in a sentence what was most valuable to you.")},
    )
    next = forms.CharField(
        label=_("What would you like to learn next?"),
        help_text=_("It goes to the needs board, where others can want it too."),
        max_length=200,
        required=False,
    )
