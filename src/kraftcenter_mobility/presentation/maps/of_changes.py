"""A map of who gains and who loses by a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.scenarios.measures import is_time, nearest

from .cells import sums_of
from .changes import SLIGHT_S, change_class, change_labels, change_scale, change_text
from .edit_layers import edit_layers
from .goals import goal_layers, goals_of
from .measured import credit_of
from .origins import Homes, origin_layers
from .sheet import sheet_around
from .texts import by_mode, counted_word

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility.modes import Mode, TransitMode
    from kraftcenter_mobility.presentation.languages import Words
    from kraftcenter_mobility.presentation.map import Map
    from kraftcenter_mobility.scenarios.comparison import Comparison
    from kraftcenter_mobility.scenarios.measures import Measure

    from .cells import Cells
    from .sheet import Sheet

__all__ = ["difference"]

MEASURES = ("nearest", "second_nearest", "mean_travel_time")
"""That maps have words for; measures of the user's own are called by their names."""


def difference(  # noqa: PLR0913 - what to show, and what to call it
    comparison: Comparison,
    name: str | None = None,
    *,
    mode: Mode | TransitMode | str | None = None,
    measure: Measure | str | None = None,
    dots: bool = False,
    title: str = "",
    note: str = "",
    language: str = "en",
) -> Map:
    """Return a map of how much faster or slower every origin gets.

    Blue circles are faster, brown squares slower; the edits are drawn in magenta: places that
    close are crossed out, and new ones have a ring. Changes under 10 s look like no change and
    are listed with it, and the heading does not count them, other than the tables.

    Parameters
    ----------
    comparison : Comparison
        What to draw.
    name, mode
        As in :meth:`Comparison.difference`.
    measure : callable or str, optional
        A measure that is a time, or the name of one of the comparison's; by default the time
        to the nearest destination.
    dots : bool, optional
        One dot for so many people, instead of a circle for each origin.
    title : str, optional
        Heading of the map, by default the scenario's name.
    note : str, optional
        A sentence below it, by default how many gain and lose.
    language : str, optional
        ``"en"`` or ``"da"``.

    Returns
    -------
    Map
        To plot, explore or save.

    Raises
    ------
    ScenarioError
        If there is no scenario of this name.
    InputError
        If the measure is no time.

    Examples
    --------
    >>> import kraftcenter_mobility as km
    >>> network = km.TransportNetwork.sample()
    >>> towns = network.places(km.TOWNS).loc[["Herning", "Ikast", "Sunds"]]
    >>> hospital = network.places(km.HOSPITALS).loc[["Regionshospitalet Gødstrup"]]
    >>> closed = km.Scenario("Route 15 closed", (km.CloseRoad(number="15"),))
    >>> found = km.compare(network, closed, origins=towns, destinations=hospital)
    >>> km.maps.difference(found, language="da").title
    'Route 15 closed'
    """
    _check(comparison)
    case, mode = comparison.case(name), comparison.mode(mode)
    measure = measure or nearest
    table = comparison.difference(case.name, mode=mode, measure=measure)
    if not is_time(table.attrs["measure"]):
        raise InputError(
            f"a map of differences shows times in minutes, and {table.attrs['measure']!r} is "
            f"none; draw maps.values(network, origins, comparison.difference(...)['difference'], "
            f"legend=...) instead"
        )
    origins, goals = _origins(comparison, case.name, table), goals_of(_goals(comparison, case.name))
    lon, lat = origins.x.to_numpy(), origins.y.to_numpy()
    sheet = sheet_around(comparison.network, language, (lon, lat), further=goals.at)
    people = comparison.people_of(case.name).loc[table.index].to_numpy(dtype=np.float64)
    counts = comparison.counts_people
    homes = Homes(table.index, sheet.lon(lon), lat, people if counts else None)
    by = by_mode(sheet.words, mode)
    shown = _ShownChanges(
        sheet.words, table, homes, sheet.say("minutes by", by=by), comparison.least_s
    )
    circles, told = origin_layers(sheet, homes, shown, dots=dots)
    left = goals_of(_left(comparison, case.name))
    marks, more = goal_layers(sheet, left)
    edits = case.scenario.edits if case.scenario else ()
    edited = edit_layers(sheet, case.accounts, edits, in_turn=False, taken=left.at)
    counted = note or _counts_note(comparison, case.name, mode, measure, sheet)
    return sheet.finished(
        (*circles, *edited.lines, *edited.points, *marks),
        title=title or case.name,
        notes=(counted, *told, *more),
        credit=credit_of(comparison.origins),
        taken=goals.names,
    )


