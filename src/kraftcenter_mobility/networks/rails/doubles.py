"""Which tracks stand for several because the others beside them are not mapped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .lines import place_on_track
from .nearest import TrackFinder

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import IntArray

    from .lines import TrackLines

__all__ = ["tracks_stood_for"]

BESIDE_M = 25.0
"""A mapped parallel track lies within this of the one that says how many there are."""


def tracks_stood_for(lines: TrackLines, said: IntArray, main: IntArray) -> IntArray:
    """Return how many tracks each stands for. Shape (n_tracks,).

    Parameters
    ----------
    lines : TrackLines
        The tracks.
    said : array of int
        How many tracks the tags of each speak of. Shape (n_tracks,).
    main : array of int
        The tracks that are counted as others beside it.

    Returns
    -------
    array of int
        What was said, less where others are mapped beside the track. Shape (n_tracks,).
    """
    n_parallel = np.ones(said.size, dtype=np.int64)
    several = np.flatnonzero(said > 1)
    if several.size == 0:
        return n_parallel
    finder = TrackFinder(lines, main)
    lon, lat = place_on_track(lines, several, lines.length_m[several] / 2.0)
    for index, track in enumerate(several.tolist()):
        near = finder.near(float(lon[index]), float(lat[index]), within_m=BESIDE_M)
        beside = {int(t) for t, foot in zip(near.track, near.inside, strict=True) if foot}
        n_parallel[track] = max(1, round(int(said[track]) / max(1, len(beside | {track}))))
    return n_parallel
