"""Geometry in files of scenarios: written out as points, as in GeoJSON, or in a file beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.locations import advice_on, listed
from kraftcenter_mobility.place_files import find_column, read_table
from kraftcenter_mobility.places import NAME_COLUMNS

from .suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd

__all__ = ["GEOMETRY_FIELDS", "read_geometry"]

GEOMETRY_FIELDS = {"line": ("LineString",), "within": ("Polygon", "MultiPolygon")}
"""The fields of edits that hold geometry, and what it may be."""

SUFFIXES = (".geojson", ".json", ".gpkg")
DECIMALS = 9
"""Of degrees that were transformed: a tenth of a millimetre, the same wherever it is done."""


def read_geometry(field: str, value: Any, folder: Path | None) -> Any:
    """Return the geometry that stands in a file of a scenario.

    Parameters
    ----------
    field : str
        ``line`` or ``within``.
    value : list or dict
        Points of [lon, lat], a table as in GeoJSON, or a table that names a file.
    folder : Path or None
        Where files beside the scenario lie; None if there are none.

    Returns
    -------
    shapely geometry
        In degrees, EPSG:4326.

    Raises
    ------
    ScenarioError
        If the file cannot be read, has no such feature, or something else than was wanted.
    """
    import shapely

    try:
        if isinstance(value, list):
            points = [point[:2] for point in value]
            return shapely.LineString(points) if field == "line" else shapely.Polygon(points)
        if "file" not in value:
            return shapely.force_2d(shapely.geometry.shape(value))
    except (ValueError, TypeError, shapely.errors.ShapelyError) as trouble:
        raise ScenarioError(f"{field} is no {GEOMETRY_FIELDS[field][0]}: {trouble}") from trouble
    if folder is None:
        raise ScenarioError(
            f"{field}: geometry in the file {value['file']!r} beside the scenario needs to know "
            f"where that is; read the scenario from a file, or pass folder"
        )
    return _from_file(field, value, folder)


def _from_file(field: str, value: Mapping[str, str], folder: Path) -> Any:
    """Return the geometry of a feature in a GeoJSON or GeoPackage file."""
    path = folder / value["file"]
    if path.suffix.lower() not in SUFFIXES:
        raise ScenarioError(
            f"{field}: {value['file']!r} must end in one of {', '.join(SUFFIXES)}; save the "
            f"geometry as GeoJSON or GeoPackage"
        )
    try:
        table = read_table(path, layer=value.get("layer"))
    except ValueError as trouble:  # a PlacesError, or a zero byte in the name
        raise ScenarioError(f"{field}: {trouble}") from trouble
    subject = f"{field}: {value['file']!r}"
    chosen = _features(subject, table, value.get("name"))
    named = f"{subject}, feature {value['name']!r}" if "name" in value else subject
    return _joined(named, _in_degrees(subject, chosen), GEOMETRY_FIELDS[field])


def _features(subject: str, table: gpd.GeoDataFrame, name: str | None) -> gpd.GeoSeries:
    """Return the geometry of the features of a name, or of the only one."""
    attributes = [column for column in table.columns if column != table.active_geometry_name]
    column = next(filter(None, (find_column(attributes, guess) for guess in NAME_COLUMNS)), None)
    names = [] if column is None else [str(each) for each in table[column]]
    if name is None:
        if len(table) == 1:
            return table.geometry
        shown = f", one of {listed(sorted(set(names))[:8])}" if names else ""
        raise ScenarioError(f'{subject} has {len(table)} features; say which: name = "..."{shown}')
    if column is None:
        raise ScenarioError(
            f"{subject} has no column 'name' to look for {name!r} in, only {listed(attributes)}"
        )
    rows = [row for row, each in enumerate(names) if each == name]
    if not rows:
        raise ScenarioError(
            f"{subject} has no feature with {column} {name!r}; {did_you_mean(name, set(names))}"
        )
    return table.geometry.iloc[rows]


def _in_degrees(subject: str, shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return geometry in EPSG:4326, or say why it cannot be."""
    import numpy as np
    import shapely
    from pyproj.exceptions import ProjError

    if shapes.isna().any() or shapes.is_empty.any():
        raise ScenarioError(f"{subject}: the feature has no geometry")
    flat = shapes.force_2d()
    x, y = (float(each) for each in shapely.get_coordinates(flat.iloc[0])[0])
    told = flat.crs is not None and not flat.crs.is_engineering
    if not told or flat.crs.is_geographic:
        west, south, east, north = flat.total_bounds
        if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):  # noqa: PLR2004
            says = f"is said to be in {flat.crs.to_string()}" if told else "says no CRS"
            advice = advice_on(x, y, "save it in EPSG:4326, or with its true CRS")
            raise ScenarioError(
                f"{subject} {says}, but x={x:.10g}, y={y:.10g} are no degrees; {advice}"
            )
    if not told:
        return flat.set_crs("EPSG:4326", allow_override=True)
    if flat.crs.to_epsg() == 4326:  # noqa: PLR2004 - degrees already
        return flat
    try:
        moved = flat.to_crs("EPSG:4326")
    except ProjError as trouble:
        raise ScenarioError(f"{subject} cannot be transformed to EPSG:4326: {trouble}") from trouble
    if not np.isfinite(moved.total_bounds).all():
        raise ScenarioError(
            f"{subject}: x={x:.10g}, y={y:.10g} lies outside what {flat.crs.to_string()} can "
            f"describe; save the file with its true CRS"
        )
    return moved.transform(lambda degrees: degrees.round(DECIMALS))


def _joined(subject: str, shapes: gpd.GeoSeries, wanted: tuple[str, ...]) -> Any:
    """Return features as one line or one area."""
    import shapely

    found = " and ".join(sorted(set(shapes.geom_type)))
    if not set(shapes.geom_type) <= {*wanted, f"Multi{wanted[0]}"}:  # merging takes rings as lines
        raise ScenarioError(f"{subject} holds {found}, where {wanted[0]} is wanted")
    if wanted == ("LineString",):
        whole: Any = shapely.line_merge(shapely.GeometryCollection(list(shapes)))
        if len(shapes) == 1 and shapes.iloc[0].geom_type == "LineString":
            whole = shapes.iloc[0]
    else:
        whole = shapes.iloc[0] if len(shapes) == 1 else shapely.union_all(list(shapes))
    if whole.geom_type not in wanted:
        raise ScenarioError(
            f"{subject} holds {found} that do not join into one, where {wanted[0]} is wanted"
        )
    return whole
