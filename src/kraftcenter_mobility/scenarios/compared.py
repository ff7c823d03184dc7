"""Travel times with and without scenarios, origin by origin and pair by pair."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from kraftcenter_mobility.errors import InputError, ScenarioError
from kraftcenter_mobility.locations import listed
from kraftcenter_mobility.notices import Notices

from .effects import LEAST_SHARE, Sides, change, unit_of
from .measures import measured, name_of
from .people import check_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import IntArray
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .accounts import Account
    from .answering import AnyMode
    from .measures import Measure
    from .results import Case, Study
    from .scenario import Scenario

__all__ = ["ComparedTimes", "Pairs", "group_index"]


class Pairs(NamedTuple):
    """Travel times of all pairs, in seconds. Shape of each: (n_origins, n_destinations)."""

    baseline: pd.DataFrame
    scenario: pd.DataFrame
    difference: pd.DataFrame
    """Scenario less baseline: zero where neither has a way, infinite where only one has."""

    def __repr__(self) -> str:
        """Say how many pairs there are, and how many change."""
        change_s = self.difference.to_numpy()
        found, lost = int(np.isneginf(change_s).sum()), int(np.isposinf(change_s).sum())
        shorter, longer = int((change_s < 0).sum()) - found, int((change_s > 0).sum()) - lost
        n_origins, n_destinations = change_s.shape
        return (
            f"<Pairs of {n_origins:,} origins and {n_destinations:,} destinations, in seconds: "
            f"{shorter:,} shorter, {longer:,} longer, {found:,} newly reachable, "
            f"{lost:,} newly unreachable of {change_s.size:,}; tables baseline, scenario, "
            f"difference>"
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ComparedTimes:
    """What was computed, and how to find one's way in it: the base of a comparison."""

    scenarios: tuple[Scenario, ...]
    modes: tuple[AnyMode, ...]
    measures: tuple[Measure, ...]
    people: pd.Series
    """How many people each origin stands for. Shape (n_origins,)."""

    counts_people: bool
    """False where nobody knows how many, and every origin counts one."""

    cutoffs_s: tuple[float, ...]
    groups: tuple[str, ...]
    """Columns of the origins to group by unless told otherwise."""

    least_s: float
    """The smallest change that counts as a gain or a loss, in seconds."""

    notices: Notices = field(default_factory=Notices)
    """What was odd: kept results that were damaged, origins without a number of people."""

    study: Study
    cases: Mapping[str, Case]
    """The roads and places of each scenario by its name, and of the baseline by none."""

    times: Mapping[tuple[str, str], pd.DataFrame]
    """Travel times by names of scenario and mode, as they were computed."""

    @property
    def network(self) -> TransportNetwork:
        """The network as it is."""
        return self.study.network

    @property
    def origins(self) -> gpd.GeoDataFrame:
        """Where people are."""
        return self.study.origins

    @property
    def destinations(self) -> gpd.GeoDataFrame:
        """Where they go, as it is."""
        return self.study.destinations

    def difference(
        self,
        name: str | None = None,
        *,
        mode: AnyMode | str | None = None,
        measure: Measure | str | None = None,
    ) -> pd.DataFrame:
        """Return a measure of every origin before, after, and by how much it changes.

        Parameters
        ----------
        name : str, optional
            Name of the scenario; may be left out where there is only one.
        mode : Mode or TransitMode, optional
            The first of the comparison if not given.
        measure : callable or str, optional
            A function, or the name of one of the comparison's; its first if not given.

        Returns
        -------
        DataFrame, shape (n_origins, 3)
            ``baseline``, ``scenario`` and ``difference`` on the origins' index, in seconds
            if the measure is a time. The entry ``"measure"`` of ``attrs`` names it.

        Raises
        ------
        ScenarioError
            If there is no scenario of this name.
        InputError
            If the mode was not compared, no measure has this name, or it gives no numbers.
        """
        import pandas as pd

        case, mode, measure = self.case(name), self.mode(mode), self.measure(measure)
        before = measured(measure, self.times["", mode.name], self.destinations)
        after = measured(measure, self.times[case.name, mode.name], case.destinations)
        index = _union(before.index, after.index)
        absent = unit_of(before.name).absent
        table = pd.DataFrame(
            {
                "baseline": before.reindex(index, fill_value=absent),
                "scenario": after.reindex(index, fill_value=absent),
            }
        )
        table["difference"] = change(table["baseline"].to_numpy(), table["scenario"].to_numpy())
        table.attrs["measure"] = str(before.name)
        return table

    def pairs(self, name: str | None = None, *, mode: AnyMode | str | None = None) -> Pairs:
        """Return the travel times of all pairs before and after, and the differences.

        Parameters
        ----------
        name, mode
            As in :meth:`difference`.

        Returns
        -------
        Pairs
            Three tables of seconds, of all origins and destinations of either side.
        """
        import pandas as pd

        case, mode = self.case(name), self.mode(mode)
        before, after = self.times["", mode.name], self.times[case.name, mode.name]
        index, columns = _union(before.index, after.index), _union(before.columns, after.columns)
        before = before.reindex(index=index, columns=columns, fill_value=np.inf)
        after = after.reindex(index=index, columns=columns, fill_value=np.inf)
        difference = change(before.to_numpy(), after.to_numpy())
        return Pairs(before, after, pd.DataFrame(difference, index=index, columns=columns))

    def accounts(self, name: str | None = None) -> tuple[Account, ...]:
        """Return what each edit of a scenario matched and changed."""
        return self.case(name).accounts

    def sides(
        self,
        name: str | None = None,
        *,
        mode: AnyMode | str | None = None,
        measure: Measure | str | None = None,
    ) -> Sides:
        """Return a measure before and after as plain arrays, with the people, to compute with."""
        table = self.difference(name, mode=mode, measure=measure)
        unit = unit_of(table.attrs["measure"])
        return Sides(
            table["baseline"].to_numpy(),
            table["scenario"].to_numpy(),
            table["difference"].to_numpy(),
            self.people_of(name).loc[table.index].to_numpy(),
            unit,
            self.least_s if unit.less_is_better else LEAST_SHARE,
        )

    def case(self, name: str | Scenario | None = None) -> Case:
        """Return the roads and places of a scenario, given by its name or itself.

        Raises
        ------
        ScenarioError
            If there is no scenario of this name, or several and no name.
        """
        names = [scenario.name for scenario in self.scenarios]
        if name in self.scenarios:
            name = cast("Scenario", name).name
        if name is None and len(names) == 1:
            name = names[0]
        if name is None:
            raise ScenarioError(f"say which scenario: {listed(names)}")
        if name not in names:
            near = get_close_matches(str(name), names, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ScenarioError(f"no scenario is called {name!r:.80}, only {listed(names)}{hint}")
        return self.cases[cast("str", name)]

    def people_of(self, name: str | None = None) -> pd.Series:
        """Return how many people every origin of either side stands for."""
        import pandas as pd

        new = self.case(name).origins.index.difference(self.people.index, sort=False)
        return self.people if new.empty else pd.concat([self.people, pd.Series(0.0, index=new)])

    def mode(self, mode: AnyMode | str | None) -> AnyMode:
        """Return a mode of the comparison by itself or its name, the first if none is given."""
        if mode is None:
            return self.modes[0]
        for each in self.modes:
            if mode in {each, each.name}:
                return each
        raise InputError(
            f"mode {getattr(mode, 'name', mode)!r} was not compared, only "
            f"{listed(each.name for each in self.modes)}; pass it to compare(modes=...)"
        )

    def measure(self, measure: Measure | str | None) -> Measure:
        """Return a measure by itself or its name, the first of the comparison if none is given."""
        if measure is None:
            return self.measures[0]
        if not isinstance(measure, str):
            return measure
        times = self.times["", self.modes[0].name]
        known = {name_of(each, times, self.destinations): each for each in self.measures}
        if measure not in known:
            raise InputError(
                f"no measure is called {measure!r:.80}, only {listed(known)}; pass the function "
                f"itself for one that compare() was not told of"
            )
        return known[measure]

    def origins_of(self, name: str | None, index: pd.Index) -> pd.DataFrame:
        """Return the columns of all origins of either side."""
        import pandas as pd

        edited = self.case(name).origins
        new = edited.loc[edited.index.difference(self.origins.index, sort=False)]
        parts = [self.origins, new] if len(new) else [self.origins]
        every: pd.DataFrame = pd.concat([part.drop(columns="geometry") for part in parts])
        return every.loc[index]

    def rows_of_groups(self, name: str | None, columns: tuple[str, ...]) -> dict[object, IntArray]:
        """Return which origins belong to each group; those in none to one of their own."""
        check_columns(self.origins, columns, "by")
        index = self.difference(name).index
        keys = self.origins_of(name, index)[list(columns)]
        found = keys.reset_index(drop=True).groupby(list(columns), dropna=False, sort=True)
        return {
            group if len(columns) > 1 else group[0]: rows.index.to_numpy() for group, rows in found
        }


def _union(first: pd.Index, second: pd.Index) -> pd.Index:
    """Return the names of the first and then what the second has besides."""
    new = second.difference(first, sort=False)
    return first if new.empty else first.append(new).rename(first.name)


def group_index(groups: Iterable[object], columns: tuple[str, ...]) -> pd.Index:
    """Return the index of a table with a row per group."""
    import pandas as pd

    if len(columns) > 1:
        return pd.MultiIndex.from_tuples(list(groups), names=columns)  # type: ignore[arg-type]
    return pd.Index(list(groups), name=columns[0])
