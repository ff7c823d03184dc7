"""Railways drawn in text: letters are nodes, and those that are named are stations too.

One column is 500 m and one line 500 m, so that ``A--B`` is 1.5 km. A way is letters in a row;
there is a track between each two of them, and a train stops at a station on the first track
that touches it, or on those that a test names.
"""

from dataclasses import replace

import numpy as np

from kraftcenter_mobility.networks.geodesy import link_length_m
from kraftcenter_mobility.networks.public_transport import PublicTransport
from kraftcenter_mobility.networks.rails.network import RailNetwork
from kraftcenter_mobility.networks.timetables.lines import ClockFace, Line
from kraftcenter_mobility.networks.trains.rolling_stock import RollingStock
from kraftcenter_mobility.networks.trains.settings import TrainSettings
from kraftcenter_mobility.networks.trains.supplements import NO_SUPPLEMENT

WEST, NORTH = 8.97, 56.14
METRES_PER_LON, METRES_PER_LAT = 62_167.0, 111_344.4
CELL_M = 500.0

RAILCAR = RollingStock(
    name="railcar",
    max_speed_kmh=120,
    length_m=42,
    mass_t=75,
    traction="diesel",
    power_kw=535,
    start_acceleration_ms2=0.6,
    brake_ms2=0.7,
)
PLAIN = TrainSettings(supplement=NO_SUPPLEMENT)


def drawn_rail(text, ways, stations, *, limit_kmh=100.0, stops=None, level=None, voltage_kv=0.0):
    """Return a railway.

    `stations` are names by letter; `stops` are (way, share) pairs by letter, where tracks
    are called by their two letters; `level` is by track, `limit_kmh` one or by track.
    """
    metres = {
        letter: (column * CELL_M, -line * CELL_M)
        for line, row in enumerate(text.splitlines())
        for column, letter in enumerate(row)
        if letter.isalnum()
    }
    letters = sorted(metres)
    lon = np.array([WEST + metres[each][0] / METRES_PER_LON for each in letters])
    lat = np.array([NORTH + metres[each][1] / METRES_PER_LAT for each in letters])
    pairs = [way[k : k + 2] for way in ways for k in range(len(way) - 1)]
    owner = [number for number, way in enumerate(ways) for _ in range(len(way) - 1)]
    tail, head = (np.array([letters.index(pair[k]) for pair in pairs]) for k in (0, 1))
    length_m = link_length_m(lon[tail], lat[tail], lon[head], lat[head])
    m, n = len(pairs), len(stations)
    limits = [limit_kmh.get(p, 100.0) if isinstance(limit_kmh, dict) else limit_kmh for p in pairs]
    tracks, offsets, first = [], [], [0]
    for letter in stations:
        for pair, share in (stops or {}).get(letter, [_touching(letter, pairs)]):
            tracks.append(pairs.index(pair))
            offsets.append(share * length_m[tracks[-1]])
        first.append(len(tracks))
    at = [letters.index(letter) for letter in stations]
    return RailNetwork(
        node_id=np.arange(len(letters)) + 1,
        node_lon=lon,
        node_lat=lat,
        node_kind=np.zeros(len(letters), dtype=np.int64),
        tail=tail,
        head=head,
        length_m=length_m,
        way_id=np.array(owner) + 100,
        tag_set=np.array(owner),
        tag_sets=tuple({"railway": "rail", "name": f"{way[0]}-{way[-1]}"} for way in ways),
        limit_kmh=np.column_stack([limits] * 2).astype(np.float64),
        limit_known=np.ones(m, dtype=np.bool_),
        gradient_permille=np.zeros(m),
        allowed=np.ones((m, 2), dtype=np.bool_),
        wrong_way=np.zeros((m, 2), dtype=np.bool_),
        level=np.array([(level or {}).get(pair, 0) for pair in pairs]),
        gauge_mm=np.full(m, 1435),
        voltage_kv=np.full(m, voltage_kv),
        n_parallel=np.ones(m, dtype=np.int64),
        first_point=2 * np.arange(m + 1),
        point_lon=np.column_stack([lon[tail], lon[head]]).reshape(-1),
        point_lat=np.column_stack([lat[tail], lat[head]]).reshape(-1),
        station_id=tuple(stations),
        station_name=tuple(stations.values()),
        station_kind=("station",) * n,
        station_lon=lon[at],
        station_lat=lat[at],
        station_tracks=np.ones(n, dtype=np.int64),
        first_stop=np.array(first),
        stop_track=np.array(tracks),
        stop_offset_m=np.array(offsets),
        first_entrance=np.zeros(n + 1, dtype=np.int64),
        entrance_lon=np.zeros(0),
        entrance_lat=np.zeros(0),
    )


def _touching(letter, pairs):
    """Return the first track that touches a node, and at which end."""
    pair = next(pair for pair in pairs if letter in pair)
    return pair, float(pair[1] == letter)


def line(name, stations, *, every_s=3600, first="06:00", last="22:00", **fields):
    """Return a line of railcars with one clock-face service."""
    there = ClockFace(headway_s=every_s, first=first, last=last)
    return Line(name=name, stations=tuple(stations), there=(there,), **{"stock": RAILCAR} | fields)


def transport(rail, *lines):
    """Return public transport without supplements."""
    return PublicTransport(rail=rail, lines=lines, settings=PLAIN)


NAMES = {"A": "Aulum", "B": "Borris", "C": "Casper", "D": "Durup", "E": "Egebæk"}
STRAIGHT = "A---------B---------C---------D---------E"


def straight(**settings):
    """Return five stations 5 km apart on one way."""
    return drawn_rail(STRAIGHT, ["ABCDE"], NAMES, **settings)


OTHERS = ("gradient_permille", "wrong_way", "gauge_mm", "voltage_kv", "n_parallel")


def with_second_track(rail, north, level=0):
    """Return rails with all tracks again, some degrees to the north and drawn the other way."""
    n = rail.n_nodes
    twice = {
        name: np.concatenate([getattr(rail, name)[:2]] * 2)
        for name in ("length_m", "way_id", "tag_set", "limit_kmh", "limit_known", "allowed")
    }
    more = {
        name: np.concatenate([getattr(rail, name), getattr(rail, name)[:2]])
        for name in (
            *twice,
            "gradient_permille",
            "wrong_way",
            "gauge_mm",
            "voltage_kv",
            "n_parallel",
        )
    }
    return replace(
        rail,
        node_id=np.concatenate([rail.node_id, rail.node_id.max() + 1 + np.arange(3)]),
        node_lon=np.concatenate([rail.node_lon, rail.node_lon[:3]]),
        node_lat=np.concatenate([rail.node_lat, rail.node_lat[:3] + north]),
        node_kind=np.concatenate([rail.node_kind, np.zeros(3, dtype=np.int64)]),
        tail=np.concatenate([rail.tail, [n + 1, n + 2]]),
        head=np.concatenate([rail.head, [n, n + 1]]),
        level=np.concatenate([rail.level, [level, level]]),
        first_point=2 * np.arange(rail.n_tracks + 3),
        point_lon=np.concatenate([rail.point_lon, rail.point_lon[[1, 0, 3, 2]]]),
        point_lat=np.concatenate([rail.point_lat, rail.point_lat[[1, 0, 3, 2]] + north]),
        **more,
    )
