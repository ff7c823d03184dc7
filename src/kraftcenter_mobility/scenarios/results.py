"""Travel times of a network as it is and of every scenario, mode by mode.

What is asked is settled before anything runs (:func:`make_cases`): a scenario that cannot
be applied is refused before an hour has gone into the others. Then the times come one
after the other, so that they can be kept, shown, or reduced to a number at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from kraftcenter_mobility.errors import MobilityError, ScenarioError
from kraftcenter_mobility.networks.changes import RoadChanges
from kraftcenter_mobility.places import check_places
from kraftcenter_mobility.progress import progress as progress_bar

from .edit_values import is_road_edit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.networks.transport import TransportNetwork
    from kraftcenter_mobility.notices import Notices

    from .accounts import Account
    from .kept import KeptResults
    from .scenario import Scenario

__all__ = [
    "Answers",
    "Case",
    "Outcome",
    "Settings",
    "Study",
    "evaluate",
    "make_cases",
    "place_table",
]


class Answers(Protocol):
    """What answers for the travel times of one mode, on a network and changes to it."""

    def matrix(
        self,
        changes: RoadChanges,
        origins: gpd.GeoDataFrame,
        destinations: gpd.GeoDataFrame,
        *,
        progress: bool | None = None,
    ) -> pd.DataFrame:
        """Return the seconds from every origin to every destination, infinite for no way."""
        ...


class Settings(NamedTuple):
    """How journeys are made, as in :func:`travel_time_matrix`."""

    turns: bool | None = None
    max_distance_m: float = 1500.0
    access: bool = True
    allow_islands: bool = False


class Study(NamedTuple):
    """What all scenarios have in common."""

    network: TransportNetwork
    origins: gpd.GeoDataFrame
    destinations: gpd.GeoDataFrame
    modes: tuple[Mode, ...]
    settings: Settings
    threads: int | None
    answerer: Callable[..., Answers] | None
    """Called with the network and a mode; the library's own if None."""

    def answers_of(self, mode: Mode, n_scenarios: int) -> Answers:
        """Return what answers for one mode about so many scenarios."""
        from .answers import Answerer

        settings = {"threads": self.threads, **self.settings._asdict()}
        if self.answerer is None:
            return Answerer(self.network, mode, n_scenarios=n_scenarios, **settings)
        return self.answerer(self.network, mode, **settings)


class Case(NamedTuple):
    """One side of the comparison: the roads and the places of a scenario, or as they are."""

    scenario: Scenario | None
    """None for the baseline."""

    changes: RoadChanges
    origins: gpd.GeoDataFrame
    destinations: gpd.GeoDataFrame
    accounts: tuple[Account, ...]

    @property
    def name(self) -> str:
        """What the case is called, nothing for the baseline."""
        return "" if self.scenario is None else self.scenario.name

    @property
    def is_as_baseline(self) -> bool:
        """Whether it has the same roads and places."""
        return not self.changes and (self.scenario is None or not self.scenario.place_edits)


class Outcome(NamedTuple):
    """The travel times of one case and mode."""

    case: Case
    mode: Mode
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
        roads, places = iter(road_accounts), iter(place_accounts)
        accounts = tuple(next(roads if is_road_edit(edit) else places) for edit in scenario.edits)
        cases.append(Case(scenario, changes, edited["origins"], edited["destinations"], accounts))
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
    mode: Mode,
    kept: KeptResults | None,
    notices: Notices | None,
) -> Iterator[Outcome]:
    """Yield the travel times of every case by one mode."""
    answers: Answers | None = None
    baseline: pd.DataFrame | None = None
    for case in cases:
        times = baseline if case.is_as_baseline else None
        key = kept.key(study, case, mode) if kept is not None and times is None else ""
        if kept is not None and times is None:
            times = kept.load(key, case.origins.index, case.destinations.index, notices)
        if times is None:
            if answers is None:
                answers = study.answers_of(mode, len(cases))
            times = _asked(answers, case, mode)
            if kept is not None:
                kept.save(key, times, f"{case.name or 'baseline'} by {mode.name}")
        if case.is_as_baseline:
            baseline = times
        yield Outcome(case, mode, times)


def _asked(answers: Answers, case: Case, mode: Mode) -> pd.DataFrame:
    """Return the travel times of a case; what is wrong with it is said under its name."""
    try:
        return answers.matrix(case.changes, case.origins, case.destinations, progress=False)
    except MobilityError as trouble:
        if case.scenario is None:
            raise
        raise type(trouble)(f'scenario "{case.name}" by {mode.name}: {trouble}') from trouble
