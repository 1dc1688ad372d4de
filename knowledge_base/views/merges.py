"""Two resources become one: choose the second, look at both side by side, choose which stays."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction

from cop_portal.foundation.permissions import Denied, can
from cop_portal.foundation.policies import signed_in
from knowledge_base.actions import merges as actions
from knowledge_base.forms.curation import MergeForm, MergeWithForm
from knowledge_base.models import ResourcePage
from knowledge_base.permissions import check_curate
from knowledge_base.queries.curation import under_care
from knowledge_base.queries.merges import Side, side_of


@signed_in
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """The other one, by Wagtail's chooser."""
    page = under_care(request.user, pk)
    form = MergeWithForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["other"].pk != page.pk:
            return redirect("curation_merge", page.pk, form.cleaned_data["other"].pk)
        form.add_error("other", _("Choose two different resources."))
    return render(request, "wagtailadmin/curation/merge_with.html", {"page": page, "form": form})


@signed_in
def merge(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Both side by side."""
    pair = [under_care(request.user, pk), under_care(request.user, other)]
    if pk == other:
        return redirect("curation_merge_with", pk)
    if gone := next((page for page in pair if not page.live), None):
        messages.warning(request, _("“%(title)s” is not in the library.") % {"title": gone.title})
        return redirect("curation_queue")
    form = MergeForm(request.POST if request.method == "POST" else None, pair=pair)
    if request.method == "POST" and form.is_valid():
        winner, loser = sorted(pair, key=lambda page: page.pk != form.cleaned_data["winner"])
        try:
            done = actions.merge(
                winner=winner, loser=loser, by=request.user, reason=form.cleaned_data["reason"]
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        except Denied as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(
                request,
                _("Merged. The address of “%(old)s” leads to “%(new)s” now.")
                % {"old": loser.title, "new": done.title},
            )
            return redirect("wagtailadmin_pages:edit", done.pk)
    sides: list[Side] = [side_of(page.specific) for page in pair]
    rows = list(
        zip([said for said, _value in sides[0].rows], *[side.values() for side in sides], strict=True)
    )
    return render(
        request,
        "wagtailadmin/curation/merge.html",
        {"pair": pair, "rows": rows, "form": form, "chosen": form["winner"].value() or ""},
    )


class MergeBulkAction(PageBulkAction):
    """Two ticked resources go to the page that shows them side by side."""

    display_name = gettext_lazy("Merge")
    action_type = "merge"
    aria_label = gettext_lazy("Merge the two selected resources")
    template_name = "wagtailadmin/curation/bulk_merge.html"
    action_priority = 13

    def check_perm(self, page: Any) -> bool:
        page = page.specific
        return (
            isinstance(page, ResourcePage)
            and page.live
            and can(check_curate, self.request.user, page.community)
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        objects, _others = self.get_actionable_objects()
        if len(objects) == 2:
            return redirect("curation_merge", objects[0].pk, objects[1].pk)
        return super().get(request, *args, **kwargs)

    @classmethod
    def execute_action(cls, objects: Any, **kwargs: Any) -> tuple[int, int]:
        return 0, 0
