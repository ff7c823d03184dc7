"""The time to the nearest of some places from everywhere, before and after scenarios.

What a map of accessibility shows, and what a search for the change that helps most asks over
and over again. One search from all places at once answers the network as it is; a scenario
then costs what it changes: a road that is closed makes nobody look anew but those whose way
led along it (:mod:`kraftcenter_mobility.routing.nearest_forest`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.forest import LIMIT
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.modes import CAR
from kraftcenter_mobility.networks.joins import join_places
from kraftcenter_mobility.networks.ticks import TICK_S
from kraftcenter_mobility.places import check_places
from kraftcenter_mobility.routing.checks import check_network
from kraftcenter_mobility.routing.nearest_forest import nearest_forest_of
from kraftcenter_mobility.routing.node_keys import keys_at_core, keys_at_nodes
from kraftcenter_mobility.routing.patched import PatchedRoads
from kraftcenter_mobility.routing.patched_joins import joined_before
from kraftcenter_mobility.routing.patched_nearest import repaired_forest
from kraftcenter_mobility.routing.travel_times import MAX_DISTANCE_M

from .scenario import Scenario

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility._kernels.nearest_sweep import LabelArray
    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.networks.transport import TransportNetwork

__all__ = ["NearestEverywhere", "NearestTimes"]

HALF, LOW = np.uint64(32), np.uint64(0xFFFFFFFF)

SHOWN = 10
"""Destinations in a table for a notebook."""


class NearestTimes(NamedTuple):
    """The nearest place from every node of a network. Shape of each: (n_nodes,)."""

    travel_time_s: FloatArray
    """Infinite where no place can be reached."""

    destination: NDArray[np.int32]
    """Which of the destinations is nearest, by its position; -1 for none."""


class NearestEverywhere:
    """The time from every node of a network to the nearest of some places.

    Parameters
    ----------
    network : TransportNetwork
        The roads.
    destinations : GeoDataFrame or GeoSeries of points
        The places, indexed by unique names.
    mode : Mode, optional
        How to travel.
    turns, max_distance_m, access, allow_islands
        As in :func:`travel_time_matrix`.

    Raises
    ------
    PlacesError, SnappingError, ModeError
        As in :func:`travel_time_matrix`.

    See Also
    --------
    compare : For places of origin and for people.
    rank_closures : Every closure of a road, ranked by what it does to people.

    Notes
    -----
    A journey begins at the node, along any road that leaves it. All times are exact: those
    of a network built with the scenario, to the last bit.

    Examples
    --------
    >>> import kraftcenter_mobility as km
    >>> network = km.TransportNetwork.sample()
    >>> everywhere = km.NearestEverywhere(network, network.places(km.HOSPITALS))
    >>> slower = km.Scenario("Rute 15 at 60", [km.SetSpeed(number="15", limit_kmh=60)])
    >>> before, after = everywhere.times, everywhere.after(slower)
    >>> bool((after.travel_time_s >= before.travel_time_s - 0.1).all())
    True
    """

    def __init__(  # noqa: PLR0913 - two sets of places and how to travel
        self,
        network: TransportNetwork,
        destinations: gpd.GeoDataFrame | gpd.GeoSeries,
        *,
        mode: Mode = CAR,
        turns: bool | None = None,
        max_distance_m: float = MAX_DISTANCE_M,
        access: bool = True,
        allow_islands: bool = False,
    ) -> None:
        """Search once, from all destinations."""
        check_network(network)
        self.network, self.destinations, self.mode = network, destinations, mode
        self._settings: dict[str, Any] = {
            "turns": turns,
            "max_distance_m": max_distance_m,
            "access": access,
            "allow_islands": allow_islands,
        }
        series = check_places(destinations, "destinations")
        self._metric = metric = network.metric(mode, turns=turns)
        index = network.segment_index(metric, allow_islands=allow_islands)
        joins = join_places(index, series, max_distance_m=max_distance_m, mode_name=mode.name)
        self._joined = joined_before(
            metric, series, joins, max_distance_m=max_distance_m, access=access
        )
        self._forest = nearest_forest_of(network, metric, self._joined.ends)
        nodes, none = np.arange(network.roads.n_nodes), np.zeros(0, dtype=np.int64)
        base = network.base_graph(metric)
        self.times = NearestTimes(np.empty(nodes.size), np.empty(nodes.size, dtype=np.int32))
        """The times on the network as it is; read-only."""

        _write(self.times, nodes, keys_at_nodes(base, nodes, self._forest.key, none))
        for column in self.times:
            column.setflags(write=False)

    def __repr__(self) -> str:
        """Say what was searched from where, and how far it is."""
        time_s = self.times.travel_time_s
        reached = time_s[np.isfinite(time_s)]
        median = f", in {np.median(reached):,.0f} s at the median" if reached.size else ""
        return (
            f"<NearestEverywhere: {self._size()}; {reached.size:,} of {time_s.size:,} nodes reach "
            f"one{median}>"
        )

    def _size(self) -> str:
        """Return how many places there are, and how one travels."""
        count = len(self.destinations)
        return f"{count:,} destination{'s' * (count != 1)} by {self.mode.name}"

    def _repr_html_(self) -> str:
        """Return the destinations nearest to most nodes as a table for a notebook."""
        from kraftcenter_mobility.html_tables import html_table

        time_s, nearest = self.times
        n_nodes = np.bincount(nearest[nearest >= 0], minlength=len(self.destinations))
        most = np.argsort(-n_nodes, kind="stable")[:SHOWN]
        rows = []
        for which in most.tolist():
            median = f"{np.median(time_s[nearest == which]):,.0f}" if n_nodes[which] else ""
            rows.append((str(self.destinations.index[which]), f"{n_nodes[which]:,}", median))
        head = ("nearest", "from nodes", "median time, s")
        more = len(self.destinations) - len(rows)
        footer = f"and {more:,} more destinations" if more else ""
        return html_table(f"Nearest of {self._size()}", head, rows, footer=footer)

    def after(self, scenario: Scenario) -> NearestTimes:
        """Return the times after a scenario, exact to the last bit.

        New nodes that it makes are left out, so that the arrays fit those of before.

        Raises
        ------
        ScenarioError
            If an edit cannot be made.
        """
        if not isinstance(scenario, Scenario):
            raise InputError(f"scenario must be a Scenario, got {scenario!r:.60}")
        if scenario.place_edits:
            tables, _ = scenario.edited_places({"destinations": self.destinations})
            moved = NearestEverywhere(
                self.network, tables["destinations"], mode=self.mode, **self._settings
            )
            return moved.after(Scenario(scenario.name, scenario.road_edits))
        changes = scenario.changes(self.network)[0]
        if not changes:
            return self.times
        allow_islands = bool(self._settings["allow_islands"])
        roads = PatchedRoads(
            self.network,
            self._metric,
            changes,
            joined=(self._joined,),
            allow_islands=allow_islands,
        )
        ends = roads.ends(self._joined)
        graph, tail = roads.base.graph, self._metric.roads.tail
        with repaired_forest(self._forest, roads, ends) as now:
            item = graph.item[now.node[now.node < graph.n_nodes]]
            tails = tail[item].astype(np.int64) if graph.turns else item
            closed_at = tail[roads.closed].astype(np.int64)
            nodes = np.unique(np.concatenate((tails, closed_at)))
            return self._with_changed(roads, nodes, now.key)

    def _with_changed(self, roads: PatchedRoads, nodes: IntArray, key: LabelArray) -> NearestTimes:
        """Return the times at all nodes: at some and at the core of changes by `key`."""
        after = NearestTimes._make(column.copy() for column in self.times)
        _write(after, nodes, keys_at_nodes(roads.base, nodes, key, roads.closed))
        if roads.local is not None:
            _write(after, *keys_at_core(roads.local, key))
        return after


def _write(times: NearestTimes, nodes: IntArray, key: LabelArray) -> None:
    """Write what keys say of some nodes into times."""
    reached = key < LIMIT
    time_s = (key >> HALF).astype(np.float64) * TICK_S
    times.travel_time_s[nodes] = np.where(reached, time_s, np.inf)
    times.destination[nodes] = np.where(reached, (key & LOW).astype(np.int32), -1)
