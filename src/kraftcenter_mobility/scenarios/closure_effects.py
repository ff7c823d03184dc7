"""What closing each of many groups of roads does to people's way to the nearest destination."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.forest import LIMIT
from kraftcenter_mobility._kernels.nearest_sweep import NOWHERE
from kraftcenter_mobility.networks.changes import RoadChanges
from kraftcenter_mobility.networks.ticks import TICK_S
from kraftcenter_mobility.osm.scenario_tags import closed_to
from kraftcenter_mobility.routing.forest_places import places_of
from kraftcenter_mobility.routing.nearest_forest import HALF, nearest_forest_of
from kraftcenter_mobility.routing.patched import PatchedRoads
from kraftcenter_mobility.routing.patched_joins import Joined
from kraftcenter_mobility.routing.patched_nearest import nearest_after

from .closure_groups import segments_in
from .closure_moves import moves_of
from .closure_screen import segments_that_matter
from .closure_turns import Closing
from .closure_zones import changes_zones, places_at_zones

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray
    from kraftcenter_mobility._kernels.nearest_sweep import LabelArray
    from kraftcenter_mobility.networks.transport import TransportNetwork
    from kraftcenter_mobility.routing.travel_times import Question

    from .closure_groups import RoadGroups

__all__ = ["ClosureStudy", "Effect", "effect_of"]

LOW = np.uint64(0xFFFFFFFF)

WORTH_EDGES = 500
"""Looking at so many edges of the graph to leave closures out takes as long as one closure."""


class Effect(NamedTuple):
    """What one closure does, people counted by what each origin stands for."""

    people_affected: float
    """Whose way takes another time than before, or who have none any more."""

    person_s_lost: float
    """Seconds lost, less those gained, of all who still reach a destination."""

    people_rerouted: float
    """Of the people affected those who still reach a destination."""

    people_cut_off: float
    """Who reached a destination before and reach none now."""

    people_elsewhere: float
    """Whose nearest destination is now another."""


NO_EFFECT = Effect(0.0, 0.0, 0.0, 0.0, 0.0)


def effect_of(before: LabelArray, after: LabelArray, people: FloatArray) -> Effect:
    """Return the effect of a change of people's nearest destinations.

    Parameters
    ----------
    before, after : array of uint64, shape (n,)
        Times in ticks in the upper half and numbers of destinations in the lower, NOWHERE
        for none.
    people : array of float, shape (n,)
        How many people each stands for.
    """
    if not before.size:
        return NO_EFFECT
    reached, reaches = before < LIMIT, after < LIMIT
    both = reached & reaches
    lost = (after >> HALF).astype(np.int64) - (before >> HALF).astype(np.int64)
    other_time = both & (lost != 0)
    return Effect(
        float(people[other_time | (reached != reaches)].sum()),
        float(lost[both] @ people[both]) * TICK_S,
        float(people[other_time].sum()),
        float(people[reached & ~reaches].sum()),
        float(people[both & (before & LOW != after & LOW)].sum()),
    )


class ClosureStudy:
    """A question, and what it takes to answer it after closing any of some groups of roads."""

    def __init__(  # noqa: PLR0913 - a question and what is asked about it
        self,
        network: TransportNetwork,
        question: Question,
        people: FloatArray,
        groups: RoadGroups,
        *,
        max_distance_m: float,
        allow_islands: bool,
        screens: bool = False,
    ) -> None:
        """Answer the question for the network as it is, and find what is the same for all.

        What cannot matter is told beforehand where that pays, or if `screens` says so.
        """
        self.network, self.question, self.people, self.groups = network, question, people, groups
        self.max_distance_m, self.allow_islands = max_distance_m, allow_islands
        self.forest = nearest_forest_of(network, question.metric, question.end)
        self.places = places_of(self.forest, question.begin)
        self.closing = Closing(network, question.metric)
        self.odd = self._odd_groups()
        self.matters = np.ones(len(groups), dtype=np.bool_)
        if screens or len(groups) * WORTH_EDGES > self.forest.mode_graph.n_edges:
            matters = segments_that_matter(self.forest, self.places, question)
            self.matters = self.odd | segments_in(groups, matters) | (np.diff(groups.first) > 1)
        self.moves: Any = None

    def prepare(self) -> None:
        """Find where those along closed roads go; needed for :meth:`effect`.

        Where that is at the beginning of a destination-only road, it may be the closed roads
        that kept them from setting out along it.
        """
        index = self.network.segment_index(self.question.metric, allow_islands=self.allow_islands)
        self.moves = moves_of(self.question, self.forest, index, self.groups, self.max_distance_m)
        at_zone = np.flatnonzero(self.moves.at_zone)
        self.odd[np.searchsorted(self.moves.first, at_zone, side="right") - 1] = True

    def _odd_groups(self) -> BoolArray:
        """Say for which groups the network has to be looked at as a whole.

        Those along which a destination lies, which then joins another road, and those that
        change zones or where one of them begins.
        """
        question, groups = self.question, self.groups
        metric = question.metric
        marked = np.zeros(metric.roads.n_segments, dtype=np.bool_)
        marked[question.destination_joins.segment] = True
        most = int(np.diff(groups.first).max())
        for joins in (question.origin_joins, question.destination_joins):
            marked |= places_at_zones(metric, joins, most)
        return segments_in(groups, marked) | changes_zones(self.network, metric, groups)

    def effect(self, group: int, edge_open: BoolArray) -> Effect:
        """Return what closing one group of roads does.

        `edge_open` is scratch space, see :meth:`.closure_turns.Closing.spare`.
        """
        if not self.matters[group]:
            return NO_EFFECT
        if self.odd[group]:
            return effect_of(self.places.key, self._keys_by_network(group), self.people)
        change = self.closing.change(self.groups.of(group), edge_open)
        moves, first = self.moves, self.moves.first
        moved = np.arange(first[group], first[group + 1])
        who = moves.origin[moved]
        with self.forest.repaired(change) as now:
            touched = self.places.touched_by(now, change.closed)
            if who.size:
                touched = np.setdiff1d(touched, who, assume_unique=True)
            after = self.places.keys_of(touched, now.key, change.closed)
            if who.size:
                move = moves.places.keys_of(moved, now.key, change.closed)
                move[moves.too_far[moved]] = NOWHERE
                after = np.concatenate((after, move))
        who = np.concatenate((touched, who))
        return effect_of(self.places.key[who], after, self.people[who])

    def _keys_by_network(self, group: int) -> LabelArray:
        """Return the nearest of all origins with the whole network looked at again."""
        question, roads = self.question, self.network.roads
        after = np.full(len(question.origins), NOWHERE)
        usable = self.network.islands(question.metric).usable
        if np.isin(np.flatnonzero(usable), self.groups.of(group)).all():
            return after
        pieces = self.network.surroundings.pieces_of(self.groups.of(group)).tolist()
        tag_sets = roads.way_tag_set[roads.piece_way[pieces]].tolist()
        closed = {one: closed_to(roads.tag_sets[one], [question.metric.mode]) for one in tag_sets}
        changes = RoadChanges(
            tags={piece: closed[one] for piece, one in zip(pieces, tag_sets, strict=True)}
        )
        sides = [
            Joined(places, joins, ends, self.max_distance_m, question.access)
            for places, joins, ends in (
                (question.origins, question.origin_joins, question.begin),
                (question.destinations, question.destination_joins, question.end),
            )
        ]
        patched = PatchedRoads(
            self.network,
            question.metric,
            changes,
            joined=sides,
            allow_islands=self.allow_islands,
        )
        return nearest_after(self.forest, patched, *(patched.ends(side) for side in sides))

    def digest(self) -> str:
        """Return what tells this question from others on the same network."""
        question = self.question
        found = hashlib.sha256()
        for ends in (question.begin, question.end):
            for array in ends:
                found.update(np.ascontiguousarray(array).tobytes())
        found.update(self.people.tobytes())
        settings = question.metric.mode, question.metric.turns, question.access
        found.update(repr((*settings, self.max_distance_m, self.allow_islands)).encode())
        return found.hexdigest()
