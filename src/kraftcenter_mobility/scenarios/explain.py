"""Why a scenario does what it does: the ways people change to, the roads and the edits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.arguments import check_count
from kraftcenter_mobility.errors import InputError, MobilityError
from kraftcenter_mobility.modes import TransitMode

from .effects import change
from .measures import nearest
from .results import evaluate, make_cases
from .road_use import road_table, traced_ways, ways_after

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility.modes import Mode

    from .answering import AnyMode
    from .comparison import Comparison
    from .effects import Sides

__all__ = ["Explanation", "explain"]

SECONDS_PER_HOUR = 3600.0
SHOWN_ROADS = 5


class _Effect(NamedTuple):
    """What happens to people: hours of those with a way before and after, and all others."""

    person_h: float
    cut_off: float
    won: float


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

    Indexed by ``road``, its name or else its number, or ``"new road (edit 1)"``:
    ``difference_person_h``, the road's part in the effect; ``people_more`` and
    ``people_less``, who use it only after or only before; ``baseline_person_h`` and
    ``scenario_person_h``, the hours that people spend on it. Largest part first.

    The first is no difference of the last two. A new bridge has hours spent on it only
    after, and yet carries what people save by going over it, while the road they leave
    carries nothing. Both add up to the effect over all roads.
    """

    edits: pd.DataFrame
    """What every edit contributes: the effect that is lost without it.

    Indexed by the number of the edit: ``edit``, ``what``, ``without_person_h`` (the effect
    of all others), ``difference_person_h`` (the effect lost), ``people_cut_off`` and
    ``people_won`` (how many more lose every way, or win their first, with it than without:
    below zero, it keeps a way for them) and ``note``, which says where the others cannot be
    applied without it.
    """

    effect_person_h: float
    """Of the whole scenario; below zero is time saved."""

    followed_person_h: float
    """Of that, what falls on the origins that were followed along the roads."""

    people_cut_off: float
    """Who have no way any more. No hours can say what that means to them."""

    people_won: float
    """Who have a way for the first time; not among the hours either."""

    counts_people: bool = True
    """False where nobody knows how many, and every origin counts one."""

    def __repr__(self) -> str:
        """Return the main findings as text."""
        lines = [self._head(), *(f"  {what}: {told}" for what, told in self._findings())]
        return "<" + "\n".join(lines) + ">"

    def _repr_html_(self) -> str:
        """Return the main findings as a table for notebooks; every text is escaped."""
        rows = "".join(
            f'<tr><td style="text-align:left">{escape(what)}</td>'
            f'<td style="text-align:left">{escape(told)}</td></tr>'
            for what, told in self._findings()
        )
        return f"<p>{escape(self._head())}</p><table><tbody>{rows}</tbody></table>"

    def _head(self) -> str:
        """Return the effect on everybody."""
        told = (
            f"Explanation of {self.name!r} by {self.mode}: {self.effect_person_h:+,.1f} "
            f"person-hours, of which {self.followed_person_h:+,.1f} were followed along the roads"
        )
        others = self._told_of_ways(self.people_cut_off, self.people_won)
        return f"{told}; beside the hours, {others}" if others else told

    def _findings(self) -> list[tuple[str, str]]:
        """Return what the main roads and every edit contribute."""
        found = [
            (str(road), f"{row['difference_person_h']:+,.1f} person-hours")
            for road, row in self.roads.head(SHOWN_ROADS).iterrows()
        ]
        for number, row in self.edits.iterrows():
            told = row["note"] or f"{row['difference_person_h']:+,.1f} person-hours"
            others = self._told_of_ways(row["people_cut_off"], row["people_won"], sign="+")
            what = f"edit {number}, {row['what']}"
            found.append((what, f"{told}; {others}" if others else told))
        return found

    def _told_of_ways(self, cut_off: float, won: float, *, sign: str = "") -> str:
        """Return who loses every way and who wins the first, if anybody does."""
        noun = "people" if self.counts_people else "origins"
        both = (cut_off, "cut off"), (won, "with a way for the first time")
        return " and ".join(
            f"{number:{sign},.0f} {noun} {what}"
            for number, what in both
            if np.isfinite(number) and number
        )


