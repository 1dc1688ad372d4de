"""What people are told about gaps of a library."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import NoticeKind, Telling, register
from knowledge_base.activity import GAP_FILLED
from knowledge_base.enums import GapSource
from knowledge_base.models import Gap
from knowledge_base.queries.gaps import asked_by
from knowledge_base.queries.resources import member_readers


@register
class GapFilled(NoticeKind):
    """Those who asked the question or found the old one wanting; supporters of a need hear by the need."""

    name = "knowledge_base.gap_filled"
    label = _("Something I asked for is in the library")
    why = _("You asked for it, or said that what was there did not help.")
    verbs = (GAP_FILLED,)
    template = "knowledge_base/email/notice"

    def _gap(self, entry: ActivityEntry) -> Gap | None:
        rows = Gap.objects.filter(pk=entry.target_id or 0).select_related(
            "community", "filled_by__confirmed_by"
        )
        return rows.first()

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        gap = self._gap(entry)
        if gap is None or gap.filled_by is None or gap.source == GapSource.NEED:
            return []
        readers = set(member_readers(gap.filled_by))
        return [pk for pk in asked_by(gap) if pk in readers]

    def tell(self, entry: ActivityEntry) -> Telling | None:
        gap = self._gap(entry)
        if gap is None or gap.filled_by is None or not gap.filled_by.live:
            return None
        found = gap.filled_by
        return Telling(
            title=_("You asked for “%(text)s”: it is in the library now") % {"text": gap.text[:150]},
            detail=f"{found.title}. {found.summary}",
            url=found.url_path,
            context={"community": gap.community, "resource": found, "trust": found.trust_text},
            from_name=entry.actor.name if entry.actor else gap.community.name,
        )
