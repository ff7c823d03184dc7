"""Compare scenarios with how things are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.arguments import check_number
from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.locations import listed
from kraftcenter_mobility.modes import CAR
from kraftcenter_mobility.notices import Notices

from .answering import Settings, When
from .compare_arguments import (
    check_demand,
    check_when,
    checked_cutoffs,
    checked_measures,
    checked_modes,
)
from .comparison import Comparison
from .kept import KeptResults
from .measures import nearest
from .people import POPULATION, check_columns, population_of
from .results import Study, evaluate, make_cases, place_table
from .train_notices import notice_trains, notice_unseen

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Sequence

    import geopandas as gpd

    from kraftcenter_mobility.networks.timetables.windows import ArrivalWindow, DepartureWindow
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .answering import Answers, AnyMode
    from .measures import Measure
    from .scenario import Scenario

__all__ = ["check_scenarios", "compare", "make_study"]

CUTOFFS_S = (900.0, 1800.0, 2700.0, 3600.0)


def compare(  # noqa: PLR0913 - what to compare, for whom, and how to travel
    network: TransportNetwork,
    scenarios: Scenario | Iterable[Scenario],
    *,
    origins: gpd.GeoDataFrame | gpd.GeoSeries,
    destinations: gpd.GeoDataFrame | gpd.GeoSeries,
    modes: AnyMode | Iterable[AnyMode] = (CAR,),
    departure: DepartureWindow | None = None,
    arrival: ArrivalWindow | None = None,
    percentile: float = 50.0,
    measures: Measure | Iterable[Measure] = (nearest,),
    population: str | None = POPULATION,
    cutoffs_s: Sequence[float] = CUTOFFS_S,
    by: str | Iterable[str] = (),
    least_s: float = 1.0,
    turns: bool | None = None,
    max_distance_m: float = 1500.0,
    access: bool = True,
    allow_islands: bool = False,
    threads: int | None = None,
    progress: bool | None = None,
    keep: str | os.PathLike[str] | None = None,
    answerer: Callable[..., Answers] | None = None,
) -> Comparison:
    """Compare people's travel times with and without scenarios.

    The network is never changed. All scenarios are applied, and every argument is checked,
    before the first travel time is computed.

    Parameters
    ----------
    network : TransportNetwork
        The roads as they are.
    scenarios : Scenario or iterable of Scenario
        What to compare; each needs a name of its own. One without edits is allowed.
    origins : GeoDataFrame or GeoSeries, shape (n_origins,)
        Where people are, indexed by unique names, in any coordinate reference system.
    destinations : GeoDataFrame or GeoSeries, shape (n_destinations,)
        Where they go. Edits of places act on these two tables.
    modes : Mode, TransitMode or iterable of them, optional
        How people travel.
    departure, arrival : DepartureWindow, ArrivalWindow, optional
        When people set out, or must be there: one of the two for public transport, which is
        all that it is about.
    percentile : float, optional
        Which of the times by public transport within the window counts, 50 for the median.
        Minutes that nobody knows are drawn alike for the baseline and for every scenario.
    measures : callable or iterable of callable, optional
        What is compared: functions of travel times (DataFrame, seconds) and destinations
        that return a Series on the origins' index. The first is the default of the
        comparison's methods; any other can be asked for later.
    population : str or None, optional
        The column of `origins` that says how many people each stands for. None lets every
        origin count one, and so does the default where the column is missing or empty;
        the comparison says so.
    cutoffs_s : sequence of float, optional
        The travel times within which people are counted, in seconds.
    by : str or iterable of str, optional
        Columns of `origins` to group gains and losses by, such as ``"municipality"``.
    least_s : float, optional
        The smallest change of a time that counts as a gain or a loss, in seconds.
    turns, max_distance_m, access, allow_islands, threads
        As in :func:`travel_time_matrix`; public transport has no turns and no access.
    progress : bool, optional
        Show a progress bar; by default for work of more than half a second at a terminal.
    keep : path-like, optional
        A folder for finished results; made if it is not there. What is finished is not run
        again, also after an interruption: it is found by the content of network, scenario,
        places and settings, and the version of the library.
    answerer : callable, optional
        Another engine: called with the network, a mode, `threads` and the settings, it
        returns something with the method ``matrix(changes, origins, destinations)``. For
        public transport it is told when people travel, and `transit` is handed to the method.

    Returns
    -------
    Comparison
        The travel times of all pairs before and after, and tables, files and maps of them.
        Its ``notices`` say of every case by public transport how often trains are in each
        other's way, while times are bounds of what is possible, and which scenarios change
        trains or buses that none of the modes takes.

    Raises
    ------
    ScenarioError
        If two scenarios have the same name, one cannot be applied, or is none.
    PlacesError
        If origins or destinations cannot be used, or lack a column or a number of people.
    InputError
        If an argument is of the wrong kind or out of range, or public transport comes
        without a window, or a window without public transport.
    ModeError, SnappingError
        As in :func:`travel_time_matrix`.

    Warns
    -----
    UserWarning
        If all cutoffs are so short that they are probably minutes.

    See Also
    --------
    travel_time_matrix : Only the times, without scenarios.

    Notes
    -----
    Memory follows the answer: 8 bytes per pair, scenario and mode.
    """
    scenarios = check_scenarios(scenarios)
    cutoffs_s, measures = checked_cutoffs(cutoffs_s), checked_measures(measures)
    check_number("least_s", least_s)
    settings = Settings(turns, max_distance_m, access, allow_islands)
    when = When(departure, arrival, percentile)
    study = make_study(network, origins, destinations, modes, settings, threads, answerer, when)
    check_demand(measures, study.origins)
    people, counts_people = population_of(study.origins, population)
    groups = (by,) if isinstance(by, str) else tuple(by)
    check_columns(study.origins, groups, "by")
    cases = make_cases(study, scenarios)
    notices = Notices()
    if population is not None and not counts_people:
        notices.add("no-population", "origins have no number of people, so that each counts one")
    notice_unseen(study, cases, notices)
    notice_trains(study, cases, notices)
    kept = None if keep is None else KeptResults(keep)
    times = {
        (outcome.case.name, outcome.mode.name): outcome.times
        for outcome in evaluate(study, cases, kept=kept, notices=notices, progress=progress)
    }
    return Comparison(
        scenarios=scenarios,
        modes=study.modes,
        measures=measures,
        people=people,
        counts_people=counts_people,
        cutoffs_s=cutoffs_s,
        groups=groups,
        least_s=float(least_s),
        notices=notices,
        study=study,
        cases={case.name: case for case in cases},
        times=times,
    )


def make_study(  # noqa: PLR0913, PLR0917 - the settings of one question
    network: TransportNetwork,
    origins: Any,
    destinations: Any,
    modes: Any,
    settings: Settings,
    threads: int | None,
    answerer: Callable[..., Answers] | None,
    when: When,
) -> Study:
    """Return what all scenarios have in common, checked."""
    from kraftcenter_mobility.routing.checks import check_network

    check_network(network)
    listing = checked_modes(modes)
    check_when(when, listing)
    return Study(
        network,
        place_table(origins, "origins"),
        place_table(destinations, "destinations"),
        listing,
        settings,
        threads,
        answerer,
        when,
    )


def check_scenarios(scenarios: Any) -> tuple[Scenario, ...]:
    """Return scenarios as a tuple.

    Raises
    ------
    ScenarioError
        If there are none, one is something else, or two have the same name or none.
    """
    from .scenario import Scenario

    listing: tuple[Any, ...]
    if isinstance(scenarios, str | Scenario) or not np.iterable(scenarios):
        listing = (scenarios,)
    else:
        listing = tuple(scenarios)
    for given in listing:
        if not isinstance(given, Scenario):
            hint = f"; read a file with kraftcenter_mobility.Scenario.from_file({given!r:.60})"
            raise ScenarioError(
                f"scenarios must be Scenario values, got {given!r:.60}"
                f"{hint if isinstance(given, str) or hasattr(given, '__fspath__') else ''}"
            )
    if not listing:
        raise ScenarioError("scenarios is empty; name at least one scenario to compare")
    names = [scenario.name for scenario in listing]
    if doubles := sorted({name for name in names if names.count(name) > 1}):
        raise ScenarioError(
            f"scenarios must have names of their own, but {len(doubles)} are used more than "
            f'once: {listed(doubles)}; rename one with dataclasses.replace(scenario, name="...")'
        )
    return listing
