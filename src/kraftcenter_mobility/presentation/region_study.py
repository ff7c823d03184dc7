"""The region's own scenarios compared on the bundled sample, and what came of it as files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kraftcenter_mobility import herning
from kraftcenter_mobility.modes import AMBULANCE, BICYCLE, CAR, Mode
from kraftcenter_mobility.networks.transport import TransportNetwork
from kraftcenter_mobility.places import FOLKESKOLER, HOSPITALS, VENUES, PlaceKind
from kraftcenter_mobility.scenarios.compare import CUTOFFS_S, compare

from .scenario_files import write_csv, write_scenario_table
from .scenario_table import WITHIN_S, ScenarioTable

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from kraftcenter_mobility.scenarios.scenario import Scenario

__all__ = ["ACUTE_HOSPITALS", "GROUPS", "RegionStudy", "compare_region"]

GROUPS = ("municipality",)


class Goal(NamedTuple):
    """Where people go, and who and how."""

    name: str
    kind: PlaceKind
    modes: tuple[Mode, ...]
    within_s: float
    municipalities: tuple[str, ...]
    """Those all of whose places of this kind the sample knows."""


ACUTE_HOSPITALS = replace(HOSPITALS, name="acute hospitals", categories=("hospital_emergency",))
"""Where ambulances go."""

GOALS = (
    Goal("acute hospital", ACUTE_HOSPITALS, (CAR, AMBULANCE), WITHIN_S, herning.MUNICIPALITIES),
    Goal("folkeskole", FOLKESKOLER, (CAR, BICYCLE), 600.0, ("Herning",)),
    Goal("event venue", VENUES, (CAR,), 900.0, herning.MUNICIPALITIES),
)
"""What the scenarios are about; one that edits no places is about the first."""


@dataclass(frozen=True, slots=True)
class RegionStudy:
    """What the region's scenarios do to people, goal by goal; prints as tables."""

    tables: tuple[ScenarioTable, ...]
    files: tuple[Path, ...]
    groups: tuple[str, ...] = GROUPS

    def __str__(self) -> str:
        """Return the tables with what changes where."""
        return "\n\n\n".join(
            "\n\n".join(filter(None, [str(table), *map(table.groups_text, self.groups)]))
            for table in self.tables
        )


def compare_region(  # noqa: PLR0913 - what a planner may ask for otherwise
    folder: str | Path,
    *,
    modes: tuple[Mode, ...] = (),
    groups: tuple[str, ...] = GROUPS,
    cutoffs_s: tuple[float, ...] = (),
    pairs: bool = False,
    keep: str | Path | None = None,
) -> RegionStudy:
    """Compare the region's own scenarios on the bundled sample, and write the results.

    Parameters
    ----------
    folder : str or Path
        Where to write; made if it is not there.
    modes : tuple of Mode, optional
        How to travel instead of as suits each goal.
    groups : tuple of str, optional
        Columns of the census cells to tell gains and losses by.
    cutoffs_s : tuple of float, optional
        Times within which people are counted, in seconds; the first is printed.
    pairs : bool, optional
        Whether the times of all pairs of places are written too.
    keep : path-like, optional
        A folder for finished results, as in :func:`compare`.

    Returns
    -------
    RegionStudy
        A table for each goal that a scenario is about, and the files written.

    Raises
    ------
    InputError
        If the folder or a file in it cannot be written.
    PlacesError
        If the census cells have no column of `groups`.
    """
    import pandas as pd

    network = TransportNetwork.sample()
    people = herning.catchment()
    target, tables, files = Path(folder), [], list[Path]()
    by_goal = _by_goal(herning.scenarios(), {goal: network.places(goal.kind) for goal in GOALS})
    for goal, scenarios in by_goal.items():
        comparison = compare(
            network,
            scenarios,
            origins=people[people["municipality"].isin(goal.municipalities)],
            destinations=network.places(goal.kind),
            modes=modes or goal.modes,
            cutoffs_s=cutoffs_s or sorted({goal.within_s, *CUTOFFS_S}),
            by=groups,
            keep=keep,
        )
        within_s = float(cutoffs_s[0]) if cutoffs_s else goal.within_s
        tables.append(ScenarioTable(comparison=comparison, goal=goal.name, within_s=within_s))
        there = target / goal.kind.name.replace(" ", "-")
        files += write_scenario_table(tables[-1], there, pairs=pairs)
    summary = pd.concat({table.goal: table.rows for table in tables}, names=["goal"])
    files.append(write_csv(summary, target / "summary.csv"))
    return RegionStudy(tuple(tables), tuple(files), groups)


def _by_goal(
    scenarios: Iterable[Scenario], places: dict[Goal, gpd.GeoDataFrame]
) -> dict[Goal, list[Scenario]]:
    """Return the scenarios of each goal that any of them is about."""
    found: dict[Goal, list[Scenario]] = {goal: [] for goal in GOALS}
    for scenario in scenarios:
        found[_goal(scenario, places)].append(scenario)
    return {goal: chosen for goal, chosen in found.items() if chosen}


def _goal(scenario: Scenario, places: dict[Goal, gpd.GeoDataFrame]) -> Goal:
    """Return what a scenario is about: the kind of the first place it edits."""
    for edit in scenario.place_edits:
        for goal, table in places.items():
            is_new = getattr(edit, "kind", None) == goal.kind.kind
            if is_new or getattr(edit, "place", None) in table.index:
                return goal
    return GOALS[0]
