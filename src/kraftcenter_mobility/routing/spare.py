"""Scratch space that outlives a call, so that small questions need not make it anew."""

from __future__ import annotations

import threading
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
        self._lock = threading.Lock()

    @contextmanager
    def borrowed(self) -> Iterator[Space]:
        """Lend a piece of scratch space; one that was in use when something failed is not kept."""
        with self._lock:
            space = self._unused.pop() if self._unused else None
        if space is None:
            space = self._make()
        yield space
        with self._lock:
            self._unused.append(space)
