"""A retired resource comes back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import actor_or_none
from knowledge_base.actions import resources
from knowledge_base.activity import RESOURCE_REINSTATED
from knowledge_base.models import ResourcePage
from knowledge_base.permissions import check_curate


@transaction.atomic
def reinstate(*, resource: ResourcePage, by: Any, quiet: bool = False, bulk: bool = False) -> ResourcePage:
    """Put it back into the library as it was when it left. Its address never changed."""
    check_curate(by, resource.community)
    ResourcePage.hold(resource.pk)
    page = ResourcePage.objects.get(pk=resource.pk)
    if not page.is_retired:
        raise ValidationError(_("It is in the library already, or never was."))
    if page.merged_into_id:
        raise ValidationError(_("It was merged into another one and lives on there."))
    ResourcePage.objects.filter(pk=page.pk).update(
        retired_at=None, retired_by=None, retired_reason="", instead=None
    )
    specific = ResourcePage.objects.get(pk=page.pk).specific
    # What was published stands in the table; a draft begun since the publication stays in its history.
    specific.save_revision(user=actor_or_none(by), clean=False)
    back = resources.publish(resource=specific, by=by, quiet=quiet, bulk=bulk)
    record(RESOURCE_REINSTATED, by=by, target=ResourcePage(pk=page.pk), community=page.community, quiet=quiet)
    return back
