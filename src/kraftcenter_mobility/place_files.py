"""Files of places, as tables with a geometry: text, GeoJSON, GeoPackage, GeoParquet.

What comes out is as the file says it, in the file's own coordinate reference system;
names and the soundness of the coordinates are looked at by :mod:`.places`.
"""

from __future__ import annotations

import importlib.util
import math
import re
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from .arguments import path_of
from .errors import MissingExtraError, PlacesError
from .locations import listed, some

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

    import geopandas as gpd
    import pandas as pd

__all__ = ["TEXT", "find_column", "read_table"]

TEXT = (".csv", ".tsv", ".txt")

MAGIC = {
    ".geojson": b"{",
    ".json": b"{",
    ".gpkg": b"SQLite format 3\0",
    ".parquet": b"PAR1",
    ".geoparquet": b"PAR1",
}
"""How a file of each kind begins; one that begins otherwise is not handed to GDAL, which
would go by the content and may follow what it says to other files."""

HEAD_BYTES = 1024

COORDINATE_COLUMNS = (
    ("lon", "lat"),
    ("longitude", "latitude"),
    ("lng", "lat"),
    ("long", "lat"),
    ("længdegrad", "breddegrad"),
    ("x", "y"),
    ("easting", "northing"),
)
WKT_COLUMNS = ("geometry", "wkt", "geom", "geometri")


def read_table(
    path: str | os.PathLike[str],
    *,
    x: str | None = None,
    y: str | None = None,
    layer: str | None = None,
) -> gpd.GeoDataFrame:
    """Return the rows of a file with their geometry, or say why it cannot be read."""
    file = path_of(path, "path", error=PlacesError)
    suffix = _checked_suffix(file)
    if layer is not None and suffix != ".gpkg":
        raise PlacesError(f"{str(file)!r} has no layers; leave out layer={layer!r}")
    if suffix in TEXT:
        return _read_text(file, x, y)
    if x is not None or y is not None:
        raise PlacesError(
            f"{str(file)!r} has a geometry of its own; leave out x and y, which name the "
            f"columns of a text file"
        )
    return _read_parquet(file) if MAGIC[suffix] == b"PAR1" else _read_vector(file, layer)


def find_column(columns: Iterable[object], wanted: str) -> str | None:
    """Return the column of a name, whatever its capitals, or None."""
    found = (str(column) for column in columns if str(column).strip().lower() == wanted)
    return next(found, None)


def _checked_suffix(file: Path) -> str:
    """Return how the name of a file ends, if the file is there and begins accordingly."""
    suffix = file.suffix.lower()
    if suffix not in TEXT and suffix not in MAGIC:
        known = " ".join([*TEXT, *MAGIC])
        if not suffix and not file.exists():
            raise PlacesError(f"{str(file)!r} is no file; name one that ends in one of {known}")
        raise PlacesError(
            f"{str(file)!r} ends in {suffix!r}, which is none of {known}; save the places as one "
            f"of these, unzipped"
        )
    try:
        with file.open("rb") as opened:
            head = opened.read(HEAD_BYTES)
    except OSError as trouble:
        raise PlacesError(
            f"{str(file)!r} cannot be read: {trouble.strerror}; check the path, which is "
            f"taken from the folder {str(Path.cwd())!r}"
        ) from trouble
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text:
        raise PlacesError(f"{str(file)!r} is empty; a file of places has at least one row")
    if re.match(rb"<(!doctype )?html", text, re.IGNORECASE):
        raise PlacesError(
            f"{str(file)!r} is a web page (HTML), not a table of places; what was saved is the "
            f"page around the download, or a server's error: fetch the file itself"
        )
    begins = text if MAGIC.get(suffix) == b"{" else head
    if not begins.startswith(MAGIC.get(suffix, b"")):
        raise PlacesError(
            f"{str(file)!r} is not what its name says: a {suffix} file begins with "
            f"{MAGIC[suffix]!r}, this one with {head[:16]!r}; give it the right ending"
        )
    return suffix


