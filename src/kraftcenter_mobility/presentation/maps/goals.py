"""Destinations and other places as marks: a few to be found at once, many as dots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.places import check_places
from kraftcenter_mobility.presentation.layers import Marks, Points, Scale

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray
    from kraftcenter_mobility.presentation.layers import Layer

    from .sheet import Sheet

__all__ = ["COLOUR", "Goals", "goal_layers", "goals_of"]

COLOUR = "#b0124f"
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
        note = sheet.say("too many marks", n=sheet.words.number(len(goals.names)))
        return (_dots(sheet, goals, called),), [note]
    kinds = np.array(goals.kinds, dtype=object)
    signs = np.where(kinds == "hospital", "hospital", np.where(kinds == "station", "station", ""))
    layers = [
        _marks(sheet, goals, signs == sign, sign or "place", sheet.say(name))
        for sign, name in (("", called), ("station", "stations"), ("hospital", "hospitals"))
        if (signs == sign).any()
    ]
    return tuple(layers), []


def _marks(sheet: Sheet, goals: Goals, chosen: BoolArray, sign: str, name: str) -> Marks:
    """Return some of the places as marks."""
    return Marks(
        name=name,
        lon=sheet.lon(goals.lon[chosen]),
        lat=goals.lat[chosen],
        labels=_taken(goals.names, chosen),
        sign=sign,
        colour=COLOUR,
    )


def _taken(names: Sequence[str], chosen: BoolArray) -> list[str]:
    """Return the names that are chosen."""
    return [names[k] for k in np.flatnonzero(chosen).tolist()]


def _dots(sheet: Sheet, goals: Goals, called: str) -> Points:
    """Return the places as dots of one colour."""
    text = sheet.say(called)
    return Points(
        name=text,
        lon=sheet.lon(goals.lon),
        lat=goals.lat,
        scale=Scale(title="", labels=(text,), colours=(COLOUR,)),
        class_of=np.zeros(len(goals.names), dtype=np.int64),
        radius=DOT_RADIUS_PT,
        tooltips=goals.names,
    )
