"""Who may look after the portal's mail."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.permissions import Denied, is_system


def check_operate_mail(user: Any) -> None:
    if not is_system(user) and not getattr(user, "is_administrator", False):
        raise Denied(_("Only administrators look after the mail of the portal."))
