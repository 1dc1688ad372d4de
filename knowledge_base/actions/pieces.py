"""What an issue of a publication is put together from."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from communities import evidence
from cop_portal.foundation import text
from cop_portal.foundation.permissions import Denied
from knowledge_base.enums import Kind, PieceKind, Sharing
from knowledge_base.models import Piece, PublicationPage, ResourcePage
from knowledge_base.permissions import check_assemble, check_read_resource
from knowledge_base.queries.publications import reaches

MOST = 80


def _locked(publication: PublicationPage, by: Any) -> None:
    """One change at a time."""
    check_assemble(by, publication)
    PublicationPage.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=publication.pk)


def _append(publication: PublicationPage, **fields: Any) -> Piece:
    last = publication.pieces.aggregate(last=Max("number"))["last"] or 0
    if publication.pieces.count() >= MOST:
        raise ValidationError(_("An issue has room for %(most)s parts.") % {"most": MOST})
    return Piece.objects.create(publication=publication, number=last + 1, **fields)


@transaction.atomic
def add_item(*, publication: PublicationPage, by: Any, resource: ResourcePage) -> Piece:
    """Put a resource in, at the end. Twice is once; what the issue's readers may not read is refused."""
    _locked(publication, by)
    try:
        check_read_resource(by, resource)
    except Denied as refusal:
        raise ValidationError(str(refusal.sentence)) from refusal
    if resource.kind == Kind.PUBLICATION:
        raise ValidationError(_("An issue is not made of other issues."))
    if not reaches(resource, publication):
        raise ValidationError(
            _("“%(title)s” is shared with fewer people (%(who)s) than the issue (%(readers)s).")
            % {
                "title": resource.title,
                "who": resource.get_sharing_display(),
                "readers": Sharing(publication.sharing).label,
            }
        )
    known = publication.pieces.filter(resource=resource.pk).first()
    return known or _append(publication, kind=PieceKind.ITEM, resource_id=resource.pk)


@transaction.atomic
def add_section(*, publication: PublicationPage, by: Any, title: str) -> Piece:
    """A chapter: what comes after it belongs to it. Twice is once."""
    _locked(publication, by)
    title = text.one_line(title)[:200]
    if not title:
        raise ValidationError(_("Name the section."))
    known = publication.pieces.filter(kind=PieceKind.SECTION, title=title).first()
    return known or _append(publication, kind=PieceKind.SECTION, title=title)


@transaction.atomic
def add_text(*, publication: PublicationPage, by: Any, title: str, words: str) -> Piece:
    """A text of the editor's own. Twice is once."""
    _locked(publication, by)
    words = text.clean(words).strip()[:6000]
    if not words:
        raise ValidationError(_("Write the text."))
    said = {"kind": PieceKind.TEXT, "title": text.one_line(title)[:200], "text": words}
    return publication.pieces.filter(**said).first() or _append(publication, **said)


@transaction.atomic
def add_figure(*, publication: PublicationPage, by: Any, figure: str, caption: str = "") -> Piece:
    """One of the figures that are measured for the community. Twice is once."""
    _locked(publication, by)
    if figure not in evidence.figures():
        raise ValidationError(_("Choose one of the figures."))
    known = publication.pieces.filter(figure=figure).first()
    return known or _append(
        publication, kind=PieceKind.FIGURE, figure=figure, title=text.one_line(caption)[:200]
    )


@transaction.atomic
def change(*, piece: Piece, by: Any, title: str, words: str = "") -> None:
    """Another heading, another text."""
    _locked(piece.publication, by)
    title, words = text.one_line(title)[:200], text.clean(words).strip()[:6000]
    if (piece.kind == PieceKind.SECTION and not title) or (piece.kind == PieceKind.TEXT and not words):
        raise ValidationError(_("Write something, or take it out."))
    Piece.objects.filter(pk=piece.pk).update(title=title, text=words if piece.kind == PieceKind.TEXT else "")


@transaction.atomic
def move(*, piece: Piece, by: Any, up: bool, seen_at: int | None = None) -> None:
    """One place up or down from where it was seen; at the end it stays. Twice is once."""
    _locked(piece.publication, by)
    now = piece.publication.pieces.filter(pk=piece.pk).first()
    if now is None or (seen_at is not None and now.number != seen_at):
        return
    piece, others = now, piece.publication.pieces
    if up:
        other = others.filter(number__lt=piece.number).order_by("-number").first()
    else:
        other = others.filter(number__gt=piece.number).order_by("number").first()
    if other is None:
        return
    Piece.objects.filter(pk=piece.pk).update(number=other.number)
    Piece.objects.filter(pk=other.pk).update(number=piece.number)


@transaction.atomic
def remove(*, piece: Piece, by: Any) -> None:
    """Take it out of the issue; in the library it stays. Twice is once."""
    _locked(piece.publication, by)
    now = piece.publication.pieces.filter(pk=piece.pk).first()
    if now is None:
        return
    Piece.objects.filter(pk=now.pk).delete()
    Piece.objects.filter(publication=now.publication_id, number__gt=now.number).update(number=F("number") - 1)
