"""How fast roads with given tags are travelled, just as networks work it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.networks.geodesy import bearing_deg, wrapped_deg
from kraftcenter_mobility.networks.speeds import WaysOf, way_speeds_kmh

from .no_match import road_length_km

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kraftcenter_mobility._kernels.csr import FloatArray
    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.networks.changes import NewRoad

    from .road_parts import Part
    from .road_state import RoadState

__all__ = ["part_lengths_km", "part_speeds_kmh"]


def part_speeds_kmh(
    state: RoadState, part: Part, tags: Mapping[str, str], mode: Mode
) -> FloatArray:
    """Return the speed at which a mode travels roads where nobody is in the way.

    Parameters
    ----------
    state : RoadState
        Whose network says how bent the roads are, and how speeds follow from tags.
    part : Part
        The roads.
    tags : mapping of str to str
        What is taken to be their tags.
    mode : Mode
        How to travel.

    Returns
    -------
    array, shape (n_parts, 2)
        Speeds in km/h along the ways and against them.
    """
    network = state.network
    ways = network.roads.piece_way[part.pieces]
    added = [state.changes.roads[at] for at in part.roads]
    n_parts = ways.size + len(added)
    roads = network.roads
    as_tagged = WaysOf(
        (tags,),
        np.zeros(n_parts, dtype=np.int64),
        np.full(n_parts, part.built_up),
        np.append(roads.way_bendiness_deg_km[ways], [_bendiness_deg_km(road) for road in added]),
        np.append(roads.way_length_m[ways], [road_length_km(road) * 1000.0 for road in added]),
    )
    return way_speeds_kmh(as_tagged, mode, network.speeds)


def part_lengths_km(state: RoadState, part: Part) -> FloatArray:
    """Return the length of each of some roads, in km. Shape (n_parts,)."""
    known_km = state.network.roads.piece_length_m[part.pieces] / 1000.0
    return np.append(known_km, [road_length_km(state.changes.roads[at]) for at in part.roads])


def _bendiness_deg_km(road: NewRoad) -> float:
    """Return how many degrees a new road turns in a km."""
    lon, lat = np.array(road.lon), np.array(road.lat)
    bearing = bearing_deg(lon[:-1], lat[:-1], lon[1:], lat[1:])
    turned_deg = float(np.abs(wrapped_deg(np.diff(bearing))).sum())
    return turned_deg / max(road_length_km(road), 0.001)
