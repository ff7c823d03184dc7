"""Scenarios: named, ordered edits, as one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.modes import CAR
from kraftcenter_mobility.networks.memory import Memory

from .named_edits import NamedEdits
from .scenario_fields import around, check_network, joined
from .transit_walking import walk_transit
from .walking import check_area, walk_places, walk_roads

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd

    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.networks.changes import RoadChanges
    from kraftcenter_mobility.networks.public_transport import PublicTransport
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .accounts import Account
    from .law_report import LawReport
    from .place_tables import PlaceTables
    from .preview import Preview

__all__ = ["Scenario"]

MOST_KEPT = 200
"""Scenarios whose changes a network remembers."""


@dataclass(frozen=True, eq=False, repr=False)
class Scenario(NamedEdits):
    """A name and the edits that make it, in the order in which they are made.

    Two scenarios are equal if their names and their edits are. A scenario never touches the
    network it is applied to.

    Examples
    --------
    >>> from kraftcenter_mobility.scenarios.place_edits import AddPlace, ClosePlace
    >>> merger = Scenario("School merger", [ClosePlace("Gjellerupskolen")])
    >>> both = merger | Scenario("Timeworld", [AddPlace("Timeworld", 8.95, 56.12)])
    >>> both.name, len(both.edits)
    ('School merger + Timeworld', 2)
    """

    def __or__(self, other: Scenario) -> Scenario:
        """Return both scenarios in one: first the edits of this one, then the other's."""
        if not isinstance(other, Scenario):
            return NotImplemented
        areas = [each.area for each in (self, other) if each.area is not None]
        return Scenario(
            f"{self.name} + {other.name}",
            (*self.edits, *other.edits),
            description=joined(self.description, other.description, "\n"),
            source=joined(self.source, other.source, "; "),
            confidence=joined(self.confidence, other.confidence, "; "),
            area=around(areas) if areas else None,
        )

    def changes(self, network: TransportNetwork) -> tuple[RoadChanges, tuple[Account, ...]]:
        """Return what the edits of roads come down to on a network, found once per network.

        Returns
        -------
        changes : RoadChanges
            All changes together; empty if no edit concerns roads.
        accounts : tuple of Account, shape (n_road_edits,)
            What each edit matched and changed.

        Raises
        ------
        ScenarioError
            If an edit matches nothing, changes nothing, or contradicts an earlier one; or if
            the scenario was written for another network.
        """
        check_network(network)
        check_area(self.name, self.area, network)
        walked = network.remembered("scenarios", lambda: Memory(MOST_KEPT))
        return walked.get(self.digest, lambda: walk_roads(self.name, self.edits, network))

    def transit(self, network: TransportNetwork) -> tuple[PublicTransport, tuple[Account, ...]]:
        """Return public transport as the scenario leaves it, worked out once per network.

        Returns
        -------
        transit : PublicTransport
            The network's own if no edit concerns it.
        accounts : tuple of Account, shape (n_transit_edits,)
            What each edit changed: tracks, hop times, trips and connections.

        Raises
        ------
        ScenarioError
            If an edit cannot be made, changes nothing, or contradicts an earlier one; or if
            the scenario was written for another network.
        """
        check_network(network)
        check_area(self.name, self.area, network)
        now = network.transit
        walked = now.remembered("scenarios", lambda: Memory(MOST_KEPT))
        return walked.get(self.digest, lambda: walk_transit(self.name, self.edits, now))

    def edited_places(self, tables: PlaceTables) -> tuple[PlaceTables, tuple[Account, ...]]:
        """Return tables of places as the scenario leaves them.

        The tables are ``origins`` and ``destinations``, or a network's own ``places``. Those
        that change are copied, and there is an account for each edit of places.

        Raises
        ------
        ScenarioError
            If no table has a place, an edit changes nothing, or contradicts an earlier one.
        """
        return walk_places(self.name, self.edits, tables)

    def apply(self, network: TransportNetwork, *, places: bool = True) -> TransportNetwork:
        """Return the network as it would be, built again as a whole.

        It has the same speeds and delays. To compare travel times, `compare` is much faster,
        and as exact. With `places`, edits of places are made in the network's own table.

        Raises
        ------
        ScenarioError
            If an edit cannot be made, also because the network's own table lacks a place.
        """
        from .applying import applied_network

        return applied_network(network, self, places=places)

    def preview(self, network: TransportNetwork, places: PlaceTables | None = None) -> Preview:
        """Return what every edit would do, to print or to put on a map.

        Edits of places are about the tables in `places`, such as
        ``{"destinations": hospitals}``; by default about the network's own.

        Raises
        ------
        ScenarioError
            If an edit cannot be made.
        """
        from .preview import preview_of

        return preview_of(self, network, places)

    def check(  # noqa: PLR0913 - what is tested, and on which places
        self,
        network: TransportNetwork,
        *,
        origins: gpd.GeoDataFrame | None = None,
        destinations: gpd.GeoDataFrame | None = None,
        modes: tuple[Mode, ...] = (CAR,),
        n_places: int = 40,
        seed: int = 0,
        turns: bool | None = None,
        max_distance_m: float = 1500.0,
        access: bool = True,
        allow_islands: bool = False,
    ) -> LawReport:
        """Test on a network what must hold of every scenario, such as that closing never helps.

        Where no places are given, `n_places` are spread over the network by `seed`. How they
        join the roads, and whether turns count, is said as in :func:`travel_time_matrix`.

        Raises
        ------
        ScenarioError
            If an edit cannot be made.
        PlacesError, SnappingError
            If places cannot be used, or lie too far from the roads.
        """
        from .laws import check_scenario

        return check_scenario(
            network,
            self,
            origins=origins,
            destinations=destinations,
            modes=modes,
            n_places=n_places,
            seed=seed,
            turns=turns,
            max_distance_m=max_distance_m,
            access=access,
            allow_islands=allow_islands,
        )

    def to_file(self, path: str | os.PathLike[str]) -> Path:
        """Write the scenario to a ``.toml`` or ``.json`` file, whole or not at all.

        What :meth:`from_file` reads from it is equal to this scenario.

        Raises
        ------
        ScenarioError
            If the ending is another, or an edit has what files cannot hold.
        InputError
            If the file cannot be written.
        """
        from .files import write_scenario

        return write_scenario(self, path)

    @classmethod
    def from_file(cls, path: str | os.PathLike[str]) -> Scenario:
        """Read a scenario from a ``.toml`` or ``.json`` file.

        What may stand in it is said by `scenario_schema`. Geometry may lie beside it as
        GeoJSON or GeoPackage.

        Raises
        ------
        ScenarioError
            If the file cannot be read or something in it is wrong; all that is wrong is
            said at once, with file, line, edit and field.
        """
        from .files import read_scenario

        return read_scenario(path)

    def to_dict(self) -> dict[str, Any]:
        """Return the scenario as plain values, as they stand in a file.

        Raises
        ------
        ScenarioError
            If an edit has what files cannot hold, such as a mode of the user's own.
        """
        from .files import scenario_table

        return scenario_table(self)

    @classmethod
    def from_dict(
        cls, table: Mapping[str, Any], *, folder: str | os.PathLike[str] | None = None
    ) -> Scenario:
        """Return the scenario that plain values describe, as :meth:`to_dict` returns them.

        Files of geometry that the values name lie in `folder`.

        Raises
        ------
        ScenarioError
            If something is wrong with the values; all that is wrong is said at once.
        """
        from .files import scenario_from_table

        return scenario_from_table(table, folder=folder)
