"""One scenario on trial: its edits step by step, and the travel times after each."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.networks.changes import RoadChanges
from kraftcenter_mobility.networks.edited import edited_network
from kraftcenter_mobility.routing.journeys import journeys

from .answers import Answerer

if TYPE_CHECKING:
    import geopandas as gpd

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .scenario import Scenario

__all__ = ["Trial", "content_digest", "same_but_for_ids"]

NOTHING = RoadChanges()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trial:
    """A scenario, a network, and the places between which laws are tested."""

    network: TransportNetwork
    scenario: Scenario
    origins: gpd.GeoSeries
    destinations: gpd.GeoSeries
    modes: tuple[Mode, ...]
    settings: dict[str, Any]
    """How to travel, as :class:`Answerer` has it."""

    steps: tuple[RoadChanges, ...]
    """The changes after none of the edits of roads, after the first, and so on."""

    _answerers: dict[Mode, Answerer] = field(default_factory=dict)
    _times: dict[tuple[Mode, int], FloatArray] = field(default_factory=dict)
    _built: dict[int, TransportNetwork] = field(default_factory=dict)

    @property
    def edits(self) -> tuple[Any, ...]:
        """The edits of roads."""
        return self.scenario.road_edits

    @property
    def last(self) -> int:
        """The step after all edits."""
        return len(self.edits)

    @property
    def size(self) -> int:
        """Number of travel times of one mode."""
        return len(self.origins) * len(self.destinations)

    def answerer(self, mode: Mode) -> Answerer:
        """Return what answers for a mode, the same every time."""
        if mode not in self._answerers:
            self._answerers[mode] = Answerer(self.network, mode, **self.settings)
        return self._answerers[mode]

    def asked(self, mode: Mode, changes: RoadChanges) -> FloatArray:
        """Return the times after some changes. Shape (n_origins, n_destinations)."""
        table = self.answerer(mode).matrix(changes, self.origins, self.destinations, progress=False)
        return table.to_numpy()

    def times(self, mode: Mode, step: int) -> FloatArray:
        """Return the times after some of the edits, asked for once."""
        if (mode, step) not in self._times:
            self._times[mode, step] = self.asked(mode, self.steps[step])
        return self._times[mode, step]

    def ways(self, mode: Mode, network: TransportNetwork, pairs: IntArray) -> Any:
        """Return the fastest ways between some origins and destinations, as lines.

        Parameters
        ----------
        mode : Mode
            Who travels.
        network : TransportNetwork
            On which roads.
        pairs : array of int, shape (n_pairs, 2)
            Origins and destinations by number, in the order of the origins.
        """
        asked = {name: value for name, value in self.settings.items() if name != "threads"}
        found = []
        for origin in np.unique(pairs[:, 0]):
            destinations = self.destinations.iloc[pairs[pairs[:, 0] == origin, 1]]
            rows = journeys(
                network,
                self.origins.iloc[[origin]],
                destinations,
                mode=mode,
                progress=False,
                **asked,
            )
            found.append(rows.geometry.to_numpy())
        return np.concatenate(found)

    def built(self, step: int) -> TransportNetwork:
        """Return the network after some of the edits, built once."""
        if step not in self._built:
            changes = self.steps[step]
            self._built[step] = edited_network(self.network, changes) if changes else self.network
        return self._built[step]

    def changes_of(self, edits: tuple[Any, ...]) -> RoadChanges | None:
        """Return what other edits than the scenario's come to, None if they cannot be made."""
        try:
            return replace(self.scenario, edits=edits).changes(self.network)[0]
        except ScenarioError:
            return None


def same_but_for_ids(one: RoadChanges, other: RoadChanges) -> bool:
    """Say whether two sets of changes are the same but for the numbers of what is new."""
    return _content(one) == _content(other)


def _content(changes: RoadChanges) -> tuple[Any, ...]:
    """Return what changes say, without the numbers of new nodes and ways."""
    return (
        {piece: dict(tags) for piece, tags in changes.tags.items()},
        changes.removed,
        {node: dict(tags) for node, tags in changes.node_tags.items()},
        sorted((cut.piece, cut.offset_m) for cut in changes.cuts),
        sorted(
            (sorted(road.tags.items()), road.name, road.number, road.lon, road.lat, road.built_up)
            for road in changes.roads
        ),
    )


def content_digest(network: TransportNetwork) -> str:
    """Return the digest of all that a network holds, worked out anew every time."""
    roads, found = network.roads, hashlib.sha256()
    for name in roads.__slots__:
        value = getattr(roads, name)
        if isinstance(value, np.ndarray):
            found.update(f"{name} {value.dtype.str} {value.shape}".encode())
            found.update(np.ascontiguousarray(value).tobytes())
        else:
            found.update(repr(value).encode("utf-8", "surrogatepass"))
    found.update(repr((network.speeds, network.delays, network.source)).encode())
    places = network.place_table
    found.update(repr(places.drop(columns="geometry").to_dict()).encode("utf-8", "surrogatepass"))
    found.update(b"".join(places.geometry.to_wkb()))
    return found.hexdigest()
