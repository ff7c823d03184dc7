"""Travel times of a network as it is and of every scenario, mode by mode.

What is asked is settled before anything runs (:func:`make_cases`): a scenario that cannot
be applied is refused before an hour has gone into the others. Then the times come one
after the other, so that they can be kept, shown, or reduced to a number at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kraftcenter_mobility.errors import MobilityError, ScenarioError
from kraftcenter_mobility.modes import TransitMode
from kraftcenter_mobility.networks.changes import RoadChanges
from kraftcenter_mobility.places import check_places
from kraftcenter_mobility.progress import progress as progress_bar

from .answering import ROADS_ONLY, AnyMode, Settings, When
from .walking import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility.networks.public_transport import PublicTransport
    from kraftcenter_mobility.networks.transport import TransportNetwork
    from kraftcenter_mobility.notices import Notices

    from .accounts import Account
    from .answering import Answers, TransitAnswers
    from .kept import KeptResults
    from .scenario import Scenario

__all__ = ["Case", "Outcome", "Study", "evaluate", "make_cases", "place_table"]


class Study(NamedTuple):
    """What all scenarios have in common."""

    network: TransportNetwork
    origins: gpd.GeoDataFrame
    destinations: gpd.GeoDataFrame
    modes: tuple[AnyMode, ...]
    settings: Settings
    threads: int | None
    answerer: Callable[..., Any] | None
    """Called with the network and a mode; the library's own if None."""

    when: When = When()

    def answers_of(self, mode: AnyMode, n_scenarios: int) -> Answers | TransitAnswers:
        """Return what answers for one mode about so many scenarios."""
        settings = {"threads": self.threads, **self.settings._asdict()}
        if isinstance(mode, TransitMode):
            settings |= self.when._asdict()
        if self.answerer is not None:
            made: Answers | TransitAnswers = self.answerer(self.network, mode, **settings)
            return made
        if isinstance(mode, TransitMode):
            return self._transit_answers(mode, settings)
        from .answers import Answerer

        return Answerer(self.network, mode, n_scenarios=n_scenarios, **settings)

    def _transit_answers(self, mode: TransitMode, settings: dict[str, Any]) -> TransitAnswers:
        """Return the library's answers for public transport, which has no turns of its own."""
        from kraftcenter_mobility.routing.transit.answers import TransitAnswerer

        asked = {name: each for name, each in settings.items() if name not in ROADS_ONLY}
        return TransitAnswerer(self.network, mode, **asked)


class Case(NamedTuple):
    """One side of the comparison: the roads and the places of a scenario, or as they are."""

    scenario: Scenario | None
    """None for the baseline."""

    changes: RoadChanges
    origins: gpd.GeoDataFrame
    destinations: gpd.GeoDataFrame
    accounts: tuple[Account, ...]
    transit: PublicTransport | None = None
    """Tracks and services of the scenario, None where they are the network's own."""

    @property
    def name(self) -> str:
        """What the case is called, nothing for the baseline."""
        return "" if self.scenario is None else self.scenario.name

    def is_as_baseline_by(self, mode: AnyMode) -> bool:
        """Whether all is the same that travel times by a mode depend on."""
        if isinstance(mode, TransitMode) and self.transit is not None:
            return False
        return not self.changes and (self.scenario is None or not self.scenario.place_edits)


class Outcome(NamedTuple):
    """The travel times of one case and mode."""

    case: Case
    mode: AnyMode
    times: pd.DataFrame


def place_table(places: Any, what: str) -> gpd.GeoDataFrame:
    """Return places as a table of points in EPSG:4326, with whatever columns they have.

    Raises
    ------
    PlacesError
        If they are no places, or there are none.
    """
    import geopandas as gpd

    points = check_places(places, what)
    if isinstance(places, gpd.GeoDataFrame):
        others = places.drop(columns=places.geometry.name).drop(columns="geometry", errors="ignore")
        table = gpd.GeoDataFrame(
            others.set_axis(points.index), geometry=points.to_numpy(), crs=4326
        )
        table.attrs = dict(places.attrs)
        return table
    return gpd.GeoDataFrame(geometry=points.to_numpy(), index=points.index, crs=4326)


