"""What members need to take part, counted, and the settings that follow from it."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from communities.enums import MODULE_TEMPLATES, Device, Line, MailHabit, Prefers, Way, WayState
from communities.evidence import Evidence
from communities.models import Community, Membership, TechnicalAnswer, TechnicalTally, WayChoice
from cop_portal.foundation.accounts.models import zone_of

# Below this nobody is counted, and the counts move by no fewer: one could guess who answered what.
FEWEST = 3
# Hours of the day, local, in which people can be expected at a meeting.
WORKING = range(9, 17)


@dataclass
class Counted:
    """One question with how many gave which answer, the most frequent first."""

    label: str
    answers: list[tuple[str, int]]


@dataclass
class Proposal:
    """One setting that the answers speak for."""

    key: str
    what: str
    why: str
    value: Any
    is_set: bool


@dataclass
class Survey:
    """What is known of the members."""

    answered: int
    members: int
    counted: list[Counted]
    proposals: list[Proposal]
    tally: TechnicalTally | None

    @property
    def is_enough(self) -> bool:
        return self.tally is not None


def own_answer(user: Any, community: Community) -> TechnicalAnswer | None:
    return TechnicalAnswer.objects.visible_to(user).filter(community=community).first()


QUESTIONS = {"line": Line, "device": Device, "mail": MailHabit, "prefers": Prefers}


def survey(community: Community) -> Survey:
    """Counts of the answers, of languages and of time zones, and what they speak for. Three queries.

    The answers are shown as they were counted last, and not at all while too few stand behind them.
    """
    answered = _given(community).count()
    tally = TechnicalTally.objects.filter(community=community).first() if answered >= FEWEST else None
    counts = {name: Counter(tally.counts.get(name, {}) if tally else {}) for name in QUESTIONS}
    zones, languages, members = _people(community)
    counted = []
    if tally:
        for name, choices in QUESTIONS.items():
            label = str(getattr(TechnicalAnswer._meta.get_field(name), "verbose_name", name))
            found = [(str(choices(value).label), number) for value, number in counts[name].most_common()]
            counted.append(Counted(label, found))
    counted.append(Counted(_("languages"), [(_language(code), n) for code, n in languages.most_common(6)]))
    counted.append(Counted(_("time zones"), zones.most_common(6)))
    proposals = _from_answers(community, counts, tally.answered if tally else 0) + _from_people(
        community, zones, languages, members
    )
    return Survey(answered, members, counted, proposals, tally)


def _given(community: Community) -> QuerySet[TechnicalAnswer]:
    """The answers of those who are members today."""
    here = Membership.objects.active().filter(community=community)
    return TechnicalAnswer.objects.filter(community=community, user__in=here.values("user"))


def counted_anew(community: Community) -> tuple[int, dict[str, Counter[str]]]:
    """How many answered, and how many gave which answer to each question, now. One query."""
    rows = _given(community).order_by().values_list(*QUESTIONS).annotate(number=Count("pk"))
    counts: dict[str, Counter[str]] = {name: Counter() for name in QUESTIONS}
    answered = 0
    for *values, number in rows:
        answered += number
        for name, value in zip(QUESTIONS, values, strict=True):
            counts[name][value] += number
    return answered, counts


def is_due(community: Community, tally: TechnicalTally | None) -> bool:
    """Whether enough people answered, or answered otherwise, since the answers were counted."""
    rows = _given(community)
    if tally is not None:
        rows = rows.filter(at__gt=tally.at)
    return rows.count() >= FEWEST


def _people(community: Community) -> tuple[Counter[str], Counter[str], int]:
    """Time zones and first languages of the members, and how many there are."""
    rows = (
        Membership.objects.active()
        .filter(community=community)
        .order_by()
        .values_list("user__time_zone", "user__language", "user__languages")
        .annotate(number=Count("pk"))
    )
    zones: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    members = 0
    for zone, language, spoken, number in rows:
        members += number
        zones[zone] += number
        for code in {*(spoken or []), *([language] if language else [])}:
            languages[code] += number
    return zones, languages, members


def _language(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _from_answers(community: Community, counts: dict[str, Counter[str]], answered: int) -> list[Proposal]:
    """Which modules: whoever is on slow lines or lives by mail is not served by many pages."""
    if answered < FEWEST:
        return []
    by_mail, slow = counts["prefers"][Prefers.MAIL], counts["line"][Line.SLOW]
    if by_mail * 2 > answered:
        template, number = "mail", by_mail
        why = ngettext(
            "%(count)s of %(all)s would rather take part by e-mail.",
            "%(count)s of %(all)s would rather take part by e-mail.",
            number,
        )
    elif slow * 2 > answered:
        template, number = "simple", slow
        why = ngettext(
            "%(count)s of %(all)s is on a slow line.", "%(count)s of %(all)s are on slow lines.", number
        )
    else:
        return []
    label, off = MODULE_TEMPLATES[template]
    wanted = sorted(str(module) for module in off)
    return [
        Proposal(
            "modules",
            _("Modules: %(template)s") % {"template": label},
            why % {"count": number, "all": answered},
            wanted,
            set(wanted) <= set(community.modules_off),
        )
    ]


def _from_people(
    community: Community, zones: Counter[str], languages: Counter[str], members: int
) -> list[Proposal]:
    found = []
    offered = [
        (code, number) for code, number in languages.most_common() if code in settings.OFFERED_LANGUAGES
    ]
    if offered and offered[0][1] * 2 > members:
        code, number = offered[0]
        words = {"count": number, "all": members, "language": _language(code)}
        found.append(
            Proposal(
                "language",
                _("Main language: %(language)s") % words,
                _("%(count)s of %(all)s members read %(language)s.") % words,
                code,
                community.language == code,
            )
        )
    if zones and (first := zones.most_common(1)[0])[1] * 2 > members:
        zone, number = first
        words = {"count": number, "all": members, "zone": zone}
        found.append(
            Proposal(
                "time_zone",
                _("Time zone: %(zone)s") % words,
                _("%(count)s of %(all)s members live by it.") % words,
                zone,
                community.time_zone == zone,
            )
        )
    if members >= FEWEST:
        hour, number = best_hour(zones, community.time_zone)
        words = {"count": number, "all": members, "hour": f"{hour:02d}:00", "zone": community.time_zone}
        found.append(
            Proposal(
                "meeting_hour",
                _("Meetings at %(hour)s (%(zone)s)") % words,
                _("It falls between 9 and 17 o’clock for %(count)s of %(all)s members.") % words,
                hour,
                community.meeting_hour == hour,
            )
        )
    return found


def best_hour(zones: Counter[str], zone: str, *, at: datetime.datetime | None = None) -> tuple[int, int]:
    """The hour of the day in `zone` at which most people are within working hours, and how many are.

    Of several the one nearest to noon. Counted with today's offsets: summer time moves it.
    """
    moment = at or timezone.now()
    here = zone_of(zone)
    best = (12, -1)
    for hour in sorted(range(24), key=lambda hour: abs(hour - 12)):
        start = moment.astimezone(here).replace(hour=hour, minute=0)
        number = sum(
            count for name, count in zones.items() if start.astimezone(zone_of(name)).hour in WORKING
        )
        if number > best[1]:
            best = (hour, number)
    return best


def ways(community: Community) -> list[WayChoice]:
    """Every way with its state; those nobody spoke of are not settled."""
    known = {row.way: row for row in WayChoice.objects.filter(community=community).select_related("by")}
    return [known.get(way.value) or WayChoice(community=community, way=way.value) for way in Way]


def technical_needs(community: Community) -> Evidence:
    """Known when members answered and every way is ready or left out on purpose."""
    answered = TechnicalAnswer.objects.filter(community=community).count()
    settled = WayChoice.objects.filter(community=community).exclude(state=WayState.OPEN).count()
    words = _("%(answered)s answered; %(settled)s of %(all)s ways are settled.")
    return Evidence(
        answered >= FEWEST and settled == len(Way),
        words % {"answered": answered, "settled": settled, "all": len(Way)},
    )
