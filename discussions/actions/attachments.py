"""Files that come with a contribution: kept within what one person may keep."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.jobs import bell
from cop_portal.foundation.uploads import CheckedFile
from discussions.actions import filetexts
from discussions.models import Attachment, Contribution


def check_quota(files: Iterable[CheckedFile], *, by: Any) -> None:
    """Raises ValidationError where all that the person keeps here would be too much.

    Holds the person's row until the transaction ends, so that two posts at once do not pass together.
    """
    size = sum(checked.size for checked in files)
    if not size or not by.pk:
        return
    User.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
    kept = Attachment.objects.filter(contribution__author=by).aggregate(all=Sum("size"))["all"] or 0
    if kept + size > settings.UPLOAD_QUOTA_BYTES:
        raise ValidationError(
            _("With these files you would keep more than %(most)s here. Make them smaller, or link to them.")
            % {"most": filesizeformat(settings.UPLOAD_QUOTA_BYTES)},
            code="files",
        )


def attach(contribution: Contribution, checked: CheckedFile) -> Attachment:
    """Keep a checked file with a contribution."""
    attachment = Attachment(
        contribution=contribution, name=checked.name, content_type=checked.content_type, size=checked.size
    )
    attachment.file.save(checked.content.name or checked.name, checked.content, save=False)
    attachment.save()
    transaction.on_commit(lambda: bell.ring(filetexts.TASK))
    Contribution.objects.filter(pk=contribution.pk).update(attachment_count=F("attachment_count") + 1)
    return attachment
