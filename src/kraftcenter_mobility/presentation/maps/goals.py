"""Destinations and other places as marks: a few to be found at once, many as dots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.places import check_places
from kraftcenter_mobility.presentation.layers import Marks, Points, Scale

from .cells import MOST_CELLS, cells_of, size_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray
    from kraftcenter_mobility.presentation.layers import Layer

    from .sheet import Sheet

__all__ = ["COLOUR", "Goals", "goal_layers", "goals_of"]

COLOUR = "#b0124f"
ORIGIN_COLOUR = "#3b3b3b"
MOST_MARKS = 300
DOT_RADIUS_PT = 2.2


class Goals:
    """Places to be marked, checked."""

    def __init__(
        self, places: gpd.GeoDataFrame | gpd.GeoSeries | None, what: str = "destinations"
    ) -> None:
        """Check the places; None stands for none."""
        import geopandas as gpd

        self.names: list[str] = []
        self.lon: FloatArray = np.zeros(0)
        self.lat: FloatArray = np.zeros(0)
        self.kinds: list[str] = []
        if places is None:
            return
        points = check_places(places, what)
        self.names = [str(name) for name in points.index]
        self.lon, self.lat = points.x.to_numpy(), points.y.to_numpy()
        known = isinstance(places, gpd.GeoDataFrame) and "kind" in places
        self.kinds = [str(kind) for kind in places["kind"]] if known else [""] * len(points)

    @property
    def at(self) -> tuple[FloatArray, FloatArray]:
        """Longitudes and latitudes in degrees."""
        return self.lon, self.lat


def goals_of(places: gpd.GeoDataFrame | gpd.GeoSeries | None, what: str = "destinations") -> Goals:
    """Return places to be marked, checked.

    Raises
    ------
    PlacesError
        If they cannot be used.
    """
    return Goals(places, what)


def goal_layers(
    sheet: Sheet, goals: Goals, *, called: str = "destinations"
) -> tuple[tuple[Layer, ...], list[str]]:
    """Return places as marks, hospitals with a cross, or very many as dots; and what to say."""
    if not goals.names:
        return (), []
    if len(goals.names) > MOST_MARKS:
        return _as_dots(sheet, goals, called)
    kinds = np.array(goals.kinds, dtype=object)
    signs = np.where(kinds == "hospital", "hospital", np.where(kinds == "station", "station", ""))
    layers = [
        _marks(sheet, goals, signs == sign, sign or "place", name)
        for sign, name in (("", called), ("station", "stations"), ("hospital", "hospitals"))
        if (signs == sign).any()
    ]
    return tuple(layers), []


def _marks(sheet: Sheet, goals: Goals, chosen: BoolArray, sign: str, called: str) -> Marks:
    """Return some of the places as marks."""
    return Marks(
        name=sheet.say(called),
        lon=sheet.lon(goals.lon[chosen]),
        lat=goals.lat[chosen],
        labels=_taken(goals.names, chosen),
        sign=sign,
        colour=ORIGIN_COLOUR if called == "origins" else COLOUR,
    )


def _taken(names: Sequence[str], chosen: BoolArray) -> list[str]:
    """Return the names that are chosen."""
    return [names[k] for k in np.flatnonzero(chosen).tolist()]


def _as_dots(sheet: Sheet, goals: Goals, called: str) -> tuple[tuple[Layer, ...], list[str]]:
    """Return the places as dots, or one for those in a square where there are very many."""
    lon, lat, number = sheet.lon(goals.lon), goals.lat, sheet.words.number
    n = number(lon.size)
    if lon.size <= MOST_CELLS:
        note = sheet.say("too many marks", n=n)
        return (_dots(sheet, lon, lat, goals.names, called),), [note]
    cells = cells_of(lon, lat, np.ones(lon.size))
    told = [sheet.say("square places", n=number(each)) for each in cells.n_places.tolist()]
    size = size_text(sheet.words, cells.size_m)
    note = sheet.say("squares of places", n=n, cells=number(cells.lon.size), size=size)
    return (_dots(sheet, cells.lon, cells.lat, told, called),), [note]


def _dots(
    sheet: Sheet, lon: FloatArray, lat: FloatArray, tooltips: Sequence[str], called: str
) -> Points:
    """Return dots of one colour."""
    text = sheet.say(called)
    return Points(
        name=text,
        lon=lon,
        lat=lat,
        scale=Scale(title="", labels=(text,), colours=(COLOUR,)),
        class_of=np.zeros(lon.size, dtype=np.int64),
        radius=DOT_RADIUS_PT,
        tooltips=tooltips,
    )
