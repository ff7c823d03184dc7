"""A map of journeys, leg by leg."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.presentation.layers import Lines, Scale

from .area_tables import checked_lines, extent_of, has_shape
from .goals import goal_layers, goals_of
from .measured import credit_of
from .minutes import minutes_text
from .sheet import sheet_around
from .texts import TEXTS, by_mode

if TYPE_CHECKING:
    import geopandas as gpd

    from kraftcenter_mobility.networks.transport import TransportNetwork
    from kraftcenter_mobility.presentation.map import Map

    from .sheet import Sheet

__all__ = ["journeys"]

COLOURS = {
    "car": "#d55e00",
    "ambulance": "#a50f15",
    "bicycle": "#009e73",
    "walk": "#555555",
    "rail": "#0072b2",
    "bus": "#b58900",
    "tram": "#cc79a7",
    "metro": "#6a51a3",
    "ferry": "#56b4e9",
}
OTHER = "#000000"
WALK = "walk"
WIDTH, WALK_WIDTH = 2.6, 1.8


class Leg(NamedTuple):
    """A leg that has a line."""

    kind: str
    geometry: Any
    text: str


def journeys(  # noqa: PLR0913 - what to show, and what to call it
    network: TransportNetwork,
    ways: gpd.GeoDataFrame,
    *,
    origins: gpd.GeoDataFrame | gpd.GeoSeries | None = None,
    destinations: gpd.GeoDataFrame | gpd.GeoSeries | None = None,
    title: str = "",
    note: str = "",
    language: str = "en",
) -> Map:
    """Return a map of journeys, each leg in the colour of how one travels.

    Parameters
    ----------
    network : TransportNetwork
        Its roads are drawn and its towns named.
    ways : GeoDataFrame, shape (n_journeys, n_columns)
        What :func:`.journeys` returns, or some of its rows.
    origins, destinations : GeoDataFrame or GeoSeries, optional
        Places to mark and name.
    title, note, language : str, optional
        As in :func:`.travel_times`.

    Returns
    -------
    Map
        To plot, explore or save. A line is divided among the legs by their lengths.

    Raises
    ------
    InputError
        If `ways` is no table of journeys, or none of them has a way.

    Examples
    --------
    >>> import kraftcenter_mobility as km
    >>> network = km.TransportNetwork.sample()
    >>> towns = network.places(km.TOWNS).loc[["Herning"]]
    >>> hospital = network.places(km.HOSPITALS).loc[["Regionshospitalet Gødstrup"]]
    >>> ways = km.journeys(network, towns, hospital, mode=km.CAR)
    >>> km.maps.journeys(network, ways, destinations=hospital).layers[1].scale.labels
    ('by car', 'on foot')
    """
    table = checked_lines(ways, "ways")
    if "legs" not in table or "travel_time_s" not in table:
        raise InputError(
            "ways must be the table that kraftcenter_mobility.journeys(...) returns, with the "
            "columns travel_time_s and legs"
        )
    starts, goals = goals_of(origins, "origins"), goals_of(destinations)
    sheet = sheet_around(network, language, extent_of(table), starts.at, goals.at)
    first, told = goal_layers(sheet, starts, called="origins")
    last, more = goal_layers(sheet, goals)
    absent = int((~has_shape(table)).sum())
    no_way = sheet.say("no journey", n=absent, total=len(table)) if absent else ""
    return sheet.finished(
        (_legs(sheet, table), *first, *last),
        title=title or sheet.say("journeys"),
        notes=(note, no_way, *told, *more),
        credit=credit_of(ways),
        taken=[*starts.names, *goals.names],
    )


def _legs(sheet: Sheet, table: gpd.GeoDataFrame) -> Lines:
    """Return all legs as one layer, walks above all others."""
    legs = [leg for key, row in table.iterrows() for leg in _legs_of(sheet, key, row)]
    kinds = sorted({leg.kind for leg in legs}, key=lambda kind: (kind == WALK, kind))
    classes = np.array([kinds.index(leg.kind) for leg in legs], dtype=np.int64)
    order = np.argsort(classes, kind="stable")
    geometry: np.ndarray[tuple[int], np.dtype[np.object_]] = np.empty(len(legs), dtype=object)
    geometry[:] = [leg.geometry for leg in legs]
    return Lines(
        name=sheet.say("journeys"),
        geometry=sheet.geometry(geometry[order]),
        scale=Scale(
            title=sheet.say("journeys"),
            labels=tuple(_kind_text(sheet, kind) for kind in kinds),
            colours=tuple(COLOURS.get(kind, OTHER) for kind in kinds),
        ),
        class_of=classes[order],
        width=tuple(WALK_WIDTH if kind == WALK else WIDTH for kind in kinds),
        dashed=tuple(k for k, kind in enumerate(kinds) if kind == WALK),
        tooltips=[legs[k].text for k in order.tolist()],
    )


def _kind_text(sheet: Sheet, kind: str) -> str:
    """Return what the legend says of a kind of leg."""
    if kind in {"car", "ambulance", "bicycle"} or kind not in TEXTS:
        return by_mode(sheet.words, kind)
    return sheet.say(kind)


def _legs_of(sheet: Sheet, key: Any, row: Any) -> list[Leg]:
    """Return the legs of a journey with the part of its line that each takes."""
    from shapely.ops import substring

    line = row.geometry
    if line is None or line.is_empty:
        return []
    whole = _journey_text(sheet, key, row["travel_time_s"])
    moving = [leg for leg in row["legs"] if leg["kind"] != "wait" and leg["length_m"] > 0]
    total_m = sum(leg["length_m"] for leg in moving)
    if not total_m:
        return []
    until = np.cumsum([0.0, *(leg["length_m"] for leg in moving)]) / total_m
    flat, narrow = _flat(line)
    parts = []
    for leg, begin, end in zip(moving, until[:-1].tolist(), until[1:].tolist(), strict=True):
        part = _unflat(substring(flat, begin, end, normalized=True), narrow)
        kind = leg.get("vehicle", "ride") if leg["kind"] == "ride" else leg["kind"]
        parts.append(Leg(str(kind), part, f"{whole}; {_leg_text(sheet, leg, str(kind))}"))
    return parts


def _flat(line: Any) -> tuple[Any, float]:
    """Return a line stretched so that its lengths are the same all round."""
    from shapely import affinity

    narrow = max(float(np.cos(np.radians(line.centroid.y))), 0.01)
    return affinity.scale(line, narrow, 1.0, origin=(0, 0)), narrow


def _unflat(line: Any, narrow: float) -> Any:
    """Return a stretched line in degrees, also where it is but a point."""
    import shapely
    from shapely import affinity

    if line.geom_type == "Point":
        line = shapely.LineString([line, line])
    return affinity.scale(line, 1.0 / narrow, 1.0, origin=(0, 0))


def _journey_text(sheet: Sheet, key: Any, travel_time_s: float) -> str:
    """Return what the pointer says of the whole journey."""
    minutes = minutes_text(sheet.words, float(travel_time_s))
    names = key if isinstance(key, tuple) else (key,)
    return f"{' → '.join(map(str, names))}: {minutes}"


def _leg_text(sheet: Sheet, leg: dict[str, Any], kind: str) -> str:
    """Return what the pointer says of a leg."""
    name = leg.get("road") or leg.get("line_name") or leg.get("line") or ""
    told = " ".join(filter(None, (_kind_text(sheet, kind), str(name))))
    return f"{told}, {minutes_text(sheet.words, float(leg['time_s']))}"
