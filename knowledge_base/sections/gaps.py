"""What is missing, in the curators' queue: gaps that nobody took, and those whose day has passed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.enums import Capability
from communities.models import Community
from cop_portal.foundation.ui import times
from knowledge_base.actions import gaps as actions
from knowledge_base.enums import GapState
from knowledge_base.models import Gap
from knowledge_base.queries import gaps as queries
from knowledge_base.sections.registry import MOST, Act, Row, Section, register


def _set_aside(user: Any, pk: int, words: str) -> None:
    actions.set_aside(gap=queries.under_care(user, pk), by=user, reason=words)


def _show(user: Any, pk: int, words: str) -> None:
    actions.show(gap=queries.under_care(user, pk), by=user, text=words)


def _give_back(user: Any, pk: int, words: str) -> None:
    actions.give_back(gap=queries.under_care(user, pk), by=user)


class Gaps(Section):
    key, order = "gaps", 60
    heading = gettext_lazy("What is missing")
    hint = gettext_lazy("Sought in vain, asked and not answered, wanted by many, or found wanting.")
    empty = gettext_lazy("Nothing is known to be missing")
    capability = Capability.CURATE
    acts = (
        Act(
            "show", gettext_lazy("Show it to all members"), _show,
            said=gettext_lazy("All members see it now."), ask=gettext_lazy("What is missing"), begins=True,
        ),
        Act("back", gettext_lazy("Open it again"), _give_back),
        Act(
            "aside", gettext_lazy("Set it aside"), _set_aside,
            said=gettext_lazy("Set aside. Members see why."), ask=gettext_lazy("Why it is set aside"),
        ),
    )  # fmt: skip

    def rows(self, user: Any, communities: Sequence[Community], most: int = MOST) -> Iterable[Row]:
        return [_row(gap) for gap in queries.for_curators(user, communities, most=most + 1)]


def _row(gap: Gap) -> Row:
    late = gap.state == GapState.TAKEN
    reason = str(gap.get_source_display())  # type: ignore[attr-defined]
    if late and gap.due_on:
        name = gap.owner.name if gap.owner else ""
        reason = _("%(name)s wanted to fill it by %(day)s") % {
            "name": name,
            "day": times.day_text(gap.due_on),
        }
    acts = {"aside"} | ({"back"} if late else set()) | (set() if gap.is_shown else {"show"})
    return Row(
        pk=gap.pk, title=gap.text, url=gap.get_absolute_url(), community=gap.community, reason=reason,
        since=gap.created_at, acts=frozenset(acts),
    )  # fmt: skip


register(Gaps())
