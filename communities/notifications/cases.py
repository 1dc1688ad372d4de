"""What people are told about cases for new communities."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from communities.activity import CASE_APPROVED, CASE_RETURNED, CASE_SUBMITTED
from communities.models import Case
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.notifications.kinds import NoticeKind, Telling, register
from cop_portal.foundation.text import excerpt


class _CaseKind(NoticeKind):
    """A notice about a case; there is no community yet."""

    template = "communities/email/case"
    choosable = False

    def case(self, entry: ActivityEntry) -> Case | None:
        return Case.objects.filter(pk=entry.facts["case_id"]).select_related("author", "sponsor").first()

    def about(
        self, entry: ActivityEntry, case: Case, title: object, *, url: str = "", detail: object = ""
    ) -> Telling:
        return Telling(
            title=title,
            detail=detail,
            url=url or case.get_absolute_url(),
            context={},
            from_name=entry.actor.name if entry.actor else "",
        )

    def comment(self, case: Case) -> str:
        last = case.decisions.last()
        return excerpt(last.comment, 600) if last else ""


@register
class CaseSubmitted(_CaseKind):
    name = "communities.case_submitted"
    label = _("Somebody proposes a community")
    why = _("You decide about proposed communities.")
    verbs = (CASE_SUBMITTED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        case = self.case(entry)
        if case is None:
            return []
        administrators = User.objects.active().filter(is_superuser=True).values_list("pk", flat=True)
        return {*administrators, *([case.sponsor_id] if case.sponsor_id else [])} - {case.author_id}

    def tell(self, entry: ActivityEntry) -> Telling | None:
        case = self.case(entry)
        if case is None:
            return None
        title = _("%(name)s proposes a community: %(title)s") % {"name": case.author.name, "title": case.name}
        return self.about(entry, case, title, detail=case.tagline)


@register
class CaseReturned(_CaseKind):
    name = "communities.case_returned"
    label = _("A community I proposed came back")
    why = _("You proposed this community, or you are its sponsor.")
    verbs = (CASE_RETURNED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return _concerned(self.case(entry))

    def tell(self, entry: ActivityEntry) -> Telling | None:
        case = self.case(entry)
        if case is None:
            return None
        title = _("The case “%(title)s” came back with a comment") % {"title": case.name}
        return self.about(entry, case, title, detail=self.comment(case))


@register
class CaseApproved(_CaseKind):
    name = "communities.case_approved"
    label = _("A community I proposed is approved")
    why = _("You proposed this community, or you are its sponsor.")
    verbs = (CASE_APPROVED,)

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        return _concerned(self.case(entry))

    def tell(self, entry: ActivityEntry) -> Telling | None:
        case = self.case(entry)
        if case is None or case.community is None:
            return None
        title = _("“%(title)s” is approved: the community is there") % {"title": case.name}
        return self.about(
            entry, case, title, url=case.community.get_absolute_url(), detail=self.comment(case)
        )


def _concerned(case: Case | None) -> set[int]:
    if case is None:
        return set()
    return {case.author_id, *([case.sponsor_id] if case.sponsor_id else [])}
