"""Where people live, as circles, as dots, or added up in squares where there are very many."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from kraftcenter_mobility.arguments import check_flag
from kraftcenter_mobility.presentation.layers import Points

from .cells import MOST_CELLS, cells_of, size_text
from .dots import dots_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility.presentation.layers import Scale

    from .cells import Cells
    from .sheet import Sheet

__all__ = ["Homes", "Shown", "origin_layers"]

LONG_SIDE_PT = 450.0
"""What radii are meant for: the longer side of a map on a page of A4."""

RADIUS_PT = (0.8, 3.4)
SPACING_SHARE = 0.3
"""Radius of circles that are all alike, as a share of the space between them."""

LARGEST, SMALLEST = 3.5, 0.7
"""Radius of the circle for the most people, and the smallest there is, times that."""

GAP_SHARE, FEWEST_CROWDED = 0.6, 50
"""Radius that half of the circles are no larger than, as a share of the distance to the nearest
other place, and of how many on: addresses lie in clusters and have less space than cells."""

DOT_RADIUS_PT = (0.5, 1.3)
DOT_SPACING_SHARE = 0.25


class Homes(NamedTuple):
    """Where people live. Shape of each array: (n_origins,)."""

    names: pd.Index
    lon: FloatArray
    """As the sheet counts longitudes."""

    lat: FloatArray
    people: FloatArray | None
    """None where nobody is counted."""

    @property
    def weight(self) -> FloatArray:
        """People, or ones where nobody is counted."""
        return np.ones(self.lon.size) if self.people is None else self.people


class Shown(Protocol):
    """What is shown of every place: its class and its words, also for several together."""

    scale: Scale

    def classes(self) -> IntArray:
        """Return the class of each place. Shape (n_origins,)."""
        ...

    def texts(self) -> list[str]:
        """Return what the pointer says of each place, but its name. Shape (n_origins,)."""
        ...

    def of_cells(self, cells: Cells, weight: FloatArray) -> tuple[IntArray, list[str]]:
        """Return the class and the words of squares. Shapes (n_cells,)."""
        ...


def origin_layers(
    sheet: Sheet, homes: Homes, shown: Shown, *, dots: bool
) -> tuple[tuple[Points, ...], list[str]]:
    """Return places as a layer, and what is to be said of how they are drawn."""
    check_flag("dots", dots)
    if dots:
        return _as_dots(sheet, homes, shown)
    if homes.lon.size > MOST_CELLS:
        return _as_cells(sheet, homes, shown)
    texts = _with_people(sheet, homes, shown.texts())
    radius = _radii(sheet, homes.lon, homes.lat, homes.people)
    layer = _layer(sheet, homes, shown.scale, shown.classes(), radius, texts)
    return (layer,), []


def _layer(  # noqa: PLR0913, PLR0917 - what circles are
    sheet: Sheet,
    homes: Homes,
    scale: Scale,
    classes: IntArray,
    radius: FloatArray,
    texts: Sequence[str],
) -> Points:
    """Return circles, the largest below."""
    order = np.argsort(-radius, kind="stable")
    sizes = "size people of both" if scale.square else "size people"
    return Points(
        name=sheet.say("origins"),
        lon=homes.lon[order],
        lat=homes.lat[order],
        scale=scale,
        class_of=classes[order],
        radius=radius[order],
        tooltips=[texts[k] for k in order.tolist()],
        size_note="" if homes.people is None else sheet.say(sizes),
    )


def _with_people(sheet: Sheet, homes: Homes, texts: Sequence[str]) -> list[str]:
    """Return what the pointer says, with names and people."""
    told = [
        sheet.say("named value", name=name, value=text)
        for name, text in zip(homes.names, texts, strict=True)
    ]
    if homes.people is None:
        return told
    number = sheet.words.number
    return [
        sheet.say("and people", text=text, people=number(people))
        for text, people in zip(told, homes.people.tolist(), strict=True)
    ]


def _as_cells(sheet: Sheet, homes: Homes, shown: Shown) -> tuple[tuple[Points, ...], list[str]]:
    """Return squares of many places, as circles in their middles."""
    weight = homes.weight
    cells = cells_of(homes.lon, homes.lat, weight)
    classes, texts = shown.of_cells(cells, weight)
    people = None if homes.people is None else cells.weight
    squares = homes._replace(lon=cells.lon, lat=cells.lat, people=people)
    told = [
        f"{text}; {size}"
        for text, size in zip(texts, _cell_sizes(sheet, homes, cells), strict=True)
    ]
    radius = _radii(sheet, cells.lon, cells.lat, people)
    layer = _layer(sheet, squares, shown.scale, classes, radius, told)
    number = sheet.words.number
    note = sheet.say(
        "squares",
        n=number(homes.lon.size),
        cells=number(cells.lon.size),
        size=size_text(sheet.words, cells.size_m),
        what=sheet.say("plain mean" if homes.people is None else "weighted mean"),
    )
    return (layer,), [note]


def _cell_sizes(sheet: Sheet, homes: Homes, cells: Cells) -> list[str]:
    """Return how many people and places are in each square."""
    number = sheet.words.number
    if homes.people is None:
        return [sheet.say("square places", n=number(n)) for n in cells.n_places.tolist()]
    return [
        sheet.say("square", people=number(people), n=number(n))
        for people, n in zip(cells.weight.tolist(), cells.n_places.tolist(), strict=True)
    ]


def _as_dots(sheet: Sheet, homes: Homes, shown: Shown) -> tuple[tuple[Points, ...], list[str]]:
    """Return one dot for so many people."""
    dots = dots_of(homes.lon, homes.lat, homes.weight, homes.names)
    what = _dot_text(sheet, dots.people_each, people=homes.people is not None)
    layer = Points(
        name=sheet.say("origins"),
        lon=dots.lon,
        lat=dots.lat,
        scale=shown.scale,
        class_of=shown.classes()[dots.origin],
        radius=_alike(sheet, dots.lon, dots.lat, DOT_SPACING_SHARE, DOT_RADIUS_PT),
        size_note=sheet.say("size dots", what=what),
    )
    size = size_text(sheet.words, float(f"{dots.size_m / 2:.1g}"))
    return (layer,), [sheet.say("dots", what=what, size=size)]


def _dot_text(sheet: Sheet, each: int, *, people: bool) -> str:
    """Return how many people, or origins where nobody is counted, one dot stands for."""
    if each == 1:
        return sheet.say("one person" if people else "one origin")
    return sheet.say("so many people" if people else "so many origins", n=sheet.words.number(each))


def _radii(sheet: Sheet, lon: FloatArray, lat: FloatArray, people: FloatArray | None) -> FloatArray:
    """Return radii: areas in proportion to people, but none too small to be seen."""
    alike = _alike(sheet, lon, lat, SPACING_SHARE, RADIUS_PT)
    if people is None:
        return np.full(lon.size, alike)
    share = np.sqrt(people / max(people.max(), 1.0))
    if lon.size >= FEWEST_CROWDED:
        gap = _usual_gap(lon, lat) / _point_deg(sheet)
        widest = GAP_SHARE * gap / max(SMALLEST, LARGEST * float(np.median(share)))
        alike = min(alike, max(widest, RADIUS_PT[0]))
    radii: FloatArray = alike * np.maximum(SMALLEST, LARGEST * share)
    return radii


def _alike(
    sheet: Sheet, lon: FloatArray, lat: FloatArray, share: float, limits: tuple[float, float]
) -> float:
    """Return a radius for circles that leave some space between them."""
    narrow, point = _narrow(sheet), _point_deg(sheet)
    area = (np.ptp(lon) * narrow / point + 1.0) * (np.ptp(lat) / point + 1.0)
    return float(np.clip(share * np.sqrt(area / lon.size), *limits))


def _narrow(sheet: Sheet) -> float:
    """Return how many degrees of latitude are as long as one of longitude."""
    return float(np.cos(np.radians((sheet.bounds[1] + sheet.bounds[3]) / 2)))


def _point_deg(sheet: Sheet) -> float:
    """Return how many degrees of latitude a point of paper is."""
    west, south, east, north = sheet.bounds
    return max((east - west) * _narrow(sheet), north - south) / LONG_SIDE_PT


def _usual_gap(lon: FloatArray, lat: FloatArray) -> float:
    """Return the median distance to the nearest other place, in degrees of latitude."""
    import shapely

    at = np.column_stack((lon * np.cos(np.radians(lat.mean())), lat))
    tree = shapely.STRtree(np.asarray(shapely.points(np.unique(at, axis=0)), dtype=object))
    if len(tree) == 1:
        return 0.0
    _, gap = tree.query_nearest(
        tree.geometries, exclusive=True, return_distance=True, all_matches=False
    )
    return float(np.median(gap))
