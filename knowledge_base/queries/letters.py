"""What a letter that gathers says of the resources it tells of: who confirmed each, and when, or what is due."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from cop_portal.foundation.notifications.models import Notice
from knowledge_base.queries.resources import library

OWN = "knowledge_base."


def trust_of_told(user: Any, notices: list[Notice]) -> dict[int, Callable[[], str]]:
    """As it is on the day of the letter, of what the person may read. One statement, and none for other letters."""
    told = {
        one.pk: one.url.partition("#")[0].partition("?")[0] for one in notices if one.kind.startswith(OWN)
    }
    if not told:
        return {}
    pages = {page.url_path: page for page in library(user).filter(url_path__in=set(told.values()))}
    return {pk: partial(pages[url].trust_for, user) for pk, url in told.items() if url in pages}
