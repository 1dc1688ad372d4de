"""Pages of notices and of the choice how they arrive."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cop_portal.foundation.notifications import actions, digests, queries
from cop_portal.foundation.notifications.models import Frequency, Notice
from cop_portal.foundation.paging import key_set_page
from cop_portal.foundation.policies import signed_in


@signed_in
def notices(request: HttpRequest) -> HttpResponse:
    """What this person was told, newest first."""
    page = key_set_page(queries.for_person(request.user), request.GET, order=("-id",), size=30)
    return render(request, "notifications/notice_list.html", {"page": page})


@signed_in
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go to what it is about."""
    notice = get_object_or_404(Notice, pk=pk, user=request.user)
    actions.mark_read(by=request.user, notice_id=pk)
    if not url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None):
        return redirect("notices")
    return redirect(notice.url)


@signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    actions.mark_read(by=request.user)
    return redirect("notices")


class PreferencesForm(forms.Form):
    """One choice for each kind of notice, and the daily letter on or off."""

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["daily_letter"] = forms.BooleanField(
            label=_("Send me the daily letter when there is something in it"),
            required=False,
            initial=queries.wants_digest(user),
        )
        for kind, frequency in queries.choices_of(user):
            self.fields[kind.name] = forms.ChoiceField(
                label=kind.label, choices=Frequency.choices, initial=frequency
            )


@signed_in
def preferences(request: HttpRequest) -> HttpResponse:
    """How notices reach this person."""
    form = PreferencesForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        chosen = dict(form.cleaned_data)
        daily = chosen.pop("daily_letter")
        actions.choose(by=request.user, frequencies=chosen)
        (digests.resume if daily else digests.stop)(request.user, None)
        messages.success(request, _("Saved. It holds from the next letter on."))
        return redirect("preferences")
    return render(request, "notifications/preferences_form.html", {"form": form})