def _read_vector(file: Path, layer: str | None) -> gpd.GeoDataFrame:
    """Return the places of a GeoJSON or GeoPackage file."""
    import geopandas as gpd

    try:
        layers = [str(name) for name in gpd.list_layers(file)["name"]]
        if layer is None and len(layers) > 1:
            raise PlacesError(
                f"{str(file)!r} has {len(layers)} layers; say which with layer=..., one of "
                f"{listed(layers)}"
            )
        if layer is not None and layer not in layers:
            raise PlacesError(f"{str(file)!r} has no layer {layer!r}, only {listed(layers)}")
        table = gpd.read_file(file, layer=layer)
    except RuntimeError as trouble:  # what every error of pyogrio is
        reason = str(trouble).split("; It might help")[0]  # GDAL's advice is not for a user
        raise PlacesError(
            f"{str(file)!r} is damaged or cut short and cannot be read: {reason}"
        ) from trouble
    if not isinstance(table, gpd.GeoDataFrame):
        raise PlacesError(f"{str(file)!r} has no geometry, only {listed(table.columns)}")
    return table


def _read_parquet(file: Path) -> gpd.GeoDataFrame:
    """Return the places of a GeoParquet file."""
    if importlib.util.find_spec("pyarrow") is None:
        raise MissingExtraError(
            f"{str(file)!r} is GeoParquet, which needs pyarrow: "
            f'python -m pip install "kraftcenter_mobility[io]"'
        )
    import geopandas as gpd

    try:
        table = gpd.read_parquet(file)
    except (ValueError, OSError) as trouble:  # ArrowInvalid is a ValueError
        raise PlacesError(f"{str(file)!r} cannot be read as GeoParquet: {trouble}") from trouble
    return table.reset_index() if table.index.name is not None else table


def _read_text(file: Path, x: str | None, y: str | None) -> gpd.GeoDataFrame:
    """Return the places of a text file, in EPSG:4326 until one says otherwise."""
    import geopandas as gpd

    table, separator = _split(file)
    if (x is None) != (y is None):
        raise PlacesError(f"x and y go together, but x={x!r} and y={y!r}")
    for column in (x, y):
        if column is not None and column not in table:
            raise PlacesError(f"{str(file)!r} has no column {column!r}, only {listed(table)}")
    pairs = [(x, y)] if x is not None else _pairs(table)
    decimal_comma = False
    if pairs:
        east, north = (table.pop(str(column)) for column in pairs[0])
        decimal_comma = separator != "," and bool(east.str.contains(",", regex=False).any())
        coordinates = [[decimal_number(text) for text in column] for column in (east, north)]
        _refuse_unreadable(file, pairs[0], [east, north], coordinates)
        geometry = gpd.points_from_xy(*coordinates)
    else:
        geometry = _from_wkt(file, table)
    typed = {column: _typed(table[column], decimal_comma=decimal_comma) for column in table}
    return gpd.GeoDataFrame(typed, geometry=geometry, crs="EPSG:4326", index=table.index)


