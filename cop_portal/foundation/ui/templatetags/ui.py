"""The components of design/look as template tags. An argument that a tag does not know is an error."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.template.defaultfilters import filesizeformat
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from cop_portal.foundation.text import initials
from cop_portal.foundation.ui import commas, frames, times

register = template.Library()

WEAVES = ("plain", "twill", "basket", "satin", "rib", "herring")


@register.simple_tag
def icon(name: str, *, flip: bool = False) -> SafeString:
    """A symbol of the sprite. It never stands without words."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        " flip" if flip else "",
        static("icons.svg"),
        name,
    )


@register.simple_tag
def emblem(of: Any = "plain", *, size: str = "") -> SafeString:
    """The sign of a community: a picture of its own, else its weave; size is '', 'small' or 'large'.

    `of` is a weave, or whatever has one and an emblem_address(small=).
    """
    address = of.emblem_address(small=size != "large") if hasattr(of, "emblem_address") else ""
    if address:
        side = {"small": 22, "large": 72}.get(size, 36)
        return format_html(
            '<img class="emblem{}" src="{}" alt="" width="{}" height="{}" decoding="async">',
            f" {size}" if size else "",
            address,
            side,
            side,
        )
    weave = getattr(of, "weave", of)
    return format_html(
        '<svg class="emblem{}" aria-hidden="true"><use href="{}#w-{}"/></svg>',
        f" {size}" if size else "",
        static("icons.svg"),
        weave if weave in WEAVES else "plain",
    )


@register.simple_tag
def face(name: str, *, size: str = "") -> SafeString:
    """A person's initials; their name always stands beside it."""
    return format_html(
        '<span class="face{}" aria-hidden="true">{}</span>', f" {size}" if size else "", initials(name)
    )


@register.simple_tag
def day(value: datetime.date | datetime.datetime | None) -> SafeString | str:
    """A date, machine-readable too; nothing for none."""
    if not value:
        return ""
    return format_html('<time datetime="{}">{}</time>', times.iso(value), times.day_text(value))


@register.filter
def full_day(value: datetime.date | datetime.datetime) -> str:
    """A date with its year, in words alone: for sentences and mails."""
    return times.full_day_text(value)


@register.filter
def week_day(value: datetime.date | datetime.datetime) -> str:
    """The same with the day of the week."""
    return times.full_day_text(value, weekday=True)


@register.simple_tag
def moment(value: datetime.datetime | None) -> SafeString | str:
    """A date and time in the reader's zone; nothing for none."""
    if not value:
        return ""
    return format_html('<time datetime="{}">{}</time>', times.iso(value), times.time_text(value))


@register.simple_tag
def comma() -> str:
    """What stands between two things in one line, in the reader's script."""
    return commas.comma()


@register.filter
def listed(parts: Iterable[object]) -> str:
    """'Amina, Ben, Carlos'."""
    return commas.listed(parts)


@register.simple_tag
def age(value: datetime.datetime) -> str:
    """How long ago, in one unit."""
    return times.age_text(value)


@register.simple_tag
def file_note(name: str, size: int) -> str:
    """'PDF, 180 KB': what a link to a file says before it is opened."""
    kind = name.rpartition(".")[2].upper() if "." in name else ""
    return commas.listed((kind, filesizeformat(size))) if kind else filesizeformat(size)


@register.inclusion_tag("components/sees.html")
def sees(text: str) -> dict[str, Any]:
    """Who sees what is written here; stands beside every place to write or share."""
    return {"text": text}


@register.inclusion_tag("components/thread.html")
def thread(steps: Any, *, label: str) -> dict[str, Any]:
    """Phases or stages as a line with knots. A step has label, note and state: done, now, later."""
    return {"steps": steps, "label": label}


@register.inclusion_tag("components/strand.html")
def strand(steps: Any) -> dict[str, Any]:
    """The same in one line, for tables; the word of the present step stands with it."""
    return {"steps": steps}


@register.inclusion_tag("components/pages.html")
def pages(pager: Any) -> dict[str, Any]:
    """Links to the other pages of a list."""
    return {"pager": pager}


@register.inclusion_tag("components/empty.html")
def empty(
    title: str, text: str = "", *, url: str = "", action: str = "", weave: str = "basket"
) -> dict[str, Any]:
    """Nothing here yet: one sentence and, for those who can change it, one action."""
    return {"title": title, "text": text, "url": url, "action": action, "weave": weave}


@register.inclusion_tag("components/trust.html", takes_context=True)
def trust(context: dict[str, Any], item: Any) -> dict[str, Any]:
    """The trust sign of a resource: its state, always in words. Who confirmed it is named to colleagues."""
    user = context.get("user")
    return {"item": item, "named": bool(user and user.is_authenticated and not user.is_guest)}


@register.simple_tag(takes_context=True)
def site_header(context: dict[str, Any]) -> SafeString:
    """The head of every page: name, places, search, what waits, the person's menu."""
    if "site_header" in context:  # a page that is composed of pieces brings its own
        return context["site_header"]
    return frames.header(context["request"], context.get("place", ""))


@register.simple_tag(takes_context=True)
def site_footer(context: dict[str, Any]) -> SafeString:
    """The foot of every page: papers and languages."""
    if "site_footer" in context:
        return context["site_footer"]
    return frames.footer(context["request"])


@register.simple_tag
def languages() -> list[dict[str, str]]:
    """The languages offered, by code and by their own name."""
    return [
        {
            "code": code,
            "name": capfirst(LANG_INFO[code]["name_local"]),
            "dir": "rtl" if LANG_INFO[code]["bidi"] else "ltr",
        }
        for code in settings.OFFERED_LANGUAGES
    ]


@register.filter
def safe_html(value: str) -> SafeString:
    """HTML that was sanitised when it was written (text.render). For nothing else."""
    return mark_safe(value)


@register.filter
def lookup(mapping: dict[Any, Any], key: Any) -> Any:
    """The value of a key in a dictionary, empty where there is none."""
    return mapping.get(key, "")


@register.filter
def unlocalized(value: float) -> str:
    """A number for a machine: a point before the decimals in every language."""
    return str(value)
