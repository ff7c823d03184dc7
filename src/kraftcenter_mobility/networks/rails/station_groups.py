"""Which objects of the data are one station, and which stopping positions are its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.networks.geodesy import link_length_m
from kraftcenter_mobility.osm.features import Feature, classify
from kraftcenter_mobility.osm.tag_values import tag_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kraftcenter_mobility._kernels.csr import FloatArray
    from kraftcenter_mobility.notices import Notices
    from kraftcenter_mobility.osm.rail_extract import RailExtract

__all__ = ["Station", "StopNode", "find_stations", "is_stop", "name_key"]

SAME_STATION_M = 500.0
"""Objects of the same name within this are one station."""

SITE_M = 2000.0
"""A relation gathers all sorts of things; its middle may lie far from the tracks."""

OWN_STOP_M = 300.0
"""A stopping position without a name belongs to the nearest station within this."""

STOP_VALUES = frozenset({"stop", "tram_stop"})
WORDS = re.compile(r"\b(station|bahnhof|hauptbahnhof|st\.|bf|hbf)(?=\W|$)", re.IGNORECASE)


class StopNode(NamedTuple):
    """A node on a track at which trains stop."""

    node_id: int
    tags: Mapping[str, str]
    lon: float
    lat: float


class Station:
    """A station as it is put together from the objects that speak of it."""

    def __init__(self, feature: Feature) -> None:
        """Begin with one object."""
        self.features = [feature]
        self.stops: list[StopNode] = []
        self.lon, self.lat = feature.lon, feature.lat

    @property
    def name(self) -> str:
        """Its name, empty if it has none."""
        return next((f.tags["name"] for f in self.features if f.tags.get("name")), "")

    @property
    def kind(self) -> str:
        """Either ``"station"`` or ``"halt"``."""
        return "halt" if tag_value(self.features[0].tags, "railway") == "halt" else "station"

    def said(self, key: str) -> str:
        """Return what the first object that has a tag says."""
        return next((f.tags[key] for f in self.features if f.tags.get(key)), "")


def is_stop(tags: Mapping[str, str], kind: str) -> bool:
    """Say whether trains stop at a node with these tags on a track of some kind."""
    if kind in {"rail", "narrow_gauge"} and tag_value(tags, "train") == "no":
        return False
    value = tag_value(tags, "railway")
    if value in {"station", "halt"}:
        return classify(tags) is not None
    return value in STOP_VALUES or tag_value(tags, "public_transport") == "stop_position"


def find_stations(
    extract: RailExtract, stops: Sequence[StopNode], notices: Notices
) -> list[Station]:
    """Return the stations of an extract, each with its stopping positions.

    Objects of one name close to each other are one station, and so are those of one stop
    area. A stopping position belongs to the station of its stop area, else to the nearest
    of its name, else, without a name, to the nearest. Positions with a name for which there
    is no station make one.
    """
    stations = _merged(extract.stations)
    by_member = _by_member(extract, stations)
    lonlat = _places(stations)
    left: list[StopNode] = []
    for stop in stops:
        station = by_member.get(("node", stop.node_id))
        if station is None:
            index = _station_of(stop, stations, lonlat)
            station = None if index is None else stations[index]
        if station is None:
            left.append(stop)
        else:
            station.stops.append(stop)
    return [*stations, *_from_stops(left, notices)]


def name_key(name: str) -> str:
    """Return a name as it is compared: without case, signs and the word for station."""
    bare = " ".join(re.findall(r"\w+", WORDS.sub(" ", name).casefold()))
    return bare or name.casefold()


def _merged(features: Iterable[Feature]) -> list[Station]:
    """Return stations, objects of one name close to each other in one."""
    stations: list[Station] = []
    by_name: dict[str, list[Station]] = {}
    for feature in sorted(features, key=_rank):
        named = by_name.setdefault(name_key(feature.tags.get("name", "")), [])
        reach_m = SITE_M if feature.osm_type == "relation" else SAME_STATION_M
        near = [s for s in named if _apart_m(s, feature) <= reach_m]
        if near and feature.tags.get("name"):
            near[0].features.append(feature)
        else:
            stations.append(Station(feature))
            named.append(stations[-1])
    return stations


def _rank(feature: Feature) -> tuple[bool, bool, int]:
    """Put what is tagged as a railway's station first, and nodes before outlines."""
    railway = tag_value(feature.tags, "railway") in {"station", "halt"}
    return not railway, feature.osm_type != "node", feature.osm_id


def _apart_m(station: Station, feature: Feature) -> float:
    """Return how far an object lies from a station."""
    here, there = np.array([station.lon, station.lat]), np.array([feature.lon, feature.lat])
    return float(link_length_m(here[:1], here[1:], there[:1], there[1:])[0])


def _by_member(extract: RailExtract, stations: Sequence[Station]) -> dict[tuple[str, int], Station]:
    """Return the station of every object that is one, or in the stop area of just one."""
    owner = {(f.osm_type, f.osm_id): station for station in stations for f in station.features}
    for area in extract.stop_areas:
        members = [(member.osm_type, member.ref) for member in area.members]
        owners = {id(owner[member]): owner[member] for member in members if member in owner}
        if len(owners) == 1:
            station = next(iter(owners.values()))
            for member in members:
                owner.setdefault(member, station)
    return owner


def _places(stations: Sequence[Station]) -> FloatArray:
    """Return where the stations lie. Shape (n_stations, 2)."""
    return np.array([(s.lon, s.lat) for s in stations], dtype=np.float64).reshape(-1, 2)


def _station_of(stop: StopNode, stations: Sequence[Station], lonlat: FloatArray) -> int | None:
    """Return the station that a stopping position belongs to, None if to none."""
    if not stations:
        return None
    away_m = link_length_m(
        lonlat[:, 0], lonlat[:, 1], np.full(len(lonlat), stop.lon), np.full(len(lonlat), stop.lat)
    )
    name = stop.tags.get("name", "")
    reach_m = SAME_STATION_M if name else OWN_STOP_M
    for index in np.argsort(away_m, kind="stable").tolist():
        if away_m[index] > reach_m:
            return None
        if not name or name_key(name) == name_key(stations[index].name):
            return int(index)
    return None


def _from_stops(stops: Iterable[StopNode], notices: Notices) -> list[Station]:
    """Return stations for stopping positions with names, and count the others."""
    made: dict[str, list[Station]] = {}
    for stop in sorted(stops, key=lambda stop: stop.node_id):
        example = f"node/{stop.node_id}"
        name = stop.tags.get("name", "")
        if not name:
            notices.add("stop-without-station", "a stop is near no station; not used", example)
            continue
        feature = Feature("node", stop.node_id, dict(stop.tags), stop.lon, stop.lat, ())
        named = made.setdefault(name_key(name), [])
        near = [s for s in named if _apart_m(s, feature) <= SAME_STATION_M]
        if not near:
            notices.add(
                "station-from-stops", "a station is known by its stopping positions alone", name
            )
            near = [Station(feature)]
            named.extend(near)
        near[0].stops.append(stop)
    return [station for named in made.values() for station in named]
