"""What a network remembers so as not to make it again: metrics, indices, layouts."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

__all__ = ["Memory"]

Made = TypeVar("Made")

MOST_KEPT = 30
"""Enough for six modes with and without turns; a study of a hundred paces forgets the first."""


class Memory:
    """A few things made before, the longest unused forgotten first; safe between threads."""

    def __init__(self, most_kept: int = MOST_KEPT) -> None:
        """Remember nothing yet, and never more than so many things."""
        self._most_kept = most_kept
        self._made: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.RLock()

    def __reduce__(self) -> tuple[type[Memory], tuple[int]]:
        """Leave what is remembered behind when pickled or copied: it can be made again."""
        return Memory, (self._most_kept,)

    def __len__(self) -> int:
        """Count what is remembered."""
        return len(self._made)

    def __contains__(self, key: Hashable) -> bool:
        """Say whether something is remembered under a key."""
        with self._lock:
            return key in self._made

    def values(self) -> list[Any]:
        """Return all that is remembered, the longest unused first."""
        with self._lock:
            return list(self._made.values())

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what was made before under a key, or make it now."""
        with self._lock:
            if key not in self._made:
                self._made[key] = make()
            self._made.move_to_end(key)
            made: Made = self._made[key]
            while len(self._made) > self._most_kept:
                self._made.popitem(last=False)
            return made
