"""What is asked at an address below a discussion reaches what it is about, wherever that stands now.

A page may have been opened before a move or a merge. Who reads is led on by a redirect; what was sent is done at the new
place, so that nothing typed is lost. Who may do it there is decided by the same view, as for anybody who comes there.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cop_portal.foundation.text import as_number
from discussions.models import Discussion
from discussions.queries import moves

View = Callable[..., HttpResponse]
READING = ("GET", "HEAD")


def leads_on(view: View, *named: str, opening: str = "", whole: bool = False) -> View:
    """A view of an address below a discussion, for old addresses, too.

    named: the fields that name a contribution by its number, where its address does not.
    opening: the name of the address for the contribution that the first text of a merged discussion became.
    whole: what is sent about a merged discussion as a whole holds for the one that it went into.
    """

    @functools.wraps(view)
    def led(request: HttpRequest, slug: str, pk: int, **kwargs: Any) -> HttpResponse:
        number = kwargs.get("number") or _number(request, named)
        now = moves.moved_on(request.user, slug, pk, number) if number else None
        if now is not None:
            return _there(request, view, now.discussion, kwargs, named, now.number)
        try:
            return view(request, slug=slug, pk=pk, **kwargs)
        except Http404:
            talk = moves.where_now(request.user, slug, pk)
            if (talk.community.slug, talk.pk) == (slug, pk):
                raise
            if talk.pk == pk:  # in another community, with the same numbers
                return _there(request, view, talk, kwargs, named, number)
            if whole:  # what it was about stands nowhere
                return _there(request, view, talk, kwargs, named, None)
            if number:
                raise
        first = moves.opening_now(pk) if opening else None
        if first is not None:
            first = moves.contribution_now(request.user, first.pk)
            return _there(request, view, first.discussion, kwargs, named, first.number, name=opening)
        if request.method not in READING:
            messages.warning(request, _("It was merged into another discussion already."))
        return redirect(talk)

    return led


def _number(request: HttpRequest, named: tuple[str, ...]) -> int | None:
    """The number that a form or a query names, as the views read it."""
    for data in (request.POST, request.GET):
        for field in named:
            if named_number := as_number(data.get(field)):
                return named_number
    return None


def _there(
    request: HttpRequest,
    view: View,
    talk: Discussion,
    kwargs: dict[str, Any],
    named: tuple[str, ...],
    number: int | None,
    *,
    name: str = "",
) -> HttpResponse:
    """The same of where it is now: as a redirect for who reads, done at once for who sent something."""
    match = request.resolver_match
    name = name or (match and match.url_name) or ""
    where = {"slug": talk.community.slug, "pk": talk.pk, **kwargs}
    if number is not None and not named:
        where["number"] = number
    query = _anew(request.GET, named, number)
    if request.method in READING:
        return redirect(reverse(name, kwargs=where) + (f"?{query.urlencode()}" if query else ""))
    request.GET, request.POST = query, _anew(request.POST, named, number)  # type: ignore[assignment]
    return view(request, **where)


def _anew(data: QueryDict, named: tuple[str, ...], number: int | None) -> QueryDict:
    """What was asked or sent, with the number that holds now in the place of the old one."""
    changed = data.copy()
    fields = [field for field in named if field in data] or list(named[:1])
    for field in fields:
        if number is None:
            changed.pop(field, None)
        else:
            changed[field] = str(number)
    return changed
