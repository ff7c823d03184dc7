"""Areas, in any of the ways a planner has one, as one geometry in degrees."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import InputError
from .locations import looks_swapped
from .place_files import HEAD_BYTES, MAGIC

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["area_geometry"]

FORMS = (
    "(west, south, east, north) in degrees, a shapely polygon in degrees, a GeoDataFrame, "
    "or the path of a GeoJSON, GeoPackage, shape or GeoParquet file"
)

BEGINNINGS = MAGIC | {".shp": b"\0\0\x27\x0a"}
"""How a file of each kind begins; GDAL would go by the content, and is not to."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def area_geometry(area: Any) -> BaseGeometry:
    """Return an area as one polygon or multipolygon in degrees (EPSG:4326).

    Parameters
    ----------
    area : bounding box, geometry, GeoDataFrame, GeoSeries or path
        (west, south, east, north) in degrees; a geometry in degrees; a table of any
        coordinate system; or a file of polygons.

    Returns
    -------
    shapely geometry
        The union of all parts.

    Raises
    ------
    InputError
        If the area is of another kind, empty, without surface, or not in degrees.

    Examples
    --------
    >>> area_geometry((8.8, 56.0, 9.1, 56.3)).bounds
    (8.8, 56.0, 9.1, 56.3)
    """
    import geopandas as gpd
    import numpy as np
    from shapely.geometry.base import BaseGeometry as Geometry

    if isinstance(area, str | Path):
        area = _read(Path(area))
    if isinstance(area, gpd.GeoDataFrame) and area.active_geometry_name is None:
        raise InputError("area has no geometry; choose one with area.set_geometry(...)")
    if isinstance(area, gpd.GeoDataFrame | gpd.GeoSeries):
        if area.crs is None:
            raise InputError("area has no coordinate system; set one with area.set_crs(...)")
        area = area.to_crs("EPSG:4326").geometry.make_valid().union_all()
    elif isinstance(area, tuple | list | np.ndarray):
        area = _box(tuple(area))
    if not isinstance(area, Geometry):
        raise InputError(f"area must be {FORMS}; got {type(area).__name__}")
    return _checked(area)


def _read(path: Path) -> Any:
    """Return the polygons of a file."""
    import geopandas as gpd

    begins = BEGINNINGS.get(path.suffix.lower())
    if begins is None:
        raise InputError(
            f"the area cannot be read from {path}: its name ends in none of {', '.join(BEGINNINGS)}"
        )
    if not path.is_file():
        raise InputError(f"there is no file {path} to take the area from; check the path")
    with path.open("rb") as file:
        if not file.read(HEAD_BYTES).removeprefix(BYTE_ORDER_MARK).lstrip().startswith(begins):
            raise InputError(
                f"the area cannot be read from {path}: it is not what its name says; give it the "
                f"right ending"
            )
    try:
        return gpd.read_parquet(path) if begins == b"PAR1" else gpd.read_file(path)
    except Exception as error:
        raise InputError(f"the area in {path} cannot be read: {error}") from error


def _box(bounds: tuple[Any, ...]) -> BaseGeometry:
    """Return the box of four numbers."""
    import shapely

    wanted = "area must be (west, south, east, north) in degrees, west < east and south < north"
    try:
        west, south, east, north = (float(bound) for bound in bounds)
    except (TypeError, ValueError) as error:
        raise InputError(f"{wanted}; got {bounds}") from error
    if not (west < east and south < north):
        raise InputError(f"{wanted}; got {bounds}")
    return shapely.box(west, south, east, north)


def _checked(area: BaseGeometry) -> BaseGeometry:
    """Return a sound area, or say what is wrong with it."""
    import shapely

    if area.is_empty:
        raise InputError("area is empty; give a polygon with a surface")
    west, south, east, north = bounds = tuple(round(float(bound), 6) for bound in area.bounds)
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):  # noqa: PLR2004
        raise InputError(
            f"area has bounds {bounds}, which are no degrees; give it as a GeoDataFrame with its "
            f"coordinate system, for instance EPSG:25832"
        )
    if looks_swapped(west, south) and looks_swapped(east, north):
        raise InputError(
            f"area has bounds {bounds}: longitude and latitude look swapped; give it as "
            f"(west, south, east, north), in Denmark west and east are 7 to 16"
        )
    sound = shapely.make_valid(area)
    if not sound.area > 0:
        raise InputError("area has no surface; give a polygon, or buffer the line or point")
    return sound
