"""Retiring one resource from Wagtail's editor, with where to go instead."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cop_portal.foundation.policies import signed_in
from knowledge_base.actions import resources
from knowledge_base.forms.curation import RetireForm
from knowledge_base.permissions import check_curate
from knowledge_base.queries.curation import under_care


@signed_in
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Why, and what stands in its place."""
    page = under_care(request.user, pk)
    check_curate(request.user, page.community)
    form = RetireForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            resources.retire(
                resource=page,
                by=request.user,
                reason=form.cleaned_data["reason"],
                instead=form.cleaned_data["instead"],
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Retired. It stays readable at its address, with the reason."))
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return render(request, "wagtailadmin/curation/retire.html", {"page": page, "form": form})
