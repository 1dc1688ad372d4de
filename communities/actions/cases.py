"""Proposing a community: a case is written, handed in, returned or approved."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from communities.actions import memberships
from communities.actions.communities import create_community
from communities.activity import CASE_APPROVED, CASE_RETURNED, CASE_SUBMITTED
from communities.enums import CaseState, JoinPolicy, Role, Visibility
from communities.models import Case, CaseDecision, Community
from communities.permissions.cases import check_decide_case, check_edit_case, check_propose_community
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import SYSTEM, actor_or_none
from cop_portal.foundation.ui.commas import listed

FIELDS = (*Case.TEXTS, *Case.ANSWERS, *Role.values, "sponsor")


@transaction.atomic
def begin(*, by: Any, name: str, key: str = "", **fields: Any) -> Case:
    """A new draft. Only its author sees it. The same key twice is one case.

    What was typed anew under the key goes into that case, as long as it is with its author.
    """
    check_propose_community(by)
    typed = {"name": name.strip(), **_known(fields)}
    if not key:
        return Case.objects.create(author=by, **typed)
    case, new = Case.objects.get_or_create(author=by, key=key, defaults=typed)
    if new or all(getattr(case, field) == value for field, value in typed.items()):
        return case
    return save(case=case, by=by, **typed)


@transaction.atomic
def save(*, case: Case, by: Any, **fields: Any) -> Case:
    """Save a draft, as often as one likes; what is not named stays as it is."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    check_edit_case(by, locked)
    for name, value in _known(fields).items():
        setattr(locked, name, value)
    locked.save()
    return locked


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise ValueError(f"a case has no {', '.join(sorted(unknown))}")
    return fields


def missing(case: Case) -> list[Any]:
    """What a case needs before it can be handed in, as the names of its parts."""
    needed = ("name", "tagline", "audience", "practice", "why_now")
    fields: Any = {field.name: field for field in Case._meta.get_fields()}
    found = [fields[name].verbose_name for name in needed if not getattr(case, name).strip()]
    if None in case.answers.values():
        found.append(_("the five questions"))
    return found


@transaction.atomic
def submit(*, case: Case, by: Any) -> Case:
    """Hand it in. Twice is once. Raises ValidationError that names what is missing."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if locked.author_id == by.pk and locked.state == CaseState.SUBMITTED:
        return locked
    check_edit_case(by, locked)
    if gaps := missing(locked):
        raise ValidationError(
            _("Before it can be handed in, fill in: %(parts)s.")
            % {"parts": listed(str(part) for part in gaps)}
        )
    locked.state, locked.submitted_at = CaseState.SUBMITTED, timezone.now()
    locked.save(update_fields=["state", "submitted_at", "updated_at"])
    record(CASE_SUBMITTED, by=by, target=locked, case_id=locked.pk)
    return locked


@transaction.atomic
def withdraw(*, case: Case, by: Any) -> None:
    """Take one's own case back, as long as nothing is approved. The text stays."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if locked.state == CaseState.SUBMITTED and locked.author_id == by.pk:
        locked.state = CaseState.DRAFT
        locked.save(update_fields=["state", "updated_at"])
        return
    check_edit_case(by, locked)
    locked.state = CaseState.WITHDRAWN
    locked.save(update_fields=["state", "updated_at"])


def _waiting(case: Case, by: Any) -> Case:
    locked = Case.objects.select_for_update(of=("self",)).select_related("author", "sponsor").get(pk=case.pk)
    check_decide_case(by, locked)
    if locked.state != CaseState.SUBMITTED:
        raise ValidationError(_("This case has been decided, or its author took it back."))
    return locked


@transaction.atomic
def return_case(*, case: Case, by: Any, comment: str) -> Case:
    """Give it back to its author, with words that help."""
    locked = _waiting(case, by)
    if not comment.strip():
        raise ValidationError({"comment": _("Say what is missing, so that it can come again.")})
    locked.state = CaseState.RETURNED
    locked.save(update_fields=["state", "updated_at"])
    CaseDecision.objects.create(case=locked, approved=False, comment=comment, by=actor_or_none(by))
    record(CASE_RETURNED, by=by, target=locked, case_id=locked.pk)
    return locked


@transaction.atomic
def approve(*, case: Case, by: Any, comment: str = "") -> Community:
    """Make the community, in Planning, with its text in place. Approving twice makes one.

    Its author becomes its first member, and its coordinator: somebody has to open the door. Everybody
    else who is named is invited; once they accept, the desk asks the coordinator to give them the role: nobody is made
    a member, or given a role, silently.
    """
    locked = _waiting(case, by)
    community = create_community(
        by=SYSTEM,
        name=_free_name(locked.name),
        slug=_free_slug(locked.name),
        tagline=locked.tagline,
        audience=locked.audience,
        purpose=f"{locked.practice}\n\n{locked.why_now}".strip()[:4000],
        objectives=locked.objectives,
        visibility=Visibility.ORGANISATION,
        join_policy=JoinPolicy.OPEN,
        language=locked.author.language or "en",
        time_zone=locked.author.time_zone,
    )
    memberships.invite(community=community, user=locked.author, by=SYSTEM, quiet=True)
    memberships.join(community=community, by=locked.author)
    memberships.give_role(community=community, user=locked.author, role=Role.COORDINATOR, by=SYSTEM)
    for _role, person in locked.people_named:
        if person != locked.author and person.is_active:
            memberships.invite(community=community, user=person, by=SYSTEM)
    locked.state, locked.community = CaseState.APPROVED, community
    locked.save(update_fields=["state", "community", "updated_at"])
    CaseDecision.objects.create(case=locked, approved=True, comment=comment, by=actor_or_none(by))
    record(CASE_APPROVED, by=by, target=locked, community=community, case_id=locked.pk)
    return community


def _free_name(name: str) -> str:
    if Community.objects.filter(name__iexact=name).exists():
        raise ValidationError(
            _("There is a community of this name. Return the case and ask for another name.")
        )
    return name


def _free_slug(name: str) -> str:
    base = slugify(name)[:50] or "community"
    taken = set(Community.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, 1000))) if slug not in taken)
