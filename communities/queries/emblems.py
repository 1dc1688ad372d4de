"""Reading the pictures that communities carry as their sign."""

from __future__ import annotations

import contextlib
from typing import IO

from django.conf import settings
from django.http import Http404
from django.urls import reverse

from communities.models import Community


def stored(community: Community, name: str) -> IO[bytes]:
    """One of the forms of a community's picture. Raises Http404 for any other name."""
    key = community.emblem_key
    if not key or name not in (f"{key}.webp", f"{key}-small.webp"):
        raise Http404
    return _open(community, name)


def of_letters(key: str) -> IO[bytes]:
    """The picture as letters show it, for whoever got a letter: its name is a secret of 128 bits."""
    community = Community.objects.filter(emblem=f"emblems/{key}.webp").first()
    if community is None:
        raise Http404
    return _open(community, f"{key}.png")


def in_letters(community: Community) -> str:
    """The address of the picture in letters. It says nothing of the community it belongs to."""
    if not community.emblem:
        return ""
    return settings.PORTAL_URL + reverse("emblem_in_letters", args=[community.emblem_key])


def picture(community: Community) -> bytes:
    """The picture itself; nothing where the weave is the sign or the file is gone."""
    if community.emblem:
        with contextlib.suppress(Http404), stored(community, f"{community.emblem_key}.webp") as file:
            return file.read()
    return b""


def _open(community: Community, name: str) -> IO[bytes]:
    try:
        return community.emblem.storage.open(f"emblems/{name}", "rb")
    except OSError as gone:
        raise Http404 from gone
