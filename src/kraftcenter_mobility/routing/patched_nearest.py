"""The nearest destination after some changes, by a forest that was grown before them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility._kernels.forest import LIMIT
from kraftcenter_mobility._kernels.hierarchy import INFINITE
from kraftcenter_mobility._kernels.nearest_sweep import NOWHERE
from kraftcenter_mobility.networks.ticks import TICK_S

from .nearest_forest import HALF, GraphChange, Repaired
from .one_edge import nearest_along_one_edge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kraftcenter_mobility._kernels.csr import IntArray
    from kraftcenter_mobility._kernels.nearest_sweep import LabelArray
    from kraftcenter_mobility.networks.joins import EdgeEnds

    from .nearest_forest import NearestForest
    from .patched import PatchedRoads

__all__ = ["nearest_after", "repaired_forest"]

LOW = np.uint64(0xFFFFFFFF)


@contextmanager
def repaired_forest(
    forest: NearestForest, roads: PatchedRoads, end: EdgeEnds
) -> Iterator[Repaired]:
    """Lend the keys of a graph's nodes, and of new ones after them, for the length of a block.

    `end` are the destinations' ends now; the nodes that are listed are those whose keys are
    other than before.
    """
    patch, n_nodes = roads.patch, roads.base.graph.n_nodes
    moved, node, key = _moved_seeds(forest, roads, end)
    with forest.repaired(GraphChange(*patch, moved=moved, seed_node=node, seed_key=key)) as now:
        keys, changed = now.key, now.node
        if patch.n_new:
            new = keys[forest.n_nodes : forest.n_nodes + patch.n_new]
            keys = np.concatenate((keys[:n_nodes], new))
            changed = np.where(changed < forest.n_nodes, changed, changed - forest.twins.size)
            changed = changed[(now.node < n_nodes) | (now.node >= forest.n_nodes)]
        else:
            changed = changed[changed < n_nodes]
        yield Repaired(changed, keys)


def _moved_seeds(
    forest: NearestForest, roads: PatchedRoads, end: EdgeEnds
) -> tuple[IntArray, IntArray, LabelArray]:
    """Return the places that are come to otherwise than before, and where and when now."""
    none = np.zeros(0, dtype=np.int64)
    before = forest.end
    no_key = np.zeros(0, dtype=np.uint64)
    if end is before:
        return none, none, no_key
    n_places = before.first.size - 1
    moved = np.array([i for i in range(n_places) if not _alike(before, end, i)], dtype=np.int64)
    if moved.size == 0:
        return none, none, no_key
    seeds = roads.targets_at_nodes(end)
    owner = seeds.owner()
    of_use = np.isin(owner, moved)
    node = seeds.rank[of_use].astype(np.int64)
    key = (seeds.time[of_use].astype(np.uint64) << HALF) | owner[of_use].astype(np.uint64)
    return moved, node, key


def _alike(one: EdgeEnds, other: EdgeEnds, place: int) -> bool:
    """Say whether a place lies on the same edges, in the same places along them."""
    low, high = (slice(*ends.first[place : place + 2].tolist()) for ends in (one, other))
    return bool(
        one.walk_s[place] == other.walk_s[place]
        and np.array_equal(one.edge[low], other.edge[high])
        and np.array_equal(one.before_s[low], other.before_s[high])
    )


def nearest_after(
    forest: NearestForest, roads: PatchedRoads, begin: EdgeEnds, end: EdgeEnds
) -> LabelArray:
    """Return time and number of the nearest destination of every origin, NOWHERE for none.

    Parameters
    ----------
    forest : NearestForest
        Of the ways to the destinations before the changes.
    roads : PatchedRoads
        The changes.
    begin, end : EdgeEnds
        Where origins and destinations lie now.
    """
    seeds = roads.sources_at_nodes(begin)
    owner = seeds.owner()
    with repaired_forest(forest, roads, end) as now:
        beyond = now.key[seeds.rank]
    total = (beyond >> HALF) + seeds.time
    offer = np.where(
        (beyond < LIMIT) & (total < INFINITE), (total << HALF) | (beyond & LOW), NOWHERE
    )
    nearest = np.full(begin.first.size - 1, NOWHERE)
    np.minimum.at(nearest, owner, offer)
    direct = nearest_along_one_edge(begin, end)
    of_use = np.isfinite(direct.time_s)
    ticks = np.rint(direct.time_s[of_use] / TICK_S).astype(np.uint64)
    key = (ticks << HALF) | direct.destination[of_use].astype(np.uint64)
    np.minimum.at(nearest, direct.origin[of_use], key)
    return nearest
