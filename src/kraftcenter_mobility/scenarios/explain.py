"""Why a scenario does what it does: the ways people change to, the roads and the edits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.arguments import check_count
from kraftcenter_mobility.errors import ScenarioError

from .measures import nearest
from .results import evaluate, make_cases
from .road_use import road_table, traced_ways, ways_after

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility.modes import Mode

    from .comparison import Comparison
    from .effects import Sides

__all__ = ["Explanation", "explain"]

SECONDS_PER_HOUR = 3600.0
SHOWN_ROADS = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Explanation:
    """Who gains most from a scenario, by which ways, and what carries the gain."""

    name: str
    mode: str
    journeys: gpd.GeoDataFrame
    """The ways to the nearest destination of those concerned most, before and after.

    Indexed by ``origin`` and ``side`` (``"baseline"``, ``"scenario"``): ``people``,
    ``difference_s``, ``destination``, ``travel_time_s``, ``length_m``, ``roads``, ``legs``
    and ``geometry``, in EPSG:4326. Shape (2 * n, 8), largest effect first.
    """

    roads: pd.DataFrame
    """What every road carries of the effect on the origins that were followed.

    Indexed by ``road``, its name or else its number: ``difference_person_h``, the roads' part
    in the effect; ``people_more`` and ``people_less``, who use it only after or only before;
    ``baseline_person_h`` and ``scenario_person_h`` spent on it. Largest part first.
    """

    edits: pd.DataFrame
    """What every edit contributes: the effect that is lost without it.

    Indexed by the number of the edit: ``edit``, ``what``, ``without_person_h`` (the effect
    of all others), ``difference_person_h`` (the effect lost) and ``note``, which says where
    the others cannot be applied without it.
    """

    effect_person_h: float
    """Of the whole scenario; below zero is time saved."""

    followed_person_h: float
    """Of that, what falls on the origins that were followed along the roads."""

    def __repr__(self) -> str:
        """Return the main findings as text."""
        head = (
            f"<Explanation of {self.name!r} by {self.mode}: {self.effect_person_h:+,.1f} "
            f"person-hours, of which {self.followed_person_h:+,.1f} were followed along the roads"
        )
        lines = [head]
        for road, row in self.roads.head(SHOWN_ROADS).iterrows():
            lines.append(f"  {road}: {row['difference_person_h']:+,.1f} person-hours")
        for number, row in self.edits.iterrows():
            told = row["note"] or f"{row['difference_person_h']:+,.1f} person-hours"
            lines.append(f"  edit {number}, {row['what']}: {told}")
        return "\n".join(lines) + ">"


def explain(  # noqa: PLR0913 - what to explain, and how thoroughly
    comparison: Comparison,
    name: str | None,
    n: int,
    *,
    mode: Mode | None,
    most_traced: int,
    progress: bool | None,
) -> Explanation:
    """Return why a scenario does what it does to the time to the nearest destination.

    Raises
    ------
    ScenarioError
        If there is no scenario of this name.
    InputError
        If `n` or `most_traced` is no whole number of one or more.
    """
    check_count("n", n)
    check_count("most_traced", most_traced)
    name, mode = comparison.case(name).name, comparison.mode(mode)
    sides = comparison.sides(name, mode=mode, measure=nearest)
    followed = _most_concerned(comparison, name, sides, max(n, most_traced))
    ways = traced_ways(comparison, name, mode, followed, progress=progress)
    chosen = ways[ways.index.isin(followed[:n], level="origin")]
    finite = np.isfinite(ways["difference_s"].to_numpy(dtype=np.float64))
    return Explanation(
        name=name,
        mode=mode.name,
        journeys=chosen,
        roads=road_table(ways[finite]),
        edits=_edit_table(comparison, name, mode, sides, progress=progress),
        effect_person_h=_person_h(sides),
        followed_person_h=_followed_person_h(ways),
    )


def _most_concerned(comparison: Comparison, name: str, sides: Sides, most: int) -> pd.Index:
    """Return the origins with the largest effect on their people; ways won or lost first."""
    origins = comparison.difference(name).index
    both = comparison.case(name).origins.index.intersection(comparison.origins.index)
    counts = origins.isin(both) & (sides.people > 0) & ~sides.outcome("unchanged")
    effect = np.zeros(len(origins))
    effect[counts] = np.abs(sides.difference[counts]) * sides.people[counts]
    order = np.argsort(-effect, kind="stable")
    return origins[order[: min(most, int(np.count_nonzero(effect)))]]


def _person_h(sides: Sides) -> float:
    """Return the effect on all people with a way before and after."""
    both = sides.compared
    return float(sides.difference[both] @ sides.people[both]) / SECONDS_PER_HOUR


def _followed_person_h(ways: gpd.GeoDataFrame) -> float:
    """Return the effect on the people that were followed."""
    after = ways_after(ways)
    effect = (after["difference_s"] * after["people"]).to_numpy(dtype=np.float64)
    return float(effect[np.isfinite(effect)].sum()) / SECONDS_PER_HOUR


def _edit_table(
    comparison: Comparison, name: str, mode: Mode, sides: Sides, *, progress: bool | None
) -> pd.DataFrame:
    """Return the effect that is lost without each edit."""
    import pandas as pd

    case, whole = comparison.case(name), _person_h(sides)
    rows: list[dict[str, Any]] = []
    edits = () if case.scenario is None else case.scenario.edits
    for number, (edit, account) in enumerate(zip(edits, case.accounts, strict=True), start=1):
        without, note = np.nan, ""
        try:
            without = _effect_without(comparison, name, mode, number - 1, sides, progress=progress)
        except ScenarioError as trouble:
            note = f"the other edits cannot do without it: {trouble}"
        rows.append(
            {
                "edit": type(edit).__name__,
                "what": account.what,
                "without_person_h": without,
                "difference_person_h": whole - without,
                "note": note,
            }
        )
    columns = ["edit", "what", "without_person_h", "difference_person_h", "note"]
    index = pd.RangeIndex(1, len(rows) + 1, name="number")
    return pd.DataFrame(rows, columns=columns, index=index)


def _effect_without(  # noqa: PLR0913 - one edit of one scenario
    comparison: Comparison,
    name: str,
    mode: Mode,
    left_out: int,
    sides: Sides,
    *,
    progress: bool | None,
) -> float:
    """Return the effect of a scenario without one of its edits, on the same people."""
    scenario = comparison.case(name).scenario
    if scenario is None or len(scenario.edits) == 1:
        return 0.0
    others = scenario.edits[:left_out] + scenario.edits[left_out + 1 :]
    study = comparison.study._replace(modes=(mode,))
    cases = make_cases(study, [replace(scenario, edits=others)])
    (outcome,) = evaluate(study, cases[1:], progress=progress)
    after = nearest(outcome.times, outcome.case.destinations)
    index = comparison.difference(name, mode=mode, measure=nearest).index
    change_s = after.reindex(index, fill_value=np.inf).to_numpy() - sides.baseline
    known = sides.compared & np.isfinite(change_s)
    return float(change_s[known] @ sides.people[known]) / SECONDS_PER_HOUR
