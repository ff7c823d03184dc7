"""The region's own scenarios compared on the bundled sample, and what came of it as files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility import herning
from kraftcenter_mobility.networks.transport import TransportNetwork
from kraftcenter_mobility.scenarios.compare import CUTOFFS_S, compare

from .region_goals import ACUTE_HOSPITALS, Goal, by_goal, by_train
from .scenario_files import write_csv, write_scenario_table
from .scenario_table import ScenarioTable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kraftcenter_mobility.modes import Mode, TransitMode
    from kraftcenter_mobility.scenarios.comparison import Comparison
    from kraftcenter_mobility.scenarios.scenario import Scenario

__all__ = ["ACUTE_HOSPITALS", "GROUPS", "RegionStudy", "compare_region"]

GROUPS = ("municipality",)


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
    modes: tuple[Mode | TransitMode, ...] = (),
    window: Mapping[str, Any] | None = None,
    percentile: float = 50.0,
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
        How to travel instead of as suits each goal. Goals of rail scenarios are left out
        unless a mode of public transport is among them.
    window : mapping, optional
        ``departure`` or ``arrival`` for public transport, instead of as suits each goal.
    percentile : float, optional
        Which of the travel times of the window counts, by public transport.
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
    target, tables, files = Path(folder), [], list[Path]()
    asked = {"percentile": percentile, "by": groups, "keep": keep}
    for goal, scenarios in by_goal(herning.scenarios(), network, modes).items():
        comparison = _compared(network, goal, scenarios, modes, window, cutoffs_s, asked)
        within_s = float(cutoffs_s[0]) if cutoffs_s else goal.within_s
        tables.append(ScenarioTable(comparison=comparison, goal=goal.name, within_s=within_s))
        there, most = target / goal.folder, goal.most_maps
        files += write_scenario_table(tables[-1], there, pairs=pairs, most_maps=most)
    summary = pd.concat({table.goal: table.rows for table in tables}, names=["goal"])
    files.append(write_csv(summary, target / "summary.csv"))
    return RegionStudy(tuple(tables), tuple(files), groups)


def _compared(  # noqa: PLR0913, PLR0917 - what was asked, goal by goal
    network: TransportNetwork,
    goal: Goal,
    scenarios: list[Scenario],
    modes: tuple[Mode | TransitMode, ...],
    window: Mapping[str, Any] | None,
    cutoffs_s: tuple[float, ...],
    asked: Mapping[str, Any],
) -> Comparison:
    """Return what the scenarios do to the people that a goal is for."""
    people = herning.catchment()
    chosen = modes or goal.modes
    when = dict(window or {"arrival": goal.arrival}) if by_train(chosen) else {}
    return compare(
        network,
        scenarios,
        origins=people[people["municipality"].isin(goal.municipalities)],
        destinations=goal.places(network),
        modes=chosen,
        cutoffs_s=cutoffs_s or sorted({goal.within_s, *CUTOFFS_S}),
        **when,
        **asked,
    )
