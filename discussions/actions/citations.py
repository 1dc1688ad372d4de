"""Texts that cite contributions by number, as [12] or [12, 15]."""

from __future__ import annotations

import re

from django.utils.html import escape, format_html
from django.utils.translation import gettext as _

from cop_portal.foundation import text
from discussions.models import Contribution, Discussion, page_of

REFERENCE = re.compile(r"\[(\d{1,6}(?:\s*,\s*\d{1,6})*)\]")


def cited_numbers(source: str) -> set[int]:
    """The numbers of contributions that a text cites as [12] or [12, 15]."""
    return {int(number) for group in REFERENCE.findall(source) for number in group.split(",")}


def without_citations(source: str) -> str:
    """The same text for readers to whom the numbers say nothing."""
    return re.sub(r"[ \t]*" + REFERENCE.pattern, "", source)


def render_cited(source: str, discussion: Discussion, *, headings: bool = False) -> str:
    """Safe HTML of a text in which [12] becomes a link to contribution 12, with its author named."""
    numbers = cited_numbers(source)
    authors = dict(
        Contribution.objects.filter(discussion=discussion, number__in=numbers).values_list(
            "number", "author__name"
        )
    )
    base = discussion.get_absolute_url()

    def link(match: re.Match[str]) -> str:
        out = []
        for number in (int(piece) for piece in match.group(1).split(",")):
            if number not in authors:
                return escape(match.group(0))
            page = page_of(number)
            label = _("Source: contribution %(number)s, %(name)s") % {
                "number": number,
                "name": authors[number] or _("a former member"),
            }
            out.append(
                format_html(
                    '<a class="ref" href="{}{}#c{}" aria-label="{}">{}</a>',
                    base,
                    f"?page={page}" if page > 1 else "",
                    number,
                    label,
                    number,
                )
            )
        return "".join(out)

    return REFERENCE.sub(link, text.render(source, headings=headings))


_RESTS_ON = re.compile(r'([^<>]*)((?:<a class="ref"[^>]*>\d+</a>)+)')
_NUMBER = re.compile(r">(\d+)</a>")


def marked(html: str, numbers: set[int]) -> str:
    """The same HTML, with what rests on these contributions in <mark>: the words from the source before."""

    def mark(match: re.Match[str]) -> str:
        words, links = match.groups()
        if numbers.isdisjoint(int(number) for number in _NUMBER.findall(links)):
            return match.group(0)
        lead = re.match(r"[\s.,;:!?؟]*", words)
        start = lead.end() if lead else 0
        return f"{words[:start]}<mark>{words[start:]}{links}</mark>"

    return _RESTS_ON.sub(mark, html)
