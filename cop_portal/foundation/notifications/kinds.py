"""Kinds of notice. Each storey declares its own in its notifications.py, one class per kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils.functional import Promise

from cop_portal.foundation.activity.dispatch import subscribe
from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.activity.verbs import Verb
from cop_portal.foundation.notifications.models import Frequency


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


class NoticeKind:
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

    def recipients(self, entry: ActivityEntry) -> Iterable[int]:
        """Ids of the people concerned. The actor is taken out afterwards, except with to_actor."""
        raise NotImplementedError

    def tell(self, entry: ActivityEntry) -> Telling | None:
        """The words, or none where what it was about is gone. Asked once for each language."""
        raise NotImplementedError

    def frequencies(self, entry: ActivityEntry, user_ids: list[int]) -> dict[int, str]:
        """Choices that go before the person's general one, for instance for this discussion."""
        return {}


_kinds: dict[str, NoticeKind] = {}


def register(kind_class: type[NoticeKind]) -> type[NoticeKind]:
    """Class decorator: declare a kind and subscribe it to its verbs."""
    from cop_portal.foundation.notifications.deliver import deliver  # deliver reads this registry

    kind = kind_class()
    if kind.name in _kinds:
        raise ValueError(f"the kind {kind.name} is declared twice")
    _kinds[kind.name] = kind

    def tell(entry: ActivityEntry) -> None:
        deliver(kind, entry)

    subscribe(*kind.verbs, name=f"notice:{kind.name}")(tell)
    return kind_class


def get(name: str) -> NoticeKind | None:
    return _kinds.get(name)


def all_kinds() -> list[NoticeKind]:
    return list(_kinds.values())
