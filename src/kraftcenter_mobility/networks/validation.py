"""What must hold of a road network before a kernel may index with it.

An index outside an array reads garbage in silence, so every index is checked once, here,
for networks that come from a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.errors import NetworkFileError

from .road import RoadNetwork

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import IntArray

__all__ = ["check_roads"]

TYPES = {
    "IntArray": np.dtype(np.int64),
    "HeadArray": np.dtype(np.uint32),
    "FloatArray": np.dtype(np.float64),
    "BoolArray": np.dtype(np.bool_),
}
"""What the declared types of a network's arrays are; the kernels are compiled for these."""


def check_roads(roads: RoadNetwork) -> None:
    """Raise if an index of a network points nowhere or a value cannot be.

    Raises
    ------
    NetworkFileError
        Naming the first array that is wrong.
    """
    _check_types(roads)
    n_ways, n_pieces = roads.way_id.size, roads.piece_way.size
    n_controls, n_points = roads.control_offset_m.size, roads.point_id.size
    _check_starts("first_out", roads.first_out, roads.n_nodes, roads.n_edges)
    _check_starts("first_turn", roads.first_turn, roads.n_edges, roads.turn_rule.size)
    _check_starts("first_piece", roads.first_piece, roads.n_segments, n_pieces)
    _check_starts("first_point", roads.first_point, roads.n_segments, n_points)
    _check_starts("first_control", roads.first_control, roads.n_segments, n_controls)
    for name, below, size in (
        ("head", roads.n_nodes, roads.n_edges),
        ("tail", roads.n_nodes, roads.n_edges),
        ("edge_segment", roads.n_segments, roads.n_edges),
        ("edge_forward", 2, roads.n_edges),
        ("edge_role", 4, roads.n_edges),
        ("turn_rule", 256, roads.turn_rule.size),
        ("segment_tail", roads.n_nodes, roads.n_segments),
        ("segment_head", roads.n_nodes, roads.n_segments),
        ("piece_way", n_ways, n_pieces),
        ("segment_in_zone", 2, roads.n_segments),
        ("piece_along", 2, n_pieces),
        ("control_tag_set", len(roads.node_tag_sets), n_controls),
        ("control_along", 2, n_controls),
        ("way_tag_set", len(roads.tag_sets), n_ways),
    ):
        _check_indices(name, getattr(roads, name), 0, below, size)
    _check_indices("node_tag_set", roads.node_tag_set, -1, len(roads.node_tag_sets), roads.n_nodes)
    _check_indices("way_name", roads.way_name, -1, len(roads.names), n_ways)
    _check_indices("way_number", roads.way_number, -1, len(roads.names), n_ways)
    if not np.array_equal(np.diff(roads.first_turn), np.diff(roads.first_out)[roads.head]):
        raise NetworkFileError("the turns of the network do not fit its edges")
    for name in ("node_lon", "node_lat"):
        _check_finite(name, getattr(roads, name), roads.n_nodes)
    for name in ("point_lon", "point_lat", "point_offset_m"):
        _check_finite(name, getattr(roads, name), n_points)
    _check_finite("piece_length_m", roads.piece_length_m, n_pieces)
    _check_finite("control_offset_m", roads.control_offset_m, n_controls)
    _check_finite("turn_angle_deg", roads.turn_angle_deg, roads.turn_rule.size)
    for name in ("way_bendiness_deg_km", "way_length_m"):
        _check_finite(name, getattr(roads, name), n_ways)
    if (roads.piece_length_m < 0).any() or roads.way_built_up.size != n_ways:
        raise NetworkFileError("the ways or pieces of the network are not sound")
    _check_shapes(roads)


def _check_types(roads: RoadNetwork) -> None:
    """Raise unless every array has one dimension and the type it is declared with."""
    for name, declared in RoadNetwork.__annotations__.items():
        if declared in TYPES:
            array = getattr(roads, name)
            if array.dtype != TYPES[declared] or array.ndim != 1:
                raise NetworkFileError(
                    f"{name} of the network has type {array.dtype} and {array.ndim} dimensions, "
                    f"not {TYPES[declared]} and one"
                )


def _check_shapes(roads: RoadNetwork) -> None:
    """Raise unless edges begin and end where their segments do, and segments have points."""
    forward, segment = roads.edge_forward, roads.edge_segment
    begin, end = roads.segment_tail[segment], roads.segment_head[segment]
    sound = (
        np.array_equal(roads.tail, np.repeat(np.arange(roads.n_nodes), np.diff(roads.first_out)))
        and np.array_equal(roads.tail, np.where(forward, begin, end))
        and np.array_equal(roads.head, np.where(forward, end, begin))
        and (np.diff(roads.first_piece) >= 1).all()
        and (np.diff(roads.first_point) >= 2).all()  # noqa: PLR2004 - a line has two ends
        and (roads.point_offset_m >= 0).all()
    )
    if not sound:
        raise NetworkFileError("the edges of the network do not fit its segments")


def _check_starts(name: str, starts: IntArray, n_rows: int, n_items: int) -> None:
    """Raise unless `starts` divides `n_items` items into `n_rows` rows."""
    sound = starts.shape == (n_rows + 1,) and starts[0] == 0 and starts[-1] == n_items
    if not sound or (np.diff(starts) < 0).any():
        raise NetworkFileError(f"{name} of the network does not divide {n_items} into {n_rows}")


def _check_indices(name: str, values: IntArray, low: int, below: int, size: int) -> None:
    """Raise unless `values` has `size` entries between `low` and `below`."""
    if values.shape != (size,):
        raise NetworkFileError(f"{name} of the network has {values.size} entries, not {size}")
    if size and (int(values.min()) < low or int(values.max()) >= below):
        raise NetworkFileError(f"{name} of the network points outside what it points into")


def _check_finite(name: str, values: np.ndarray, size: int) -> None:
    """Raise unless `values` has `size` finite entries."""
    if values.shape != (size,) or not np.isfinite(values).all():
        raise NetworkFileError(f"{name} of the network has missing or impossible values")
