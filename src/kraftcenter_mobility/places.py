"""Places: what kinds there are, how a user's own are read, and what a table must be like.

A table of places is a ``GeoDataFrame`` of points in EPSG:4326 whose index holds their
unique names. Everything that takes places passes them through :func:`check_places`, so a
pair of swapped columns is told apart from a place that lies far from every road.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import PlacesError
from .locations import known_crs, listed, locate, some
from .place_files import find_column, read_table

if TYPE_CHECKING:
    import os

    import geopandas as gpd
    import pandas as pd

__all__ = [
    "FOLKESKOLER",
    "HIGHER_EDUCATION",
    "HOSPITALS",
    "SCHOOLS",
    "STATIONS",
    "TOWNS",
    "VENUES",
    "YOUTH_EDUCATION",
    "PlaceKind",
    "check_places",
    "read_places",
]

NAME_COLUMNS = ("name", "navn", "id")

OWN_COLUMNS: dict[str, str | float] = {
    "kind": "",
    "category": "",
    "osm_id": "",
    "capacity": math.nan,
    "population": math.nan,
}
"""What every table of places has, and what a user's own file need not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceKind:
    """A kind of place, and which categories of it are meant.

    Examples
    --------
    >>> import dataclasses
    >>> acute = dataclasses.replace(HOSPITALS, name="acute hospitals",
    ...                             categories=("hospital_emergency",))
    >>> acute.kind
    'hospital'
    """

    name: str

    kind: str
    """What the column ``kind`` of a table of places says."""

    categories: tuple[str, ...] | None = None
    """Which values of the column ``category`` are meant; None for all of them."""

    def select(self, table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Return the rows of a table that are places of this kind, in the table's order."""
        wanted = {"kind"} if self.categories is None else {"kind", "category"}
        if missing := sorted(wanted - set(table.columns)):
            raise PlacesError(
                f"cannot tell which places are {self.name}: the table has no column "
                f"{listed(missing)}, only {listed(table.columns)}"
            )
        chosen = table["kind"] == self.kind
        if self.categories is not None:
            chosen &= table["category"].isin(self.categories)
        return table.loc[chosen]


HOSPITALS = PlaceKind(name="hospitals", kind="hospital")
"""Hospitals; category ``hospital_emergency`` where there is an emergency department."""

SCHOOLS = PlaceKind(name="schools", kind="school")
"""Schools of every level, from folkeskole to university."""

FOLKESKOLER = PlaceKind(name="folkeskoler", kind="school", categories=("folkeskole",))
"""Primary and lower secondary day schools, public and free (``friskoler``)."""

YOUTH_EDUCATION = PlaceKind(name="youth education", kind="school", categories=("youth",))
"""Upper secondary and vocational schools: gymnasium, HF, HHX, HTX, EUD, SOSU."""

HIGHER_EDUCATION = PlaceKind(name="higher education", kind="school", categories=("higher",))
"""Universities, university colleges and academies."""

VENUES = PlaceKind(name="event venues", kind="venue")
"""Where people gather at a set hour: arenas, stadiums, theatres, fairs, congress centres."""

STATIONS = PlaceKind(name="stations", kind="station")
"""Railway stations and halts."""

TOWNS = PlaceKind(name="towns", kind="town")
"""Towns and villages, suburbs and hamlets; a suburb's people are often counted in its city's."""


def read_places(  # noqa: PLR0913 - each column of a file may have any name
    path: str | os.PathLike[str],
    *,
    name: str | None = None,
    x: str | None = None,
    y: str | None = None,
    crs: str | int | None = None,
    layer: str | None = None,
) -> gpd.GeoDataFrame:
    r"""Read places from a CSV, GeoJSON, GeoPackage or GeoParquet file.

    Parameters
    ----------
    path : path-like
        The file. Text may be separated by semicolon, comma or tab, with decimal point or
        comma, in UTF-8 or in the encoding of Danish Windows.
    name : str, optional
        The column with the names, which must be unique; by default ``name``, ``navn`` or
        ``id``, and where there is none the places are called ``place 1``, ``place 2`` ...
    x, y : str, optional
        The columns of a text file with the coordinates; by default ``lon`` and ``lat``,
        ``longitude`` and ``latitude``, ``x`` and ``y`` ... or WKT in ``geometry``.
    crs : str or int, optional
        The coordinate reference system of the file, such as ``"EPSG:25832"``. It overrules
        what the file says; a text file is otherwise taken for EPSG:4326.
    layer : str, optional
        Which layer of a GeoPackage that has several.

    Returns
    -------
    GeoDataFrame, shape (n_places, n_columns)
        Points in EPSG:4326 under their names, an area by a point inside it, with all other
        columns of the file. Where the file has no ``kind``, ``category``, ``osm_id``,
        ``capacity`` or ``population``, they are there and empty.

    Raises
    ------
    PlacesError
        If the file cannot be read, or a row has no name or no coordinates on Earth.
    MissingExtraError
        If the file is GeoParquet and pyarrow is not installed.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     homes = pathlib.Path(folder) / "homes.csv"
    ...     _ = homes.write_text("navn;lon;lat;beboere\nSunds;9,0148;56,2044;4300\n", "utf-8")
    ...     read_places(homes)[["beboere", "geometry"]]
           beboere               geometry
    name
    Sunds     4300  POINT (9.0148 56.2044)
    """
    table = read_table(path, x=x, y=y, layer=layer)
    subject = repr(Path(path).name)
    if table.empty:
        raise PlacesError(f"{subject} holds no places: it has columns, but not a single row")
    if crs is not None:
        table = table.set_crs(known_crs(crs), allow_override=True)
    names, table = _take_names(table, name, subject)
    table["geometry"] = locate(
        table.geometry,
        subject,
        lambda row: f"row {row + 1} ({names[row]!r})",
        'pass crs="EPSG:25832" to read_places',
    )
    absent = [(column, empty) for column, empty in OWN_COLUMNS.items() if column not in table]
    table = table.assign(**dict(absent))
    table.index = names
    return table


def check_places(places: gpd.GeoDataFrame | gpd.GeoSeries, what: str) -> gpd.GeoSeries:
    """Return places as points in EPSG:4326, or say what is wrong with them.

    Parameters
    ----------
    places : GeoDataFrame or GeoSeries, shape (n_places,)
        Points in any coordinate reference system; an area stands for a point inside it.
    what : str
        What the places are to the caller, such as ``"origins"``; used in messages.

    Returns
    -------
    GeoSeries, shape (n_places,)
        Points in EPSG:4326 under the same index, which is now named `what`.

    Raises
    ------
    PlacesError
        If `places` are not geographic, have no coordinate reference system or no rows, if a
        name is missing or stands twice, or if a point is missing or cannot be on Earth.

    Examples
    --------
    >>> import geopandas as gpd
    >>> homes = gpd.GeoSeries.from_xy([498_600], [6_221_600], index=["Herning"], crs=25832)
    >>> check_places(homes, "origins").x.round(2).to_dict()
    {'Herning': 8.98}
    """
    import geopandas as gpd

    if isinstance(places, gpd.GeoDataFrame) and places.active_geometry_name is None:
        raise PlacesError(f"{what} have no geometry; choose one with set_geometry(...)")
    if not isinstance(places, gpd.GeoDataFrame | gpd.GeoSeries):
        raise PlacesError(
            f"{what} must be a GeoDataFrame or GeoSeries of points, not a "
            f"{type(places).__name__}; read a file with kraftcenter_mobility.read_places(...), or "
            f"make points with geopandas.GeoDataFrame(table, geometry=geopandas.points_from_xy("
            f'table["lon"], table["lat"]), crs="EPSG:4326")'
        )
    if len(places) == 0:
        raise PlacesError(f"{what} have no rows; at least one place is needed")
    names = places.index
    if names.nlevels > 1:
        raise PlacesError(
            f"{what} have an index of {names.nlevels} levels, not one name each; make names of "
            f"them with places.index = places.index.map(str)"
        )
    if names.hasnans:
        raise PlacesError(f"{int(names.isna().sum())} of {len(names)} {what} have no name")
    _refuse_doubles(names, what)
    remedy = 'set the right one with .set_crs("EPSG:25832", allow_override=True)'
    points = locate(places.geometry, what, lambda row: repr(names[row]), remedy)
    points.index = names.rename(what)
    return points.rename("geometry")


def _take_names(
    table: gpd.GeoDataFrame, column: str | None, subject: str
) -> tuple[pd.Index, gpd.GeoDataFrame]:
    """Return the names of the places, and the table without them and with plain rows."""
    import pandas as pd

    if table.active_geometry_name != "geometry":
        table = table.drop(columns="geometry", errors="ignore").rename_geometry("geometry")
    table = table.reset_index(drop=True)
    attributes = [name for name in table.columns if name != "geometry"]
    if column is not None and column not in attributes:
        raise PlacesError(
            f"{subject} has no column {column!r} to take names from, only {listed(attributes)}"
        )
    guesses = (find_column(attributes, guess) for guess in NAME_COLUMNS)
    column = column if column is not None else next(filter(None, guesses), None)
    if column is None:
        return pd.Index([f"place {row + 1}" for row in range(len(table))], name="name"), table
    values = table.pop(column)
    names = pd.Index(values.fillna("").astype(str).str.strip(), name="name")
    if blank := [f"row {row + 1}" for row, name in enumerate(names) if not name]:
        raise PlacesError(
            f"{subject}: {len(blank)} of {len(names)} places have no name in {column!r}: "
            f"{some(blank)}; fill them in, or take another column with name=..."
        )
    _refuse_doubles(names, subject)
    return names, table


def _refuse_doubles(names: pd.Index, subject: str) -> None:
    """Raise if a name stands more than once."""
    doubled = names[names.duplicated()].unique()
    if len(doubled):
        where = {
            name: [int(i) + 1 for i in (names == name).nonzero()[0][:3]] for name in doubled[:3]
        }
        seen = some(f"{name!r} in rows {rows}" for name, rows in where.items())
        raise PlacesError(
            f"{subject}: names must be unique, but {len(doubled)} stand more than once: {seen}; "
            f"rename or remove the doubles"
        )
