"""From segments to directed edges and the turns between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility.modes import CAR, MODES
from kraftcenter_mobility.osm.tags import CLOSED, DESTINATION, OPEN, known_access

from .geodesy import bearing_deg, wrapped_deg
from .road import ARRIVAL, ORDINARY
from .zones import zone_segments

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.modes import Mode

    from .segments import Segments

__all__ = [
    "Edges",
    "access_table",
    "anybody",
    "car_access",
    "make_edges",
    "permission_signature",
    "turn_angles",
]


class Edges(NamedTuple):
    """Directed edges, in the order they were made."""

    tail: IntArray
    head: IntArray
    segment: IntArray
    forward: BoolArray
    role: IntArray

    def taken(self, which: IntArray) -> Edges:
        """Return some of the edges, in another order."""
        return Edges._make(column[which] for column in self)


def access_table(tag_sets: Sequence[Mapping[str, str]], modes: Sequence[Mode]) -> IntArray:
    """Return what each set of tags allows. Shape (n_tag_sets, n_modes, 2): along, against."""
    table = [[known_access(tags, mode) for mode in modes] for tags in tag_sets]
    return np.array(table, dtype=np.int64).reshape(len(tag_sets), len(modes), 2)


def car_access(tag_sets: Sequence[Mapping[str, str]]) -> IntArray:
    """Return what cars may do on roads, in the direction in which they may do more."""
    return np.array([max(known_access(tags, CAR)) for tags in tag_sets], dtype=np.int64)


def permission_signature(table: IntArray, doorless: BoolArray) -> IntArray:
    """Return one number per set of tags and direction, equal for equal permissions and doors."""
    weights = 3 ** np.arange(table.shape[1])
    doors = 3 ** table.shape[1] * doorless[:, np.newaxis]
    signature: IntArray = np.einsum("smd,m->sd", table, weights) + doors
    return signature


def anybody(signature: IntArray) -> BoolArray:
    """Say which signatures let anybody pass."""
    allowed: BoolArray = signature % 3 ** len(MODES) != 0
    return allowed


def make_edges(
    segments: Segments,
    table: IntArray,
    piece_tag_set: IntArray,
    n_nodes: int,
    in_zone: BoolArray | None = None,
) -> tuple[Edges, BoolArray]:
    """Return an edge for every direction of a segment that any mode may travel, and the zones.

    Directions that are destination-only for cars get a second edge, see
    :data:`.road.ARRIVAL`, and so do those of zones (:mod:`.zones`). The pieces of a segment
    allow the same, so its first one speaks for all. The zones are found unless they are given.
    """
    first = segments.first_piece[:-1]
    along = segments.piece_along[first]
    allowed = table[piece_tag_set[first]]  # (segment, mode, direction)
    forward = np.where(along[:, None], allowed[:, :, 0], allowed[:, :, 1])
    backward = np.where(along[:, None], allowed[:, :, 1], allowed[:, :, 0])
    by_car = np.stack([forward[:, MODES.index(CAR)], backward[:, MODES.index(CAR)]], axis=1)
    if in_zone is None:
        in_zone = zone_segments(
            segments.tail,
            segments.head,
            n_nodes,
            is_open=by_car.max(axis=1) == OPEN,
            is_destination=by_car.max(axis=1) == DESTINATION,
            length_m=segments.point_offset_m[segments.first_point[1:] - 1],
        )
    arrives = (by_car == DESTINATION) | ((by_car == OPEN) & in_zone[:, np.newaxis])
    parts = [
        _edges(segments, (forward != CLOSED).any(axis=1), ORDINARY, forward=True),
        _edges(segments, (backward != CLOSED).any(axis=1), ORDINARY, forward=False),
        _edges(segments, arrives[:, 0], ARRIVAL, forward=True),
        _edges(segments, arrives[:, 1], ARRIVAL, forward=False),
    ]
    return Edges._make(np.concatenate(column) for column in zip(*parts, strict=True)), in_zone


def _edges(segments: Segments, which: BoolArray, role: int, *, forward: bool) -> Edges:
    """Return edges of one direction and role along some of the segments."""
    segment = np.flatnonzero(which)
    tail, head = segments.tail[segment], segments.head[segment]
    if not forward:
        tail, head = head, tail
    return Edges(tail, head, segment, np.full(segment.size, forward), np.full(segment.size, role))


def sorted_by_tail(edges: Edges, n_nodes: int) -> tuple[Edges, IntArray, IntArray]:
    """Return the edges node by node, where each node's begin, and the order they are in."""
    order = np.lexsort((edges.role, edges.segment, ~edges.forward, edges.head, edges.tail))
    ordered = edges.taken(order)
    return ordered, row_starts(ordered.tail, n_nodes), order


def turn_angles(
    edges: Edges, before: IntArray, after: IntArray, segments: Segments, lonlat: FloatArray
) -> FloatArray:
    """Return the change of direction at each turn, in degrees, to the right above zero.

    `lonlat`, shape (n_points, 2), holds the coordinates along the segments.
    """
    begin = segments.first_point[edges.segment]
    end = segments.first_point[edges.segment + 1] - 1
    step = np.where(edges.forward, 1, -1)
    start = np.where(edges.forward, begin, end)
    stop = np.where(edges.forward, end, begin)

    def direction(a: IntArray, b: IntArray) -> FloatArray:
        return bearing_deg(lonlat[a, 0], lonlat[a, 1], lonlat[b, 0], lonlat[b, 1])

    leaving = direction(start, start + step)
    arriving = direction(stop - step, stop)
    return wrapped_deg(leaving[after] - arriving[before])
