"""Pages of notices and of the choice how they arrive."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cop_portal.foundation.notifications import actions, lists, previews, queries, scopes, timing
from cop_portal.foundation.notifications.forms import ChoicesForm, TimingForm
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


@signed_in
def preferences(request: HttpRequest) -> HttpResponse:
    """How notices reach this person everywhere, when, and where they choose otherwise."""
    user = request.user
    stopped = lists.stopped_letters(user)
    if request.method == "POST" and request.POST.get("resume") in stopped:
        lists.resume_letter(request.POST["resume"], user)
        messages.success(request, _("It comes again."))
        return redirect("preferences")
    about_time = "timing" in request.POST
    data = request.POST or None
    timing_form = TimingForm(data if about_time else None, timing=timing.timing_of(user))
    form = ChoicesForm(None if about_time else data, user=user)
    if timing_form.is_bound and timing_form.is_valid():
        actions.set_timing(by=user, **timing_form.cleaned_data)
        messages.success(request, _("Saved. It holds from the next letter on."))
        return redirect("preferences")
    if form.is_bound and form.is_valid():
        actions.choose(by=user, frequencies=form.cleaned_data)
        messages.success(request, _("Saved. It holds from the next letter on."))
        return redirect("preferences")
    return render(
        request,
        "notifications/preferences_form.html",
        {
            "form": form,
            "timing_form": timing_form,
            "zone": user.time_zone,
            "stopped": [(period, lists.LETTERS[Frequency(period)]) for period in stopped],
            "scopes": scopes.of_person(user),
        },
    )


@signed_in
def last_week(request: HttpRequest) -> HttpResponse:
    """What this person would have received in the last seven days."""
    return render(request, "notifications/last_week.html", {"week": previews.last_week(request.user)})
