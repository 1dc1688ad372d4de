"""One's own profile."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cop_portal.foundation.accounts import actions
from cop_portal.foundation.accounts.forms import ProfileForm
from cop_portal.foundation.policies import signed_in


@signed_in
def edit_profile(request: HttpRequest) -> HttpResponse:
    """What colleagues read about this person."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        actions.update_profile(user=request.user, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. Colleagues see it from now on."))
        return redirect(request.user)
    return render(request, "accounts/profile_form.html", {"form": form})
