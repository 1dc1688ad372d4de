"""Making a community and changing how it presents itself."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.actions.outsiders import take_back_from_outsiders
from communities.activity import COMMUNITY_CREATED, IDENTITY_CHANGED, MODULES_SWITCHED
from communities.enums import Capability, JoinPolicy, Module, Role
from communities.models import Community, StageChange
from communities.permissions import check_capability, check_create_community
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import actor_or_none
from cop_portal.foundation.searching import search_vector

IDENTITY_FIELDS = ("name", "tagline", "audience", "purpose", "objectives", "rhythm", "weave", "accent")

SETTINGS_FIELDS = ("slug", "level", "parent", "visibility", "time_zone", "language")


@transaction.atomic
def create_community(
    *, by: Any, at: datetime.datetime | None = None, quiet: bool = False, **fields: Any
) -> Community:
    """A community in Planning, with a group for each of its four roles.

    Raises ValidationError where its level does not fit its parent, or how one joins who may read.
    """
    check_create_community(by)
    moment = at or timezone.now()
    community = Community(stage_since=moment.date(), **({"created_at": at} if at else {}), **fields)
    community.check_level()
    community.check_joining()
    community.save(force_insert=True)
    Group.objects.bulk_create([Group(name=community.group_name(role)) for role in Role])
    StageChange.objects.create(
        community=community,
        to_stage=community.stage,
        reason="",
        by=actor_or_none(by),
        **({"at": at} if at else {}),
    )
    index(community)
    record(COMMUNITY_CREATED, by=by, target=community, community=community, at=at, quiet=quiet)
    return community


@transaction.atomic
def update_identity(*, community: Community, by: Any, **fields: Any) -> Community:
    """Change name, purpose, emblem and the like."""
    check_capability(by, community, Capability.EDIT_IDENTITY)
    for name, value in fields.items():
        if name not in IDENTITY_FIELDS:
            raise ValueError(f"{name} is not part of a community's identity")
        setattr(community, name, value)
    community.save(update_fields=[*fields, "folded_name"])
    index(community)
    record(IDENTITY_CHANGED, by=by, target=community, community=community)
    return community


@transaction.atomic
def update_settings(*, community: Community, by: Any, **fields: Any) -> Community:
    """Address, level and who may read: for administrators."""
    check_create_community(by)
    for name, value in fields.items():
        if name not in SETTINGS_FIELDS:
            raise ValueError(f"{name} is not a setting of a community")
        setattr(community, name, value)
    community.check_level()
    if "visibility" in fields:
        community.join_policy = _locked(community).join_policy
        community.check_joining()
    community.save(update_fields=[*fields])
    if "visibility" in fields:
        take_back_from_outsiders(community)
    record(IDENTITY_CHANGED, by=by, target=community, community=community)
    return community


@transaction.atomic
def choose_joining(*, community: Community, by: Any, join_policy: str) -> Community:
    """How one comes in: at once, on request or by invitation. The same again changes nothing."""
    check_capability(by, community, Capability.EDIT_IDENTITY)
    if join_policy not in JoinPolicy.values:
        raise ValidationError(_("Choose one of the answers."))
    locked = _locked(community)
    before, locked.join_policy = locked.join_policy, join_policy
    locked.check_joining()
    community.join_policy = join_policy
    if before != join_policy:
        locked.save(update_fields=["join_policy"])
        record(IDENTITY_CHANGED, by=by, target=community, community=community)
    return community


@transaction.atomic
def switch_modules(*, community: Community, by: Any, off: list[str]) -> Community:
    """Switch modules off and on. What is in them stays; only its pages and menus are gone."""
    check_capability(by, community, Capability.EDIT_IDENTITY)
    wanted = [module for module in Module.values if module in off]
    if wanted != list(community.modules_off):
        community.modules_off = wanted
        community.save(update_fields=["modules_off"])
        record(MODULES_SWITCHED, by=by, target=community, community=community)
    return community


def _locked(community: Community) -> Community:
    """As it stands now: who may read and how to join depend on each other."""
    return Community.objects.select_for_update(no_key=True).get(pk=community.pk)


def index(community: Community) -> None:
    """Bring what search knows of a community up to date."""
    texts = (community.name, community.tagline, community.audience, community.purpose, community.objectives)
    Community.objects.filter(pk=community.pk).update(
        search=search_vector(*texts, language=community.language)
    )
