"""What a journey looks like: its points, its legs and its row of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.networks.joins import segment_points
from kraftcenter_mobility.networks.ticks import whole_ticks

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

    from .travel_times import Question

__all__ = ["Found", "Stretch", "journey_row"]


class Stretch(NamedTuple):
    """Part of an edge, as it is travelled."""

    edge: int
    begin_m: float
    end_m: float
    """Offsets along the segment; the second is the smaller one on a backward edge."""

    time_s: float
    """From the beginning of the stretch to that of the next, the turn between included."""


class Found(NamedTuple):
    """A journey along the roads, without the walks at its ends."""

    stretches: list[Stretch]
    time_s: float


def journey_row(
    question: Question, origin: int, destination: int, found: Found | None
) -> dict[str, Any]:
    """Return one journey as a row of the table."""
    import shapely

    if found is None:
        return {
            "travel_time_s": np.inf,
            "length_m": np.inf,
            "roads": "",
            "legs": [],
            "geometry": None,
        }
    legs = _legs(question, origin, destination, found)
    names = [leg["road"] for leg in legs if leg["road"]]
    return {
        "travel_time_s": found.time_s,
        "length_m": sum(leg["length_m"] for leg in legs),
        "roads": " → ".join(name for k, name in enumerate(names) if k == 0 or names[k - 1] != name),
        "legs": legs,
        "geometry": shapely.LineString(_points(question, origin, destination, found)),
    }


def _points(
    question: Question, origin: int, destination: int, found: Found
) -> list[tuple[float, float]]:
    """Return the points of a journey, from door to door or, without walks, along the road."""
    roads = question.metric.roads
    start, stop = question.origins.iloc[origin], question.destinations.iloc[destination]
    points = [(start.x, start.y)] if question.access else []
    for stretch in found.stretches:
        segment = int(roads.edge_segment[stretch.edge])
        along = segment_points(roads, segment, stretch.begin_m, stretch.end_m)
        points.extend(along[1:] if points and points[-1] == along[0] else along)
    if question.access:
        points.append((stop.x, stop.y))
    return points if len(points) > 1 else points * 2


def _legs(question: Question, origin: int, destination: int, found: Found) -> list[dict[str, Any]]:
    """Return the legs of a journey: a walk, one per road, and a walk, if walks count."""
    mode = question.metric.mode.name
    legs: list[dict[str, Any]] = []
    for stretch in found.stretches:
        for name, length_m, time_s in _parts(question, stretch):
            if legs and legs[-1]["road"] == name:
                legs[-1]["length_m"] += length_m
                legs[-1]["time_s"] += time_s
            else:
                legs.append(_leg(mode, name, length_m, time_s))
    if not question.access:
        return legs
    walks = [
        _leg("walk", "", float(joins.distance_m[place]), float(ends.walk_s[place]))
        for joins, ends, place in (
            (question.origin_joins, question.begin, origin),
            (question.destination_joins, question.end, destination),
        )
    ]
    return [walks[0], *legs, walks[1]]


def _leg(kind: str, road: str, length_m: float, time_s: float) -> dict[str, Any]:
    """Return a leg as a plain dictionary."""
    return {"kind": kind, "road": road, "length_m": length_m, "time_s": time_s}


def _parts(question: Question, stretch: Stretch) -> list[tuple[str, float, float]]:
    """Return name, length and time of a stretch, piece by piece as it is travelled.

    The time of the stretch, turns and signals included, is shared out among its pieces as
    they would take without, in whole ticks, which add up to it.
    """
    roads = question.metric.roads
    segment = roads.edge_segment[stretch.edge]
    pieces: IntArray = np.arange(roads.first_piece[segment], roads.first_piece[segment + 1])
    end_m = np.cumsum(roads.piece_length_m[pieces])
    begin_m = end_m - roads.piece_length_m[pieces]
    low, high = sorted((stretch.begin_m, stretch.end_m))
    within_m: FloatArray = np.maximum(np.minimum(end_m, high) - np.maximum(begin_m, low), 0.0)
    column = 0 if roads.edge_forward[stretch.edge] else 1
    with np.errstate(invalid="ignore", divide="ignore"):
        alone_s = question.metric.piece_time_s[pieces, column] * within_m / (end_m - begin_m)
    alone_s = np.nan_to_num(alone_s, posinf=0.0)
    total_s = float(alone_s.sum())
    share = alone_s / total_s if total_s > 0 else np.full(pieces.size, 1 / pieces.size)
    if not roads.edge_forward[stretch.edge]:
        pieces, within_m, share = pieces[::-1], within_m[::-1], share[::-1]
    time_s = np.diff(whole_ticks(np.cumsum(share) * stretch.time_s), prepend=0.0)
    return [
        (roads.name_of(int(roads.piece_way[piece])), float(length_m), float(part_s))
        for piece, length_m, part_s in zip(pieces, within_m, time_s, strict=True)
        if length_m > 0 or not within_m.any()
    ]
