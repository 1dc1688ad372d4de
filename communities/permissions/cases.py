"""Who proposes a community, and who decides about it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.permissions import Denied, is_system


def check_propose_community(user: Any) -> None:
    """Colleagues propose; a guest asks one of them to."""
    if is_system(user):
        return
    if not user.is_authenticated or not user.is_active:
        raise Denied(_("Sign in to propose a community."))
    if getattr(user, "is_guest", False):
        raise Denied(_("A colleague can propose a community; ask the one who invited you."))


def check_edit_case(user: Any, case: Any) -> None:
    """Its author, until it is decided."""
    if is_system(user):
        return
    if case.author_id != user.pk:
        raise Denied(_("Only its author can change a case."))
    if not case.is_editable:
        raise Denied(_("The case is with those who decide. It can be changed again if it comes back."))


def check_decide_case(user: Any, case: Any) -> None:
    """An administrator, or the sponsor it names; never its author alone."""
    if is_system(user) or getattr(user, "is_superuser", False):
        return
    if case.sponsor_id != user.pk or not user.is_active or case.author_id == user.pk:
        raise Denied(_("An administrator or the sponsor who is named decides about this case."))


def check_see_sponsored(user: Any) -> None:
    """Sponsors, and administrators."""
    if not (getattr(user, "is_superuser", False) or getattr(user, "is_sponsor", False)):
        raise Denied(_("This page is for those who sponsor communities."))
