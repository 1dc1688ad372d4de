"""An issue of a publication as a booklet: what its page shows, well set."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import get_language_bidi, override
from django.utils.translation import gettext as _

from communities.queries import emblems, identity
from cop_portal.foundation.booklet import Booklet
from cop_portal.foundation.ui import times
from knowledge_base.enums import PieceKind
from knowledge_base.models import PublicationPage
from knowledge_base.queries.matter import rich
from knowledge_base.queries.publications import Shown, united

# A page is as wide as so many columns, and so many letters of the longest cell in each of them.
COLUMNS, LETTERS = 8, 1200


def booklet(publication: PublicationPage, pieces: list[Shown]) -> bytes:
    """The PDF of one edition, in the language of the issue."""
    with override(publication.language):
        community = publication.community
        day = times.day_text(publication.first_published_at) if publication.first_published_at else ""
        book = Booklet(
            title=publication.title,
            community=community.name,
            kicker=kicker_of(publication.issue, str(day)),
            colour=identity.in_mails(community.accent),
            weave=community.weave,
            picture=emblems.picture(community),
            language=publication.language,
            lede=publication.summary,
            by=_("Edited by %(name)s") % {"name": publication.editor.name} if publication.editor else "",
        )
        chapters = any(piece.piece.kind == PieceKind.SECTION for piece in pieces)
        if publication.editorial:
            _begin(book, _("Editorial"), chapters)
            _written(book, publication.editorial_html)
        for piece in pieces:
            _PIECES[PieceKind(piece.piece.kind)](book, piece)
        _sources(book, pieces, chapters)
        _credits(book, publication, pieces, chapters)
        return book.as_bytes()


def kicker_of(issue: str, day: str) -> str:
    """From right to left the day comes first: behind “No. 1” its number would be drawn to that."""
    parts = (day, issue) if get_language_bidi() else (issue, day)
    return " · ".join(part for part in parts if part)


def _begin(book: Booklet, title: str, chapters: bool) -> None:
    if chapters:
        book.chapter(title)
    else:
        book.article(title)


def _section(book: Booklet, piece: Shown) -> None:
    book.chapter(piece.data["title"])


def _text(book: Booklet, piece: Shown) -> None:
    if piece.data["title"]:
        book.article(piece.data["title"])
    _written(book, piece.html)


def _written(book: Booklet, html: str) -> None:
    for part in rich(html):
        _part(book, part)


def _figure(book: Booklet, piece: Shown) -> None:
    if not piece.data.get("rows"):
        return
    book.heading(piece.data["title"])
    book.bars([(label, said, value) for label, said, value in piece.data["rows"]])
    if piece.data["caption"]:
        book.note(piece.data["caption"])


def _item(book: Booklet, piece: Shown) -> None:
    data = piece.data
    by = _(", ").join(row["name"] for row in data["credits"] if row["role"] == "author")
    kicker = " · ".join(part for part in (data["kind"], data["place"], data["community"]) if part)
    book.article(data["title"], kicker=kicker, lede=data["summary"], by=by)
    for part in data["parts"]:
        _part(book, part)


def _part(book: Booklet, part: dict[str, Any]) -> None:
    kind = part["type"]
    if kind == "heading":
        book.heading(part["text"])
    elif kind == "text":
        book.text(part["text"])
    elif kind == "points":
        book.points(part["points"], numbered=part.get("numbered", False))
    elif kind == "quote":
        book.quote(part["text"], part.get("who", ""))
    elif kind == "picture" and part.get("file"):
        try:
            with default_storage.open(part["file"], "rb") as file:
                book.figure(file.read(), alternative=part["alternative"], caption=part["caption"])
        except OSError:
            book.note(part["caption"] or part["alternative"])
    elif kind == "table":
        _table(book, part["head"], part["rows"], part["caption"])
    elif kind == "link":
        book.address(part["text"], part["url"], part["note"])


def _table(book: Booklet, head: list[str], rows: list[list[str]], caption: str) -> None:
    """As columns; what is too wide for a page is set row by row, each cell with its heading."""
    if caption:
        book.note(caption)
    longest = max(len(cell) for row in (head, *rows) for cell in row)
    if len(head) <= COLUMNS and longest * len(head) <= LETTERS:
        book.table(head, rows)
    else:
        book.points([_row(head, row) for row in rows])


def _row(head: list[str], row: list[str]) -> str:
    pairs = zip(head, row, strict=False)
    return " · ".join(f"{name}: {cell}" if name else cell for name, cell in pairs if cell)


_PIECES = {
    PieceKind.SECTION: _section,
    PieceKind.TEXT: _text,
    PieceKind.FIGURE: _figure,
    PieceKind.ITEM: _item,
}


def _sources(book: Booklet, pieces: list[Shown], chapters: bool) -> None:
    """Where each text stands in the library, as it was on the day of the issue."""
    rows = [
        (piece.data["title"], piece.data["community"], _day(piece.data["day"]))
        for piece in pieces
        if piece.piece.kind == PieceKind.ITEM
    ]
    if rows:
        _begin(book, _("Sources"), chapters)
        book.table((_("From the library"), _("Community"), _("Published on")), rows, widths=(6, 3, 2))


def _day(iso: str) -> str:
    return str(times.day_text(datetime.date.fromisoformat(iso))) if iso else "–"


def _credits(book: Booklet, publication: PublicationPage, pieces: list[Shown], chapters: bool) -> None:
    people = united(pieces)
    if people:
        _begin(book, _("Credits"), chapters)
        book.table((_("Name"), _("Part")), [(person.name, person.words) for person in people], widths=(3, 2))
