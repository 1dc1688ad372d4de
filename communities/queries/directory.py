"""The directory of people: colleagues, as far as the viewer may see them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from communities.models import Membership
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.accounts.queries import matching_name, with_office


def visible_people(viewer: Any) -> QuerySet[User]:
    """Staff see staff and the guests of communities they share; guests see whom they share one with."""
    people = User.objects.active()
    if not viewer.is_authenticated:
        return people.none()
    if viewer.is_superuser:
        return people
    shared = Membership.objects.active().filter(
        community__in=Membership.objects.active().filter(user=viewer).values("community")
    )
    near = Q(pk__in=shared.values("user")) | Q(pk=viewer.pk)
    if viewer.is_guest:
        return people.filter(near)
    return people.filter((Q(is_guest=False) & ~Q(mail_state=User.MailState.NONE)) | near)


def people(viewer: Any, *, words: str = "") -> QuerySet[Any]:
    """Colleagues with their offices of today; by name, or best match first."""
    rows = visible_people(viewer)
    rows = matching_name(rows, words) if words.strip() else rows.order_by("folded_name", "pk")
    return with_office(rows)


def get_person_for(viewer: Any, pk: int) -> Any:
    """A person's profile. Raises Http404 where the viewer may not see it.

    More than the directory lists: also whoever belongs to a community that the viewer may read, so
    that a name beside a contribution leads to its profile.
    """
    met = Membership.objects.active().visible_to(viewer).filter(user=pk).values("user")
    seen = Q(pk__in=visible_people(viewer).values("pk")) | Q(pk__in=met)
    person = with_office(User.objects.active().filter(seen, pk=pk)).first()
    if person is None:
        raise Http404
    return person
