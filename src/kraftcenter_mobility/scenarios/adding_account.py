"""What adding a road has done: where it joins, what it crosses, and whether it is reached."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.modes import MODES
from kraftcenter_mobility.osm.tags import CLOSED, access, speed_limit

from .accounts import Account
from .crossings import crossed_roads
from .interchanges import place_text
from .near_roads import spots_near
from .new_road_geometry import line_length_m
from .new_road_tags import limit_text
from .spot_roads import is_open, tags_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.networks.changes import NewRoad

    from .laying import Joined, Laid
    from .near_roads import Spot
    from .road_state import RoadState
    from .splicing import Node

__all__ = ["account_of", "is_connected"]

AT_NODE_M = 0.1
"""A road that passes through a node lies this near to it, however it is rounded."""

NOTED_SHARE = 0.1
SHOWN = 5


def is_connected(state: RoadState, laid: Laid, users: Sequence[Mode]) -> bool:
    """Say whether a new road or its links share a node with a road that its users may use.

    Parameters
    ----------
    state : RoadState
        With the new road and its links.
    laid : Laid
        These.
    users : sequence of Mode
        Who may use the new road.
    """
    if any(is_open(joined.tags, users) for joined in laid.joined):
        return True
    own = {laid.road.way_id, *(link.way_id for link in laid.links)}
    return any(
        is_open(tags_at(state, spot), users)
        for joined in laid.joined
        for spot in spots_near(state, joined.node[1:], AT_NODE_M)
        if _has_node(state, spot, joined.node, own)
    )


def _has_node(state: RoadState, spot: Spot, node: Node, own: set[int]) -> bool:
    """Say whether a road that is there has a node, and is not one of a new road's own."""
    changes = state.changes
    if spot.piece < 0:
        road = changes.roads[spot.road]
        return road.way_id not in own and node.node_id in road.node_id
    if spot.piece in changes.removed:
        return False
    lines, point_id = state.network.piece_lines, state.network.roads.point_id
    ends = point_id[lines.first_point[spot.piece]], point_id[lines.last_point[spot.piece]]
    return node.node_id in ends


def account_of(
    state: RoadState,
    laid: Laid,
    users: Sequence[Mode],
    *,
    connected: bool,
    outside_share: float,
) -> Account:
    """Return an account of a new road.

    Parameters
    ----------
    state : RoadState
        With the new road and its links.
    laid : Laid
        These.
    users : sequence of Mode
        Who may use the new road.
    connected : bool
        Whether it can be reached.
    outside_share : float
        Share of the line outside the network's extent.
    """
    roads = (laid.road, *laid.links)
    lengths_km = [line_length_m(each.lon, each.lat) / 1000.0 for each in roads]
    n_pieces = [_n_pieces(laid), *(1 for _ in laid.links)]
    after: dict[str, float] = {}
    for value, length_km in zip(map(_limit, roads), lengths_km, strict=True):
        after[value] = after.get(value, 0.0) + length_km
    return Account(
        edit="AddRoad",
        what=_what(laid.road, lengths_km[0], laid.joined),
        n_ways=len(roads),
        n_pieces=sum(n_pieces),
        n_edges=sum(n * _n_directions(each.tags) for n, each in zip(n_pieces, roads, strict=True)),
        length_km=sum(lengths_km),
        after=after,
        joins=tuple(_sentence(joined) for joined in laid.joined),
        connected=connected,
        notes=tuple(_notes(state, laid, users, outside_share)),
        drawn=partial(_geometry, roads),
    )


def _n_pieces(laid: Laid) -> int:
    """Return into how many stretches its interchanges divide a road."""
    at = {joined.at.node_id for joined in laid.joined}
    return 1 + sum(node_id in at for node_id in laid.road.node_id[1:-1])


def _n_directions(tags: Mapping[str, str]) -> int:
    """Return in how many directions anybody may use a road."""
    allowed = np.array([access(tags, mode) for mode in MODES])
    return int((allowed != CLOSED).any(axis=0).sum())


def _limit(road: NewRoad) -> str:
    """Return the limit of a new road, as accounts write it."""
    motor_modes = [mode for mode in MODES if mode.kind == "motor"]
    if not is_open(road.tags, motor_modes):
        return "closed to motor traffic"
    return f"{limit_text(speed_limit(road.tags, built_up=road.built_up)[0])} km/h"


def _what(road: NewRoad, length_km: float, joined: Sequence[Joined]) -> str:
    """Return one line that says what was added."""
    called = " ".join(filter(None, [road.number and f"road {road.number}", road.name]))
    n_places = len({each.at.node_id for each in joined})
    return (
        f"add {called or 'a road'}, {road.tags['highway']}"
        f"{', one-way' if road.tags.get('oneway') == 'yes' else ''}, {length_km:,.1f} km, "
        f"as way {road.way_id}, joined at {n_places} place{'s' * (n_places != 1)}"
    )


def _sentence(joined: Joined) -> str:
    """Return where a new road was joined to another, and how."""
    node = "a new node" if joined.is_new_node else f"node {joined.node.node_id}"
    how = f"{node} {joined.link_m:,.1f} m away by a link" if joined.link_m else node
    why = "" if joined.was_named else ", the nearest road, as none was named"
    return f"at {place_text(joined.at.lon, joined.at.lat)}: joined to {joined.label} at {how}{why}"


def _notes(state: RoadState, laid: Laid, users: Sequence[Mode], outside_share: float) -> list[str]:
    """Return what else a planner should know."""
    notes = []
    road, at = laid.road, {joined.at.node_id for joined in laid.joined}
    if crossed := crossed_roads(state, laid):
        named = ", ".join(list(dict.fromkeys(crossed))[:SHOWN])
        more = len(set(crossed)) - SHOWN
        n_roads = len(crossed)
        notes.append(
            f"crosses {n_roads} road{'s' * (n_roads != 1)} without joining "
            f"{'them' if n_roads > 1 else 'it'}, as on bridges: {named}"
            f"{f' and {more} more' if more > 0 else ''}"
        )
    if len(at) == 1:
        notes.append("joined at one place only: it leads nowhere else")
    for end in (0, -1):
        if road.node_id[end] not in at and road.node_id[0] != road.node_id[-1]:
            where = place_text(road.lon[end], road.lat[end])
            notes.append(f"{'ends' if end else 'begins'} as a dead end at {where}")
    closed = [each.label for each in laid.joined if not is_open(each.tags, users)]
    if closed:
        who = ", ".join(mode.name for mode in users)
        notes.append(f"joins what nobody it is for ({who}) may use: {', '.join(closed)}")
    if outside_share >= NOTED_SHARE:
        notes.append(f"{outside_share:.0%} of it lies outside the network's extent")
    return notes


def _geometry(roads: Sequence[NewRoad]) -> gpd.GeoSeries:
    """Return the lines of new roads."""
    import geopandas as gpd
    import shapely

    lines = [shapely.LineString(np.column_stack((road.lon, road.lat))) for road in roads]
    return gpd.GeoSeries(lines, index=[road.way_id for road in roads], crs="EPSG:4326")
