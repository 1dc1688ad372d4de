"""Kinds of notice. Each storey declares its own in its notifications.py, one class per kind."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

from cop_portal.foundation.activity.dispatch import subscribe
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.activity.verbs import Verb
from cop_portal.foundation.notifications.models import Frequency

FORMS = (".subject.txt", ".txt", ".html")
LONGEST_NAME = 40  # as the rows of mail keep it


@dataclass
class Telling:
    """What a kind says about one entry, in the language that is active when it is asked."""

    title: str | Promise
    url: str
    detail: str | Promise = ""
    context: dict[str, Any] = field(default_factory=dict)
    from_name: str = ""
    list_kind: str = ""
    list_ref: int | None = None
    list_id: str = ""
    reply_kind: str = ""
    reply_target: int | None = None
    thread: str = ""


class NoticeKind(ABC):
    """A kind of notice: for which verbs, to whom, in what words, how often if nobody chose."""

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    why: ClassVar[str | Promise]
    verbs: ClassVar[tuple[Verb, ...]]
    template: ClassVar[str]
    default: ClassVar[Frequency] = Frequency.INSTANT
    # Whether people may choose; what somebody must know (a role given, access ending) is not asked.
    choosable: ClassVar[bool] = True
    # Whether who acted is told, too: a welcome to whoever joined.
    to_actor: ClassVar[bool] = False
    # Whether its words name hours: then they are told by the clock of each reader.
    own_clock: ClassVar[bool] = False

    @abstractmethod
    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        """Ids of the people concerned. The actor is taken out afterwards, except with to_actor.

        Asked again right before each mail leaves: who is not concerned any more gets none.
        """

    @abstractmethod
    def tell(self, entry: ActivityEntry) -> Telling | None:
        """The words, or none where what it was about is gone. Asked once for each language.

        With own_clock once for each language and time zone, which is then the current one.
        """

    def thing(self, entry: ActivityEntry) -> int | None:
        """The id of what people may choose for by itself, for instance a discussion; none for most."""
        return None

    def chosen(self, things: list[int], user_ids: list[int]) -> Iterable[tuple[int, int, str]]:
        """Choices for such things as (thing, person, frequency). They go before all others."""
        return ()

    def stops(self, entry: ActivityEntry) -> tuple[str, int] | None:
        """The list, with what it belongs to, that one click in a letter stops instead of the kind."""
        return None

    def urgent(self, entry: ActivityEntry) -> bool:
        """Whether it cannot wait for a letter that gathers. Who wants no mail gets none all the same."""
        return False


_kinds: dict[str, NoticeKind] = {}


def register(kind_class: type[NoticeKind]) -> type[NoticeKind]:
    """Class decorator: declare a kind and subscribe it to its verbs.

    A kind that is not complete stops the portal at its start, not at its first notice.
    """
    from cop_portal.foundation.notifications.deliver import deliver  # deliver reads this registry
    from cop_portal.foundation.notifications.lists import register_list  # and so do the lists

    kind = _complete(kind_class)
    if kind.name in _kinds:
        raise ValueError(f"the kind {kind.name} is declared twice")
    _kinds[kind.name] = kind
    if kind.choosable:
        register_list(kind)

    def tell(entry: ActivityEntry) -> None:
        deliver(kind, entry)

    subscribe(*kind.verbs, name=f"notice:{kind.name}")(tell)
    return kind_class


def _complete(kind_class: type[NoticeKind]) -> NoticeKind:
    """One of the kind, if it says all that a kind says and its letter has all its forms."""
    missing = [
        what for what in ("name", "label", "why", "verbs", "template") if not getattr(kind_class, what, "")
    ]
    missing += sorted(kind_class.__abstractmethods__)
    if missing:
        raise ImproperlyConfigured(f"the kind of notice {kind_class.__name__} lacks: {', '.join(missing)}")
    if len(kind_class.name) > LONGEST_NAME:
        raise ImproperlyConfigured(f"the name {kind_class.name} is longer than {LONGEST_NAME} characters")
    folder = Path(settings.BASE_DIR) / "templates"
    for form in FORMS:
        if not (folder / f"{kind_class.template}{form}").is_file():
            raise ImproperlyConfigured(f"{kind_class.name} has no template {kind_class.template}{form}")
    return kind_class()


def get(name: str) -> NoticeKind | None:
    return _kinds.get(name)


def all_kinds() -> list[NoticeKind]:
    return list(_kinds.values())


def choosable_kinds() -> list[NoticeKind]:
    return [kind for kind in _kinds.values() if kind.choosable]


def about_themselves() -> list[str]:
    """Names of the kinds that a person must know, for they are about them: a role given, access ending.

    They are told and stay told where the person may not read the community any more.
    """
    return [kind.name for kind in _kinds.values() if not kind.choosable]