def explain(  # noqa: PLR0913 - what to explain, and how thoroughly
    comparison: Comparison,
    name: str | None,
    n: int,
    *,
    mode: AnyMode | str | None,
    most_traced: int,
    progress: bool | None,
) -> Explanation:
    """Return why a scenario does what it does to the time to the nearest destination.

    A scenario that leaves nobody a way is explained too: no road carries anything, and
    ``people_cut_off`` says how many it is about.

    Raises
    ------
    ScenarioError
        If there is no scenario of this name.
    InputError
        If `n` or `most_traced` is no whole number of one or more, or the mode is public
        transport, which follows no road.
    """
    check_count("n", n)
    check_count("most_traced", most_traced)
    name, chosen_mode = comparison.case(name).name, comparison.mode(mode)
    mode = _road_mode(chosen_mode)
    sides = comparison.sides(name, mode=mode, measure=nearest)
    followed = _most_concerned(comparison, name, sides, max(n, most_traced))
    ways = traced_ways(comparison, name, mode, followed, progress=progress)
    chosen = ways[ways.index.isin(followed[:n], level="origin")]
    finite = np.isfinite(ways["difference_s"].to_numpy(dtype=np.float64))
    effect = _effect(sides)
    return Explanation(
        name=name,
        mode=mode.name,
        journeys=chosen,
        roads=road_table(ways[finite]),
        edits=_edit_table(comparison, name, mode, sides, progress=progress),
        effect_person_h=effect.person_h,
        followed_person_h=_followed_person_h(ways),
        people_cut_off=effect.cut_off,
        people_won=effect.won,
        counts_people=comparison.counts_people,
    )


def _road_mode(mode: AnyMode) -> Mode:
    """Return a mode of the roads, along which alone ways are followed."""
    if isinstance(mode, TransitMode):
        raise InputError(
            f"explain() follows ways along roads, and {mode.name!r} goes by public transport: the "
            f"accounts of the edits say what happens to its trains; compare a mode such as CAR, or "
            f"ask for journeys by {mode.name} with travel times before and after"
        )
    return mode


def _most_concerned(comparison: Comparison, name: str, sides: Sides, most: int) -> pd.Index:
    """Return the origins with the largest effect on their people; ways won or lost first."""
    origins = comparison.difference(name).index
    both = comparison.case(name).origins.index.intersection(comparison.origins.index)
    counts = origins.isin(both) & (sides.people > 0) & ~sides.outcome("unchanged")
    effect = np.zeros(len(origins))
    effect[counts] = np.abs(sides.difference[counts]) * sides.people[counts]
    order = np.argsort(-effect, kind="stable")
    return origins[order[: min(most, int(np.count_nonzero(effect)))]]


def _effect(sides: Sides) -> _Effect:
    """Return the effect on all people: hours of those with a way before and after."""
    both, people = sides.compared, sides.people
    return _Effect(
        float(sides.difference[both] @ people[both]) / SECONDS_PER_HOUR,
        float(people[np.isposinf(sides.difference)].sum()),
        float(people[np.isneginf(sides.difference)].sum()),
    )


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

    case, whole = comparison.case(name), _effect(sides)
    rows: list[dict[str, Any]] = []
    edits = () if case.scenario is None else case.scenario.edits
    for number, (edit, account) in enumerate(zip(edits, case.accounts, strict=True), start=1):
        without, note = _Effect(np.nan, np.nan, np.nan), ""
        try:
            without = _effect_without(comparison, name, mode, number - 1, sides, progress=progress)
        except MobilityError as trouble:
            note = f"the other edits cannot do without it: {trouble}"
        rows.append(
            {
                "edit": type(edit).__name__,
                "what": account.what,
                "without_person_h": without.person_h,
                "difference_person_h": whole.person_h - without.person_h,
                "people_cut_off": whole.cut_off - without.cut_off,
                "people_won": whole.won - without.won,
                "note": note,
            }
        )
    hours, ways = ["without_person_h", "difference_person_h"], ["people_cut_off", "people_won"]
    columns = ["edit", "what", *hours, *ways, "note"]
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
) -> _Effect:
    """Return the effect of a scenario without one of its edits; hours of the same people."""
    scenario = comparison.case(name).scenario
    if scenario is None or len(scenario.edits) == 1:
        return _Effect(0.0, 0.0, 0.0)
    others = scenario.edits[:left_out] + scenario.edits[left_out + 1 :]
    study = comparison.study._replace(modes=(mode,))
    cases = make_cases(study, [replace(scenario, edits=others)])
    (outcome,) = evaluate(study, cases[1:], progress=progress)
    after = nearest(outcome.times, outcome.case.destinations)
    index = comparison.difference(name, mode=mode, measure=nearest).index
    scenario_s = after.reindex(index, fill_value=np.inf).to_numpy()
    change_s = change(sides.baseline, scenario_s)
    effect = _effect(sides._replace(scenario=scenario_s, difference=change_s))
    known = sides.compared & np.isfinite(change_s)
    person_h = float(change_s[known] @ sides.people[known]) / SECONDS_PER_HOUR
    return effect._replace(person_h=person_h)
