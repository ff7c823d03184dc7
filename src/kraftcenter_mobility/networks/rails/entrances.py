"""Where one goes into the stations on foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.networks.geodesy import link_length_m

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from kraftcenter_mobility.osm.rail_extract import RailExtract

    from .station_groups import Station

__all__ = ["find_entrances"]

FARTHEST_M = 250.0
"""An entrance that no stop area names belongs to the nearest station within this."""


def find_entrances(extract: RailExtract, stations: Sequence[Station]) -> dict[str, Any]:
    """Return the entrances of a network's stations as its arrays."""
    owned: list[list[tuple[float, float]]] = [[] for _ in stations]
    by_area = _by_area(extract, stations)
    lonlat = np.array([(s.lon, s.lat) for s in stations], dtype=np.float64).reshape(-1, 2)
    for node, entrance in sorted(extract.entrances.items()) if stations else ():
        index = by_area.get(node)
        if index is None:
            lon, lat = (np.full(len(stations), at) for at in (entrance.lon, entrance.lat))
            away_m = link_length_m(lonlat[:, 0], lonlat[:, 1], lon, lat)
            index = int(np.argmin(away_m))
            if away_m[index] > FARTHEST_M:
                continue
        owned[index].append((entrance.lon, entrance.lat))
    flat = np.array([place for own in owned for place in own], dtype=np.float64).reshape(-1, 2)
    size = [len(own) for own in owned]
    return {
        "first_entrance": np.concatenate(([0], np.cumsum(size))).astype(np.int64),
        "entrance_lon": np.ascontiguousarray(flat[:, 0]),
        "entrance_lat": np.ascontiguousarray(flat[:, 1]),
    }


def _by_area(extract: RailExtract, stations: Sequence[Station]) -> dict[int, int]:
    """Return the station of each node that shares a stop area with just one."""
    owner = {
        key: index
        for index, station in enumerate(stations)
        for key in (
            *((f.osm_type, f.osm_id) for f in station.features),
            *(("node", stop.node_id) for stop in station.stops),
        )
    }
    found: dict[int, int] = {}
    for area in extract.stop_areas:
        members = [(member.osm_type, member.ref) for member in area.members]
        owners = {owner[member] for member in members if member in owner}
        if len(owners) == 1:
            found |= {ref: min(owners) for osm_type, ref in members if osm_type == "node"}
    return found
