"""Times to a few destinations after some changes, by a forest for each of them.

The counterpart of the hierarchy's matrix where destinations are few: each has a forest of the
fastest ways to it, grown once, and a change repairs what it touches in each.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility._kernels.forest import LIMIT
from kraftcenter_mobility._kernels.hierarchy import INFINITE
from kraftcenter_mobility.networks.ticks import TICK_S

from .nearest_forest import HALF, nearest_forest_of
from .one_edge import pairs_along_one_edge
from .patched_nearest import repaired_forest
from .pool import run_in_pool, slices

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility._kernels.nearest_sweep import LabelArray
    from kraftcenter_mobility.networks.joins import EdgeEnds
    from kraftcenter_mobility.networks.metric import RoadMetric
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .nearest_forest import NearestForest
    from .patched import PatchedRoads
    from .seeds import Seeds

__all__ = ["MOST_LABELS", "ForestMatrix"]

MOST_LABELS = 8_000_000
"""Nodes times destinations that are worth keeping forests for: some 60 bytes each."""

AT_ONCE = 8
"""Forests that a thread repairs together."""


class ForestMatrix:
    """The fastest ways to a few destinations, ready to be repaired.

    A destination is known by where it lies, so that a set in which one has moved shares the
    others' forests. Those asked for last are kept.
    """

    def __init__(
        self, network: TransportNetwork, metric: RoadMetric, *, threads: int | None = None
    ) -> None:
        """Know none yet."""
        self.network, self.metric, self.threads = network, metric, threads
        n_nodes = network.base_graph(metric).graph.n_nodes
        self.most = MOST_LABELS // max(n_nodes, 1)
        """How many destinations there is room for."""

        self._forests: OrderedDict[bytes, NearestForest] = OrderedDict()

    def grow(
        self,
        keys: Sequence[bytes],
        end: EdgeEnds,
        advance: Callable[[int], object] = lambda _: None,
    ) -> None:
        """Grow a forest for each destination that has none.

        Parameters
        ----------
        keys : sequence of bytes
            What tells the destinations apart; at most as many as there is room for.
        end : EdgeEnds
            Where they lie before any change.
        advance : callable, optional
            Is told how many are ready.
        """
        todo = [place for place, key in enumerate(keys) if key not in self._forests]
        grown: list[NearestForest | None] = [None] * len(todo)

        def run(block: slice, _: None) -> None:
            for number in range(block.start, block.stop):
                where = end.of_places(todo[number], todo[number] + 1)
                grown[number] = nearest_forest_of(self.network, self.metric, where, twins=False)

        advance(len(keys) - len(todo))
        blocks = slices(len(todo), 1)
        run_in_pool(blocks, run, scratch=lambda: None, threads=self.threads, advance=advance)
        for place, forest in zip(todo, grown, strict=True):
            if forest is not None:
                self._forests[keys[place]] = forest
        for key in keys:
            self._forests.move_to_end(key)
        while len(self._forests) > max(self.most, len(keys)):
            self._forests.popitem(last=False)

    def after(
        self, keys: Sequence[bytes], roads: PatchedRoads, begin: EdgeEnds, end: EdgeEnds
    ) -> FloatArray:
        """Return the times from all origins to destinations after changes, in seconds.

        Parameters
        ----------
        keys : sequence of bytes
            The destinations, each with a forest by now.
        roads : PatchedRoads
            The changes.
        begin, end : EdgeEnds
            Where origins and destinations lie now.

        Returns
        -------
        array of float, shape (n_origins, n_destinations)
            Infinite where there is no way.
        """
        seeds = roads.sources_at_nodes(begin)
        rows = np.flatnonzero(np.diff(seeds.first))
        time_s = np.full((len(keys), begin.first.size - 1), np.inf)

        def run(block: slice, _: None) -> None:
            for place in range(block.start, block.stop):
                now_at = end.of_places(place, place + 1)
                with repaired_forest(self._forests[keys[place]], roads, now_at) as now:
                    time_s[place, rows] = _least_s(seeds, rows, now.key)

        blocks = slices(len(keys), AT_ONCE)
        run_in_pool(blocks, run, scratch=lambda: None, threads=self.threads)
        for direct in pairs_along_one_edge(begin, end):
            np.minimum.at(time_s, (direct.destination, direct.origin), direct.time_s)
        return np.ascontiguousarray(time_s.T)


def _least_s(seeds: Seeds, rows: IntArray, key: LabelArray) -> FloatArray:
    """Return the least time of the seeds of some sets, in seconds."""
    beyond = key[seeds.rank]
    total = np.where(beyond < LIMIT, (beyond >> HALF) + seeds.time, np.uint64(INFINITE))
    least = np.minimum.reduceat(total, seeds.first[rows]) if rows.size else total
    return np.where(least < INFINITE, least * TICK_S, np.inf)
