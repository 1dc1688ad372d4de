"""The subjects of an expert."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from communities.actions import subjects as actions
from communities.forms.subjects import SubjectsForm
from communities.permissions import check_see_members, check_set_subjects
from communities.queries import communities, subjects
from communities.views.shared import community_context
from cop_portal.foundation.policies import signed_in


@signed_in
def name_subjects(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say what an expert is asked about; pk is the person's."""
    community = communities.get_for(request.user, slug, content=True)
    check_see_members(request.user, community)
    membership = subjects.membership_of_expert(community, pk)
    if membership is None:
        raise Http404
    check_set_subjects(request.user, membership)
    form = SubjectsForm(request.POST or None, most=actions.MOST, initial={"subjects": membership.subjects})
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_subjects(
                membership=membership, by=request.user, subjects=form.cleaned_data["subjects"]
            )
        except ValidationError as refusal:
            form.add_error("subjects", refusal)
        else:
            messages.success(request, _("Saved. Questions about them come here from now on."))
            return redirect("community_roles", slug=slug)
    known = subjects.subjects_of(subjects.experts(community))
    return render(
        request,
        "communities/subjects_form.html",
        {
            **community_context(request, community, tab="people", inner="roles"),
            "form": form,
            "person": membership.user,
            "known": known,
        },
    )
