"""Laying a new road: its points, its interchanges, and the links to what it joins."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.networks.changes import NewRoad

from .interchanges import place_text, roads_to_join
from .near_roads import nearest_spot
from .new_road_geometry import DECIMALS, line_length_m
from .splicing import Node, with_node_moved, with_point_at
from .spot_roads import label_of, tags_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely import LineString

    from kraftcenter_mobility.modes import Mode

    from .interchanges import Join
    from .near_roads import Spot
    from .splicing import Splicer

__all__ = ["Joined", "Laid", "Laying", "drawn_points"]

SHARED_M = 1.0
"""A road this near to the new one shares its node; further away it takes a link."""


class Joined(NamedTuple):
    """One road that the new one has been joined to."""

    at: Node
    """The interchange, on the new road; the node that both share where there is no link."""

    node: Node
    """On the road joined."""

    spot: Spot
    label: str
    tags: Mapping[str, str]
    """Of the road joined."""

    is_new_node: bool
    link_m: float
    """Length of the link, zero where the roads share a node."""

    was_named: bool


class Laid(NamedTuple):
    """A new road with its links."""

    road: NewRoad
    links: tuple[NewRoad, ...]
    joined: tuple[Joined, ...]


def drawn_points(line: LineString, splicer: Splicer) -> tuple[Node, ...]:
    """Return the points of a line as nodes of their own; a ring comes back to its first."""
    points: list[Node] = []
    lonlat = [(round(x, DECIMALS), round(y, DECIMALS)) for x, y in line.coords]
    for lon, lat in lonlat:
        if points and points[-1][1:] == (lon, lat):
            continue
        points.append(Node(splicer.new_id(), lon, lat))
    if len(points) > 2 and points[0][1:] == points[-1][1:]:  # noqa: PLR2004 - there and back
        points[-1] = points[0]
    return tuple(points)


class Laying:
    """A new road that is being joined to others, one interchange after the other."""

    def __init__(self, splicer: Splicer, road: NewRoad, *, link_tags: Mapping[str, str]) -> None:
        """Begin with a road that joins nothing."""
        self._splicer = splicer
        self._road = road
        self._link_tags = link_tags
        self._links: dict[tuple[int, int], NewRoad] = {}
        self._shared: set[int] = set()
        self._moved: dict[int, int] = {}

    def with_joins(self, joins: Sequence[Join], modes: Sequence[Mode], *, motorways: bool) -> Laid:
        """Return the road with all its interchanges.

        Parameters
        ----------
        joins : sequence of Join
            The interchanges.
        modes : sequence of Mode
            Who must be able to drive through the roads joined where none is named.
        motorways : bool
            Whether motorways may be joined where none is named.

        Raises
        ------
        ScenarioError
            If a join is not near the line, or a road it names not near the join.
        """
        nodes = [self._node_for(join, which) for which, join in enumerate(joins)]
        joined: list[Joined] = []
        for which, (join, node_id) in enumerate(zip(joins, nodes, strict=True)):
            _, lon, lat = self._node(node_id)
            try:
                spots = roads_to_join(
                    self._splicer.state, join, (lon, lat), modes=modes, motorways=motorways
                )
            except ScenarioError as error:
                raise ScenarioError(f"{_join_text(join, which)}: {error}") from None
            joined += [self._join(node_id, spot, was_named=bool(join.roads)) for spot in spots]
        ends = [each._replace(at=self._node(each.at.node_id)) for each in joined]
        return Laid(self._road, tuple(self._links.values()), tuple(ends))

    def _node_for(self, join: Join, which: int) -> int:
        """Put the node of an interchange on the road, and return its id."""
        lonlat = np.column_stack((self._road.lon, self._road.lat))
        spot = nearest_spot(lonlat, (join.lon, join.lat), road=0)
        if spot.distance_m > join.max_distance_m:
            raise ScenarioError(
                f"{_join_text(join, which)} lies {spot.distance_m:,.0f} m from the line, more than "
                f"its max_distance_m of {join.max_distance_m:g}; move it to the line"
            )
        self._road, node = with_point_at(self._road, spot, self._splicer)
        return node.node_id

    def _node(self, node_id: int) -> Node:
        """Return a node of the road, also by the id that it had before it was moved."""
        node_id = self._moved.get(node_id, node_id)
        at = self._road.node_id.index(node_id)
        return Node(node_id, self._road.lon[at], self._road.lat[at])

    def _join(self, node_id: int, spot: Spot, *, was_named: bool) -> Joined:
        """Join a node of the road to another road: as one node, or by a link."""
        state = self._splicer.state
        label, tags = label_of(state, spot), tags_at(state, spot)
        node, is_new = self._splicer.node_at(spot)
        at = self._node(node_id)
        link_m = line_length_m((at.lon, node.lon), (at.lat, node.lat))
        if at.node_id != node.node_id and (link_m > SHARED_M or at.node_id in self._shared):
            self._link(at, node)
        else:
            self._share(at.node_id, node)
            at, link_m = node, 0.0
        return Joined(at, node, spot, label, tags, is_new, link_m, was_named)

    def _share(self, node_id: int, node: Node) -> None:
        """Move a node of the road to one of another road, and its links with it."""
        self._shared.add(node.node_id)
        if node.node_id == node_id:
            return
        self._road = with_node_moved(self._road, node_id, node)
        links = [with_node_moved(link, node_id, node) for link in self._links.values()]
        self._links = {(link.node_id[0], link.node_id[-1]): link for link in links}
        before = {each: node.node_id for each, now in self._moved.items() if now == node_id}
        self._moved |= {**before, node_id: node.node_id}

    def _link(self, at: Node, node: Node) -> None:
        """Lay a straight link between two nodes, unless there is one."""
        if (at.node_id, node.node_id) in self._links:
            return
        self._links[at.node_id, node.node_id] = NewRoad(
            way_id=self._splicer.new_id(),
            tags=self._link_tags,
            name="",
            number="",
            node_id=(at.node_id, node.node_id),
            lon=(at.lon, node.lon),
            lat=(at.lat, node.lat),
            built_up=self._road.built_up,
        )


def _join_text(join: Join, which: int) -> str:
    """Return how messages call a join."""
    return f"joins[{which}] at {place_text(join.lon, join.lat)}"
