"""What a train on its way has to itself: single track from one place to pass to the next."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations_with_replacement, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.networks.rails.network import RailNetwork, TrackPath

__all__ = ["APART", "FACING", "FOLLOWING", "Block", "blocks_of", "relations", "used_both_ways"]

APART, FOLLOWING, FACING = 0, 1, 2
"""How two blocks stand to each other: no track in common, run the same way, or opposite ways."""

LEAST_LOOP_M = 100.0
"""Trains cannot pass on shorter stretches of double track."""

LEAST_SHARED_M = 250.0
"""Trains that halt at the same station may overlap by so much without meeting."""

PAIR_OF_TRACKS = 2


class Block(NamedTuple):
    """Consecutive tracks that a train occupies from entering the first to leaving the last."""

    track: IntArray
    forward: BoolArray
    low_m: FloatArray
    """Offsets along the tracks as drawn. Shape of all arrays: (n_tracks,)."""

    high_m: FloatArray
    single: bool
    """False where there is a track for each direction."""

    first_path: int
    """The path on which it begins, and at which share of it."""

    first_share: float
    last_path: int
    last_share: float


def used_both_ways(rail: RailNetwork, patterns: Sequence[Sequence[TrackPath]]) -> BoolArray:
    """Return which tracks some trains run along as drawn and others against. Shape (n_tracks,)."""
    used = np.zeros((rail.n_tracks, 2), dtype=np.bool_)
    for paths in patterns:
        for path in paths:
            used[path.track, path.forward.astype(np.int64)] = True
    both: BoolArray = used[:, 0] & used[:, 1]
    return both


def blocks_of(
    rail: RailNetwork, paths: Sequence[TrackPath], stations: IntArray, both_ways: BoolArray
) -> list[Block]:
    """Return the blocks of a train over some paths, in the order of travel.

    Parameters
    ----------
    rail : RailNetwork
        The tracks and stations.
    paths : sequence of TrackPath
        From listed station to listed station.
    stations : array of shape (n_paths + 1,)
        Those stations.
    both_ways : array of shape (n_tracks,)
        Which tracks are run in both directions.

    Returns
    -------
    list of Block
        A block ends at a station with two tracks or more, and where single track becomes
        double: a track that stands for two, or that trains run one way only.
    """
    track = np.concatenate([path.track for path in paths])
    forward = np.concatenate([path.forward for path in paths])
    begin_m = np.concatenate([path.begin_m for path in paths])
    end_m = np.concatenate([path.end_m for path in paths])
    path_of = np.repeat(np.arange(len(paths)), [path.track.size for path in paths])
    moved_m = end_m - begin_m
    double = (rail.n_parallel[track] >= PAIR_OF_TRACKS) | ~both_ways[track]
    double = _long_enough(double, moved_m)
    passing = rail.station_tracks[stations] >= PAIR_OF_TRACKS
    new = np.ones(track.size, dtype=np.bool_)
    new[1:] = (double[1:] != double[:-1]) | (np.diff(path_of) > 0) & passing[path_of[1:]]
    length_m = rail.length_m[track]
    low_m = np.where(forward, begin_m, length_m - end_m)
    share = _shares(moved_m, path_of, len(paths))
    bounds = [*np.flatnonzero(new).tolist(), track.size]
    return [
        Block(
            track[a:b],
            forward[a:b],
            low_m[a:b],
            (low_m + moved_m)[a:b],
            not double[a],
            int(path_of[a]),
            float(share[a, 0]),
            int(path_of[b - 1]),
            float(share[b - 1, 1]),
        )
        for a, b in pairwise(bounds)
    ]


def relations(blocks: Sequence[Block]) -> IntArray:
    """Return how every two blocks stand to each other. Shape (n_blocks, n_blocks)."""
    on_track: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, block in enumerate(blocks):
        for k, track in enumerate(block.track.tolist()):
            on_track[track].append((number, k))
    shared_m: dict[tuple[int, int, bool], float] = defaultdict(float)
    for entries in on_track.values():
        for (a, i), (b, j) in combinations_with_replacement(entries, 2):
            one, other = blocks[a], blocks[b]
            low_m = max(one.low_m[i], other.low_m[j])
            high_m = min(one.high_m[i], other.high_m[j])
            facing = bool(one.forward[i] != other.forward[j])
            shared_m[a, b, facing] += max(high_m - low_m, 0.0)
    relation = np.zeros((len(blocks), len(blocks)), dtype=np.int64)
    least_m = [min(LEAST_SHARED_M, (block.high_m - block.low_m).sum() / 2) for block in blocks]
    for (a, b, facing), length_m in shared_m.items():
        if length_m > min(least_m[a], least_m[b]):
            how = FACING if facing and blocks[a].single and blocks[b].single else FOLLOWING
            if not facing or how == FACING:
                relation[a, b] = relation[b, a] = max(relation[a, b], how)
    return relation


def _long_enough(double: BoolArray, moved_m: FloatArray) -> BoolArray:
    """Return double track without the stretches on which no train can pass another."""
    change = np.flatnonzero(np.diff(double, prepend=~double[:1]))
    stretch = np.cumsum(np.isin(np.arange(double.size), change)) - 1
    long = np.bincount(stretch, weights=moved_m) >= LEAST_LOOP_M
    kept: BoolArray = double & long[stretch]
    return kept


def _shares(moved_m: FloatArray, path_of: IntArray, n_paths: int) -> FloatArray:
    """Return at which share of its path each track is entered and left. Shape (n, 2)."""
    total_m = np.bincount(path_of, weights=moved_m, minlength=n_paths)
    end_m = np.cumsum(moved_m)
    path_begin_m = (np.cumsum(total_m) - total_m)[path_of]
    per_m = 1.0 / np.maximum(total_m, 1e-9)[path_of]
    shares = np.column_stack((end_m - moved_m - path_begin_m, end_m - path_begin_m))
    clipped: FloatArray = np.clip(shares * per_m[:, None], 0.0, 1.0)
    return clipped
