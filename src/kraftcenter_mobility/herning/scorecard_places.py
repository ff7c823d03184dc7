"""Who goes where in the scorecard: people, towns and goals, as far as a network reaches them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.modes import BICYCLE, CAR, WALKING
from kraftcenter_mobility.places import HOSPITALS, SCHOOLS, STATIONS, VENUES

from . import MUNICIPALITIES, facilities, population, table, towns

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import BoolArray
    from kraftcenter_mobility.networks.transport import TransportNetwork

__all__ = [
    "AARHUS_H",
    "AIRPORT",
    "BOXEN",
    "CELL",
    "CITY",
    "HERNING_STATION",
    "LARGE",
    "MESSECENTER",
    "METRIC",
    "STATION",
    "TOWN",
    "Surroundings",
    "surroundings_of",
]

FURTHEST_M = 1500.0
COVERED_M = 2000.0
"""A town with a populated cell nearer than this is counted by the cells."""

METRIC = 25832

CELL, CITY, TOWN, AIRPORT, STATION = "cell", "city", "town", "airport", "station"
HERNING_STATION, AARHUS_H = "Herning St. (table)", "Aarhus H (table)"
BOXEN, MESSECENTER = "Jyske Bank Boxen", "MCH Messecenter Herning"
LARGE = ("city", "town")
MOTORWAYS = ("motorway", "motorway_link")

NETWORK_KINDS = (HOSPITALS, SCHOOLS, VENUES, STATIONS)
"""What the network's own data tell, so that scenarios can move, open and close it."""

KINDS = {
    "hospital_emergency": ("hospital", "hospital_emergency"),
    "folkeskole": ("school", "folkeskole"),
    "upper_secondary": ("school", "youth"),
    "upper_secondary_sosu": ("school", "youth"),
    "higher_education": ("school", "higher"),
    "event_arena": ("venue", "venue"),
    "event_fair": ("venue", "exhibition"),
}
"""What the tables' categories are called where the network's data lack them."""

OWN = {"airport": "airport", "business_park": "park"}
PARKS = ("bp-birk", "bp-hipark", "bp-lind", "bp-brande")


class Surroundings(NamedTuple):
    """All places of a scorecard that can be reached."""

    origins: gpd.GeoDataFrame
    """With ``role``, ``population`` and ``municipality``."""

    destinations: gpd.GeoDataFrame
    """With ``kind`` and ``category``."""

    people_apart: float
    """Inhabitants of the six municipalities who live too far from the roads of the network."""

    places_apart: tuple[str, ...]
    """Destinations that lie too far from them."""

    notes: tuple[str, ...]


def surroundings_of(network: TransportNetwork) -> Surroundings:
    """Return the places of the scorecard that a network reaches.

    Raises
    ------
    InputError
        If it reaches nobody in the six municipalities.
    """
    from kraftcenter_mobility.routing.checks import check_network

    check_network(network)
    people, goals = _origins(), _destinations(network)
    near = _is_near(network, people)
    kept = people[near]
    if not (kept["role"] == CELL).any():
        raise InputError(
            "the network reaches nobody in the six municipalities around Herning, whom the "
            "scorecard is about; take one that covers them, such as TransportNetwork.sample()"
        )
    apart = people[~near & people["municipality"].isin(MUNICIPALITIES) & (people["role"] == CELL)]
    reached = _is_near(network, goals.table)
    return Surroundings(
        kept,
        goals.table[reached],
        float(apart["population"].sum()),
        tuple(map(str, goals.table.index[~reached])),
        goals.notes,
    )


class _Goals(NamedTuple):
    table: gpd.GeoDataFrame
    notes: tuple[str, ...]


def _origins() -> gpd.GeoDataFrame:
    """Return census cells, towns that they leave out, towns as such, airports and Aarhus H."""
    cells, places = population(), towns()
    large = places[places["kind"].isin(LARGE) & (places["population"] > 0)]
    metric = large.to_crs(METRIC).geometry
    covered = cells.to_crs(METRIC).geometry.union_all()
    beyond = large[metric.distance(covered).to_numpy() > COVERED_M]
    return _stacked(
        [
            _origin(cells, CELL),
            _origin(beyond, CITY),
            _origin(_suffixed(places, TOWN), TOWN),
            _origin(_suffixed(_facilities("airport"), AIRPORT), AIRPORT),
            _origin(_main_stations().loc[[AARHUS_H]], STATION),
        ]
    )


def _origin(places: gpd.GeoDataFrame, role: str) -> gpd.GeoDataFrame:
    """Return places with the columns of origins."""
    lacking = [name for name in ("population", "municipality") if name not in places]
    full = places.assign(role=role, **dict.fromkeys(lacking, np.nan))
    chosen = full[["role", "population", "municipality", "geometry"]]
    return chosen.astype({"population": float, "municipality": object})


