"""Tasks that libraries hand out are done at once, or taken by a block."""

from __future__ import annotations

from django_tasks import task
from django_tasks.base import TaskResultStatus

from cop_portal.foundation.jobs.taking import taken_by

done: list[str] = []


@task()
def say(word: str) -> None:
    done.append(word)


def test_a_task_is_done_where_it_is_handed_out_unless_a_block_takes_it() -> None:
    done.clear()
    offered: list[tuple[str, tuple[str, ...]]] = []

    def taker(path: str, named: tuple[str, ...]) -> bool:
        offered.append((path, named))
        return named == ("mine",)

    say.enqueue("before")
    with taken_by(taker):
        taken = say.enqueue("mine")
        say.enqueue("other")
    say.enqueue("mine")

    assert done == ["before", "other", "mine"]
    assert offered == [(f"{__name__}.say", ("mine",)), (f"{__name__}.say", ("other",))]
    assert taken.status == TaskResultStatus.READY