def make_cases(study: Study, scenarios: Iterable[Scenario]) -> tuple[Case, ...]:
    """Return the baseline and every scenario, applied to the roads and the places.

    Raises
    ------
    ScenarioError
        If a scenario cannot be applied, or leaves no origins or no destinations.
    """
    tables = {"origins": study.origins, "destinations": study.destinations}
    cases = [Case(None, RoadChanges(), study.origins, study.destinations, ())]
    for scenario in scenarios:
        changes, road_accounts = scenario.changes(study.network)
        edited, place_accounts = scenario.edited_places(tables)
        for what, table in edited.items():
            if len(table) == 0:
                raise ScenarioError(
                    f'scenario "{scenario.name}" leaves no {what}: it closes all '
                    f"{len(tables[what])} of them"
                )
        transit, of_transit = scenario.transit(study.network)
        accounts = in_order(scenario.edits, road_accounts, place_accounts, of_transit)
        places = edited["origins"], edited["destinations"]
        own = transit if scenario.transit_edits else None
        cases.append(Case(scenario, changes, *places, accounts, own))
    return tuple(cases)


def evaluate(
    study: Study,
    cases: Sequence[Case],
    *,
    kept: KeptResults | None = None,
    notices: Notices | None = None,
    progress: bool | None = None,
) -> Iterator[Outcome]:
    """Yield the travel times of every mode and case, the baseline first.

    Parameters
    ----------
    study : Study
        What is asked.
    cases : sequence of Case
        The baseline and the scenarios.
    kept : KeptResults, optional
        Where finished results are looked for and kept.
    notices : Notices, optional
        What was odd is noted here.
    progress : bool, optional
        Show a progress bar of scenarios times modes.

    Yields
    ------
    Outcome
        The times, in the order of modes and, within them, of cases.
    """
    total, done = len(cases) * len(study.modes), 0
    try:
        with progress_bar(total, "scenarios", show=progress, unit="scenario") as advance:
            for mode in study.modes:
                for outcome in _of_one_mode(study, cases, mode, kept, notices):
                    done += 1
                    advance(1)
                    yield outcome
    except KeyboardInterrupt as stopped:
        where = "nowhere; name a folder with keep=..." if kept is None else str(kept.folder)
        stopped.add_note(f"{done} of {total} scenarios were finished, and are kept in {where}")
        raise


def _of_one_mode(
    study: Study,
    cases: Sequence[Case],
    mode: AnyMode,
    kept: KeptResults | None,
    notices: Notices | None,
) -> Iterator[Outcome]:
    """Yield the travel times of every case by one mode."""
    answers: Answers | TransitAnswers | None = None
    baseline: pd.DataFrame | None = None
    for case in cases:
        is_same = case.is_as_baseline_by(mode)
        times = baseline if is_same else None
        key = kept.key(study, case, mode) if kept is not None and times is None else ""
        if kept is not None and times is None:
            times = kept.load(key, case.origins.index, case.destinations.index, notices)
        if times is None:
            if answers is None:
                answers = study.answers_of(mode, len(cases))
            times = _asked(answers, case, mode)
            if kept is not None:
                kept.save(key, times, f"{case.name or 'baseline'} by {mode.name}")
        if is_same:
            baseline = times
        yield Outcome(case, mode, times)


def _asked(answers: Any, case: Case, mode: AnyMode) -> pd.DataFrame:
    """Return the travel times of a case; what is wrong with it is said under its name."""
    asked: dict[str, Any] = {"progress": False}
    if isinstance(mode, TransitMode):
        asked["transit"] = case.transit
    try:
        times: pd.DataFrame = answers.matrix(case.changes, case.origins, case.destinations, **asked)
    except MobilityError as trouble:
        if case.scenario is None:
            raise
        raise type(trouble)(f'scenario "{case.name}" by {mode.name}: {trouble}') from trouble
    return times
