"""Isochrones with and without a scenario, and what lies between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.cutoffs import warned_once
from kraftcenter_mobility.modes import TransitMode
from kraftcenter_mobility.networks.edited import edited_network
from kraftcenter_mobility.networks.memory import Memory
from kraftcenter_mobility.routing.checks import refuse_windows

from .answering import ROADS_ONLY, When
from .compared import ComparedTimes
from .results import place_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .answering import AnyMode
    from .results import Case, Study

__all__ = ["ReachedTimes", "network_of"]

MOST_NETWORKS = 4
"""Edited networks that a network remembers: as large as itself, each."""


def network_of(study: Study, case: Case, mode: AnyMode) -> TransportNetwork:
    """Return the network of one side of a comparison as far as a mode knows it, built once.

    Places in its own table are those of the network as it is.
    """
    network = study.network
    networks = network.remembered("edited networks", lambda: Memory(MOST_NETWORKS))
    digest = "" if case.scenario is None else case.scenario.digest
    if case.changes:
        changes = case.changes
        network = networks.get(("roads", digest), lambda: edited_network(study.network, changes))
    if isinstance(mode, TransitMode) and (transit := case.transit) is not None:
        roads = network
        network = networks.get(("transit", digest), lambda: roads.with_transit(transit))
    return network


class ReachedTimes(ComparedTimes):
    """Compared times that know the areas within them: the part of a comparison for planners."""

    __slots__ = ()

    def isochrones(  # noqa: PLR0913 - what to draw, around what, and how
        self,
        cutoffs_s: Sequence[float],
        *,
        name: str | None = None,
        mode: AnyMode | str | None = None,
        direction: str = "to",
        places: gpd.GeoDataFrame | gpd.GeoSeries | None = None,
        together: bool = True,
        buffer_m: float | None = None,
        percentile: float | None = None,
        progress: bool | None = None,
    ) -> gpd.GeoDataFrame:
        """Return the areas within travel times of destinations, and where they change.

        All settings are those of the comparison: windows, turns, walks to the road. The
        times are the library's own, also where :func:`compare` was given another engine.

        Parameters
        ----------
        cutoffs_s : sequence of float, shape (n_cutoffs,)
            Longest journeys, in seconds, inclusive, in any order.
        name : str, optional
            Name of the scenario; may be left out where there is only one.
        mode : Mode, TransitMode or str, optional
            The first of the comparison if not given.
        direction : str, optional
            ``"to"``: from where one gets to the places. ``"from"``: where one gets from them.
        places : GeoDataFrame or GeoSeries, optional
            Other places, the same on both sides. If not given the destinations, on each
            side its own: as they are, and as the scenario moves, opens or closes them.
        together : bool, optional
            Whether it is enough to reach any of the places, or each has areas of its own.
        buffer_m : float, optional
            Areas are all that lies so near to a reached position of a road, in metres; by
            default as in :func:`kraftcenter_mobility.isochrones`, 250 by car, 100 on foot.
        percentile : float, optional
            Which of the times within the window counts; that of the comparison if not given.
        progress : bool, optional
            Show a progress bar; by default for longer work at a terminal.

        Returns
        -------
        GeoDataFrame, shape (3 * n_areas, 3)
            Indexed by ``place`` (``"all"`` if `together`), ``cutoff_s`` and ``change``:
            ``"kept"``, ``"gained"`` or ``"lost"``. Columns ``area_km2``, square kilometres;
            ``people``, those of the comparison's origins, counted where they are without the
            scenario; and ``geometry``, valid MultiPolygons in EPSG:4326.

        Raises
        ------
        ScenarioError
            If there is no scenario of this name.
        InputError
            If the mode was not compared, or a setting makes no sense.
        PlacesError, SnappingError
            If places cannot be used, or lie too far from the roads.

        See Also
        --------
        kraftcenter_mobility.isochrones : Areas of one network.
        kraftcenter_mobility.isochrone_changes : What is gained and lost between any two.

        Examples
        --------
        >>> import kraftcenter_mobility as km
        >>> network = km.TransportNetwork.sample()
        >>> towns = network.places(km.TOWNS).loc[["Herning", "Lemvig"]]
        >>> hospital = network.places(km.HOSPITALS).loc[["Regionshospitalet Gødstrup"]]
        >>> move = km.MovePlace("Regionshospitalet Gødstrup", lon=8.79, lat=56.26)
        >>> moved = km.Scenario("Hospital at Aulum", [move])
        >>> comparison = km.compare(network, moved, origins=towns, destinations=hospital)
        >>> areas = comparison.isochrones([600], mode=km.CAR)
        >>> bool((areas.loc[("all", 600)]["area_km2"] > 10).all())
        True
        """
        from kraftcenter_mobility.routing.isochrones.changes import isochrone_changes

        case, mode = self.case(name), self.mode(mode)
        if not isinstance(mode, TransitMode):
            refuse_windows(mode, percentile=percentile)
        settings = {
            "direction": direction,
            "together": together,
            "buffer_m": buffer_m,
            "progress": progress,
        }
        question = _Question(self.study, cutoffs_s, mode, places, percentile, settings)
        with warned_once():
            before = question.side(self.cases[""])
            after = before if case.is_as_baseline_by(mode) else question.side(case)
        return isochrone_changes(before, after, people=_people(self))


class _Question(NamedTuple):
    """What is asked of both sides."""

    study: Study
    cutoffs_s: Sequence[float]
    mode: AnyMode
    places: Any
    percentile: float | None
    settings: dict[str, Any]

    def side(self, case: Case) -> gpd.GeoDataFrame:
        """Return the isochrones of one side."""
        from kraftcenter_mobility.routing.isochrones.isochrones import isochrones

        study, mode = self.study, self.mode
        network = network_of(study, case, mode)
        places = case.destinations if self.places is None else place_table(self.places, "places")
        asked = study.settings._asdict() | self.settings | {"threads": study.threads}
        if isinstance(mode, TransitMode):
            asked = {key: each for key, each in asked.items() if key not in ROADS_ONLY}
            asked |= study.when._asdict()
            if self.percentile is not None:
                asked["percentile"] = self.percentile
        if isinstance(mode, TransitMode) and not network.transit:
            return _on_foot(network, places, self.cutoffs_s, mode, asked)
        return isochrones(network, places, self.cutoffs_s, mode=mode, **asked)


def _on_foot(
    network: TransportNetwork,
    places: gpd.GeoDataFrame,
    cutoffs_s: Sequence[float],
    mode: TransitMode,
    asked: dict[str, Any],
) -> gpd.GeoDataFrame:
    """Return what is left where a scenario takes away all that ran: everybody walks."""
    import pandas as pd

    from kraftcenter_mobility.routing.isochrones.isochrones import isochrones
    from kraftcenter_mobility.routing.isochrones.settings import check_cutoffs

    cutoffs = check_cutoffs(cutoffs_s)
    walked = np.minimum(cutoffs, min(mode.direct_cutoff_s, mode.longest_s))
    settings = {key: each for key, each in asked.items() if key not in When._fields}
    found = isochrones(network, places, np.unique(walked).tolist(), mode=mode.direct, **settings)
    names = found.index.unique("place")
    rows = [(each, cutoff_s) for each in names for cutoff_s in walked]
    table = found.loc[rows].copy()
    table.index = pd.MultiIndex.from_product([names, cutoffs], names=found.index.names)
    table.attrs.update(found.attrs, mode=mode.name)
    for key in ("departure", "arrival"):
        if asked[key] is not None:
            table.attrs |= {key: repr(asked[key]), "percentile": float(asked["percentile"])}
    return table


def _people(comparison: ComparedTimes) -> gpd.GeoDataFrame:
    """Return the origins as they are, with the people that each stands for."""
    people = comparison.origins[["geometry"]].copy()
    people["population"] = np.asarray(comparison.people.loc[people.index], dtype=np.float64)
    return people
