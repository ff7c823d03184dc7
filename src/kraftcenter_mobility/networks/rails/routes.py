"""Train routes: which stations the relations of the data say a service calls at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .network import TrainRoute

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kraftcenter_mobility.notices import Notices
    from kraftcenter_mobility.osm.extract import Member
    from kraftcenter_mobility.osm.rail_extract import RailExtract

    from .station_groups import Station

__all__ = ["find_routes"]

LEAST_STATIONS = 2


def find_routes(
    extract: RailExtract,
    stations: Sequence[Station],
    station_id: Sequence[str],
    notices: Notices,
) -> tuple[TrainRoute, ...]:
    """Return the routes that call at two stations or more.

    Stops are taken in the order of the relation; where it has none, its platforms are.
    """
    owner = _owners(extract, stations, station_id)
    master_of = {
        member.ref: master.tags
        for master in extract.masters
        for member in master.members
        if member.osm_type == "relation"
    }
    routes = []
    for relation in extract.routes:
        example = f"relation/{relation.relation_id}"
        calls, n_unknown = _calls(relation.members, owner)
        if n_unknown:
            notices.add(
                "route-beyond-the-data",
                "a route calls at a station that is not in the data; it is left out",
                example,
                count=n_unknown,
            )
        if len(calls) < LEAST_STATIONS:
            notices.add(
                "route-without-stations",
                "a route names fewer than two stations of the data; not used",
                example,
            )
            continue
        tags = dict(relation.tags)
        said = {**master_of.get(relation.relation_id, {}), **tags}
        routes.append(
            TrainRoute(
                relation.relation_id,
                said.get("name", ""),
                said.get("ref", ""),
                said.get("operator", ""),
                calls,
                tags,
            )
        )
    return tuple(routes)


def _owners(
    extract: RailExtract, stations: Sequence[Station], station_id: Sequence[str]
) -> dict[tuple[str, int], str]:
    """Return the station of everything a route may name: stations, stops and platforms."""
    owner: dict[tuple[str, int], str] = {}
    for station, name in zip(stations, station_id, strict=True):
        for feature in station.features:
            owner[feature.osm_type, feature.osm_id] = name
        for stop in station.stops:
            owner["node", stop.node_id] = name
    for area in extract.stop_areas:
        members = [(member.osm_type, member.ref) for member in area.members]
        names = {owner[member] for member in members if member in owner}
        if len(names) == 1:
            (name,) = names
            for member in members:
                owner.setdefault(member, name)
    return owner


def _calls(
    members: Iterable[Member], owner: Mapping[tuple[str, int], str]
) -> tuple[tuple[str, ...], int]:
    """Return the stations in order, and how many stops are at none that is known."""
    members = list(members)
    stops = [m for m in members if _is_stop(m)]
    stops = stops or [m for m in members if m.role.startswith("platform")]
    calls: list[str] = []
    n_unknown = 0
    for member in stops:
        station = owner.get((member.osm_type, member.ref))
        if station is None:
            n_unknown += 1
        elif calls[-1:] != [station]:
            calls.append(station)
    return tuple(calls), n_unknown


def _is_stop(member: Member) -> bool:
    """Say whether a member of a route is a stop: a node, whatever its role but platform."""
    return member.osm_type == "node" and not member.role.startswith("platform")
