"""Tracks that trains can run on: railways redrawn so that lines go straight on at stations."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from . import table
from .sample_geometry import HALVINGS, beside, geodesic_length_m, random_for, records, to_metres
from .sample_rail import CANDIDATES, HALF_TRACK_SPACING_M, HOSPITAL_SITE, stop_positions

if TYPE_CHECKING:
    from .sample_geometry import FloatArray, Road

__all__ = ["as_trains_run"]

OWN_WAY_DEG = 12.0
"""By how much at most a track leaves the axis of a station towards where it leads."""

CURVE_M = 3000.0
"""How far from a station a track has come to where it would be without it."""

PASSED = {"rail-Bd-Hr": shapely.Point(to_metres(9.0851, 56.0652))}
"""Villages that tracks are to pass, for they may have a halt one day: Kølkær."""

LEAST_ALONG = 0.2
"""How much of a track's first direction leads to where it ends, at least."""

FEWEST_POINTS = 6
"""A track of fewer vertices has no curves at its ends."""

STRAIGHT_SHARE = 1.004
"""A track without sway may be so much too long; then the curves at its ends are flattened."""

Tangents = dict[tuple[str, str], "FloatArray"]
"""Unit vector in which a track sets out, by the keys of the station and of the next one."""


def as_trains_run(rails: list[Road]) -> list[Road]:
    """Return the railways with tracks that go straight on at stations.

    Streets keep clear of the railways as they are drawn at first. Those swing at will, and at
    stations they meet in corners that no train takes. Here they keep their ends, lengths, tags
    and numbers of vertices, and meet along the axis of each station.

    Parameters
    ----------
    rails : list of Road
        As :func:`.sample_rail.railways` returns them.

    Returns
    -------
    list of Road
        In the same order.
    """
    by_key = {rail.key: rail for rail in rails}
    tangents, stops = _tangents(), stop_positions()
    drawn: list[shapely.LineString] = []
    made: list[Road] = []
    for row in records(table("rail_segments")):
        start, end = row["from_key"], row["to_key"]
        key = f"rail-{start}-{end}"
        parts = [by_key[name] for name in (key, f"{key}/a", f"{key}/b") if name in by_key]
        shape = _Shape(
            stops[start], stops[end], tangents[start, end], tangents[end, start], len(parts[0].xy)
        )
        xy = _quietest(key, shape, row["length_km"] * 1000.0, drawn)
        drawn.append(shapely.LineString(xy))
        lines = [xy]
        if len(parts) > 1:
            lines = [beside(each, HALF_TRACK_SPACING_M) for each in (xy, xy[::-1])]
        made += [replace(part, xy=line) for part, line in zip(parts, lines, strict=True)]
    return made


class _Shape:
    """A track between two stations: where it may sway, and how it sets out at its ends."""

    def __init__(
        self,
        start: FloatArray,
        end: FloatArray,
        out: FloatArray,
        back: FloatArray,
        n_points: int,
    ) -> None:
        chord = end - start
        self.distance_m = float(np.hypot(*chord))
        along, aside = chord / self.distance_m, np.array([-chord[1], chord[0]]) / self.distance_m
        self.share = np.linspace(0.0, 1.0, n_points)
        self.aside = aside
        self.straight = start + np.outer(self.share, chord)
        if n_points < FEWEST_POINTS:
            self.curve_m, self.window = np.zeros(n_points), np.sin(np.pi * self.share)
            return
        from_start_m = self.share * self.distance_m
        self.curve_m = _curve_m(from_start_m, _slope(out, along, aside))
        self.curve_m += _curve_m(from_start_m, _slope(back, -along, aside))[::-1]
        inside = np.clip((self.share - self.share[1]) / (1.0 - 2.0 * self.share[1]), 0.0, 1.0)
        self.window = np.sin(np.pi * inside) ** 2

    def with_sway(self, sway_m: FloatArray) -> FloatArray:
        """Return the vertices, shape (n_points, 2), in metres."""
        aside_m = self.curve_m + self.window * sway_m
        return (self.straight + np.outer(aside_m, self.aside)).round(2)


def _slope(out: FloatArray, along: FloatArray, aside: FloatArray) -> float:
    """Return how many metres aside a track goes for each along, where it sets out."""
    return float(out @ aside) / max(float(out @ along), LEAST_ALONG)


def _curve_m(from_end_m: FloatArray, slope: float) -> FloatArray:
    """Return how far aside a track lies that sets out with a slope and comes back."""
    reach_m = min(CURVE_M, from_end_m[-1] / 2.0)
    left = np.clip(1.0 - from_end_m / reach_m, 0.0, None) ** 2
    aside_m: FloatArray = slope * from_end_m * np.minimum(left / left[1], 1.0)
    return aside_m


