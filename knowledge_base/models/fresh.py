"""A resource that was written a moment ago, in the same transaction, is not checked against the tables again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_fresh: ContextVar[bool] = ContextVar("written a moment ago", default=False)


@contextmanager
def just_written() -> Iterator[None]:
    """Around the publication of a new resource by who made it from rows that were read in this transaction.

    What it names was there then; what may be there only once is refused by the tables themselves.
    """
    token = _fresh.set(True)
    try:
        yield
    finally:
        _fresh.reset(token)


def is_fresh() -> bool:
    return _fresh.get()


class WrittenOnce:
    """Of a page: its fields are checked as always, and what they name is looked up unless it was just written."""

    @classmethod
    def from_serializable_data(
        cls, data: dict[str, Any], check_fks: bool = True, strict_fks: bool = False
    ) -> Any:
        return super().from_serializable_data(data, check_fks and not _fresh.get(), strict_fks)  # type: ignore[misc]

    def full_clean(
        self, exclude: Any = None, validate_unique: bool = True, validate_constraints: bool = True
    ) -> None:
        if _fresh.get():
            relations = (one.name for one in self._meta.fields if one.is_relation)  # type: ignore[attr-defined]
            exclude = {*(exclude or ()), *relations}
            validate_unique = validate_constraints = False
        super().full_clean(exclude, validate_unique, validate_constraints)  # type: ignore[misc]

    def _check_slug_is_unique(self) -> None:
        """Asked when it was put into the tree, whose branch is locked since."""
        if not _fresh.get():
            super()._check_slug_is_unique()  # type: ignore[misc]

    def is_site_root(self) -> bool:
        """A resource hangs in its library and is the first page of no site."""
        return False
