"""A timetable that is searched, forwards and with time running backwards."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility._kernels.raptor_changes import useful_changes
from kraftcenter_mobility._kernels.raptor_reverse import reversed_changes, reversed_patterns

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import IntArray
    from kraftcenter_mobility._kernels.raptor import Changes, I32Array, Patterns

__all__ = ["Running"]


class Running:
    """One timetable and the changes in it, and both with time running backwards."""

    def __init__(self, patterns: Patterns, changes: Changes) -> None:
        """Keep both as they are."""
        self.patterns, self.changes = patterns, changes

    @cached_property
    def turned(self) -> Running:
        """The same with time running backwards."""
        turned = Running(reversed_patterns(self.patterns), reversed_changes(self.changes))
        turned.__dict__["turned"] = self
        return turned

    @cached_property
    def useful_changes(self) -> Changes:
        """The changes that suffice to find when rides end, though not the shortest ways."""
        return useful_changes(self.patterns, self.changes)

    @cached_property
    def arrivals(self) -> tuple[IntArray, I32Array]:
        """When one can get off at each stop, ascending, and where each stop's begin."""
        patterns = self.patterns
        width = np.diff(patterns.first_call)
        pattern = np.repeat(np.arange(width.size), np.diff(patterns.first_time))
        step = np.arange(pattern.size) - patterns.first_time[pattern]
        call = patterns.first_call[pattern] + step % width[pattern]
        keep = patterns.can_alight[call] & (step % width[pattern] > 0)
        stop, arrival_s = patterns.stop[call[keep]], patterns.arrival_s[keep]
        order = np.lexsort((arrival_s, stop))
        n_stops = patterns.first_pattern.size - 1
        return row_starts(stop, n_stops), arrival_s[order]
