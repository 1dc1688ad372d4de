"""Charter, terms of reference and certificates on paper: what a page shows, as a PDF."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.enums import Module
from communities.forms.terms import TermsForm
from communities.models import Award, CharterDraft, CharterVersion, Community, TermsDraft, TermsVersion
from communities.permissions import can_see_members
from communities.queries import charters, emblems, goals, identity
from cop_portal.foundation.pdf import Paper
from cop_portal.foundation.ui import times

HEADINGS = {
    "mission": gettext_lazy("Mission"),
    "vision": gettext_lazy("Vision"),
    "goals": gettext_lazy("Goals"),
    "rules": gettext_lazy("Rules and agreements"),
}


def _paper(community: Community, version: CharterVersion | TermsVersion, title: str) -> Paper:
    words = {"number": version.number, "day": times.day_text(version.published_at)}
    return Paper(
        title=title,
        community=community.name,
        kicker=_("Version %(number)s of %(day)s") % words,
        colour=identity.in_mails(community.accent),
        weave=community.weave,
        picture=emblems.picture(community),
    )


def charter(user: Any, version: CharterVersion) -> Paper:
    """A version of the charter; how many agreed, for those who may see the members."""
    community = version.community
    paper = _paper(community, version, _("Our charter"))
    for name in CharterDraft.SECTIONS:
        if text := getattr(version, name):
            paper.heading(str(HEADINGS[name]))
            paper.text(text)
            if name == "rules" and version.unnamed_questions:
                paper.text(_("Members may ask a question without their name."))
    for item in version.more:
        paper.heading(item["title"])
        paper.text(item["text"])
    if can_see_members(user, community):
        words = {
            "agreed": charters.agreed_count(version),
            "total": community.member_count,
            "number": version.number,
        }
        paper.heading(_("Who has agreed"))
        paper.text(_("%(agreed)s of %(total)s members to version %(number)s.") % words)
    return paper


def terms(user: Any, version: TermsVersion) -> Paper:
    """A version of the terms of reference, with the indicators as they stand."""
    community = version.community
    paper = _paper(community, version, _("Terms of reference"))
    for name in TermsDraft.SECTIONS:
        if text := getattr(version, name):
            paper.heading(str(TermsForm.Meta.labels[name]))
            paper.text(text)
    if Module.GOALS not in community.modules_off:
        _results(user, paper, community)
    return paper


def _results(user: Any, paper: Paper, community: Community) -> None:
    """Goals with their day and state, indicators with baseline, present value and target."""
    wanted = [
        (goal.title, str(times.day_text(goal.due_date)) if goal.due_date else "–", goal.get_state_display())
        for goal in goals.goals_of(user, community)
    ]
    measured = [
        (
            "\n".join(part for part in (row.name, row.definition) if part),
            *(_value(value) for value in (row.baseline, row.last.value if row.last else None, row.target)),
        )
        for row in goals.indicators_of(community)
    ]
    if wanted or measured:
        paper.heading(_("Goals and indicators"))
    if wanted:
        paper.table((_("Goal"), _("By"), _("State")), wanted, widths=(5, 2, 2))
    if measured:
        head = (_("Indicator"), _("Baseline"), _("Now"), _("Target"))
        paper.table(head, measured, widths=(5, 2, 2, 2))


def certificate(award: Award) -> Paper:
    """What a member was given, with the community's sign and the address where anybody can check it."""
    community = award.community
    paper = Paper(
        title=award.title,
        community=community.name,
        kicker=community.tagline,
        colour=identity.in_mails(community.accent),
        weave=community.weave,
        picture=emblems.picture(community),
    )
    given = _("Badge") if award.is_badge else _("Thanks")
    paper.heading(award.holder.name)
    paper.text(
        _("%(kind)s of the community of practice “%(community)s”, %(day)s.")
        % {"kind": given, "community": community.name, "day": times.day_text(award.at)}
    )
    paper.heading(_("What for"))
    paper.text(award.what_for)
    if award.by is not None:
        paper.text(_("Given by %(name)s.") % {"name": award.by.name})
    paper.heading(_("Whether it holds"))
    paper.text(_("Anybody can check this certificate here:"))
    paper.text(settings.PORTAL_URL + award.get_verify_url())
    return paper


def _value(value: Any) -> str:
    return "–" if value is None else floatformat(value, "-2")
