"""Who may show something to the community above or below."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from communities.enums import Capability
from communities.models import Community, Event
from communities.permissions import can_know, check_alive, check_capability, check_read, standing
from cop_portal.foundation.permissions import Denied, can


def check_pass_on(user: Any, here: Community, to: Community, *capabilities: Capability) -> None:
    """Those who look after either community, as far as they know of the other.

    Whether they may read the thing itself is the rule of its own noun.
    """
    if not can_know(user, to):
        raise Denied(_("Choose a community that you know of."))
    check_alive(to)
    if not any(standing(user, to).has(one) for one in capabilities):
        check_looks_after(user, here, *capabilities)


def check_looks_after(user: Any, community: Community, *capabilities: Capability) -> None:
    """Raises Denied unless the person has one of the capabilities here."""
    if not any(can(check_capability, user, community, one) for one in capabilities):
        check_capability(user, community, capabilities[0])


def check_pass_event(user: Any, event: Event, to: Community) -> None:
    """Those who hold events in either community, for what is announced and still to come."""
    check_read(user, event.community)
    if not event.takes_answers:
        raise Denied(_("Only an event that is announced and not over is passed on."))
    check_pass_on(user, event.community, to, Capability.HOLD_EVENTS)
