"""Dull people and communities, made by the real verbs."""

from __future__ import annotations

import itertools
from typing import Any

from django.contrib.auth.models import Group

from communities.actions import communities, memberships
from communities.enums import JoinPolicy, Role, Visibility
from communities.models import Community
from cop_portal.foundation.accounts import actions as accounts
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.permissions import SYSTEM

PASSWORD = "correct horse battery staple"
_numbers = itertools.count(1)


def person(name: str = "", **fields: Any) -> User:
    """A person with a verified address, derived from the name."""
    number = next(_numbers)
    name = name or f"Person {number}"
    email = fields.pop("email", f"{name.lower().replace(' ', '.')}.{number}@example.org")
    return accounts.open_account(email=email, name=name, password=PASSWORD, **fields)


def editor(name: str = "Ed Editor") -> User:
    """Somebody in Wagtail's own groups of editors, without a role anywhere."""
    who = person(name)
    who.groups.set(Group.objects.filter(name__in=["Editors", "Moderators"]))
    return who


def community(name: str, **fields: Any) -> Community:
    """A community without members."""
    slug = fields.pop("slug", name.lower().replace(" ", "-"))
    secret = fields.get("visibility") == Visibility.SECRET
    fields = {
        "tagline": f"We share what we know about {name.lower()}.",
        "visibility": Visibility.ORGANISATION,
        "join_policy": JoinPolicy.INVITATION if secret else JoinPolicy.OPEN,
        **fields,
    }
    return communities.create_community(by=SYSTEM, name=name, slug=slug, quiet=True, **fields)


def joined(where: Community, who: User, *roles: str, wants_newsletter: bool = False) -> User:
    """who, as an active member of where, with roles."""
    memberships.invite(community=where, user=who, by=SYSTEM, quiet=True)
    memberships.join(community=where, by=who, wants_newsletter=wants_newsletter, quiet=True)
    for role in roles:
        memberships.give_role(community=where, user=who, role=role, by=SYSTEM, quiet=True)
    return User.objects.get(pk=who.pk)


def community_with_roles(name: str, **fields: Any) -> Community:
    """A community with a person in each of the four roles."""
    where = community(name, **fields)
    for role in Role:
        joined(where, person(f"{name} {role.label}"), role)
    where.refresh_from_db()
    return where


def holder(where: Community, role: str) -> User:
    """The person who holds a role."""
    return User.objects.get(memberships__community=where, memberships__roles__contains=[role])


def people_of(where: Community) -> Any:
    """The usual people around a community; the stranger lives in a closed one next door."""
    from conftest import People

    next_door = Community.objects.filter(slug="vaccines").first() or community(
        "Vaccines", visibility=Visibility.CLOSED
    )
    return People(
        coordinator=holder(where, Role.COORDINATOR),
        facilitator=holder(where, Role.FACILITATOR),
        expert=holder(where, Role.EXPERT),
        knowledge_manager=holder(where, Role.KNOWLEDGE_MANAGER),
        member=joined(where, person("Mona Member")),
        guest=joined(where, person("Gil Guest", is_guest=True, organisation="Ministry of water")),
        stranger=joined(next_door, person("Sam Stranger")),
        administrator=person("Ada Administrator", is_staff=True, is_superuser=True),
        sponsor=person("Sue Sponsor", is_sponsor=True),
    )
