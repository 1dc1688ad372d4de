"""The tasks that libraries hand out (django-tasks): done at once, unless a block takes them to do them better."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import get_random_id

# Gets the path and the arguments of a task, and says whether it takes it.
Taker = Callable[[str, tuple[Any, ...]], bool]

_taker: ContextVar[Taker | None] = ContextVar("who takes tasks", default=None)


@contextmanager
def taken_by(taker: Taker) -> Iterator[None]:
    """Within the block, the tasks that it takes are its own to do."""
    token = _taker.set(taker)
    try:
        yield
    finally:
        _taker.reset(token)


class TakingBackend(ImmediateBackend):
    """Does each task where it is handed out, like django-tasks' own, except what a block takes."""

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        taker = _taker.get()
        if taker is None or not taker(task.module_path, tuple(args)):
            return super().enqueue(task, args, kwargs)
        return TaskResult(
            task=task, id=get_random_id(), status=TaskResultStatus.READY, enqueued_at=None, started_at=None,
            last_attempted_at=None, finished_at=None, args=args, kwargs=kwargs, backend=self.alias, errors=[],
            worker_ids=[],
        )  # fmt: skip
