"""A railway drawn straight to the east: one track between each two stations."""

import numpy as np

from kraftcenter_mobility.networks.rails.network import RailNetwork

KM_PER_DEGREE = 63.6


def straight_rail(names, km, *, limit_kmh=120.0, permille=0.0, voltage_kv=0.0, **stations):
    """Return a railway; values beside `km` are one for all tracks, or one for each.

    `station_tracks`, `halts` and `n_parallel` say what is not usual.
    """
    n, m = len(names), len(km)
    lon = 8.0 + np.concatenate(([0.0], np.cumsum(km))) / KM_PER_DEGREE
    lat = np.full(n, 56.0)
    full = np.full(m, 1.0)
    length_m = np.array(km, dtype=np.float64) * 1000.0
    ends = np.arange(n)
    parallel = stations.get("n_parallel", full)
    return RailNetwork(
        node_id=ends + 1,
        node_lon=lon,
        node_lat=lat,
        node_kind=np.zeros(n, dtype=np.int64),
        tail=ends[:-1],
        head=ends[1:],
        length_m=length_m,
        way_id=np.arange(m) + 100,
        tag_set=np.zeros(m, dtype=np.int64),
        tag_sets=({"railway": "rail"},),
        limit_kmh=np.column_stack([full * limit_kmh] * 2),
        limit_known=np.ones(m, dtype=np.bool_),
        gradient_permille=full * permille,
        allowed=np.ones((m, 2), dtype=np.bool_),
        wrong_way=np.zeros((m, 2), dtype=np.bool_),
        level=np.zeros(m, dtype=np.int64),
        gauge_mm=np.full(m, 1435),
        voltage_kv=full * voltage_kv,
        n_parallel=np.array(parallel, dtype=np.int64),
        first_point=2 * np.arange(m + 1),
        point_lon=np.repeat(lon, 2)[1:-1],
        point_lat=np.repeat(lat, 2)[1:-1],
        station_id=tuple(name[:2] for name in names),
        station_name=tuple(names),
        station_kind=tuple(
            "halt" if name in stations.get("halts", ()) else "station" for name in names
        ),
        station_lon=lon,
        station_lat=lat,
        station_tracks=np.array(stations.get("station_tracks", [1] * n)),
        first_stop=np.arange(n + 1),
        stop_track=np.maximum(ends - 1, 0),
        stop_offset_m=np.concatenate(([0.0], length_m)),
        first_entrance=np.zeros(n + 1, dtype=np.int64),
        entrance_lon=np.zeros(0),
        entrance_lat=np.zeros(0),
    )
