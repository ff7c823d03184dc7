"""Areas around reached roads: everything within a distance of a reached position.

A grid of points that is fixed to the globe is filled with the distances to the nearest reached
position, and the area is what lies within the contour at `buffer_m`. As the grid is the same
for every cutoff and every scenario, a larger cutoff's area contains a smaller one's, and
the areas of two scenarios differ only where their roads do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.networks.doors import with_doors
from kraftcenter_mobility.networks.geodesy import ECCENTRICITY_2, SEMI_MAJOR_M, unbroken_deg

from .contour import contour
from .grid import grid_for
from .parts import stretches_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import shapely
    from numpy.typing import NDArray

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray
    from kraftcenter_mobility.networks.road import RoadNetwork

    from .grid import Box, Grid
    from .parts import ReachedParts, Stretches

__all__ = ["Area", "area_km2", "areas_of", "nested_areas", "polygons_of"]

AREAL = 2
"""Dimension of polygons."""

NODES_AT_ONCE = 64_000_000
"""Nodes of the grid in memory at a time, 256 MB: 160 km squared with the usual buffer."""

MOST_NODES = 2_000_000_000
"""Nodes of the grid for one isochrone; more would take minutes."""


class Area(NamedTuple):
    """An area, and how large it is."""

    geometry: shapely.MultiPolygon
    """In degrees; may be empty."""

    area_km2: float


def areas_of(roads: RoadNetwork, parts: ReachedParts, *, buffer_m: float) -> Area:
    """Return the area within `buffer_m`, as the crow flies, of parts of roads.

    Roads without doors, motorways and ferries, count for nothing: nobody gets off there.

    Parameters
    ----------
    roads : RoadNetwork
        The roads.
    parts : ReachedParts
        What is reached.
    buffer_m : float
        Metres.
    """
    return nested_areas(roads, [parts], buffer_m=buffer_m)[0]


def nested_areas(
    roads: RoadNetwork, parts: Sequence[ReachedParts], *, buffer_m: float
) -> list[Area]:
    """Return the areas of several cutoffs, ascending, each within the next.

    Raises
    ------
    InputError
        If the grid would be too fine for roads that reach so far.
    """
    import shapely

    doors = _doors(roads)
    stretches = [_with_doors(stretches_of(roads, each), doors) for each in parts]
    grid = grid_for(roads, buffer_m)
    polygons: list[list[Any]] = [[] for _ in parts]
    for number, some in _contours(roads, grid, stretches):
        polygons[number].append(some)
    areas = []
    for strips in polygons:
        merged = shapely.union_all(strips) if len(strips) > 1 else (strips or [None])[0]
        geometry = polygons_of(_cut_at_date_line(merged))
        areas.append(Area(geometry, area_km2(geometry)))
    return areas


def _cut_at_date_line(geometry: Any | None) -> Any | None:
    """Return polygons with what lies east of the date line at its own longitudes."""
    import shapely

    if geometry is None or shapely.bounds(geometry)[2] <= 180.0:  # noqa: PLR2004 - the date line
        return geometry
    sides = [
        shapely.intersection(geometry, shapely.box(west, -90.0, west + 360.0, 90.0))
        for west in (-180.0, 180.0)
    ]
    sides[1] = shapely.transform(sides[1], lambda at: at - [360.0, 0.0])
    return shapely.multipolygons([each for side in sides for each in polygons_of(side).geoms])


def area_km2(geometry: Any) -> float:
    """Return the area of polygons in degrees, on the ellipsoid, in square kilometres.

    Mapped to a cylinder that keeps areas (Lambert's, with authalic latitudes), where it is
    that of plane polygons.
    """
    import shapely

    return float(shapely.area(shapely.transform(geometry, _to_cylinder_km)))


def _to_cylinder_km(lonlat: FloatArray) -> FloatArray:
    """Return where points lie on a cylinder that keeps areas, in kilometres."""
    e = np.sqrt(ECCENTRICITY_2)
    sine = np.sin(np.radians(lonlat[:, 1]))
    part = sine / (1 - ECCENTRICITY_2 * sine**2) + np.arctanh(e * sine) / e
    across_km = SEMI_MAJOR_M / 1000.0
    return np.column_stack(
        (np.radians(lonlat[:, 0]) * across_km, (1 - ECCENTRICITY_2) * part / 2 * across_km)
    )


def _doors(roads: RoadNetwork) -> BoolArray:
    """Return the segments around which there is area. Shape (n_segments,)."""
    return with_doors(roads, np.ones(roads.n_segments, dtype=np.bool_))


def _with_doors(stretches: Stretches, doors: BoolArray) -> Stretches:
    """Return the stretches along roads with doors."""
    return stretches.only(doors[stretches.segment])


def _contours(
    roads: RoadNetwork, grid: Grid, stretches: Sequence[Stretches]
) -> Iterator[tuple[int, Any]]:
    """Yield the number of a cutoff and polygons of its area, strip by strip."""
    boxes = [_box(roads, grid, each) for each in stretches]
    largest = boxes[-1]
    if largest is None:
        return
    n_columns, n_rows = largest.east - largest.west + 1, largest.north - largest.south + 1
    if n_columns * n_rows > MOST_NODES:
        raise InputError(
            f"buffer_m={grid.buffer_m:g} is too fine for reached roads that stretch over "
            f"{n_columns * grid.step_lon:.1f} x {n_rows * grid.step_lat:.1f} degrees; ask for a "
            f"larger buffer_m, or for smaller cutoffs"
        )
    at_once = max(min(NODES_AT_ONCE // n_columns, n_rows - 1), 1)
    for low in range(largest.south, largest.north, at_once):
        strip = largest._replace(south=low, north=min(low + at_once, largest.north))
        field = np.full((strip.north - low + 3, n_columns), grid.reach_m**2, dtype=np.float32)
        drawn: Stretches | None = None
        for number, (some, box) in enumerate(zip(stretches, boxes, strict=True)):
            if box is None:
                continue
            new = some if drawn is None else _new(some, drawn, roads.n_segments)
            drawn = some
            _draw(roads, grid, new, strip, field)
            if (polygons := _contour(grid, strip, box, field)) is not None:
                yield number, polygons


def _draw(
    roads: RoadNetwork, grid: Grid, new: Stretches, strip: Box, field: NDArray[np.float32]
) -> None:
    """Draw stretches on a strip, but not on the row on either side of it."""
    from kraftcenter_mobility._kernels.distance_field import draw_stretches

    draw_stretches(
        roads.first_point,
        unbroken_deg(roads.point_lon),
        roads.point_lat,
        roads.point_offset_m,
        *new,
        strip.west,
        strip.south,
        grid.step_lon,
        grid.step_lat,
        *grid.row_metres(strip.south, strip.north),
        grid.reach_m,
        field[1:-1],
    )


def _contour(grid: Grid, strip: Box, box: Box, field: NDArray[np.float32]) -> Any | None:
    """Return the polygons of a strip, in degrees, looking at a box only; None if none."""
    import shapely

    low, high = max(box.south, strip.south), min(box.north, strip.north)
    if high <= low:
        return None
    rows = slice(low - strip.south, high - strip.south + 2)
    columns = slice(box.west - strip.west, box.east - strip.west)
    polygons = contour(field, grid.buffer_m, rows=rows, columns=columns)
    origin = np.array([strip.west, strip.south - 1])
    step = np.array([grid.step_lon, grid.step_lat])
    return polygons and shapely.transform(polygons, lambda at: (at + origin) * step)


def _box(roads: RoadNetwork, grid: Grid, some: Stretches) -> Box | None:
    """Return the part of the grid that stretches need, None if there are none."""
    from kraftcenter_mobility._kernels.distance_field import extent_of

    if not some.segment.size:
        return None
    lon = unbroken_deg(roads.point_lon)
    points = roads.first_point, lon, roads.point_lat, roads.point_offset_m
    return grid.box(extent_of(*points, *some))


def _new(some: Stretches, drawn: Stretches, n_segments: int) -> Stretches:
    """Return the stretches that are not drawn already."""
    begin_m, end_m = np.full(n_segments, np.nan), np.full(n_segments, np.nan)
    begin_m[drawn.segment], end_m[drawn.segment] = drawn.begin_m, drawn.end_m
    same = (begin_m[some.segment] == some.begin_m) & (end_m[some.segment] == some.end_m)
    return some.only(~same)


def polygons_of(geometry: Any | None) -> Any:
    """Return the polygons of a geometry as one MultiPolygon, without lines and points."""
    import shapely

    if geometry is None or geometry.is_empty:
        return shapely.MultiPolygon()
    if geometry.geom_type == "MultiPolygon":
        return geometry
    found = shapely.get_parts(geometry)
    return shapely.MultiPolygon(list(found[shapely.get_dimensions(found) == AREAL]))
