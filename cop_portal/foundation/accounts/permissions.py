"""Who may see and change whom."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.permissions import Denied


def check_update_profile(user: Any, person: Any) -> None:
    if user != person and not getattr(user, "is_administrator", False):
        raise Denied(_("Only the person concerned can change this profile."))


def check_administer_accounts(user: Any) -> None:
    if not getattr(user, "is_superuser", False):
        raise Denied(_("Accounts are looked after by administrators."))


def check_administer_offices(user: Any) -> None:
    if not getattr(user, "is_superuser", False):
        raise Denied(_("Offices are changed by administrators."))