def _destinations(network: TransportNetwork) -> _Goals:
    """Return where people go: by the network's data, and by the tables where they tell nothing."""
    known = [network.places(kind) for kind in NETWORK_KINDS]
    lacking = [kind.name for kind, found in zip(NETWORK_KINDS, known, strict=True) if found.empty]
    parts = [found for found in known if not found.empty]
    here = {str(kind) for part in parts for kind in part["kind"].unique()}
    spare = _spare_facilities()
    wanted = ~spare["kind"].isin(here) | spare.index.isin((BOXEN, MESSECENTER))
    large = towns()
    goals = [
        *parts,
        spare[wanted],
        _suffixed(large.assign(category=large["kind"], kind=TOWN), TOWN),
        *(
            _suffixed(_facilities(name), kind).assign(kind=kind, category="")
            for name, kind in OWN.items()
        ),
        _main_stations(),
        _junctions(network),
    ]
    together = _stacked([part[["kind", "category", "geometry"]] for part in goals if len(part)])
    note = f"the network tells of no {', '.join(lacking)}: those of the tables stand for them"
    return _Goals(together, (note,) if lacking else ())


def _spare_facilities() -> gpd.GeoDataFrame:
    """Return the open facilities of the tables, by the words of a network's data."""
    places = facilities()
    places = places[places["closed"].isna() & places["category"].isin(KINDS)]
    words = [KINDS[category] for category in places["category"]]
    return places.assign(kind=[kind for kind, _ in words], category=[each for _, each in words])


def _suffixed(places: gpd.GeoDataFrame, kind: str) -> gpd.GeoDataFrame:
    """Return places under names that no place of a network has."""
    return places.rename(index=lambda name: f"{name} ({kind})")


def _facilities(category: str) -> gpd.GeoDataFrame:
    """Return the facilities of the tables of one category."""
    places = facilities()
    chosen = places[places["category"] == category]
    return chosen[chosen["id"].isin(PARKS)] if category == "business_park" else chosen


def _main_stations() -> gpd.GeoDataFrame:
    """Return the two stations that people go to whatever the network calls them."""
    import geopandas as gpd

    rows = table("rail_stations").set_index("name").loc[["Herning", "Aarhus H"]]
    points = gpd.points_from_xy(rows["lon"], rows["lat"])
    named = rows.assign(kind="main station", category="").set_axis([HERNING_STATION, AARHUS_H])
    return gpd.GeoDataFrame(named, geometry=points, crs="EPSG:4326")


def _junctions(network: TransportNetwork) -> gpd.GeoDataFrame:
    """Return the nodes where motorways, or their ramps, meet roads that places join."""
    import geopandas as gpd

    roads = network.roads
    classes = np.array([str(tags.get("highway")) for tags in roads.tag_sets])
    ways = classes[roads.way_tag_set[roads.piece_way[roads.first_piece[:-1]]]]
    fast = np.isin(ways, MOTORWAYS)
    other = np.zeros(ways.size, dtype=bool)
    other[network.segment_index(network.metric(CAR)).segment] = True
    reached, left = (
        np.union1d(roads.segment_tail[of], roads.segment_head[of]) for of in (fast, other & ~fast)
    )
    nodes = np.intersect1d(reached, left)
    points = gpd.points_from_xy(roads.node_lon[nodes], roads.node_lat[nodes])
    names = [f"motorway junction {number}" for number in range(1, nodes.size + 1)]
    return gpd.GeoDataFrame(
        {"kind": "junction", "category": ""}, index=names, geometry=points, crs="EPSG:4326"
    )


def _is_near(network: TransportNetwork, places: gpd.GeoDataFrame) -> BoolArray:
    """Say which places lie near enough to a road of every mode that the network has."""
    lon, lat = places.geometry.x.to_numpy(), places.geometry.y.to_numpy()
    near = np.ones(len(places), dtype=bool)
    for mode in (CAR, WALKING, BICYCLE):
        index = network.segment_index(network.metric(mode))
        if index.segment.size:
            near &= index.nearest(lon, lat).distance_m <= FURTHEST_M
    return near


def _stacked(parts: list[Any]) -> gpd.GeoDataFrame:
    """Return tables one below the other, each name once: the first of that name."""
    import geopandas as gpd
    import pandas as pd

    together: pd.DataFrame = pd.concat(parts)
    unique = together[~together.index.duplicated()]
    return gpd.GeoDataFrame(unique.rename_axis(index="name"), crs="EPSG:4326")
