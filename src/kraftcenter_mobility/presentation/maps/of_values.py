"""A map of any measure, in classes of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.places import check_places

from .cells import sums_of
from .classed import classed
from .goals import goal_layers, goals_of
from .measured import credit_of, heading_of, numbers_of, people_of
from .origins import Homes, origin_layers
from .sheet import sheet_around
from .texts import counted_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility.networks.transport import TransportNetwork
    from kraftcenter_mobility.presentation.languages import Words
    from kraftcenter_mobility.presentation.map import Map

    from .cells import Cells

__all__ = ["values"]


def values(  # noqa: PLR0913 - what to show, and what to call it
    network: TransportNetwork,
    origins: gpd.GeoDataFrame | gpd.GeoSeries,
    values: pd.Series,
    *,
    legend: str,
    limits: Sequence[float] | None = None,
    destinations: gpd.GeoDataFrame | gpd.GeoSeries | None = None,
    dots: bool = False,
    title: str = "",
    note: str = "",
    language: str = "en",
) -> Map:
    """Return a map of any number that belongs to places, such as a measure of accessibility.

    Parameters
    ----------
    network : TransportNetwork
        Its roads are drawn and its towns named.
    origins : GeoDataFrame or GeoSeries, shape (n_origins,)
        Places on the index of their names. With a column ``population`` the circles are
        larger where more people live, and the legend counts people instead of places.
    values : Series, shape (n_origins,)
        A number for each origin, in any order; missing where there is none. It is written
        as it is: turn seconds into minutes first.
    legend : str
        Heading of the colours: what the numbers are, and their unit.
    limits : sequence of float, optional
        Where one class ends and the next begins, ascending; by default so that about a
        fifth of the places is in each. Where there are numbers on both sides of zero, the
        colours are of two kinds that meet there.
    destinations : GeoDataFrame or GeoSeries, shape (n_destinations,), optional
        Places to mark and name.
    dots : bool, optional
        One dot for so many people, instead of a circle for each place.
    title, note, language : str, optional
        As in :func:`.travel_times`.

    Returns
    -------
    Map
        To plot, explore or save.

    Raises
    ------
    PlacesError
        If there are no origins, or places that cannot be used.
    InputError
        If `values` is no series of numbers about the same places as `origins`, the legend is no
        text, or the limits are not ascending.

    Examples
    --------
    >>> import kraftcenter_mobility as km
    >>> network = km.TransportNetwork.sample()
    >>> towns = network.places(km.TOWNS).loc[["Herning", "Ikast", "Sunds"]]
    >>> schools = network.places(km.SCHOOLS)
    >>> times = km.travel_time_matrix(network, towns, schools, mode=km.BICYCLE)
    >>> reach = km.accessibility.cumulative_opportunities(times, 1, cutoff_s=1800)
    >>> drawn = km.maps.values(
    ...     network, towns, reach, legend="schools within 30 min by bicycle", limits=[1, 5, 20]
    ... )
    >>> drawn.layers[1].scale.labels[0], drawn.layers[1].scale.labels[3]
    ('up to 1', 'over 20')
    """
    points, heading = check_places(origins, "origins"), heading_of(legend)
    remedy = "take one column of a table, such as table[table.columns[0]]"
    numbers = numbers_of(values, points.index, "values", "number", remedy)
    goals, people = goals_of(destinations), people_of(origins)
    lon, lat = points.x.to_numpy(), points.y.to_numpy()
    sheet = sheet_around(network, language, (lon, lat), further=goals.at)
    homes = Homes(points.index, sheet.lon(lon), lat, people)
    shown = _ShownValues(sheet.words, numbers, homes, heading, limits)
    circles, told = origin_layers(sheet, homes, shown, dots=dots)
    marks, more = goal_layers(sheet, goals)
    return sheet.finished(
        (*circles, *marks),
        title=title or heading,
        notes=(note, *told, *more),
        credit=credit_of(origins),
        taken=goals.names,
    )


class _ShownValues:
    """Numbers, and how they are said."""

    def __init__(
        self,
        words: Words,
        numbers: FloatArray,
        homes: Homes,
        heading: str,
        limits: Sequence[float] | None,
    ) -> None:
        """Divide the numbers into classes, and count the people of each."""
        self._words, self._numbers = words, numbers
        self._classed = classed(numbers, limits, signed=True)
        self._class = self._classed.class_of(numbers)
        amounts = sums_of(self._class, homes.weight, self._classed.missing + 1)
        counted = counted_word(words, people=homes.people is not None)
        present = np.unique(self._class)
        self.scale = self._classed.scale(words, heading, amounts, present, counted)

    def classes(self) -> IntArray:
        """Return the class of each place."""
        return self._class

    def texts(self) -> list[str]:
        """Return the number of each place."""
        return [self._classed.text(self._words, each) for each in self._numbers.tolist()]

    def of_cells(self, cells: Cells, weight: FloatArray) -> tuple[IntArray, list[str]]:
        """Return the means of squares; where no number is finite, the heaviest place's."""
        mean = cells.mean(self._numbers, weight)
        mean = np.where(np.isnan(mean), self._numbers[cells.heaviest(weight)], mean)
        texts = [self._classed.text(self._words, each) for each in mean.tolist()]
        return self._classed.class_of(mean), texts
