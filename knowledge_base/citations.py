"""How a resource is cited: as text, BibTeX, RIS, and in the head of its page for those who collect."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cop_portal.foundation.text import one_line
from knowledge_base.enums import CreditRole, Kind, Licence

NAMED = (CreditRole.AUTHOR, CreditRole.CONTRIBUTOR)
# What would end a script or start markup inside one.
UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%",
    "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


@dataclass
class Citation:
    """What there is to say, each part on one line."""

    pk: int
    title: str
    kind: str
    community: str
    publisher: str
    url: str
    language: str
    summary: str
    day: Any
    changed: Any
    licence: str
    place: str = ""
    authors: list[str] = field(default_factory=list)
    files: list[Any] = field(default_factory=list)

    @property
    def year(self) -> str:
        return str(self.day.year) if self.day else _("no year")

    @property
    def by(self) -> list[str]:
        """The authors; where nobody is named, the community."""
        return self.authors or [self.community]

    @property
    def licence_url(self) -> str:
        return Licence(self.licence).url if self.licence else ""


def cite(page: Any, credits: Iterable[Any], files: Iterable[Any] = ()) -> Citation:
    """Only those are named who are credited and did not ask not to be. Authors, or else those who contributed."""
    shown = [row for row in credits if not row.unnamed]
    named = {role: [one_line(row.name) for row in shown if row.role == role] for role in NAMED}
    return Citation(
        pk=page.pk,
        title=one_line(page.title),
        kind=str(Kind(page.kind).label),
        community=one_line(page.community.name),
        publisher=one_line(_(settings.PORTAL_NAME)),
        url=f"{settings.PORTAL_URL}{page.url}",
        language=page.language,
        summary=one_line(page.summary),
        day=page.first_published_at,
        changed=page.last_published_at,
        licence=page.licence,
        place=one_line(page.place),
        authors=named[CreditRole.AUTHOR] or named[CreditRole.CONTRIBUTOR],
        files=list(files),
    )


def as_text(said: Citation) -> str:
    who = "; ".join(said.by)
    licence = f" {str(Licence(said.licence).label).partition(':')[0]}." if said.licence_url else ""
    return f"{who} ({said.year}): {said.title}. {said.kind}. {said.community}, {said.publisher}.{licence} {said.url}"


def _latex(value: str) -> str:
    return "".join(LATEX.get(char, char) for char in value)


def as_bibtex(said: Citation) -> str:
    rows = {
        "title": "{" + _latex(said.title) + "}",
        "author": " and ".join("{" + _latex(name) + "}" for name in said.by),
        "year": str(said.day.year) if said.day else "",
        "howpublished": _latex(f"{said.kind}, {said.community}"),
        "publisher": _latex(said.publisher),
        "url": said.url,
        "language": said.language,
        "note": _latex(str(Licence(said.licence).label)) if said.licence else "",
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in rows.items() if value)
    return f"@misc{{resource{said.pk},\n{lines}\n}}\n"


def as_ris(said: Citation) -> str:
    rows = [
        ("TY", "ELEC"),
        ("TI", said.title),
        *(("AU", name) for name in said.by),
        ("PY", str(said.day.year) if said.day else ""),
        ("DA", f"{said.day:%Y/%m/%d}" if said.day else ""),
        ("AB", said.summary),
        ("T2", said.community),
        ("PB", said.publisher),
        ("UR", said.url),
        ("LA", said.language),
        ("N1", str(Licence(said.licence).label) if said.licence else ""),
    ]
    return "\r\n".join([*(f"{tag}  - {value}" for tag, value in rows if value), "ER  - ", ""])


FORMATS = {
    "txt": (as_text, "text/plain"),
    "bib": (as_bibtex, "application/x-bibtex"),
    "ris": (as_ris, "application/x-research-info-systems"),
}


def as_data(said: Citation) -> SafeString:
    """The words of schema.org, as JSON that no markup can leave. It is data: no policy has to allow it."""
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "CreativeWork" if said.kind in (Kind.TOOL.label, Kind.GUIDANCE.label) else "Article",
        "name": said.title,
        "headline": said.title,
        "description": said.summary,
        "genre": said.kind,
        "inLanguage": said.language,
        "url": said.url,
        "isAccessibleForFree": True,
        "author": [{"@type": "Person", "name": name} for name in said.authors]
        or [{"@type": "Organization", "name": said.community}],
        "publisher": {"@type": "Organization", "name": said.publisher},
        "datePublished": said.day.isoformat() if said.day else None,
        "dateModified": said.changed.isoformat() if said.changed else None,
        "license": said.licence_url or None,
        "spatialCoverage": said.place or None,
        "encoding": [
            {
                "@type": "MediaObject",
                "name": one_line(item.title),
                "contentUrl": f"{settings.PORTAL_URL}{item.url}",
                "contentSize": f"{item.get_file_size()} B",
                "encodingFormat": mimetypes.guess_type(item.filename)[0] or "application/octet-stream",
            }
            for item in said.files
        ]
        or None,
    }
    text = json.dumps({name: value for name, value in facts.items() if value is not None}, ensure_ascii=False)
    return mark_safe(text.translate(UNSAFE))
