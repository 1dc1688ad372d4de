"""The inventory of a community as a spreadsheet: out, and in again after a trial run."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.enums import Capability
from communities.models import Community
from communities.queries.memberships import communities_where
from cop_portal.foundation import spreadsheets
from cop_portal.foundation.policies import signed_in
from knowledge_base import inventory_columns as columns
from knowledge_base.actions import inventories as actions
from knowledge_base.actions import inventory_files as file_actions
from knowledge_base.forms.curation import InventoryForm
from knowledge_base.inventory_plans import MOST_BYTES, Plan, text_of
from knowledge_base.queries import inventories, inventory_files

SALT = "knowledge_base.inventory"
# So many rows without faults are shown one by one.
MOST_SHOWN = 50
# Of HTTP and of htmx: the page stays as it is; what comes is the last answer.
NOTHING_NEW, STOP_POLLING = 204, 286
EXAMPLE = {
    "key": "P-001", "kind": "good_practice", "title": "A pump that lasts", "summary": "How to keep it running.",
    "language": "en", "place": "Kisumu", "sharing": "community", "state": "published", "tags": "pumps; repair",
    "credits": "author: Amina Wanjiru; source: District water office", "review_months": "12",
    "published_on": "2024-05-31", "body": "What we did, and what came of it.",
}  # fmt: skip


def _community(request: HttpRequest, slug: str) -> Community:
    """One's own libraries; all others are not there."""
    found = communities_where(request.user, Capability.CURATE).filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


@signed_in
def export(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Everything the library holds, in a form that comes back unchanged."""
    community = _community(request, slug)
    if kind not in spreadsheets.FORMATS:
        raise Http404
    headings, rows = inventories.table(community)
    return spreadsheets.answer(f"inventory-{community.slug}-{timezone.localdate()}", kind, headings, rows)


@signed_in
def template(request: HttpRequest, slug: str) -> HttpResponse:
    """All headings, and one row that shows how it is meant."""
    community = _community(request, slug)
    names = columns.columns()
    return spreadsheets.answer(
        f"inventory-{community.slug}-example", "csv", names, [[EXAMPLE.get(name, "") for name in names]]
    )


@signed_in
def import_view(request: HttpRequest, slug: str) -> HttpResponse:
    """First what the file would do, row by row; then, on a second word, the worker does that."""
    community = _community(request, slug)
    form = InventoryForm(None)
    plan: Plan | None = None
    source = ""
    if request.method == "POST":
        try:
            if "source" in request.POST:
                file_actions.take_up(
                    community=community,
                    by=request.user,
                    source=_kept(request, community),
                    without_faulty=request.POST.get("without") == "faulty",
                )
                return redirect("inventory_import", community.slug)
            form = InventoryForm(request.POST, request.FILES)
            if form.is_valid():
                source = text_of(form.cleaned_data["file"].read(MOST_BYTES + 1))
                plan = actions.plan(community=community, by=request.user, source=source)
        except ValidationError as refusal:
            form = InventoryForm(None)
            form.trouble = refusal.messages[0]
    return render(
        request, "wagtailadmin/curation/inventory.html", _context(request, community, form, plan, source)
    )


@signed_in
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    """What the page asks for every few seconds: nothing while the worker is at it, then what was done."""
    found = inventory_files.latest(request.user, _community(request, slug))
    if found is not None and found.is_open:
        return HttpResponse(status=NOTHING_NEW)
    context = {"file": found, "said": inventory_files.said(found) if found else ""}
    return render(request, "wagtailadmin/curation/_file.html", context, status=STOP_POLLING)


def _context(
    request: HttpRequest, community: Community, form: Any, plan: Plan | None, source: str
) -> dict[str, Any]:
    told = [row for row in plan.rows if row.outcome in ("new", "changed")] if plan else []
    found = inventory_files.latest(request.user, community)
    return {
        "file": found,
        "said": inventory_files.said(found) if found else "",
        "community": community,
        "form": form,
        "trouble": getattr(form, "trouble", ""),
        "plan": plan,
        "counts": plan.counts if plan else {},
        "shown": told[:MOST_SHOWN],
        "more": max(0, len(told) - MOST_SHOWN),
        "source": signing.dumps([community.pk, request.user.pk, source], salt=SALT, compress=True)
        if plan
        else "",
    }


def _kept(request: HttpRequest, community: Community) -> str:
    """The text of the trial run, handed back by the page. It is judged anew all the same."""
    try:
        place, person, source = signing.loads(request.POST["source"], salt=SALT, max_age=24 * 3600)
    except signing.BadSignature:
        raise ValidationError(_("The trial run is too old. Choose the file again.")) from None
    if (place, person) != (community.pk, request.user.pk):
        raise ValidationError(_("The trial run is too old. Choose the file again."))
    return str(source)
