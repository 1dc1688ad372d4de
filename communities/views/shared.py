"""What every page of a community needs: its tabs and what the reader may do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from communities import places
from communities.enums import Stage
from communities.models import Community
from communities.permissions import can_know, can_read, standing
from communities.queries import transformations
from cop_portal.foundation.ui import times


def as_seen(revision: Any, latest: Any) -> dict[str, Any]:
    """What a form that publishes knows of its page: the revision of the draft, and the number it is to get."""
    return {"revision": revision, "number": latest.number + 1 if latest else 1}


def back_to(request: HttpRequest, otherwise: str) -> str:
    """The page of this portal that a button names in the field `back`, else the given one."""
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return otherwise
    return back


@dataclass
class Step:
    """A knot of a thread."""

    label: str
    note: str
    state: str


def stage_steps(community: Community) -> list[Step]:
    """The stages as a line: those before the present one are done."""
    order = list(Stage)
    present = order.index(Stage(community.stage))
    steps = []
    for index, stage in enumerate(order):
        state = "done" if index < present else "now" if index == present else "later"
        note = ""
        if state == "now" and community.stage_since:
            note = _("since %(day)s") % {"day": times.day_text(community.stage_since)}
        steps.append(Step(str(stage.label), note, state))
    return steps


def community_context(
    request: HttpRequest, community: Community, *, tab: str, inner: str = ""
) -> dict[str, Any]:
    """The head of every page of a community. inner names the page of the tab, where it has several."""
    return {
        "community": community,
        "accent": community.accent,
        "standing": standing(request.user, community),
        "reads_here": can_read(request.user, community),
        "tabs": places.tabs(request.user, community),
        "tab": tab,
        "inner_pages": places.pages_under(request.user, community, tab),
        "inner": inner,
        "banner": banner_html(request.user, community),
        "place": "communities",
        "stage_steps": stage_steps(community),
    }


def banner_html(user: Any, community: Community) -> SafeString | str:
    """What every page of a community says while a step is announced, and after one closed it.

    The other community is named only to those who may know of it.
    """
    step = transformations.on_top(community) if can_read(user, community) else None
    if step is None:
        return ""
    known = step.into if step.into and can_know(user, step.into) else None
    made = list(transformations.made_by(user, step)) if step.is_done else []
    context = {"step": step, "into": known, "made": made, "community": community}
    return SafeString(render_to_string("communities/partials/_step_banner.html", context))


def tabs_html(user: Any, community: Community, tab: str) -> SafeString:
    """The community's tabs, for pages that are composed of pieces."""
    found = tuple(places.tabs(user, community))
    return SafeString(_tabs(found, tab, community.name, get_language()) + banner_html(user, community))


@lru_cache(maxsize=1024)
def _tabs(tabs: tuple[places.Tab, ...], tab: str, name: str, language: str) -> SafeString:
    context = {"tabs": tabs, "tab": tab, "community": {"name": name}}
    return SafeString(render_to_string("communities/partials/_tabs.html", context))
