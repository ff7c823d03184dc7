"""A map of a network itself: its roads by class or speed, its railways and stations."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.modes import CAR
from kraftcenter_mobility.presentation.layers import Lines, Marks, Points, Scale
from kraftcenter_mobility.routing.checks import check_network
from kraftcenter_mobility.units import MS_PER_KMH

from .background import lines_of, n_points
from .classed import sequential
from .road_styles import DASHED, NEAR, STYLES, longest_piece, segment_styles
from .sheet import sheet_around

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility.networks.transport import TransportNetwork
    from kraftcenter_mobility.presentation.layers import Layer
    from kraftcenter_mobility.presentation.map import Map

    from .sheet import Sheet

__all__ = ["network"]

COLOURINGS = ("class", "speed")
SPEED_LIMITS_KMH = (30, 40, 50, 65, 80, 100)
SPEED_WIDTHS = (0.4, 0.45, 0.5, 0.6, 0.9, 1.3, 1.9, 0.35)
NOT_FOR_CARS = len(SPEED_LIMITS_KMH) + 1
WIDER = 1.15
"""How much wider roads are drawn where they are what the map is about."""

RAIL_COLOUR, STATION_COLOUR = "#1b1b1b", "#1b1b1b"
RAIL_WIDTH = 1.1
MOST_STATIONS = 300
MOST_POINTS = 600_000
"""Points of all roads; the least roads are left out to stay below."""


class _Division(NamedTuple):
    """The roads of a network in classes, from the bottom to the top."""

    class_of: IntArray
    scale: Scale
    width: tuple[float, ...]
    dashed: tuple[int, ...]
    near: tuple[int, ...]
    importance: tuple[int, ...]
    """Classes, those that are drawn first."""


def network(
    network: TransportNetwork,
    *,
    colour: str = "class",
    title: str = "",
    note: str = "",
    language: str = "en",
) -> Map:
    """Return a map of a network: its roads, railways and stations.

    Parameters
    ----------
    network : TransportNetwork
        What to draw.
    colour : str, optional
        ``"class"`` of the roads, or ``"speed"`` of free-flowing cars in km/h, the mean along
        each stretch and both directions.
    title, note, language : str, optional
        As in :func:`.travel_times`.

    Returns
    -------
    Map
        To plot, explore or save. Roads of the least classes are left out where there are too
        many, and the map says so.

    Raises
    ------
    InputError
        If there is nothing to draw, or no such colouring.

    Examples
    --------
    >>> import kraftcenter_mobility as km
    >>> drawn = km.maps.network(km.TransportNetwork.sample(), colour="speed")
    >>> drawn.layers[0].scale.title
    'km/h by car'
    """
    if colour not in COLOURINGS:
        raise InputError(f'colour must be "class" or "speed", got {colour!r:.40}')
    check_network(network)
    rail = network.rail
    ends = (rail.node_lon, rail.node_lat)
    sheet = sheet_around(network, language, *([] if network.roads.n_nodes else [ends]))
    roads, left_out = _roads(sheet, colour)
    missing = sheet.say("left out", what=", ".join(left_out)) if left_out else ""
    return sheet.finished(
        (*roads, *_rails(sheet), *_stations(sheet)),
        title=title or sheet.say("network"),
        notes=(note, missing),
        taken=set(rail.station_name),
        with_roads=False,
    )


def _roads(sheet: Sheet, colour: str) -> tuple[tuple[Lines, ...], list[str]]:
    """Return all roads in the colours of their classes, and which have no room."""
    if not sheet.network.roads.n_segments:
        return (), []
    division = _by_class(sheet) if colour == "class" else _by_speed(sheet)
    shapes: dict[int, object] = {}
    left_out: list[str] = []
    room = MOST_POINTS
    for number in division.importance:
        chosen = division.class_of == number
        if not chosen.any():
            continue
        shape = None if left_out else lines_of(sheet, chosen, most_points=room)
        if shape is None:
            left_out.append(division.scale.labels[number])
            continue
        room -= n_points(shape)
        shapes[number] = shape
    return _layer(sheet, division, shapes), left_out


def _layer(sheet: Sheet, division: _Division, shapes: dict[int, object]) -> tuple[Lines, ...]:
    """Return the roads as a layer, if there are any, the most important on top."""
    from dataclasses import replace

    if not shapes:
        return ()
    drawn = [number for number in reversed(division.importance) if number in shapes]
    geometry: np.ndarray[tuple[int], np.dtype[np.object_]] = np.empty(len(drawn), dtype=object)
    geometry[:] = [shapes[number] for number in drawn]
    shown = tuple(sorted(drawn, reverse=True))
    layer = Lines(
        name=sheet.say("roads"),
        geometry=geometry,
        scale=replace(division.scale, shown=shown),
        class_of=np.array(drawn, dtype=np.int64),
        width=division.width,
        dashed=division.dashed,
        near=division.near,
        tooltips=[division.scale.labels[number] for number in drawn],
    )
    return (layer,)


def _by_class(sheet: Sheet) -> _Division:
    """Return roads by their class."""
    scale = Scale(
        title=sheet.say("roads"),
        labels=tuple(sheet.say(style.text) for style in STYLES),
        colours=tuple(style.bold for style in STYLES),
    )
    return _Division(
        segment_styles(sheet.network.roads),
        scale,
        tuple(WIDER * style.width for style in STYLES),
        DASHED,
        NEAR[:1],
        tuple(reversed(range(len(STYLES)))),
    )


def _by_speed(sheet: Sheet) -> _Division:
    """Return roads by how fast cars drive where nobody is in the way."""
    speed_kmh = _speeds_kmh(sheet.network)
    known = np.searchsorted(SPEED_LIMITS_KMH, speed_kmh, side="right")
    number = sheet.words.number
    told = [number(limit) for limit in SPEED_LIMITS_KMH]
    between = [f"{low}\N{EN DASH}{high}" for low, high in pairwise(told)]
    scale = Scale(
        title=sheet.say("kmh"),
        labels=(
            f"0\N{EN DASH}{told[0]}",
            *between,
            sheet.say("over", limit=told[-1]),
            sheet.say("closed to cars"),
        ),
        colours=(*sequential(NOT_FOR_CARS), "#c9c9c2"),
    )
    order = (*reversed(range(NOT_FOR_CARS)), NOT_FOR_CARS)
    class_of = np.where(np.isnan(speed_kmh), NOT_FOR_CARS, known).astype(np.int64)
    return _Division(class_of, scale, SPEED_WIDTHS, (), (NOT_FOR_CARS,), order)


def _speeds_kmh(network: TransportNetwork) -> FloatArray:
    """Return the speed along each segment, NaN where cars may not drive. Shape (n_segments,)."""
    roads = network.roads
    times_s = network.metric(CAR).piece_time_s
    with np.errstate(invalid="ignore", divide="ignore"):
        kmh = roads.piece_length_m[:, None] / times_s / MS_PER_KMH
    kmh = np.where(np.isfinite(times_s) & np.isfinite(kmh), kmh, np.nan)
    n_known = np.isfinite(kmh).sum(axis=1)
    mean = np.nansum(kmh, axis=1) / np.where(n_known > 0, n_known, np.nan)
    of_segment: FloatArray = mean[longest_piece(roads)]
    return of_segment


def _rails(sheet: Sheet) -> tuple[Lines, ...]:
    """Return the tracks as a layer, if there are any."""
    import shapely

    tracks = sheet.network.rail.lines()
    if tracks.empty:
        return ()
    text = sheet.say("rails")
    shapes = sheet.geometry(tracks.geometry.to_numpy())
    joined: np.ndarray[tuple[int], np.dtype[np.object_]] = np.empty(1, dtype=object)
    joined[0] = shapely.line_merge(shapely.multilinestrings(list(shapes)))
    layer = Lines(
        name=text,
        geometry=joined,
        scale=Scale(title="", labels=(text,), colours=(RAIL_COLOUR,)),
        class_of=np.zeros(1, dtype=np.int64),
        width=(RAIL_WIDTH,),
        tooltips=[text],
    )
    return (layer,)


def _stations(sheet: Sheet) -> tuple[Layer, ...]:
    """Return the stations as marks, or as dots where there are very many."""
    stations = sheet.network.rail.stations
    if stations.empty:
        return ()
    lon, lat = sheet.lon(stations.geometry.x.to_numpy()), stations.geometry.y.to_numpy()
    text, labels = sheet.say("stations"), [str(name) for name in stations["name"]]
    if len(labels) <= MOST_STATIONS:
        marks = Marks(
            name=text, lon=lon, lat=lat, labels=labels, sign="station", colour=STATION_COLOUR
        )
        return (marks,)
    points = Points(
        name=text,
        lon=lon,
        lat=lat,
        scale=Scale(title="", labels=(text,), colours=(STATION_COLOUR,)),
        class_of=np.zeros(len(labels), dtype=np.int64),
        radius=1.6,
        tooltips=labels,
    )
    return (points,)
