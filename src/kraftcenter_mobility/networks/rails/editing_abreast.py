"""Tracks side by side: one of them leads, so that a line can be told, and changed, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .editing_cuts import Stretches
from .editing_plane import Plane

if TYPE_CHECKING:
    import shapely

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

    from .network import RailNetwork

__all__ = ["leading", "tracks_abreast"]

BESIDE_M = 25.0
"""Tracks so near to each other belong to the same line."""

LEAST_SHARE = 0.9
LEAST_M = 200.0
"""How much of a track lies beside others if it is led by them, or how long."""

SHORTEST_M = 25.0
"""What is left of a track beside others is passed over if it is shorter."""

STEP_M = 100.0
"""How often tracks are counted."""


class _Part(NamedTuple):
    """A part of a track in metres of the plane, and where it is one of the stretches."""

    stretch: int
    line: shapely.LineString
    begin_m: float
    end_m: float


def leading(rail: RailNetwork, stretches: Stretches) -> Stretches:
    """Return one of the stretches wherever several run side by side, the first of them.

    Parameters
    ----------
    rail : RailNetwork
        The tracks.
    stretches : Stretches
        Parts of them, those that matter most first.

    Returns
    -------
    Stretches
        Of one that begins or ends beside others, the part that does not run beside them.
    """
    from shapely import STRtree

    plane, kept = Plane(rail, stretches), list[_Part]()
    whole = [_part(plane, rail, stretches, at) for at in range(stretches.track.size)]
    near = STRtree([part.line for part in whole])
    for part in whole:
        around = set(near.query(part.line, predicate="dwithin", distance=BESIDE_M).tolist())
        others = [one.line for one in kept if one.stretch in around]
        kept += _alone(part, others)
    first = np.array([part.stretch for part in kept], dtype=np.int64)
    return Stretches(
        stretches.track[first],
        np.array([part.begin_m for part in kept]),
        np.array([part.end_m for part in kept]),
        stretches.forward[first],
    )


def tracks_abreast(
    rail: RailNetwork, stretches: Stretches, led_by: IntArray
) -> tuple[IntArray, FloatArray]:
    """Return how many of some tracks run side by side, along one of them.

    Parameters
    ----------
    rail : RailNetwork
        The tracks.
    stretches : Stretches
        Those that count; a track that stands for several counts as many.
    led_by : array of int, shape (n_leading,)
        The tracks along which to count, of which each two are beside each other nowhere.

    Returns
    -------
    count : array of int, shape (n_steps,)
        How many there are on each bit of the way.
    length_m : array of float, shape (n_steps,)
        How long each bit is; together they are as long as the leading tracks.
    """
    import shapely
    from shapely import STRtree

    plane = Plane(rail, stretches)
    own = ~np.isin(stretches.track, led_by)
    beside = stretches.track[own]
    lines = [_part(plane, rail, stretches, int(at)).line for at in np.flatnonzero(own)]
    tree = STRtree(lines)
    counts, lengths = [], []
    for track in led_by.tolist():
        line, length_m = plane.line(track), float(rail.length_m[track])
        n_steps = max(1, round(length_m / STEP_M))
        share = (np.arange(n_steps) + 0.5) / n_steps
        points = shapely.line_interpolate_point(line, share, normalized=True)
        step, found = tree.query(points, predicate="dwithin", distance=BESIDE_M)
        more = np.bincount(step, weights=rail.n_parallel[beside[found]], minlength=n_steps)
        counts.append(rail.n_parallel[track] + more.astype(np.int64))
        lengths.append(np.full(n_steps, length_m / n_steps))
    return np.concatenate(counts), np.concatenate(lengths)


def _part(plane: Plane, rail: RailNetwork, stretches: Stretches, at: int) -> _Part:
    """Return a stretch as a line in the plane."""
    from shapely.ops import substring

    track = int(stretches.track[at])
    begin_m, end_m = float(stretches.begin_m[at]), float(stretches.end_m[at])
    length_m = float(rail.length_m[track])
    line: Any = substring(plane.line(track), begin_m / length_m, end_m / length_m, normalized=True)
    return _Part(at, line, begin_m, end_m)


def _alone(part: _Part, others: list[Any]) -> list[_Part]:
    """Return what of a part does not run beside others, all of it where they only meet."""
    import shapely

    if not others:
        return [part]
    zone = shapely.union_all(shapely.buffer(others, BESIDE_M, cap_style="flat"))
    beside_m = float(part.line.intersection(zone).length)
    if beside_m < min(LEAST_SHARE * part.line.length, LEAST_M):
        return [part]
    scale = (part.end_m - part.begin_m) / part.line.length
    left = []
    for piece in shapely.get_parts(part.line.difference(zone)):
        if piece.length >= SHORTEST_M:
            ends = [
                part.begin_m + scale * float(part.line.project(shapely.Point(piece.coords[k])))
                for k in (0, -1)
            ]
            left.append(_Part(part.stretch, piece, min(ends), max(ends)))
    return left