def _split(file: Path) -> tuple[pd.DataFrame, str]:
    """Return the cells of a text file as text under their header, and what separates them."""
    import pandas as pd

    text = _decoded(file.read_bytes())
    if "\0" in text:
        raise PlacesError(
            f"{str(file)!r} is not text, perhaps a spreadsheet; save it as CSV in UTF-8"
        )
    told = re.match(r"sep=(.)\r?\n", text)  # how Excel marks its own files
    if told:
        text = text[told.end() :]
    header = text.lstrip().split("\n", 1)[0]
    separator = told[1] if told else max("\t;,", key=header.count)
    try:
        cells = pd.read_csv(
            StringIO(text),
            sep=separator,
            header=None,
            dtype=str,
            keep_default_na=False,
            skipinitialspace=True,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as trouble:
        raise PlacesError(
            f"{str(file)!r} is not a table separated by {separator!r}: {str(trouble).strip()}"
        ) from trouble
    cells = cells.fillna("").map(str.strip)
    cells = cells.iloc[: int((cells != "").any(axis=1).to_numpy().nonzero()[0].max()) + 1]
    names = [name or f"column {i + 1}" for i, name in enumerate(cells.iloc[0])]
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise PlacesError(f"{str(file)!r} has more than one column {listed(doubled)}")
    return cells.iloc[1:].set_axis(names, axis=1).reset_index(drop=True), separator


def _decoded(content: bytes) -> str:
    """Return the text of a file, whichever of the common encodings it is in."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _pairs(table: pd.DataFrame) -> list[tuple[str | None, str | None]]:
    """Return the pairs of columns that hold coordinates, the likeliest first."""
    found = [tuple(find_column(table, part) for part in pair) for pair in COORDINATE_COLUMNS]
    return [(east, north) for east, north in found if east is not None and north is not None]


def decimal_number(text: str) -> float:
    """Return a number written with decimal point or comma, NaN if it is none."""
    digits = re.sub(r"[\s°]", "", text)
    last = max(digits.rfind("."), digits.rfind(","))
    whole, part = (digits[:last], digits[last + 1 :]) if last >= 0 else (digits, "")
    if last >= 0 and digits.count(digits[last]) > 1:  # 6.221.000: groups, not decimals
        whole, part = digits, ""
    try:
        return float(re.sub(r"[.,]", "", whole) + (f".{part}" if part else ""))
    except ValueError:
        return math.nan


def _refuse_unreadable(
    file: Path,
    columns: Sequence[object],
    texts: Sequence[pd.Series],
    numbers: Sequence[Sequence[float]],
) -> None:
    """Raise if coordinates are missing or no numbers."""
    bad = [
        i for i, pair in enumerate(zip(*numbers, strict=True)) if not all(map(math.isfinite, pair))
    ]
    if bad:
        east, north = texts
        seen = some(f"row {i + 1} has {east.iloc[i]!r}, {north.iloc[i]!r}" for i in bad)
        raise PlacesError(
            f"{str(file)!r}: {len(bad)} of {len(east)} rows have no coordinates that can be read "
            f"in {listed(columns)}: {seen}; write decimal degrees or metres, or remove the rows"
        )


def _from_wkt(file: Path, table: pd.DataFrame) -> object:
    """Take the column of WKT out of a table and return its geometry."""
    import shapely

    column = next(filter(None, (find_column(table, name) for name in WKT_COLUMNS)), None)
    if column is None:
        raise PlacesError(
            f"{str(file)!r} has no columns with coordinates, such as 'lon' and 'lat', 'x' and "
            f"'y' or 'geometry' with WKT, only {listed(table)}; name them with x=... and y=..."
        )
    text = table.pop(column)
    geometry = shapely.from_wkt(text.to_numpy(dtype=object), on_invalid="ignore")
    bad = [i for i, shape in enumerate(geometry) if shape is None]
    if bad:
        seen = some(f"row {i + 1} has {text.iloc[i][:40]!r}" for i in bad)
        raise PlacesError(
            f"{str(file)!r}: {len(bad)} of {len(text)} rows have no WKT in {column!r}: {seen}"
        )
    return geometry


def _typed(values: pd.Series, *, decimal_comma: bool) -> pd.Series:
    """Return a column of text as numbers if that is what all of it is."""
    import pandas as pd

    filled = values[values != ""]
    if filled.empty or filled.str.match(r"[-+]?0[0-9]").any():  # codes such as 0657
        return values
    if decimal_comma:
        filled = filled.str.replace(r"\.(?=[0-9]{3}(?![0-9]))", "", regex=True)
        filled = filled.str.replace(",", ".", regex=False)
    numbers = pd.to_numeric(filled, errors="coerce")
    return values if numbers.isna().any() else numbers.reindex(values.index)
