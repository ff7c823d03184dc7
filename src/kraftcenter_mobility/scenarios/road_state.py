"""The roads of a network as the edits so far have left them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.networks.changes import RoadChanges

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kraftcenter_mobility.networks.changes import NewRoad, PieceCut
    from kraftcenter_mobility.networks.transport import TransportNetwork

__all__ = ["RoadState"]

NO_TAGS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, eq=False)
class RoadState:
    """A network that is left alone, and what a scenario has changed of it so far.

    Every edit takes a state and returns another, so that later edits see the tags, the
    removals and the new roads of earlier ones, and none of it shows in the network.
    """

    network: TransportNetwork
    changes: RoadChanges = field(default_factory=RoadChanges)

    @classmethod
    def of(cls, network: TransportNetwork) -> RoadState:
        """Return the state of a network that nothing has changed yet."""
        return cls(network)

    def tags_of(self, piece: int) -> Mapping[str, str]:
        """Return all tags that a piece has by now, also those of the library's own."""
        changed = self.changes.tags.get(piece)
        if changed is not None:
            return changed
        roads = self.network.roads
        return roads.tag_sets[int(roads.way_tag_set[roads.piece_way[piece]])]

    def node_tags_of(self, node_id: int) -> Mapping[str, str]:
        """Return all tags that a node has by now, by its OpenStreetMap id."""
        changed = self.changes.node_tags.get(node_id)
        if changed is not None:
            return changed
        roads = self.network.roads
        node = int(np.searchsorted(roads.node_id, node_id))
        if node == roads.n_nodes or roads.node_id[node] != node_id:
            return _tags_along(self.network, node_id)
        tag_set = int(roads.node_tag_set[node])
        return roads.node_tag_sets[tag_set] if tag_set >= 0 else NO_TAGS

    def next_id(self) -> int:
        """Return an id below zero that no way and no node has; all below it are free too."""
        changes = self.changes
        taken = [self.network.remembered("lowest id", lambda: _lowest_id(self.network))]
        taken += [cut.node_id for cut in changes.cuts]
        taken += [min(road.way_id, *road.node_id) for road in changes.roads]
        return min(taken) - 1

    def with_tags(self, tags: Mapping[int, Mapping[str, str]]) -> RoadState:
        """Return the state in which some pieces have other tags, all of them given."""
        return self._with(replace(self.changes, tags={**self.changes.tags, **tags}))

    def with_node_tags(self, tags: Mapping[int, Mapping[str, str]]) -> RoadState:
        """Return the state in which some nodes have other tags, all of them given."""
        return self._with(replace(self.changes, node_tags={**self.changes.node_tags, **tags}))

    def with_removed(self, pieces: Iterable[int]) -> RoadState:
        """Return the state in which some pieces are gone, and with them what joined them."""
        changes = self.changes
        removed = changes.removed | frozenset(pieces)
        return self._with(
            replace(
                changes,
                removed=removed,
                tags={piece: tags for piece, tags in changes.tags.items() if piece not in removed},
                cuts=tuple(cut for cut in changes.cuts if cut.piece not in removed),
            )
        )

    def with_road(self, road: NewRoad, cuts: Iterable[PieceCut] = ()) -> RoadState:
        """Return the state with one more road, and the places where it joins pieces."""
        changes = self.changes
        return self._with(
            replace(changes, roads=(*changes.roads, road), cuts=(*changes.cuts, *cuts))
        )

    def with_road_at(self, index: int, road: NewRoad) -> RoadState:
        """Return the state in which another road stands in the place of a new one."""
        roads = list(self.changes.roads)
        roads[index] = road
        return self._with(replace(self.changes, roads=tuple(roads)))

    def without_roads(self, indices: Iterable[int]) -> RoadState:
        """Return the state without some of the new roads, and without what only they needed."""
        gone = frozenset(indices)
        kept = tuple(road for at, road in enumerate(self.changes.roads) if at not in gone)
        joined = {node_id for road in kept for node_id in road.node_id}
        cuts = tuple(cut for cut in self.changes.cuts if cut.node_id in joined)
        return self._with(replace(self.changes, roads=kept, cuts=cuts))

    def _with(self, changes: RoadChanges) -> RoadState:
        """Return the state of the same network with other changes."""
        return RoadState(self.network, changes)


def _lowest_id(network: TransportNetwork) -> int:
    """Return the lowest id of any way or node, zero if all are above it."""
    roads = network.roads
    ids = (roads.way_id, roads.node_id, roads.point_id)
    return min(0, *(int(known.min()) for known in ids if known.size))


def _tags_along(network: TransportNetwork, node_id: int) -> Mapping[str, str]:
    """Return the tags of a node that lies along a segment, where it controls traffic."""
    roads = network.roads
    for point in np.flatnonzero(roads.point_id == node_id):
        segment = np.searchsorted(roads.first_point, point, side="right") - 1
        span = slice(roads.first_control[segment], roads.first_control[segment + 1])
        here = roads.control_offset_m[span] == roads.point_offset_m[point]
        if here.any():
            return roads.node_tag_sets[int(roads.control_tag_set[span][np.argmax(here)])]
    return NO_TAGS