def _quietest(
    key: str, shape: _Shape, length_m: float, drawn: list[shapely.LineString]
) -> FloatArray:
    """Return the track that crosses least of those drawn before, none across the hospital."""
    rng = random_for(f"{key}/laid")
    n_candidates = CANDIDATES * (20 if key in PASSED else 1)
    candidates = [_bent(shape, length_m, rng) for _ in range(n_candidates)]
    ends = shapely.MultiPoint([candidates[0][0], candidates[0][-1]]).buffer(1500.0)
    avoided = [*drawn, HOSPITAL_SITE]
    nuisance = []
    for xy in candidates:
        middle = shapely.LineString(xy).difference(ends)
        crossed = float(sum(middle.intersects(other) for other in avoided))
        nuisance.append(crossed + middle.distance(PASSED.get(key, middle)) / 1000.0)
    return candidates[int(np.argmin(nuisance))]


def _bent(shape: _Shape, length_m: float, rng: np.random.Generator) -> FloatArray:
    """Return a track that sways so much that it is as long as asked."""
    slowest = max(1, round(2.0 * shape.distance_m / 20_000.0))
    fastest = max(slowest + 1, round(2.0 * shape.distance_m / 7_000.0))
    waves = np.arange(slowest, fastest + 1)
    heights = rng.normal(size=len(waves)) / waves
    sway = np.sin(np.pi * np.outer(shape.share, waves)) @ heights
    flat = np.zeros_like(sway)
    while geodesic_length_m(shape.with_sway(flat)) > length_m * STRAIGHT_SHARE + 15.0:
        if np.abs(shape.curve_m).max() < 1.0:
            break
        shape.curve_m = shape.curve_m * 0.9
    low, high = 0.0, shape.distance_m / float(np.abs(shape.window * sway).max())
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        if geodesic_length_m(shape.with_sway(sway * middle)) < length_m:
            low = middle
        else:
            high = middle
    return shape.with_sway(sway * low)


def _tangents() -> Tangents:
    """Return in which direction every track sets out at both of its stations."""
    stops = stop_positions()
    neighbours: dict[str, list[str]] = {}
    for row in records(table("rail_segments")):
        neighbours.setdefault(row["from_key"], []).append(row["to_key"])
        neighbours.setdefault(row["to_key"], []).append(row["from_key"])
    opposite = _opposite()
    found: Tangents = {}
    for key, others in neighbours.items():
        chords = {other: _unit(stops[other] - stops[key]) for other in others}
        for other, side in _sides(key, chords, opposite).items():
            found[key, other] = side
    return found


def _opposite() -> set[tuple[str, str, str]]:
    """Return the stations that lines come from and go on to at each, as (at, from, to)."""
    found = set()
    for stations in table("rail_services")["stations"].unique():
        keys = stations.split()
        for (start, at), (_, end) in pairwise(pairwise(keys)):
            found |= {(at, start, end), (at, end, start)}
    return found


def _sides(
    key: str, chords: dict[str, FloatArray], opposite: set[tuple[str, str, str]]
) -> dict[str, FloatArray]:
    """Return the direction in which a station's tracks set out, near its axis."""
    axis = np.zeros(2)
    sign: dict[str, float] = {}
    for other in chords:
        if other in sign:
            continue
        part = {other: 1.0}
        queue = [other]
        while queue:
            here = queue.pop()
            for there in chords:
                if there not in part and (key, here, there) in opposite:
                    part[there] = -part[here]
                    queue.append(there)
        towards = sum((chords[each] * side for each, side in part.items()), start=np.zeros(2))
        turn = -1.0 if towards @ axis < 0.0 else 1.0
        axis += towards * turn
        sign |= {each: side * turn for each, side in part.items()}
    axis = _unit(axis)
    return {other: _between(axis * sign[other], chord) for other, chord in chords.items()}


def _between(axis: FloatArray, chord: FloatArray) -> FloatArray:
    """Return the axis, turned a little towards where a track leads."""
    turn = np.arctan2(axis[0] * chord[1] - axis[1] * chord[0], axis @ chord)
    most = np.radians(OWN_WAY_DEG)
    angle = float(np.clip(turn, -most, most))
    cos, sin = np.cos(angle), np.sin(angle)
    return np.array([cos * axis[0] - sin * axis[1], sin * axis[0] + cos * axis[1]])


def _unit(vector: FloatArray) -> FloatArray:
    """Return a vector of length one in the same direction."""
    unit: FloatArray = vector / np.hypot(*vector)
    return unit
