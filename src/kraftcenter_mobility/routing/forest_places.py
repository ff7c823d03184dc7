"""The nearest destination of every place, read off a forest, before and after a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility._kernels.forest import LIMIT
from kraftcenter_mobility._kernels.hierarchy import INFINITE
from kraftcenter_mobility._kernels.nearest_sweep import NOWHERE
from kraftcenter_mobility.networks.ticks import TICK_S

from .forest_graph import rows_of
from .nearest_forest import HALF
from .one_edge import nearest_along_one_edge

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility._kernels.nearest_sweep import LabelArray
    from kraftcenter_mobility.networks.joins import EdgeEnds

    from .nearest_forest import NearestForest, Repaired

__all__ = ["ForestPlaces", "places_of", "times_of_keys"]

LOW = np.uint64(0xFFFFFFFF)
NO_NODE = -1


class ForestPlaces(NamedTuple):
    """Where places set out, so that a forest says which destination is nearest to each.

    Entries of one place stand together; place ``i`` has ``first[i]`` up to ``first[i + 1]``.
    """

    first: IntArray
    edge: IntArray
    """The edge of the network along which one sets out."""

    node: IntArray
    """The forest's node from which one goes on, NO_NODE for journeys that stay on the edge."""

    ticks: IntArray
    """From the place to the node, which may lie before it and have a time below zero; or to
    the destination."""

    owner: LabelArray
    """The destination, for journeys that stay on the edge."""

    first_at_node: IntArray
    """Where the entries of each node begin in `at_node`. Shape (n_nodes + 1,)."""

    at_node: IntArray
    first_on_edge: IntArray
    """Where the entries of each edge begin in `on_edge`. Shape (n_edges + 1,)."""

    on_edge: IntArray
    key: LabelArray
    """Time and number of the nearest destination of every place, NOWHERE for none."""

    best: IntArray
    """The entry by which one goes there, -1 for none."""

    def place_of(self, entry: IntArray) -> IntArray:
        """Return the place of each entry."""
        return np.searchsorted(self.first, entry, side="right") - 1

    def touched_by(self, now: Repaired, closed: IntArray) -> IntArray:
        """Return the places for which a change may matter, ascending."""
        known = now.node[now.node < self.first_at_node.size - 1]
        entries = (
            self.at_node[rows_of(self.first_at_node, known)],
            self.on_edge[rows_of(self.first_on_edge, closed)],
        )
        return np.unique(self.place_of(np.concatenate(entries)))

    def keys_of(self, places: IntArray, key: LabelArray, closed: IntArray) -> LabelArray:
        """Return time and number of the nearest destination of some places.

        Parameters
        ----------
        places : array of int, shape (n,)
            Which places.
        key : array of uint64, shape (n_nodes,)
            The keys of the forest's nodes.
        closed : array of int
            Edges of the network along which nobody may set out.
        """
        entry = rows_of(self.first, places)
        offer = self.offers(entry, key)
        shut = self.on_edge[rows_of(self.first_on_edge, closed)]
        if shut.size:
            offer[np.isin(entry, shut)] = NOWHERE
        owner = np.repeat(np.arange(places.size), np.diff(self.first)[places])
        found = np.full(places.size, NOWHERE)
        np.minimum.at(found, owner, offer)
        return found

    def offers(self, entry: IntArray, key: LabelArray) -> LabelArray:
        """Return the keys that some entries offer to their places, NOWHERE where none leads on."""
        node, ticks = self.node[entry], self.ticks[entry]
        beyond = key[np.maximum(node, 0)]
        total = (beyond >> HALF).astype(np.int64) + ticks
        offer = (total.astype(np.uint64) << HALF) | (beyond & LOW)
        offer = np.where((beyond < LIMIT) & (total < INFINITE), offer, NOWHERE)
        direct = node == NO_NODE
        offer[direct] = (ticks[direct].astype(np.uint64) << HALF) | self.owner[entry[direct]]
        return offer


def places_of(forest: NearestForest, begin: EdgeEnds) -> ForestPlaces:
    """Return what the forest says of places.

    Parameters
    ----------
    forest : NearestForest
        The ways to the destinations.
    begin : EdgeEnds
        Where the places lie.
    """
    n_places, n_edges = begin.first.size - 1, forest.metric.roads.n_edges
    away, direct = _entries_away(forest, begin), _entries_along(forest, begin)
    columns = [np.concatenate(parts) for parts in zip(away, direct, strict=True)]
    order = np.argsort(columns[0], kind="stable")
    place, edge, node, ticks, owner = (column[order] for column in columns)
    by_node = np.argsort(node, kind="stable")[np.count_nonzero(node == NO_NODE) :]
    places = ForestPlaces(
        row_starts(place, n_places),
        edge,
        node,
        ticks,
        owner.astype(np.uint64),
        row_starts(node[by_node], forest.n_nodes),
        by_node,
        row_starts(edge, n_edges),
        np.argsort(edge, kind="stable"),
        np.full(n_places, NOWHERE),
        np.full(n_places, -1, dtype=np.int64),
    )
    every, entry = np.arange(n_places), np.arange(place.size)
    key = places.keys_of(every, forest.forest.key, entry[:0])
    offer = places.offers(entry, forest.forest.key)
    takes = np.flatnonzero((offer == key[place]) & (offer < LIMIT))[::-1]
    best = places.best
    best[place[takes]] = takes  # the first of equally good ones is written last
    return places._replace(key=key)


def _entries_away(forest: NearestForest, begin: EdgeEnds) -> tuple[IntArray, ...]:
    """Return places, edges, nodes and ticks of the ways that leave an edge at its end."""
    place = begin.place()
    node = forest.departures(begin.edge)
    edge_time_s = forest.metric.edge_time_s[begin.edge]
    if not forest.mode_graph.turns:
        edge_time_s = np.zeros(edge_time_s.size)
    of_use = np.flatnonzero((node >= 0) & np.isfinite(begin.after_s) & np.isfinite(edge_time_s))
    place = place[of_use]
    time_s = begin.after_s[of_use] + begin.walk_s[place] - edge_time_s[of_use]
    ticks = np.rint(time_s / TICK_S).astype(np.int64)
    return place, begin.edge[of_use], node[of_use], ticks, np.zeros_like(ticks)


def _entries_along(forest: NearestForest, begin: EdgeEnds) -> tuple[IntArray, ...]:
    """Return the same, and the destinations, of the ways that never leave an edge."""
    pairs = nearest_along_one_edge(begin, forest.end)
    of_use = np.flatnonzero(np.isfinite(pairs.time_s))
    ticks = np.rint(pairs.time_s[of_use] / TICK_S).astype(np.int64)
    edge = begin.edge[pairs.begin[of_use]]
    nowhere = np.full(of_use.size, NO_NODE)
    return pairs.origin[of_use], edge, nowhere, ticks, pairs.destination[of_use]


def times_of_keys(key: LabelArray) -> FloatArray:
    """Return the times of keys in seconds, infinite for none."""
    return np.where(key < LIMIT, (key >> HALF).astype(np.float64) * TICK_S, np.inf)
