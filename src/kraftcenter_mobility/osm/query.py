"""What to ask an Overpass server for, so that a network can be built from the answer."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kraftcenter_mobility.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry import MultiPolygon, Polygon
    from shapely.geometry.base import BaseGeometry

__all__ = ["overpass_query", "polygonal"]

WAYS = (
    'way["highway"]',
    'way["route"="ferry"]',
    'way["railway"~"^(rail|light_rail|narrow_gauge|proposed|construction)$"]',
)
"""Lines, which are wanted with all their nodes, also those outside the area."""

FEATURES = (
    'nwr["amenity"~"^(hospital|school|college|university)$"]',
    'nwr["healthcare"="hospital"]',
    'nwr["amenity"~"^(events_venue|conference_centre|exhibition_centre)$"]',
    'nwr["amenity"~"^(theatre|concert_hall|music_venue|arts_centre)$"]',
    'nwr["leisure"="stadium"]',
    'nwr["leisure"~"^(sports_centre|sports_hall|ice_rink)$"]["name"~"arena",i]',
    'nwr["leisure"~"^(sports_centre|sports_hall|ice_rink)$"]["capacity"]',
    'nwr["building"~"^(stadium|arena)$"]',
    'nwr["railway"~"^(station|halt)$"]',
    'nwr["public_transport"="station"]["train"="yes"]',
    'nwr["place"~"^(city|town|village|suburb|hamlet)$"]["boundary"!="administrative"]',
    'node["entrance"~"^(main|emergency)$"]',
    'node["railway"~"^(train_station_entrance|subway_entrance)$"]',
)
"""What ``osm.features`` may take for a place; entrances on an outline come with its nodes."""

TRAINS = (
    'rel["public_transport"="stop_area"]',
    'rel["route"~"^(train|light_rail)$"]',
)
"""What groups the parts of stations and names the stops of trains; their members are not
wanted for their own sake, being half a country away."""

EARTH = (-180.0, -90.0, 180.0, 90.0)
DECIMALS = 5
ROUNDING_DEG = 10.0**-DECIMALS
MAX_VERTICES = 200  # a server tests every node against every side of the outline
MAX_RINGS = 10


def overpass_query(area: BaseGeometry | tuple[float, float, float, float]) -> str:
    """Return the query for everything in an area that a network is built from.

    Roads, ferries and railways with all their nodes, turn restrictions, stop areas and
    routes of trains, and what may be a place: hospitals, schools, venues, stations, towns,
    and entrances.

    Parameters
    ----------
    area : shapely polygon or tuple of float
        In degrees, longitude first (EPSG:4326); a tuple is west, south, east, north.

    Returns
    -------
    str
        A query in Overpass QL, the same for the same area. The outline of the area is
        rounded and simplified outwards, so the answer covers it.

    Raises
    ------
    InputError
        If the area is empty, has no extent, or is not in degrees.

    Examples
    --------
    >>> print(overpass_query((8.9, 56.1, 9.0, 56.2)).splitlines()[2].strip())
    way["highway"](56.1,8.9,56.2,9.0);
    """
    within = _filters(polygonal(area))

    def union(statements: tuple[str, ...]) -> str:
        lines = [f"  {statement}{part};" for statement in statements for part in within]
        return "\n".join(["(", *lines, ")"])

    return (
        f"[out:xml];\n{union(WAYS)}->.ways;\n{union(FEATURES)}->.features;\n"
        'rel(bw.ways)["type"~"^restriction"]->.restrictions;\n'
        "(.ways; .features;)->.found;\n"
        f"{union(TRAINS)}->.trains;\n"
        'rel(br.trains)["type"="route_master"]->.masters;\n'
        "(.found; .found >; .restrictions; .trains; .masters;);\n"
        "out body;\n"
    )


def polygonal(area: BaseGeometry | tuple[float, float, float, float]) -> MultiPolygon:
    """Return an area as valid polygons in degrees, or say what is wrong with it."""
    import shapely

    shape = _box(area) if isinstance(area, tuple | list) else area
    if not isinstance(shape, shapely.Geometry):
        raise InputError(f"area must be a polygon or (west, south, east, north), not {area!r:.100}")
    try:
        parts = shapely.get_parts(shapely.make_valid(shape))
        whole = shapely.union_all([part for part in parts if part.area > 0.0])
    except shapely.errors.ShapelyError as trouble:
        raise InputError(f"area has a broken outline: {trouble}; mend or redraw it") from trouble
    if whole.is_empty:
        raise InputError(
            f"area has no extent: {area!r:.100}; widen it with a buffer, or give a box"
        )
    west, south, east, north = whole.bounds
    if not shapely.box(*EARTH).covers(whole):
        raise InputError(
            f"area must be in degrees, longitude first (EPSG:4326), but it reaches from "
            f"({west:g}, {south:g}) to ({east:g}, {north:g}); convert it with to_crs(4326)"
        )
    return shapely.MultiPolygon(shapely.get_parts(whole).tolist())


def _box(corners: Sequence[float]) -> Polygon:
    """Return a box from its west, south, east and north."""
    import shapely

    try:
        west, south, east, north = map(float, corners)
    except (TypeError, ValueError) as trouble:
        raise InputError(
            f"area must have four numbers, west, south, east and north, not {corners!r:.100}"
        ) from trouble
    if not (west < east and south < north):
        raise InputError(
            f"area must be west, south, east, north, in this order, so that it has an extent; "
            f"not {corners!r:.100}"
        )
    return shapely.box(west, south, east, north)


def _filters(area: MultiPolygon) -> list[str]:
    """Return the conditions that put an object into an area: a box, or outlines."""
    import shapely

    west, south, east, north = area.bounds
    if area.equals(shapely.box(west, south, east, north)):
        low = [math.floor(round(value / ROUNDING_DEG, 3)) for value in (south, west)]
        high = [math.ceil(round(value / ROUNDING_DEG, 3)) for value in (north, east)]
        corners = [str(round(value * ROUNDING_DEG, DECIMALS)) for value in (*low, *high)]
        return [f"({','.join(corners)})"]
    return [
        '(poly:"' + " ".join(f"{lat:.{DECIMALS}f} {lon:.{DECIMALS}f}" for lon, lat in ring) + '")'
        for ring in _rings(area)
    ]


def _rings(area: MultiPolygon) -> list[list[tuple[float, float]]]:
    """Return outlines around an area, as closely as their cap on vertices allows."""
    import shapely

    filled = shapely.union_all([shapely.Polygon(part.exterior) for part in area.geoms])
    tolerance = 2.0 * ROUNDING_DEG
    while True:
        # an octagon of this radius makes good what simplifying twice and rounding may cut off
        wide = filled.simplify(tolerance).buffer(2.5 * tolerance, quad_segs=2)
        parts = shapely.get_parts(wide.simplify(tolerance / 2.0))
        rings = [list(part.exterior.coords)[:-1] for part in parts]
        if len(rings) <= MAX_RINGS and sum(map(len, rings)) <= MAX_VERTICES:
            return rings
        tolerance *= 2.0
