"""How a community is doing, in findings: figures of today beside those of its own past."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q
from django.utils.formats import number_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.models import Community
from cop_portal.foundation.ui import times
from metrics import indicators
from metrics.formulas import wilson
from metrics.indicators.base import Indicator
from metrics.models import Figure
from metrics.permissions import may_see_figures

STEP = datetime.timedelta(days=28)
POINTS = 13
BEFORE = 3  # steps: about three months
FEWEST = 5  # people behind a figure that is shown
ENOUGH = 20  # below, nothing is called better or worse
ENOUGH_WAITS = 10
ORDER = ("I13", "I14", "I03", "I02", "I06", "I18", "I24", "I21", "H01")


@dataclass
class Finding:
    """One figure in a sentence, with all that belongs to it. trend: better, same, watch, worse."""

    indicator: Indicator
    trend: str
    sentence: str
    figure: Figure | None
    series: list[tuple[datetime.date, Figure | None]]

    @property
    def points(self) -> list[tuple[datetime.date, float]]:
        return [
            (day, _scaled(self.indicator, figure.value))
            for day, figure in self.series
            if figure is not None and figure.value is not None and not too_few(figure)
        ]


def _scaled(indicator: Indicator, value: float) -> float:
    return value * 100 if indicator.unit == "share" else value


def findings(user: Any, community: Community) -> tuple[datetime.date | None, list[Finding]]:
    """The day of the newest figures, and a finding for each indicator that has something to say."""
    own = Figure.objects.visible_to(user).filter(community=community)
    as_of = own.aggregate(day=Max("day"))["day"]
    if as_of is None:
        return None, []
    days = [as_of - STEP * step for step in range(POINTS)][::-1]
    found = {
        (figure.indicator, figure.day): figure
        for figure in own.filter(Q(day__in=days) | Q(indicator="H01")).order_by("day")
    }
    result = []
    for key in ORDER:
        indicator = indicators.get(key)
        series: list[tuple[datetime.date, Figure | None]]
        if key == "H01":
            series = [(day, figure) for (name, day), figure in found.items() if name == key]
            series = [item for item in series if item[0] == as_of or (item[0].month, item[0].day) == (12, 31)]
        else:
            series = [(day, found.get((key, day))) for day in days]
        now = found.get((key, as_of))
        past = found.get((key, days[-1 - BEFORE])) if key != "H01" else None
        if now is None and key not in ("I14", "I18"):
            continue
        result.append(Finding(indicator, trend(indicator, now, past), sentence(key, now, past), now, series))
    # What moved stands first, what has too little to say last; the rest keeps its order.
    result.sort(key=lambda item: (item.trend == "same", len({value for _day, value in item.points}) < 2))
    return as_of, result


def sentences(community: Community, user: Any) -> list[str]:
    """The findings as plain sentences, for pages that keep them; none for who may not see figures."""
    if not may_see_figures(user, community):
        return []
    _as_of, found = findings(user, community)
    return [f"{finding.indicator.name}: {finding.sentence}" for finding in found]


def too_few(figure: Figure) -> bool:
    """Whether the figure would speak of fewer than five people, or of too few questions to say anything."""
    parts = figure.parts
    people = next(
        (parts[name] for name in ("active", "contributors", "people", "visitors") if name in parts), None
    )
    if people is not None and 0 < people < FEWEST:
        return True
    return figure.indicator == "I13" and figure.n < ENOUGH_WAITS


def trend(indicator: Indicator, now: Figure | None, past: Figure | None) -> str:
    """Better, worse or the same than three months before; watch where it stands badly by itself."""
    if now is None or now.value is None or too_few(now) or now.n < ENOUGH:
        return "same"
    if indicator.key == "I14" and now.value < 0.5:
        return "watch"
    if indicator.key == "I06" and now.parts.get("top_hundredth", 0) > 0.4:
        return "watch"
    if past is None or past.value is None or too_few(past) or past.n < ENOUGH or not indicator.better:
        return "same"
    change = _change(indicator, now, past) * indicator.better
    return "better" if change > 0 else "worse" if change < 0 else "same"


def _change(indicator: Indicator, now: Figure, past: Figure) -> int:
    """1 up, -1 down, 0 where the difference may be chance."""
    assert now.value is not None
    assert past.value is not None
    if indicator.unit == "share":
        low, high = wilson(round(now.value * now.n), now.n)
        low_before, high_before = wilson(round(past.value * past.n), past.n)
        return 1 if low > high_before else -1 if high < low_before else 0
    margin = 0.05 if indicator.unit == "index" else 0.25 * max(past.value, 1)
    return 1 if now.value > past.value + margin else -1 if now.value < past.value - margin else 0


def sentence(key: str, now: Figure | None, past: Figure | None) -> str:
    """What the figure says, in one sentence with its numbers and its own past."""
    if now is None:
        return str(_NOTHING[key]())
    if too_few(now):
        if key == "I13":
            return _("Too little was asked in three months to say how long an answer takes.")
        return _("Fewer than five people took part: too few to show.")
    before = past if past is not None and not too_few(past) else None
    return _SENTENCES[key](now, before)


def _then(text: str | None) -> str:
    return " " + _("Three months before: %(figure)s.") % {"figure": text} if text else ""


def _of(part: str, whole: str) -> Callable[[Figure], str]:
    return lambda figure: (
        _("%(part)s of %(whole)s")
        % {
            "part": number_format(figure.parts[part]),
            "whole": number_format(figure.parts[whole]),
        }
    )


def _took_part(now: Figure, past: Figure | None) -> str:
    text = ngettext(
        "%(n)s of %(all)s member took part in the last four weeks, reading included.",
        "%(n)s of %(all)s members took part in the last four weeks, reading included.",
        now.parts["members"],
    )
    said = text % {"n": now.parts["active"], "all": now.parts["members"]}
    return said + _then(_of("active", "members")(past) if past else None)


def _contributed(now: Figure, past: Figure | None) -> str:
    text = ngettext(
        "%(n)s of %(all)s member contributed in the last four weeks.",
        "%(n)s of %(all)s members contributed in the last four weeks.",
        now.parts["members"],
    )
    said = text % {"n": now.parts["contributors"], "all": now.parts["members"]}
    return said + _then(_of("contributors", "members")(past) if past else None)


def _shared(now: Figure, past: Figure | None) -> str:
    said = _("The most active tenth of the members wrote %(share)s of all contributions of three months.") % {
        "share": percent(now.parts["top_tenth"])
    }
    return said + _then(percent(past.parts["top_tenth"]) if past else None)


def _waited(now: Figure, past: Figure | None) -> str:
    if now.value is None:
        return _("More than half of what was asked in three months has no answer yet.")
    said = _("Half of what is asked has an answer within %(time)s.") % {"time": duration(now.value)}
    return said + _then(duration(past.value) if past and past.value is not None else None)


def _answered(now: Figure, past: Figure | None) -> str:
    text = ngettext(
        "%(n)s of %(all)s question had an answer within a week.",
        "%(n)s of %(all)s questions had an answer within a week.",
        now.n,
    )
    said = text % {"n": now.parts["answered"], "all": now.n}
    return said + _then(_of("answered", "questions")(past) if past else None)


def _concluded(now: Figure, past: Figure | None) -> str:
    text = ngettext(
        "%(n)s of %(all)s facilitated discussion ended with a synthesis within two weeks.",
        "%(n)s of %(all)s facilitated discussions ended with a synthesis within two weeks.",
        now.n,
    )
    return text % {"n": now.parts["concluded"], "all": now.n}


def _reused(now: Figure, past: Figure | None) -> str:
    text = ngettext(
        "%(n)s of %(all)s resource is used in another office.",
        "%(n)s of %(all)s resources are used in another office.",
        now.n,
    )
    said = text % {"n": now.parts["reused"], "all": now.n}
    return said + _then(_of("reused", "items")(past) if past else None)


def _read(now: Figure, past: Figure | None) -> str:
    said = _("%(views)s pages were read in four weeks, in %(visits)s visits.") % {
        "views": number_format(now.parts["views"], force_grouping=True),
        "visits": number_format(now.parts["visits"], force_grouping=True),
    }
    return said + _then(
        _("%(views)s pages") % {"views": number_format(past.parts["views"], force_grouping=True)}
        if past
        else None
    )


def _over_years(now: Figure, past: Figure | None) -> str:
    people = ngettext("%(n)s person", "%(n)s people", now.n) % {
        "n": number_format(now.n, force_grouping=True)
    }
    number = int(now.value or 0)
    text = ngettext("%(n)s contribution", "%(n)s contributions", number) % {
        "n": number_format(number, force_grouping=True)
    }
    return _("In twelve months %(people)s wrote %(contributions)s.") % {
        "people": people,
        "contributions": text,
    }


_SENTENCES: dict[str, Callable[[Figure, Figure | None], str]] = {
    "I02": _took_part, "I03": _contributed, "I06": _shared, "I13": _waited, "I14": _answered,
    "I18": _concluded, "I21": _read, "I24": _reused, "H01": _over_years,
}  # fmt: skip
_NOTHING: dict[str, Callable[[], str]] = {
    "I14": lambda: _("No question was asked in the last three months."),
    "I18": lambda: _("No facilitated discussion ended in the last six months."),
}


def percent(share: float) -> str:
    return _("%(number)s%%") % {"number": number_format(round(share * 100))}


def duration(hours: float) -> str:
    """Hours up to two days, then days."""
    if hours < 1:
        return _("an hour")
    if hours < 48:
        number = round(hours)
        return ngettext("%(n)s hour", "%(n)s hours", number) % {"n": number_format(number)}
    number = round(hours / 24)
    return ngettext("%(n)s day", "%(n)s days", number) % {"n": number_format(number)}


def value_text(indicator: Indicator, figure: Figure | None) -> str:
    """A figure in a table: a word where it is not shown."""
    if figure is None or figure.value is None:
        return "–"
    if too_few(figure):
        return _("too few")
    if indicator.unit == "share":
        return percent(figure.value)
    if indicator.unit == "hours":
        return duration(figure.value)
    return number_format(round(figure.value, 2 if indicator.unit == "index" else 0), force_grouping=True)


def lede(items: list[Finding]) -> str:
    """One to three sentences over all findings."""
    names: dict[str, list[str]] = {"better": [], "worse": [], "watch": []}
    for item in items:
        if item.trend in names:
            names[item.trend].append(str(item.indicator.name).lower())
    heads = {
        "better": _("Better than three months ago: %(what)s."),
        "worse": _("Worse than three months ago: %(what)s."),
        "watch": _("To be watched: %(what)s."),
    }
    said = [heads[kind] % {"what": get_text_list(what, _("and"))} for kind, what in names.items() if what]
    return " ".join(said) or _("Much as three months ago.")


def rows_for_csv(user: Any, community: Community) -> list[list[Any]]:
    """Each figure of the last year as a row, those about too few people without their value."""
    since = datetime.date.today() - datetime.timedelta(days=400)
    rows = []
    for figure in (
        Figure.objects.visible_to(user)
        .filter(community=community, day__gte=since)
        .order_by("indicator", "day")
    ):
        hidden = too_few(figure)
        rows.append(
            [
                figure.day.isoformat(),
                figure.indicator,
                str(indicators.get(figure.indicator).name),
                "" if hidden or figure.value is None else round(figure.value, 6),
                "" if hidden else figure.n,
                figure.version,
            ]
        )
    return rows


def window_text(indicator: Indicator, as_of: datetime.date) -> str:
    """'28 days up to 22 November 2026, definition 1'."""
    return _("%(days)s days up to %(day)s, definition %(version)s") % {
        "days": indicator.window,
        "day": times.day_text(as_of),
        "version": indicator.version,
    }
