"""Forms of choices: when mail may come, and how often each kind of notice does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.apps import apps
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cop_portal.foundation.notifications import choices, kinds
from cop_portal.foundation.notifications.models import EVERYTHING, Frequency, Timing

CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class TimingForm(forms.Form):
    """Quiet hours, and the day of the weekly letter."""

    quiet_from = forms.TimeField(
        label=gettext_lazy("Quiet from"),
        required=False,
        widget=CLOCK,
        help_text=gettext_lazy("By your own clock. What would be mailed at once waits until they end."),
    )
    quiet_until = forms.TimeField(label=gettext_lazy("Quiet until"), required=False, widget=CLOCK)
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("The weekly letter comes on"), coerce=int, choices=list(WEEKDAYS.items())
    )

    def __init__(self, *args: Any, timing: Timing, **kwargs: Any) -> None:
        held = {name: getattr(timing, name) for name in ("quiet_from", "quiet_until", "weekday")}
        super().__init__(*args, initial=held, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        begin, end = data.get("quiet_from"), data.get("quiet_until")
        if self.errors:
            return data
        if begin is None and end is not None:
            self.add_error("quiet_from", _("Say when they begin, or leave both empty."))
        elif end is None and begin is not None:
            self.add_error("quiet_until", _("Say when they end, or leave both empty."))
        elif begin is not None and begin == end:
            self.add_error("quiet_until", _("They end at another time than they begin."))
        return data


@dataclass
class Group:
    """The kinds of one storey, with how many of them were chosen."""

    label: str
    fields: list[Any]
    own: int


class ChoicesForm(forms.Form):
    """How often each kind comes, everywhere or in one community. Empty is as it is one step farther out."""

    def __init__(self, *args: Any, user: Any, community: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place = community.pk if community else None
        held = choices.of_person(user)
        usual = _("As everywhere") if community else _("As the portal proposes")
        self.fields[EVERYTHING] = forms.ChoiceField(
            label=_("Everything that is not chosen below"),
            required=False,
            choices=[("", usual), *Frequency.choices],
            initial=held.get((EVERYTHING, self.place), ""),
        )
        for kind in kinds.choosable_kinds():
            own = held.get((kind.name, self.place), "")
            without = {key: how for key, how in held.items() if key != (kind.name, self.place)}
            otherwise = Frequency(choices.nearest(kind, self.place, without)).label
            self.fields[kind.name] = forms.ChoiceField(
                label=kind.label,
                required=False,
                choices=[("", _("As usual: %(how)s") % {"how": otherwise}), *Frequency.choices],
                initial=own,
            )

    def everything(self) -> Any:
        return self[EVERYTHING]

    def groups(self) -> list[Group]:
        """The kinds by the storey that declares them, from the ground up; apps are loaded roof first."""
        found: dict[str, list[Any]] = {}
        for kind in kinds.choosable_kinds():
            found.setdefault(kind.name.partition(".")[0], []).append(self[kind.name])
        return [
            Group(
                str(apps.get_app_config(name).verbose_name),
                fields,
                sum(bool(field.value()) for field in fields),
            )
            for name, fields in reversed(found.items())
        ]
