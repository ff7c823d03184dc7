"""A map of travel times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.cutoffs import warn_of_minutes
from kraftcenter_mobility.places import check_places

from .cells import sums_of
from .goals import goal_layers, goals_of
from .measured import credit_of, people_of, seconds_of
from .minutes import UNREACHABLE, minutes_scale, minutes_text, time_class
from .origins import Homes, origin_layers
from .sheet import sheet_around
from .texts import TEXTS, counted_word

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility.networks.transport import TransportNetwork
    from kraftcenter_mobility.presentation.languages import Words
    from kraftcenter_mobility.presentation.map import Map

    from .cells import Cells

__all__ = ["travel_times"]


def travel_times(  # noqa: PLR0913 - what to show, and what to call it
    network: TransportNetwork,
    origins: gpd.GeoDataFrame | gpd.GeoSeries,
    travel_time_s: pd.Series,
    *,
    destinations: gpd.GeoDataFrame | gpd.GeoSeries | None = None,
    dots: bool = False,
    legend: str | None = None,
    title: str = "",
    note: str = "",
    language: str = "en",
) -> Map:
    """Return a map of travel times, in classes of minutes.

    Parameters
    ----------
    network : TransportNetwork
        Its roads are drawn and its towns named.
    origins : GeoDataFrame or GeoSeries, shape (n_origins,)
        Places on the index of their names. With a column ``population`` the circles are
        larger where more people live, and the legend counts people instead of places.
    travel_time_s : Series, shape (n_origins,)
        Travel time of each origin in seconds, such as one column of a travel time matrix
        or ``travel_time_s`` of the nearest destinations. Infinite or missing where there
        is no way through. Any order, but the same names as `origins`.
    destinations : GeoDataFrame or GeoSeries, shape (n_destinations,), optional
        Places to mark and name.
    dots : bool, optional
        One dot for so many people, instead of a circle for each place.
    legend : str, optional
        Heading of the colours, such as ``"minutes by car"``.
    title : str, optional
        Heading of the map.
    note : str, optional
        A sentence below the heading, such as the assumptions behind the times.
    language : str, optional
        ``"en"`` or ``"da"``.

    Returns
    -------
    Map
        To plot, explore or save.

    Raises
    ------
    PlacesError
        If there are no origins, or places that cannot be used.
    InputError
        If `travel_time_s` is no series of times about the same places as `origins`, or all of
        them lie far from the roads of the network.

    Warns
    -----
    UnitsWarning
        If there are several times and all are below two minutes, and so probably in minutes.

    See Also
    --------
    travel_time_matrix : The times to show.
    nearest_destinations : Likewise, to the nearest of many.

    Notes
    -----
    Beyond 50,000 origins they are added up in squares, and the map says so. Roads of the
    least classes are left out where there are too many, and the map says that too.

    Examples
    --------
    >>> import kraftcenter_mobility as km
    >>> network = km.TransportNetwork.sample()
    >>> towns = network.places(km.TOWNS).loc[["Herning", "Ikast", "Sunds"]]
    >>> hospital = network.places(km.HOSPITALS).loc[["Regionshospitalet Gødstrup"]]
    >>> times = km.travel_time_matrix(network, towns, hospital, mode=km.CAR)
    >>> drawn = km.maps.travel_times(
    ...     network, towns, times["Regionshospitalet Gødstrup"], destinations=hospital
    ... )
    >>> [layer.name for layer in drawn.layers[:3]]
    ['Roads', 'Origins', 'Hospitals']
    """
    points = check_places(origins, "origins")
    time_s, people = seconds_of(travel_time_s, points.index), people_of(origins)
    _warn_of_minutes(time_s)
    goals = goals_of(destinations)
    lon, lat = points.x.to_numpy(), points.y.to_numpy()
    sheet = sheet_around(network, language, (lon, lat), further=goals.at)
    homes = Homes(points.index, sheet.lon(lon), lat, people)
    heading = sheet.say("minutes") if legend is None else str(legend)
    shown = ShownTimes(sheet.words, time_s, homes, heading)
    circles, told = origin_layers(sheet, homes, shown, dots=dots)
    marks, more = goal_layers(sheet, goals)
    return sheet.finished(
        (*circles, *marks),
        title=title or sheet.say("travel times"),
        notes=(note, *told, *more),
        credit=credit_of(origins),
        taken=goals.names,
    )


def _warn_of_minutes(time_s: FloatArray) -> None:
    """Warn if all of several times look like minutes; those of the destinations are zero."""
    on_the_way = time_s[np.isfinite(time_s) & (time_s > 0)]
    if on_the_way.size > 1:
        warn_of_minutes(on_the_way.tolist(), "travel_time_s")


class ShownTimes:
    """Travel times, and how they are said."""

    def __init__(self, words: Words, time_s: FloatArray, homes: Homes, heading: str) -> None:
        """Count the people of each class."""
        self._words, self._time_s, self._class = words, time_s, time_class(time_s)
        amounts = sums_of(self._class, homes.weight, UNREACHABLE + 1)
        counted = counted_word(words, people=homes.people is not None)
        some_cut_off = bool((self._class == UNREACHABLE).any())
        self.scale = minutes_scale(words, heading, amounts, counted, some_cut_off=some_cut_off)

    def classes(self) -> IntArray:
        """Return the class of each place."""
        return self._class

    def texts(self) -> list[str]:
        """Return the time of each place."""
        return [minutes_text(self._words, each) for each in self._time_s.tolist()]

    def of_cells(self, cells: Cells, weight: FloatArray) -> tuple[IntArray, list[str]]:
        """Return the mean times of those who have a way, and how many have none."""
        mean_s = cells.mean(self._time_s, weight)
        mean_s = np.where(np.isnan(mean_s), np.inf, mean_s)
        without = cells.total(np.where(np.isfinite(self._time_s), 0.0, weight))
        texts = []
        for each_s, cut_off in zip(mean_s.tolist(), without.tolist(), strict=True):
            text = minutes_text(self._words, each_s)
            if cut_off > 0 and np.isfinite(each_s):
                people = self._words.number(cut_off)
                text = self._words.say(TEXTS, "cut off", text=text, people=people)
            texts.append(text)
        return time_class(mean_s), texts
