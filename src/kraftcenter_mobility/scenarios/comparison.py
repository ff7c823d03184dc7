"""What scenarios do to people's travel times, to be looked at from every side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .compared import group_index
from .effects import effect_row, outcome_rows, pairs_row
from .isochrone_sides import ReachedTimes
from .measures import nearest
from .shown import ShownTimes
from .train_notices import conflict_row

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd

    from .answering import AnyMode
    from .explain import Explanation
    from .measures import Measure

__all__ = ["Comparison"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Comparison(ShownTimes, ReachedTimes):
    """Travel times with scenarios beside those without, made by :func:`compare`.

    Differences are scenario less baseline, so that less than zero is time saved. They are
    zero where there is no way in either, minus infinity where a scenario opens the first
    way, and infinity where it takes the last. Seconds everywhere, but minutes and hours in
    the tables that sum people up, whose columns say so. An origin or a destination that
    only one side has, since a scenario opens or closes it, is infinitely far on the other.

    See Also
    --------
    compare : Makes one.
    """

    def summary(self, *, measure: Measure = nearest) -> pd.DataFrame:
        """Return what every scenario does to people, a row per scenario and mode.

        Parameters
        ----------
        measure : callable, optional
            What is summed up, by default the time to the nearest destination.

        Returns
        -------
        DataFrame, shape (n_scenarios * n_modes, n_columns)
            Indexed by ``scenario`` and ``mode``. Means and ``difference_person_h``, the
            hours that all people together need more, are over ``people_compared``: those
            with a way before and after. Percentiles and shares are over everybody. Who
            gains or loses does so by `least_s` or more, or wins or loses every way.
            ``pairs_affected_share`` counts pairs of origin and destination whose time
            changes at all. By public transport, ``conflicts_baseline`` and
            ``conflicts_scenario`` count how often trains are in each other's way that day.

        Raises
        ------
        InputError
            If `measure` gives no Series of numbers on the origins.
        """
        import pandas as pd

        rows = {
            (scenario.name, mode.name): effect_row(
                self.sides(scenario.name, mode=mode, measure=measure), self.cutoffs_s
            )
            | pairs_row(self.pairs(scenario.name, mode=mode).difference)
            | conflict_row(self.study, self.cases[scenario.name], mode)
            for scenario in self.scenarios
            for mode in self.modes
        }
        index = pd.MultiIndex.from_tuples(list(rows), names=["scenario", "mode"])
        return pd.DataFrame(list(rows.values()), index=index)

    def by(
        self,
        column: str | tuple[str, ...],
        name: str | None = None,
        *,
        mode: AnyMode | str | None = None,
        measure: Measure | str | None = None,
    ) -> pd.DataFrame:
        """Return the gains and losses of each group of origins, such as municipalities.

        Parameters
        ----------
        column : str or tuple of str
            The columns of the origins that say which group each belongs to.
        name, mode, measure
            As in :meth:`difference`.

        Returns
        -------
        DataFrame, shape (n_groups, n_columns)
            The columns of :meth:`summary`, but those of pairs.

        Raises
        ------
        PlacesError
            If the origins have no such column.
        """
        import pandas as pd

        columns = (column,) if isinstance(column, str) else tuple(column)
        sides = self.sides(name, mode=mode, measure=measure)
        rows = self.rows_of_groups(name, columns)
        table = pd.DataFrame(
            [effect_row(sides.take(row), self.cutoffs_s) for row in rows.values()],
            index=group_index(rows, columns),
        )
        return table.sort_index()

    def winners_and_losers(
        self,
        name: str | None = None,
        *,
        by: str | tuple[str, ...] | None = None,
        mode: AnyMode | str | None = None,
        measure: Measure | str | None = None,
    ) -> pd.DataFrame:
        """Return how many gain, lose and stay as they are, and how much.

        Parameters
        ----------
        name, mode, measure
            As in :meth:`difference`.
        by : str or tuple of str, optional
            Columns of the origins to group by; those of the comparison if not given, and
            ``()`` for none.

        Returns
        -------
        DataFrame, shape (3 * n_groups, 6)
            A row for ``"gain"``, ``"lose"`` and ``"unchanged"`` of each group. Winning or
            losing every way counts among people but not in the means and totals.

        Raises
        ------
        PlacesError
            If the origins have no such column.
        """
        import pandas as pd

        columns = self.groups if by is None else (by,) if isinstance(by, str) else tuple(by)
        sides = self.sides(name, mode=mode, measure=measure)
        if not columns:
            return outcome_rows(sides)
        rows = self.rows_of_groups(name, columns)
        tables = {group: outcome_rows(sides.take(row)) for group, row in rows.items()}
        return pd.concat(tables, names=[*columns, "outcome"])

    def changed(
        self,
        name: str | None = None,
        *,
        mode: AnyMode | str | None = None,
        measure: Measure | str | None = None,
    ) -> pd.DataFrame:
        """Return the origins that gain or lose, those whose number shrinks most first.

        Parameters
        ----------
        name, mode, measure
            As in :meth:`difference`.

        Returns
        -------
        DataFrame, shape (n_changed, 4 + n_groups)
            The columns of :meth:`difference`, ``people``, and those to group by.
        """
        sides = self.sides(name, mode=mode, measure=measure)
        table = self.difference(name, mode=mode, measure=measure).assign(people=sides.people)
        origins = self.origins_of(name, table.index)
        table = table.assign(**{column: origins[column] for column in self.groups})
        return table[~sides.outcome("unchanged")].sort_values("difference", kind="stable")

    def by_destination(
        self, name: str | None = None, *, mode: AnyMode | str | None = None
    ) -> pd.DataFrame:
        """Return what changes for each destination: who goes there, and how far they come.

        Parameters
        ----------
        name, mode
            As in :meth:`difference`.

        Returns
        -------
        DataFrame, shape (n_destinations, n_columns)
            People for whom it is the nearest (of several as near, the first), the mean time
            of all who can reach it both before and after, and the people within each cutoff.
        """
        from .destinations import destination_table

        pairs = self.pairs(name, mode=mode)
        people = self.people_of(name).loc[pairs.baseline.index].to_numpy()
        return destination_table(pairs, people, self.cutoffs_s)

    def interactions(self) -> pd.DataFrame:
        """Return whether scenarios add up, where two and their union were all compared.

        Returns
        -------
        DataFrame
            See :func:`.interactions.interaction_table`.

        Raises
        ------
        ScenarioError
            If no scenario has the edits of two others, one after the other.
        """
        from .interactions import interaction_table

        return interaction_table(self)

    def explain(
        self,
        name: str | None = None,
        n: int = 10,
        *,
        mode: AnyMode | str | None = None,
        most_traced: int = 100,
        progress: bool | None = None,
    ) -> Explanation:
        """Return who gains most, by which ways, and which roads and edits carry the gain.

        Parameters
        ----------
        name, mode
            As in :meth:`difference`.
        n : int, optional
            How many origins to show with their ways.
        most_traced : int, optional
            How many origins to follow along the roads, those with the largest effect.
        progress : bool, optional
            Show a progress bar.

        Returns
        -------
        Explanation
            Its ``journeys``, ``roads`` and ``edits`` are tables; ``people_cut_off`` and
            ``people_won`` say who is not among the hours.
        """
        from .explain import explain

        return explain(self, name, n, mode=mode, most_traced=most_traced, progress=progress)

    def to_files(
        self,
        folder: str | Path,
        *,
        formats: Iterable[str] = ("csv", "gpkg"),
        pairs: bool = True,
    ) -> list[Path]:
        """Write the comparison to files that other programs read.

        See :func:`.comparison_files.write_comparison`.
        """
        from .comparison_files import write_comparison

        return write_comparison(self, folder, formats=formats, pairs=pairs)

    def __repr__(self) -> str:
        """Say what one wants to know of a comparison."""
        from .comparison_text import as_text

        return as_text(self)

    def _repr_html_(self) -> str:
        """Return a table for notebooks."""
        from .comparison_text import as_html

        return as_html(self)
