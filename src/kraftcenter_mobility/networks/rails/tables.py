"""Stations and tracks as tables with geometry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .lines import points_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from kraftcenter_mobility._kernels.csr import IntArray

    from .network import RailNetwork

__all__ = ["station_table", "track_geometry", "track_table"]

WGS84 = "EPSG:4326"


def station_table(rail: RailNetwork) -> gpd.GeoDataFrame:
    """Return the stations as points, indexed by their ids."""
    import geopandas as gpd
    import pandas as pd

    data = {
        "name": list(rail.station_name),
        "kind": list(rail.station_kind),
        "tracks": rail.station_tracks,
        "stops": np.diff(rail.first_stop),
        "entrances": np.diff(rail.first_entrance),
    }
    index = pd.Index(rail.station_id, name="station_id", dtype=str)
    points = gpd.points_from_xy(rail.station_lon, rail.station_lat, crs=WGS84)
    return gpd.GeoDataFrame(data, index=index, geometry=points)


def track_geometry(rail: RailNetwork, tracks: IntArray) -> Any:
    """Return tracks as lines, in an array of shapely geometries. Shape (n,)."""
    import shapely

    first, point = points_of(rail.first_point, tracks)
    row = np.repeat(np.arange(tracks.size), np.diff(first))
    lonlat = np.column_stack((rail.point_lon[point], rail.point_lat[point]))
    return shapely.linestrings(lonlat, indices=row) if tracks.size else np.zeros(0, dtype=object)


def track_table(rail: RailNetwork, tracks: Iterable[int] | None = None) -> gpd.GeoDataFrame:
    """Return some tracks, or all, as lines with what is known of them."""
    import geopandas as gpd
    import pandas as pd

    chosen = np.arange(rail.n_tracks) if tracks is None else np.array(list(tracks), dtype=np.int64)
    data = {
        "way_id": rail.way_id[chosen],
        "name": [rail.tag_sets[k].get("name", "") for k in rail.tag_set[chosen].tolist()],
        "length_m": rail.length_m[chosen],
        "limit_along_kmh": rail.limit_kmh[chosen, 0],
        "limit_against_kmh": rail.limit_kmh[chosen, 1],
        "limit_known": rail.limit_known[chosen],
        "level": rail.level[chosen],
        "gauge_mm": rail.gauge_mm[chosen],
        "voltage_kv": rail.voltage_kv[chosen],
        "n_parallel": rail.n_parallel[chosen],
    }
    index = pd.Index(chosen, name="track")
    return gpd.GeoDataFrame(data, index=index, geometry=track_geometry(rail, chosen), crs=WGS84)
