"""A second person's word on the result of a story."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cop_portal.foundation.policies import signed_in
from knowledge_base.actions import stories as actions
from knowledge_base.forms.submissions import ConfirmForm
from knowledge_base.models import StoryPage
from knowledge_base.queries.resources import get_to_read


@signed_in
@require_POST
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm the result of a story, or take one's word back."""
    story = get_to_read(request.user, pk, StoryPage)
    if request.POST.get("step") == "take_back":
        actions.take_back(story=story, by=request.user)
        messages.success(request, _("Taken back."))
    else:
        form = ConfirmForm(request.POST)
        words = form.cleaned_data["words"] if form.is_valid() else request.POST.get("words", "")
        actions.confirm_result(story=story, by=request.user, words=words)
        messages.success(request, _("Noted: you confirm the result."))
    return redirect(f"{story.url}#result")
