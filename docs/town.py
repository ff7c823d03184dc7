"""A town small enough to be drawn, prepared and asked by the real kernels."""  # noqa: INP001 - a script's neighbour, not a package

from __future__ import annotations

import numpy as np

from kraftcenter_mobility._kernels.climb import climb_rows
from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility._kernels.hierarchy import NONE
from kraftcenter_mobility._kernels.lanes import LANES
from kraftcenter_mobility.networks.prepared_graph import prepare_graph
from kraftcenter_mobility.routing.customized import customized
from kraftcenter_mobility.routing.seeds import seeds_at_nodes

__all__ = ["Town"]


class Town:
    """A town of eight corners on both banks of a river, every street two-way. Minutes."""

    names = "ABCDEFGH"
    at = ((24, 40), (88, 62), (44, 142), (160, 40), (160, 156), (226, 30), (286, 92), (234, 168))
    streets = {  # noqa: RUF012 - never changed
        "AB": 2, "AC": 6, "BC": 2, "BD": 3, "CE": 3, "DF": 2, "FG": 2, "GH": 3, "EH": 2,
    }  # fmt: skip
    order = "ACBFHGDE"

    def __init__(self) -> None:
        """Lay out the streets as arrays."""
        pairs = [(*pair, minutes) for pair, minutes in self.streets.items()]
        pairs += [(head, tail, minutes) for tail, head, minutes in pairs]
        edges = sorted(
            (self.names.index(tail), self.names.index(head), time) for tail, head, time in pairs
        )
        self.tail, self.head, self.minutes = np.array(edges).T
        self.first_out = row_starts(self.tail, len(self.names))
        nodes = np.array([self.names.index(name) for name in self.order])
        prepared = prepare_graph(nodes.astype(np.uint32), self.first_out, self.head)
        self.hierarchy = prepared.hierarchy
        self.found = customized(prepared, self.minutes.astype(np.uint32))

    def name(self, rank: int) -> str:
        """Return the name of the corner of a rank."""
        return self.names[self.hierarchy.node[rank]]

    def arcs(self) -> list[tuple[int, int, int]]:
        """Return tail, head and minutes of every arc."""
        arcs = self.hierarchy
        tail = np.repeat(np.arange(len(self.names)), np.diff(arcs.first_up))
        weight = self.found.weights[: 2 * tail.size : 2]
        return [
            (int(low), int(high), int(minutes))
            for low, high, minutes in zip(tail, arcs.up_head, weight, strict=True)
        ]

    def is_street(self, low: int, high: int) -> bool:
        """Return whether two ranks are joined by a street."""
        pair = {self.name(low), self.name(high)}
        return any(set(street) == pair for street in self.streets)

    def made_by(self, low: int, high: int) -> int:
        """Return the rank whose contraction first joins two ranks; -1 for a street."""
        if self.is_street(low, high):
            return -1
        above = [{high for tail, high, _ in self.arcs() if tail == rank} for rank in range(low)]
        return next(rank for rank, heads in enumerate(above) if {low, high} <= heads)

    def climbed(self, source: int) -> dict[int, int]:
        """Return the minutes at the ranks that the source climbs to."""
        seeds = seeds_at_nodes(self.hierarchy, np.array([source]))
        n = len(self.names)
        place, touched = np.full(n, NONE, np.uint32), np.empty(n, np.uint32)
        weights = self.found.weights
        rank, rows = climb_rows(self.hierarchy, weights, np.uint64(0), *seeds, place, touched)
        return {int(rank): int(rows[row * LANES]) for row, rank in enumerate(rank)}

    def swept(self, source: int) -> list[int]:
        """Return the minutes at all ranks."""
        found: list[int] = []  # by node, as a sweep writes labels out
        seeds = seeds_at_nodes(self.hierarchy, np.array([source]))
        self.found.sweep(
            seeds, lambda _, label: found.extend(label[::LANES].tolist()), backward=False, threads=1
        )
        return [found[node] for node in self.hierarchy.node]
