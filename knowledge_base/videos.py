"""Where a film plays in a page: its player's address, for the hosts that the portal allows, and no other.

Nothing is asked of a film's host before the reader presses: not by the server, and not by the page.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote, urlsplit

from django.conf import settings

_ID = r"([\w-]{3,64})"
# The hosts people copy an address from, the player it belongs to, and how its path is read.
_KNOWN = (
    (r"(www\.|m\.)?youtube(-nocookie)?\.com", "www.youtube-nocookie.com", rf"/(?:embed|shorts|live)/{_ID}/?", "/embed/{}"),
    (r"youtu\.be", "www.youtube-nocookie.com", rf"/{_ID}/?", "/embed/{}"),
    (r"(www\.)?vimeo\.com", "player.vimeo.com", r"/(\d{3,16})/?", "/video/{}?dnt=1"),
    (r"player\.vimeo\.com", "player.vimeo.com", r"/video/(\d{3,16})/?", "/video/{}?dnt=1"),
)  # fmt: skip
# PeerTube, on whatever host an organisation runs it.
_OWN = ((rf"/w/{_ID}/?", "/videos/embed/{}"), (rf"/videos/(?:watch|embed)/{_ID}/?", "/videos/embed/{}"))


def player_address(url: str) -> str:
    """The address of the film's player, or nothing where it can only be opened at its host."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        if parts.scheme not in ("http", "https") or parts.port not in (None, 80, 443):
            return ""
    except ValueError:
        return ""
    for hosts, player, path, embed in _KNOWN:
        if re.fullmatch(hosts, host):
            return _allowed(player, _read(path, _path(parts.path, parts.query)), embed)
    for path, embed in _OWN:
        if found := _read(path, parts.path):
            return _allowed(host, found, embed)
    return ""


def _path(path: str, query: str) -> str:
    """An address with the film's name in its query, as if it stood in the path."""
    if path.rstrip("/") == "/watch":
        return f"/embed/{parse_qs(query).get('v', [''])[0]}"
    return path


def _read(pattern: str, path: str) -> str:
    match = re.fullmatch(pattern, path)
    return match[1] if match else ""


def _allowed(host: str, found: str, embed: str) -> str:
    return f"https://{host}{embed.format(quote(found))}" if found and host in settings.VIDEO_HOSTS else ""


def host_of(url: str) -> str:
    """What a reader is told of where a link leads."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