def _check(comparison: object) -> None:
    """Refuse what is no comparison, such as a table of differences."""
    from kraftcenter_mobility.scenarios.comparison import Comparison

    if not isinstance(comparison, Comparison):
        raise InputError(
            "comparison must be what kraftcenter_mobility.compare(...) returns, got a "
            f"{type(comparison).__name__}"
        )


def _origins(comparison: Comparison, name: str, table: pd.DataFrame) -> gpd.GeoSeries:
    """Return the places of both sides, in the order of the table."""
    after: gpd.GeoSeries = comparison.case(name).origins.geometry
    return after.combine_first(comparison.origins.geometry).loc[table.index]


def _goals(comparison: Comparison, name: str) -> gpd.GeoDataFrame:
    """Return the destinations of both sides, with their kinds if all have one."""
    import geopandas as gpd

    before, after = comparison.destinations, comparison.case(name).destinations
    points = after.geometry.combine_first(before.geometry)
    goals = gpd.GeoDataFrame(geometry=points, crs=before.crs)
    if "kind" in after and "kind" in before:
        goals["kind"] = after["kind"].combine_first(before["kind"]).loc[goals.index]
    return goals


def _left(comparison: Comparison, name: str) -> gpd.GeoDataFrame | None:
    """Return the destinations that are not closed, None if all are."""
    goals = _goals(comparison, name)
    left = goals[goals.index.isin(comparison.case(name).destinations.index)]
    return left if len(left) else None


def _counts_note(
    comparison: Comparison,
    name: str,
    mode: Mode | TransitMode,
    measure: Measure | str,
    sheet: Sheet,
) -> str:
    """Return how many gain and lose enough to be seen on the map."""
    label = comparison.difference(name, mode=mode, measure=measure).attrs["measure"]
    sides = comparison.sides(name, mode=mode, measure=measure)
    sides = sides._replace(least=max(sides.least, SLIGHT_S))
    noun = counted_word(sheet.words, people=comparison.counts_people)
    gain, lose = (
        f"{sheet.words.number(sides.people[sides.outcome(outcome)].sum())} {noun}"
        for outcome in ("gain", "lose")
    )
    key = label.removesuffix("_s")
    least = sides.least
    by = by_mode(sheet.words, mode)
    return sheet.say(
        "gain and lose",
        by=by[:1].upper() + by[1:],
        measure=sheet.say(key) if key in MEASURES else key.replace("_", " "),
        gain=gain,
        lose=lose,
        least=sheet.words.number(least, 0 if float(least).is_integer() else 1),
    )


class _ShownChanges:
    """Changes of times, and how they are said."""

    def __init__(
        self, words: Words, table: pd.DataFrame, homes: Homes, heading: str, least_s: float
    ) -> None:
        """Count the people of each class."""
        self._words, self._least_s = words, least_s
        self._before_s, self._after_s, self._change_s = (
            table[side].to_numpy(dtype=np.float64)
            for side in ("baseline", "scenario", "difference")
        )
        self._class = change_class(self._before_s, self._change_s, least_s)
        n_classes = len(change_labels(words))
        amounts = sums_of(self._class, homes.weight, n_classes)
        present = np.bincount(self._class, minlength=n_classes) > 0
        counted = counted_word(words, people=homes.people is not None)
        self.scale = change_scale(words, heading, amounts, counted, present)

    def classes(self) -> IntArray:
        """Return the class of each place."""
        return self._class

    def texts(self) -> list[str]:
        """Return the change of each place."""
        return self._told(self._before_s, self._after_s)

    def of_cells(self, cells: Cells, weight: FloatArray) -> tuple[IntArray, list[str]]:
        """Return mean changes of those with a way before and after, or else the heaviest's."""
        both = np.isfinite(self._before_s) & np.isfinite(self._after_s)
        heaviest = cells.heaviest(weight)
        means = [
            cells.mean(np.where(both, side, np.nan), weight)
            for side in (self._before_s, self._after_s)
        ]
        known = np.isfinite(means[0])
        before_s, after_s = (
            np.where(known, mean, side[heaviest])
            for mean, side in zip(means, (self._before_s, self._after_s), strict=True)
        )
        change_s = np.where(known, means[1] - means[0], self._change_s[heaviest])
        classes = change_class(before_s, change_s, self._least_s)
        return classes, self._told(before_s, after_s)

    def _told(self, before_s: FloatArray, after_s: FloatArray) -> list[str]:
        """Return changes as people read them."""
        pairs = zip(before_s.tolist(), after_s.tolist(), strict=True)
        return [change_text(self._words, *pair, self._least_s) for pair in pairs]
