"""What a train meets along its path, section by section."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

    from .network import RailNetwork, TrackPath

__all__ = ["TrackProfile", "track_profile"]

ALONG, AGAINST = 0, 1


class TrackProfile(NamedTuple):
    """Consecutive sections in the direction of travel. All shapes (n_sections,)."""

    length_m: FloatArray
    limit_kmh: FloatArray
    gradient_permille: FloatArray
    """Rise in the direction of travel, metres per kilometre."""

    voltage_kv: FloatArray
    """Of the contact line, zero where there is none."""

    n_parallel: IntArray
    """How many tracks the section's track stands for."""


def track_profile(rail: RailNetwork, paths: Sequence[TrackPath]) -> TrackProfile:
    """Return what a train meets on consecutive paths, one after the other.

    Parameters
    ----------
    rail : RailNetwork
        The tracks that the paths run on.
    paths : sequence of TrackPath
        Paths without a stop between them, in the order of travel.

    Returns
    -------
    TrackProfile
        One section for each stretch of track that is longer than nothing. Shapes
        (n_sections,).
    """
    empty = np.zeros(0, dtype=np.int64)
    track = np.concatenate([empty, *(path.track for path in paths)])
    forward = np.concatenate([empty.astype(np.bool_), *(path.forward for path in paths)])
    length_m = np.concatenate([np.zeros(0), *(path.end_m - path.begin_m for path in paths)])
    kept = length_m > 0
    track, forward, length_m = track[kept], forward[kept], length_m[kept]
    return TrackProfile(
        length_m=length_m,
        limit_kmh=rail.limit_kmh[track, np.where(forward, ALONG, AGAINST)],
        gradient_permille=np.where(forward, 1.0, -1.0) * rail.gradient_permille[track],
        voltage_kv=rail.voltage_kv[track],
        n_parallel=rail.n_parallel[track],
    )
