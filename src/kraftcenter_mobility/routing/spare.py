"""Scratch space that outlives a call, so that small questions need not make it anew."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Spare"]

Space = TypeVar("Space")


class Spare(Generic[Space]):
    """Scratch space that is kept for the next call; as many pieces as run at once."""

    def __init__(self, make: Callable[[], Space]) -> None:
        """Keep nothing yet."""
        self._make = make
        self._unused: list[Space] = []

    def take(self) -> Space:
        """Return a piece of scratch space, for :meth:`give` afterwards."""
        try:
            return self._unused.pop()  # in one step: no other thread gets the same
        except IndexError:
            return self._make()

    def give(self, space: Space) -> None:
        """Keep a piece for the next call; leave one out that was in use when something failed."""
        self._unused.append(space)

    @contextmanager
    def borrowed(self) -> Iterator[Space]:
        """Lend a piece of scratch space for the length of a block."""
        space = self.take()
        yield space
        self.give(space)
