"""The laws of scenarios, tested on a user's own network.

* A scenario without edits gives the baseline, to the last bit.
* What only speeds up, opens or adds roads never lengthens a journey.
* What only closes roads or slows down never shortens one.
* Applying a scenario leaves the network as it was: its content, and every answer.
* The order of edits that come to the same does not matter.
* Fast answers are those of the network built again, to the last bit.

The second and the third hold but for side effects at junctions, where places join the
roads, and by rounding. Those are measured (:mod:`.law_side_effects`), and what they account
for is reported as explained, with the numbers. Edits of rail and services have laws of their
own (:mod:`.law_rail`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.arguments import check_count
from kraftcenter_mobility.errors import InputError, ModeError
from kraftcenter_mobility.modes import CAR, Mode, TransitMode
from kraftcenter_mobility.places import check_places
from kraftcenter_mobility.progress import progress as progress_bar
from kraftcenter_mobility.routing.checks import check_network
from kraftcenter_mobility.routing.travel_times import MAX_DISTANCE_M

from .law_places import places_to_test
from .law_rail import rail_laws
from .law_report import LawReport
from .law_steps import FASTER, SLOWER
from .law_tests import (
    as_built_again,
    left_as_it_was,
    never_the_other_way,
    nothing_changes_nothing,
    order_of_edits,
)
from .law_trial import Trial, content_digest

if TYPE_CHECKING:
    import geopandas as gpd

    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .law_report import LawResult
    from .scenario import Scenario

__all__ = ["check_scenario"]


def check_scenario(  # noqa: PLR0913 - which places, and how to travel between them
    network: TransportNetwork,
    scenario: Scenario,
    *,
    origins: gpd.GeoDataFrame | gpd.GeoSeries | None = None,
    destinations: gpd.GeoDataFrame | gpd.GeoSeries | None = None,
    modes: tuple[Mode, ...] = (CAR,),
    n_places: int = 40,
    seed: int = 0,
    turns: bool | None = None,
    max_distance_m: float = MAX_DISTANCE_M,
    access: bool = True,
    allow_islands: bool = False,
    threads: int | None = None,
    progress: bool | None = None,
) -> LawReport:
    """Test on a network what must hold of every scenario.

    Parameters
    ----------
    network : TransportNetwork
        The network to test on; it stays as it is.
    scenario : Scenario
        What to test. No law is about edits of places; those of rail are tested on the times
        of its lines, and where there are no others, nothing is computed along the roads.
    origins, destinations : GeoDataFrame or GeoSeries of points, optional
        Between which places travel times are compared. Where only one is given, it is both.
    modes : tuple of Mode, optional
        How to travel.
    n_places : int, optional
        Where no places are given: so many, some near the edits, the others spread out.
    seed : int, optional
        Of the random numbers by which these places are chosen.
    turns, max_distance_m, access, allow_islands, threads, progress
        As in :func:`travel_time_matrix`.

    Returns
    -------
    LawReport
        What came of every law; prints as a table.

    Raises
    ------
    ScenarioError
        If an edit cannot be made.
    InputError
        If `scenario` is none, or `n_places` or `seed` is no whole number.
    ModeError
        If `modes` holds something else, or nothing.
    PlacesError, SnappingError
        As in :func:`travel_time_matrix`.

    See Also
    --------
    compare : What a scenario does to travel times.

    Notes
    -----
    An edit is covered by a law if it does nothing for a mode but what the law is about, as
    told from every piece and junction it changes. One that makes some roads faster and
    others slower is covered by neither. Takes a network built again for each edit with a
    time to explain, and one for the whole.

    Examples
    --------
    >>> import kraftcenter_mobility as km
    >>> from kraftcenter_mobility.scenarios.laws import check_scenario
    >>> from kraftcenter_mobility.scenarios.scenario import Scenario
    >>> check_scenario(km.TransportNetwork.sample(), Scenario("As it is"), n_places=4).ok
    True
    """
    check_network(network)
    _check(scenario, modes, n_places, seed)
    kept = content_digest(network)
    results: list[LawResult] = []
    asked: list[str] = []
    if scenario.road_edits or not scenario.transit_edits:
        given = [each for each in (origins, destinations) if each is not None]
        trial = _trial(network, scenario, given, modes, n_places=n_places, seed=seed)
        trial.settings.update(
            turns=turns,
            max_distance_m=max_distance_m,
            access=access,
            allow_islands=allow_islands,
            threads=threads,
        )
        results += _road_laws(trial, kept, progress=progress)
        size = f"{len(trial.origins)} x {len(trial.destinations)} places"
        asked.append(f"{size}, {', '.join(mode.name for mode in modes)}")
    if scenario.transit_edits:
        results += rail_laws(network, scenario)
        asked.append("all lines of the network")
    n_places_edited = len(scenario.place_edits)
    notes = (f"{n_places_edited} edits of places: no law is about them",)
    return LawReport(
        scenario.name, tuple(results), "; ".join(asked), notes if n_places_edited else ()
    )


def _trial(  # noqa: PLR0913 - what is tried, and where
    network: TransportNetwork,
    scenario: Scenario,
    given: list[Any],
    modes: tuple[Mode, ...],
    *,
    n_places: int,
    seed: int,
) -> Trial:
    """Return what the laws of roads are tested on, between given places or chosen ones."""
    edits = scenario.road_edits
    steps = tuple(
        replace(scenario, edits=edits[:count]).changes(network)[0]
        for count in range(len(edits) + 1)
    )
    if not given:
        given = [places_to_test(network, steps[-1], modes, n_places=n_places, seed=seed)]
    return Trial(
        network=network,
        scenario=scenario,
        origins=check_places(given[0], "origins"),
        destinations=check_places(given[-1], "destinations"),
        modes=modes,
        settings={},
        steps=steps,
    )


def _road_laws(trial: Trial, kept: str, *, progress: bool | None) -> list[LawResult]:
    """Test the laws of roads on a network whose digest was taken before anything was asked."""
    tests = (
        nothing_changes_nothing,
        lambda on: never_the_other_way(on, FASTER),
        lambda on: never_the_other_way(on, SLOWER),
        order_of_edits,
        as_built_again,
        lambda on: left_as_it_was(on, kept),
    )
    results: list[LawResult] = []
    with progress_bar(len(tests), "laws", show=progress) as advance:
        for test in tests:
            results.append(test(trial))
            advance(1)
    return results


def _check(scenario: object, modes: object, n_places: object, seed: object) -> None:
    """Refuse what cannot be tested."""
    from .scenario import Scenario

    if not isinstance(scenario, Scenario):
        raise InputError(
            f"scenario must be a Scenario, got {scenario!r:.60}; read a file with "
            f"Scenario.from_file(...)"
        )
    if isinstance(modes, tuple) and any(isinstance(mode, TransitMode) for mode in modes):
        raise ModeError(
            "modes must be modes of the road; laws about tracks and services are tested on the "
            "times of all lines whatever the mode: leave public transport out"
        )
    if not isinstance(modes, tuple) or not modes or any(not isinstance(m, Mode) for m in modes):
        raise ModeError(
            f"modes must be a tuple of one Mode or more, such as (kraftcenter_mobility.CAR,); "
            f"got {modes!r:.60}"
        )
    check_count("n_places", n_places)
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        raise InputError(f"seed must be zero or more, a whole number; got {seed!r}")
