"""One's own profile."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cop_portal.foundation.accounts import actions
from cop_portal.foundation.accounts.forms import ProfileForm
from cop_portal.foundation.policies import signed_in


@signed_in
def edit_profile(request: HttpRequest) -> HttpResponse:
    """What colleagues read about this person."""
    form = ProfileForm(request.POST or None, request.FILES or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        picture, away = data.pop("picture"), data.pop("no_picture", False)
        try:  # the picture first: where it is refused, nothing is saved
            if picture is not None:
                content = picture.read(settings.UPLOAD_MAX_BYTES + 1)
                actions.set_photo(user=request.user, by=request.user, name=picture.name, content=content)
            elif away:
                actions.set_photo(user=request.user, by=request.user)
        except ValidationError as refusal:
            form.add_error("picture", refusal)
        else:
            actions.update_profile(user=request.user, by=request.user, **data)
            messages.success(request, _("Saved. Colleagues see it from now on."))
            return redirect(request.user)
    return render(request, "accounts/profile_form.html", {"form": form})
