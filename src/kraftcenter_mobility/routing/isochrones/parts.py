"""Parts of edges that are reached within a cutoff: what every isochrone is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.networks.road import RoadNetwork

__all__ = ["ReachedParts", "Stretches", "stretches_of"]


class ReachedParts(NamedTuple):
    """Parts of edges reached within a cutoff. Shape of each: (n_parts,)."""

    edge: IntArray
    """Edge of the road network; of twin edges, the one by which one is soonest there."""

    from_m: FloatArray
    """Where the part begins along the edge, in the edge's own direction, metres."""

    to_m: FloatArray
    """Where it ends, further along."""

    from_s: FloatArray
    """Travel time between the place and the part's beginning, seconds."""

    to_s: FloatArray
    """Likewise of its end. Smaller than `from_s` where one travels *to* the place."""


class Stretches(NamedTuple):
    """Stretches of segments that are reached in one direction or the other.

    Sorted by segment and position; those of one segment neither overlap nor touch. Shape of
    each: (n_stretches,).
    """

    segment: IntArray
    begin_m: FloatArray
    """From the beginning of the segment as it is drawn, metres."""

    end_m: FloatArray

    def only(self, which: BoolArray) -> Stretches:
        """Return some of the stretches."""
        return Stretches(self.segment[which], self.begin_m[which], self.end_m[which])


def stretches_of(roads: RoadNetwork, parts: ReachedParts) -> Stretches:
    """Return what parts of edges cover of the segments they run along."""
    segment = roads.edge_segment[parts.edge].astype(np.int64)
    forward = roads.edge_forward[parts.edge]
    length_m = roads.length_of_m(segment)
    begin_m = np.where(forward, parts.from_m, length_m - parts.to_m)
    end_m = np.where(forward, parts.to_m, length_m - parts.from_m)
    order = np.lexsort((begin_m, segment))
    segment, begin_m, end_m = segment[order], begin_m[order], end_m[order]
    if not segment.size:
        return Stretches(segment, begin_m, end_m)
    base_m = np.concatenate(([0.0], np.cumsum(roads.segment_length_m + 1.0)))[segment]
    furthest_m = np.maximum.accumulate(base_m + end_m)
    is_new = np.concatenate(([True], base_m[1:] + begin_m[1:] > furthest_m[:-1]))
    first = np.flatnonzero(is_new)
    last = np.append(first[1:], segment.size) - 1
    return Stretches(segment[first], begin_m[first], furthest_m[last] - base_m[last])
